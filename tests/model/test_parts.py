"""What is kept and what is lost: against whole matrices, and what happens when the encoder is another one."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import mpmath
import oracle
import pytest
from imports import ROOT
from sympy import (
    Expr,
    ImmutableMatrix,
    Integer,
    Matrix,
    Rational,
    diag,
    expand,
    eye,
    sqrt,
    symbols,
)

from ldm_symbolic.model import parts as derived
from ldm_symbolic.model.backward import DerivationError, variance
from ldm_symbolic.model.distances.frechet import frechet_squared
from ldm_symbolic.model.encoder import LinearEncoder
from ldm_symbolic.model.error import squared_error
from ldm_symbolic.model.parts import kept_and_lost, parts, put_back
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.notation import (
    data_dimension,
    deviation,
    deviations,
    estimated_deviations,
    generated_deviation,
    latent_dimension,
    noise,
)

K, D = latent_dimension, data_dimension


def cayley(entries: tuple[int, int, int]) -> Matrix:
    """A rational rotation of three dimensions, (I - A)(I + A)⁻¹ for a skew A."""
    a, b, c = entries
    skew = Matrix([[0, a, b], [-a, 0, c], [-b, -c, 0]])
    return (eye(3) - skew) * (eye(3) + skew).inv()


def numbers(matrix: Matrix) -> list[list[mpmath.mpf]]:
    with mpmath.workdps(220):
        return [[mpmath.mpf(int(e.p)) / int(e.q) for e in row] for row in matrix.tolist()]


def test_the_parts_are_the_errors_of_a_mode_and_their_ranges_the_blocks() -> None:
    kept, lost = parts()
    assert (kept.first, kept.last, lost.first, lost.last) == (1, K, K + 1, D)
    assert expand(kept.term - (generated_deviation - deviation) ** 2) == 0
    assert lost.term == deviation**2


@pytest.mark.parametrize(("kept", "dimension"), [(k, d) for d in range(1, 5) for k in range(1, d + 1)])
def test_the_parts_add_up_to_the_distance_of_whole_matrices(kept: int, dimension: int) -> None:
    put_back(parts(), kept, dimension)


@pytest.mark.parametrize(("which", "term"), [(0, 2 * deviation**2), (1, Integer(0)), (1, 2 * deviation**2)])
def test_a_wrong_term_is_noticed(which: int, term: Expr) -> None:
    wrong = list(parts())
    wrong[which] = replace(wrong[which], term=term)
    with pytest.raises(DerivationError, match="its parts add up to"):
        put_back((wrong[0], wrong[1]), 2, 3)


def test_a_wrong_range_is_noticed() -> None:
    kept, lost = parts()
    with pytest.raises(DerivationError, match="its parts add up to"):
        put_back((replace(kept, last=K - 1), lost), 2, 3)


def test_a_decoder_that_does_not_fit_the_encoder_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LinearEncoder, "decoder", property(lambda encoder: 2 * encoder.projection.T))
    with pytest.raises(DerivationError, match="do not add up"):
        parts.__wrapped__()


def test_a_split_that_loses_something_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    true = kept_and_lost
    monkeypatch.setattr(derived, "kept_and_lost", lambda *of: (true(*of)[0], Integer(0)))
    with pytest.raises(DerivationError, match="do not add up"):
        parts.__wrapped__()


def test_a_shared_eigenbasis_separates_the_error_into_modes_and_a_tail() -> None:
    axes = cayley((1, 2, -1))
    v1, v2 = symbols("v1 v2", positive=True)
    covariance = axes * diag(9, 4, 2) * axes.T
    encoder = LinearEncoder(projection=ImmutableMatrix(axes[:, :2].T))
    kept, lost = kept_and_lost(encoder, diag(sqrt(v1), sqrt(v2)), covariance)
    assert expand(kept - ((sqrt(v1) - 3) ** 2 + (sqrt(v2) - 2) ** 2)) == 0
    assert lost == 2


@pytest.mark.parametrize("kept", [1, 2, 3])
@pytest.mark.parametrize("level", [Rational(0), Rational(1, 3), Rational(9, 10)])
def test_the_sum_over_modes_is_the_error_of_matrices_that_share_an_eigenbasis(kept: int, level: Rational) -> None:
    """Σ, Σ̂ and P full matrices, V = x I + (1 - x) P Σ̂ Pᵀ, the distance by matrix roots."""
    axes, true, estimated = cayley((1, 2, -1)), (Rational(9, 4), Rational(1, 2), Rational(1, 5)), (2, Rational(1, 3), 1)
    data, learned = (axes * diag(*values) * axes.T for values in (true, estimated))
    encoder = LinearEncoder(projection=ImmutableMatrix(axes[:, :kept].T))
    latent = level * eye(kept) + (1 - level) * encoder.latent_covariance(learned)
    whole = squared_error(variance(PluginScore(), Start.NOISED)).subs({K: kept, D: 3, noise: level}).doit()
    roots = {deviations[j + 1]: sqrt(value) for j, value in enumerate(true)}
    roots |= {estimated_deviations[j + 1]: sqrt(value) for j, value in enumerate(estimated)}
    found = whole.subs(roots).evalf(40)
    with mpmath.workdps(60):
        expected = oracle.frechet_squared(numbers(encoder.decoded_covariance(latent)), numbers(data))
        assert abs(mpmath.mpf(str(found)) - expected) < mpmath.mpf(10) ** -25


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("entries", [(1, 0, 0), (1, 2, -1), (0, 3, 1)])
def test_kept_and_lost_add_up_for_any_orthonormal_encoder(rows: int, entries: tuple[int, int, int]) -> None:
    encoder = LinearEncoder(projection=ImmutableMatrix(cayley(entries)[:rows, :]))
    covariance = Matrix([[5, 1, 0], [1, 3, -1], [0, -1, 2]])
    factor = Matrix(rows, rows, lambda i, j: Rational(1 + i, 2 + j))
    whole = frechet_squared(encoder.decoded_factor(factor), covariance)
    kept, lost = kept_and_lost(encoder, factor, covariance)
    assert abs((whole - kept - lost).evalf(40, chop=True)) < 1e-30
    decoded = encoder.decoded_covariance(factor * factor.T)
    assert decoded == encoder.decoded_factor(factor) * encoder.decoded_factor(factor).T
    with mpmath.workdps(60):
        expected = oracle.frechet_squared(numbers(decoded), numbers(covariance))
        assert abs(mpmath.mpf(str(whole.evalf(40, chop=True))) - expected) < mpmath.mpf(10) ** -25


BREAKS = {
    "keep_first = None": "not callable",
    "decoded_factor = None": "not callable",
    "decoder = property(lambda encoder: 2 * encoder.projection.T)": "do not add up",
    "latent_covariance = lambda encoder, covariance: covariance": "needs a covariance of that size",
}


def derived_with(line: str) -> subprocess.CompletedProcess[str]:
    """The formulas that `stop` reads, derived anew in a process of its own after a line of code, and compared."""
    code = f"from ldm_symbolic.model import encoder\n{line}\nimport test_derived as t\n"
    code += "t.test_what_is_written_down_is_what_is_derived()"
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests" / "stopping" / "modes")])
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": paths}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment)


def test_what_stop_reads_is_derived_with_the_encoder() -> None:
    found = derived_with("")
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("change", BREAKS)
def test_what_stop_reads_is_not_derived_with_another_encoder(change: str) -> None:
    found = derived_with(f"encoder.LinearEncoder.{change}")
    assert found.returncode != 0
    assert BREAKS[change] in found.stderr


def test_what_stop_reads_is_not_derived_without_the_encoder() -> None:
    found = derived_with("del encoder.LinearEncoder")
    assert found.returncode != 0
    assert "cannot import name 'LinearEncoder'" in found.stderr
