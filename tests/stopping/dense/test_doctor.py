"""The doctor is right about models that are known: its gain, its uncertainty, and what the samples alone add."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from covariances import rotated

from ldm_symbolic.stopping.dense import DenseLaw, DenseStopping
from ldm_symbolic.stopping.dense.doctor import Diagnosis, Generated, _Corrected, diagnose, generated_modes

TOP = 0.9
TRUE = rotated((2 * 0.75 ** np.arange(10.0)).tolist(), 1)


def drawn(
    model: np.ndarray, counts: tuple[int, int], rng: np.random.Generator, true: np.ndarray = TRUE
) -> tuple[DenseLaw, Generated]:
    """The law of samples of a model and of the data, and these."""
    size = len(true)
    made, real = (
        rng.multivariate_normal(np.zeros(size), covariance, count)
        for covariance, count in zip((model, true), counts, strict=True)
    )
    made, real = made - made.mean(axis=0), real - real.mean(axis=0)
    law = DenseLaw.of(real.T @ real / len(real), made.T @ made / len(made))
    return law, Generated(kept=size, generated=made @ law.axes, data=real @ law.axes, modes=())


def diagnoses(model: np.ndarray, counts: tuple[int, int], *, repeats: int = 40) -> Sequence[Diagnosis]:
    rng = np.random.default_rng(3)
    return [diagnose(*drawn(model, counts, rng), TOP) for _ in range(repeats)]


def test_a_perfect_model_runs_to_the_end_though_its_samples_alone_say_otherwise() -> None:
    rng, told, without = np.random.default_rng(3), [], []
    for _ in range(40):
        law, samples = drawn(TRUE, (300, 300), rng)
        told.append(diagnose(law, samples, TOP).level > 0)
        best = DenseStopping(law, TOP).at(10)
        without.append(best.error_at_end - best.error > 0)
    assert np.mean(told) <= 0.1
    assert np.mean(without) >= 0.5


@pytest.mark.parametrize("counts", [(200, 4000), (4000, 200)])
def test_a_model_with_too_little_variance_is_told_to_stop_and_what_that_gains(counts: tuple[int, int]) -> None:
    found, exact = diagnoses(0.6 * TRUE, counts, repeats=50), DenseLaw.of(TRUE, 0.6 * TRUE)
    assert all(one.level > 0 for one in found)
    gains = [exact.error(10, 0.0) - exact.error(10, one.level) for one in found]
    told = [one.gain for one in found]
    assert np.mean(told) == pytest.approx(np.mean(gains), rel=0.1)
    assert np.std(told) == pytest.approx(np.mean([one.standard_error for one in found]), rel=0.3)


def test_a_model_with_too_much_variance_runs_to_the_end() -> None:
    assert all(one.level == 0 for one in diagnoses(1.3 * TRUE, (400, 400), repeats=8))


@pytest.mark.parametrize("counts", [(80, 20_000), (20_000, 80)])
def test_what_the_samples_add_is_taken_off(counts: tuple[int, int]) -> None:
    """Means over draws of the error at two levels: corrected they are those of the laws, raw they are not."""
    rng, true = np.random.default_rng(5), rotated([2.0, 0.8, 0.3], 1)
    model = rotated([1.5, 0.9, 0.2], 2)
    exact, levels = DenseLaw.of(true, model), (0.0, 0.1)
    found = [
        _Corrected(law=law, samples=samples) for law, samples in (drawn(model, counts, rng, true) for _ in range(900))
    ]
    terms = [[one.terms(level) for level in levels] for one in found]
    for at, level in enumerate(levels):
        raw, corrected = (np.array([getattr(term[at], name) for term in terms]) for name in ("raw", "corrected"))
        spread, added = float(np.std(corrected)) / np.sqrt(len(terms)), float(np.mean(raw - corrected))
        assert abs(added) > 6 * spread  # else what follows says nothing
        assert np.mean(corrected) == pytest.approx(exact.error(3, level), abs=2.5 * spread + 0.06 * abs(added))


def test_known_covariances_have_no_samples_of_the_data() -> None:
    made = np.random.default_rng(6).multivariate_normal(np.zeros(10), TRUE, 500)
    made -= made.mean(axis=0)
    law = DenseLaw.of(TRUE, made.T @ made / 500)
    found = diagnose(law, Generated(kept=10, generated=made @ law.axes, data=np.zeros((0, 10)), modes=()), TOP)
    assert found.level == 0.0
    assert np.isfinite([found.gain, found.standard_error]).all()


def test_modes_are_called_wrong_beyond_chance_alone() -> None:
    rng, wrong = np.random.default_rng(7), 0
    for _ in range(100):
        made, real = rng.standard_normal((2, 200, 12))
        modes = generated_modes(made, real, (real**2).mean(axis=0))
        wrong += any(mode.verdict != "as the data" for mode in modes)
    assert 0 < wrong <= 14  # 5 of 100 expected
    scale = np.array([1.5, 1.0, 0.5])
    modes = generated_modes(rng.standard_normal((900, 3)) * scale, rng.standard_normal((900, 3)), np.ones(3))
    assert [mode.verdict for mode in modes] == ["too much", "as the data", "too little"]
