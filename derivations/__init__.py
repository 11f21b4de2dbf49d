"""The results, named by number and content: claims, proofs and moves in a file each; here are their order and register.

Proposition 5 is claimed in `capped_dimension/p5_best_dimension_with_capped_score.py` and proved beside it in what ends
in `_proof`; what else begins with `p5` belongs to it. Corollaries begin with `c`, lemmas with `l`, new ones with `s`,
further sentences of the paper with `u`; what is said of other paths begins with `g`, of other encoders with `m`, of
finitely many steps with `n`, of averages without independence with `a`, of other read-outs with `t`, of other errors
with `k`, of the lost variance with `r`.

Installed as `ldm_symbolic.derivations`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ldm_symbolic.claims import Statement

MODULES: Mapping[str, str] = {
    "P1": "plug_in.p1_monotone_error",
    "P2": "plug_in.p2_best_dimension_at_a_time",
    "U1": "estimated_times.u1_order_of_the_estimated_times",
    "U2": "standard_start.u2_monotone_error",
    "U3": "best_dimensions.u3_best_dimension_in_time",
    "P3": "equal_variances.p3_joint_optimum_for_equal_variances",
    "U5": "best_times.u5_existence_of_a_best_time",
    "U6": "joint_optimum.u6_unequal_variances",
    "U7": "joint_optimum.u7_without_an_order",
    "P4": "capped_score.p4_capped_score_minimises",
    "P5": "capped_dimension.p5_best_dimension_with_capped_score",
    "P5.A6": "capped_dimension.p5_a6_best_dimension_in_two_cases",
    "C1": "decaying_spectra.c1_geometric_spectrum",
    "U8": "decaying_spectra.u8_ratio_of_the_spectrum",
    "P6": "principal_components.p6_principal_components",
    "P7": "principal_components.p7_principal_components_of_the_sample",
    "U4": "learned_encoders.u4_encoder_of_the_same_sample",
    "P8": "equal_variances.p8_true_dimension_is_best_late",
    "P9": "concentration.p9_sample_variance_concentrates",
    "P10": "concentration.p10_sample_covariance_concentrates",
    "L1": "capped_score.l1_variance_stays_on_its_side_of_one",
    "L2": "principal_components.l2_loewner_order",
    "S1": "stopping_in_k.s1_one_step_in_dimension",
    "S2": "stopping_in_k.s2_monotone_stopping",
    "S3": "random_estimates.s3_sampling_average",
    "S4": "random_estimates.s4_chance_that_stopping_early_helps",
    "S5": "small_errors.s5_first_order_stopping",
    "S6": "stopping_in_k.s6_schedule_free",
    "S7": "from_data.s7_bounds_on_the_variances",
    "S8": "from_data.s8_share_of_the_best_level",
    "S9": "from_data.s9_held_out_variances",
    "S10": "from_data.s10_held_out_slope",
    "A1": "dense_estimates.a1_any_unbiased_estimate",
    "A2": "averaged_slopes.a2_any_schedule",
    "A3": "learned_encoders.a3_encoder_of_the_same_sample",
    "A4": "dense_estimates.a4_isotropic_data",
    "A5": "averaged_slopes.a5_second_order",
    "A6": "random_estimates.a6_every_small_level",
    "G1": "schedules.g1_best_dimension_at_a_noise",
    "G2": "schedules.g2_dimension_falls_with_noise",
    "G4": "schedules.g4_variance_exploding",
    "G5": "rectified_flow.g5_flow_with_the_exact_score",
    "G6": "rectified_flow.g6_flow_with_the_plug_in_score",
    "G7": "schedules.g7_rescaled_sample",
    "M1": "encoders.m1_known_mean",
    "M2": "encoders.m2_sample_mean",
    "M3": "encoders.m3_scaled_latents",
    "M4": "encoders.m4_linear_shrinkage",
    "M5": "dense_estimates.m5_which_projection",
    "M6": "encoders.m6_whitening_encoder",
    "M7": "dense_estimates.m7_dense_error",
    "N1": "finite_steps.n1_ddim_by_angles",
    "N2": "finite_steps.n2_error_along_the_steps",
    "N3": "finite_steps.n3_ancestral_sampling",
    "N4": "euler_steps.n4_euler_steps",
    "N5": "finite_steps.n5_noise_or_none",
    "N6": "finite_steps.n6_best_step",
    "N8": "capped_paths.n8_flow_under_a_cap",
    "N9": "capped_paths.n9_noise_under_a_cap",
    "T1": "read_outs.t1_denoised_variance",
    "T2": "read_outs.t2_never_early",
    "T3": "read_outs.t3_slope_of_the_denoised_error",
    "T4": "read_outs.t4_on_average",
    "T5": "read_outs.t5_denoise_or_not",
    "K1": "other_distances.k1_generated_to_data",
    "K2": "other_distances.k2_data_to_generated",
    "K3": "directions.k3_sliced_distance",
    "K4": "directions.k4_mean_discrepancy",
    "K5": "other_distances.k5_own_root_for_any_error",
    "K6": "other_distances.k6_errors_with_one_valley",
    "R1": "lost_variance.r1_bounds_by_the_lost_variance",
    "R2": "lost_variance.r2_pythagoras",
    "R3": "lost_variance.r3_order_of_two_dimensions",
}
"""The file of each statement, by its id; a file is read when its statement is asked for, for that takes a while.

What is claimed stands in the file; what proves it in the one beside it that ends in `_proof`, and how a reader follows
it, where that is told, in the one that ends in `_moves`.
"""


_VERIFY = ("ldm_symbolic.claims.audit", "ldm_symbolic.claims.objects", "ldm_symbolic.claims.keeping.kept")


@cache
def statement(statement_id: str) -> Statement:
    """Return the statement with an id, its claims with what proves them; KeyError if there is none."""
    from ldm_symbolic.derivations.claim import with_proofs
    from ldm_symbolic.derivations.necessary import with_necessary
    from ldm_symbolic.derivations.severities import with_severities

    place = f"{__name__}.{MODULES[statement_id]}"
    claimed, proved = import_module(place).STATEMENT, import_module(f"{place}_proof").PROOFS
    moves = import_module(f"{place}_moves").MOVES if find_spec(f"{place}_moves") else ()
    known = with_severities(with_necessary(with_proofs(claimed, proved)))
    return replace(known, derivation=moves)


def places(statement_id: str) -> tuple[str, ...]:
    """Return the modules in which a statement stands, and those that verify it; not all need exist.

    >>> [place.rpartition("derivations.")[2] for place in places("S6")[:2]]
    ['stopping_in_k.s6_schedule_free', 'stopping_in_k.s6_schedule_free_proof']
    """
    place = f"{__name__}.{MODULES[statement_id]}"
    own = (place, f"{place}_proof", f"{place}_moves")
    together = (__name__, *(f"{__name__}.{name}" for name in ("claim", "necessary", "severities")))
    return *own, *together, *_VERIFY


def reached(claim_id: str) -> Mapping[str, Any]:
    """Return where a claim begins in these files, for `cache.slices.Asked`: its entry in each table that has one.

    >>> reached("S6.clock")["entries"]
    {'CLAIMS': 'clock', 'PROOFS': 'clock', 'SEVERITIES': 'S6.clock', 'MODULES': 'S6', 'necessary.json': 'S6.clock'}
    """
    statement_id = owner(claim_id) or ""
    place, word = f"{__name__}.{MODULES[statement_id]}", claim_id.removeprefix(f"{statement_id}.")
    return {
        "roots": ((place, "STATEMENT"), (f"{place}_proof", "PROOFS")),
        "entries": {
            "CLAIMS": word,
            "PROOFS": word,
            "SEVERITIES": claim_id,
            "MODULES": statement_id,
            "necessary.json": claim_id,
        },
        "readers": frozenset({(__name__, ""), (f"{__name__}.severities", "with_severities")}),
        "hands_on": (f"{__name__}.claim", "claims_of"),
    }


def owner(name: str) -> str | None:
    """Return the id of the statement that has an id or to which a claim with this id belongs; None if none does.

    >>> owner("P5"), owner("P5.repaired"), owner("P5.A6"), owner("P5.A6.repaired"), owner("P99")
    ('P5', 'P5', 'P5.A6', 'P5.A6', None)
    """
    return max((known for known in MODULES if f"{name}.".startswith(f"{known}.")), key=len, default=None)


def catalogue(ids: Collection[str] = ()) -> tuple[Statement, ...]:
    """Every statement of the package with its claims, in reading order, or those that some ids name.

    Args:
        ids: of statements or of claims; none for everything. Only what they name is read, which saves seconds.

    >>> [statement.id for statement in catalogue(["P2.exact", "P1"])]
    ['P1', 'P2']
    """
    wanted = {owner(name) for name in ids} if ids else set(MODULES)
    return tuple(statement(known) for known in MODULES if known in wanted)
