"""The results, one file each, named by what they state; this tuple is their order and their register."""

from __future__ import annotations

from ldm_symbolic.derivations import (
    best_dimension_at_a_time,
    best_dimension_in_two_cases,
    best_dimension_with_capped_score,
    capped_score_minimises,
    chance_that_stopping_early_helps,
    first_order_stopping,
    geometric_spectrum,
    joint_optimum_for_equal_variances,
    loewner_order,
    monotone_error,
    monotone_stopping,
    one_step_in_dimension,
    principal_components,
    principal_components_of_the_sample,
    sample_covariance_concentrates,
    sample_variance_concentrates,
    sampling_average,
    schedule_free,
    true_dimension_is_best_late,
    variance_stays_on_its_side_of_one,
)
from ldm_symbolic.derivations._necessary import with_necessary

from ldm_symbolic.statement import Statement

_IN_ORDER: tuple[Statement, ...] = (
    monotone_error.STATEMENT,
    best_dimension_at_a_time.STATEMENT,
    joint_optimum_for_equal_variances.STATEMENT,
    capped_score_minimises.STATEMENT,
    best_dimension_with_capped_score.STATEMENT,
    best_dimension_in_two_cases.STATEMENT,
    geometric_spectrum.STATEMENT,
    principal_components.STATEMENT,
    principal_components_of_the_sample.STATEMENT,
    true_dimension_is_best_late.STATEMENT,
    sample_variance_concentrates.STATEMENT,
    sample_covariance_concentrates.STATEMENT,
    variance_stays_on_its_side_of_one.STATEMENT,
    loewner_order.STATEMENT,
    one_step_in_dimension.STATEMENT,
    monotone_stopping.STATEMENT,
    sampling_average.STATEMENT,
    chance_that_stopping_early_helps.STATEMENT,
    first_order_stopping.STATEMENT,
    schedule_free.STATEMENT,
)

STATEMENTS: tuple[Statement, ...] = tuple(map(with_necessary, _IN_ORDER))
