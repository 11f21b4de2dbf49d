"""Encoders whose rows are not orthonormal: against the latents themselves with a pseudo-inverse and matrix roots."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from command_line import here as run
from covariances import pairs, rotated
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import mp

import ldm_symbolic as ldm
from ldm_symbolic.stopping.dense import DenseLaw, DenseStopping, HeldOut, held_out_gain
from ldm_symbolic.stopping.dense.encoded import EncodedLaw

TRUE, BELIEVED = rotated([2.0, 0.7, 0.2, 0.01], 1), rotated([1.8, 0.8, 0.3, 0.02], 2)
ENCODER = np.random.default_rng(3).standard_normal((3, 4)) * np.array([[5.0], [1.0], [0.1]])
TOP = 1 - math.exp(-8)
BOTH = pytest.mark.parametrize("noise_in", ["latents", "data"])


def by_hand(kept: int, level: float, noise_in: str) -> float:
    """W2² of the decoded latents from the data, with roots in 40 digits."""
    encoder = ENCODER[:kept]
    noise = np.eye(kept) if noise_in == "latents" else encoder @ encoder.T
    latent = (1 - level) * encoder @ BELIEVED @ encoder.T + level * noise
    decoder = np.linalg.pinv(encoder)
    with mp.workdps(40):
        true, decoded = mp.matrix(TRUE.tolist()), mp.matrix((decoder @ latent @ decoder.T).tolist())
        values, axes = mp.eigsy(true)
        root = axes * mp.diag([mp.sqrt(value) for value in values]) * axes.T
        roots = mp.eigsy(root * decoded * root, eigvals_only=True)
        trace = sum(true[i, i] + decoded[i, i] for i in range(4))
        return float(trace - 2 * sum(mp.sqrt(max(value, 0)) for value in roots))


@BOTH
@pytest.mark.parametrize("kept", [1, 2, 3])
@pytest.mark.parametrize("level", [0.0, 1e-3, 0.4, 0.99])
def test_the_error_is_that_of_the_decoded_latents(kept: int, level: float, noise_in: str) -> None:
    law = EncodedLaw.encoded(DenseLaw.of(TRUE, BELIEVED), ENCODER, noise_in=noise_in)
    size = law.total + float(law.generated(kept, level).sum())
    assert law.error(kept, level) == pytest.approx(by_hand(kept, level, noise_in), abs=1e-7 * size)
    assert law.quick_error(kept, level) == pytest.approx(law.error(kept, level), abs=1e-7 * size)


@BOTH
@pytest.mark.parametrize("level", [1e-4, 0.2, 0.9])
def test_the_slope_is_that_of_the_error(level: float, noise_in: str) -> None:
    law, step = EncodedLaw.encoded(DenseLaw.of(TRUE, BELIEVED), ENCODER, noise_in=noise_in), 1e-6
    numeric = (law.error(3, level + step) - law.error(3, level - step)) / (2 * step)
    assert law.slope(3, level) == pytest.approx(numeric, rel=1e-5)


@BOTH
@given(pair=pairs, seed=st.integers(0, 9), scale=st.floats(-2, 2))
def test_no_level_is_better(noise_in: str, pair: tuple[list[float], list[float]], seed: int, scale: float) -> None:
    size, rng = len(pair[0]), np.random.default_rng(seed)
    encoder = 10**scale * rng.standard_normal((rng.integers(1, size + 1), size))
    assume(np.linalg.cond(encoder) < 1e4)
    law = EncodedLaw.encoded(
        DenseLaw.of(rotated(pair[0], seed), rotated(pair[1], seed + 1)), encoder, noise_in=noise_in
    )
    levels = np.concatenate([[0.0], np.geomspace(1e-12, TOP, 50)])
    for kept in range(1, law.dimension + 1):
        found = DenseStopping(law, TOP).at(kept)
        least = min(law.error(kept, level) for level in levels)
        largest = law.total + float(law.generated(kept, 0.0).sum() + law.generated(kept, found.level).sum())
        assert found.error <= least + 1e-8 * largest


def test_a_whitening_encoder_of_the_exact_score_is_right_at_every_level() -> None:
    """M6."""
    values, axes = np.linalg.eigh(TRUE)
    law = EncodedLaw.encoded(DenseLaw.of(TRUE, TRUE), (axes / np.sqrt(values)).T, noise_in="latents")
    assert [law.error(4, level) for level in (0.0, 0.1, 0.9)] == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)


@BOTH
def test_orthonormal_rows_are_the_encoder_of_the_theory(noise_in: str) -> None:
    plain = DenseLaw.of(TRUE, BELIEVED)
    law = EncodedLaw.encoded(plain, plain.axes.T, noise_in=noise_in)
    for kept in (1, 2, 3, 4):
        for level in (0.0, 0.2, 0.9):
            assert law.error(kept, level) == pytest.approx(plain.error(kept, level), rel=1e-9, abs=1e-12)
        assert DenseStopping(law, TOP).at(kept).level == pytest.approx(
            DenseStopping(plain, TOP).at(kept).level, rel=1e-5
        )


def test_a_scale_is_an_encoder() -> None:
    """γ times an orthonormal encoder is `scale` γ."""
    gamma, axes = 0.3, DenseLaw.of(TRUE, BELIEVED).axes
    scaled = ldm.stop(covariance=TRUE, estimated_covariance=BELIEVED, scale="0.3")
    encoded = ldm.stop(covariance=TRUE, estimated_covariance=BELIEVED, encoder=gamma * axes.T)
    for one, other in zip(scaled.rows, encoded.rows, strict=True):
        assert float(other.noise) == pytest.approx(float(one.noise), rel=1e-5)
        assert float(other.error) == pytest.approx(float(one.error), rel=1e-9)


def test_where_the_estimate_vanishes_and_the_data_does_not_noise_helps() -> None:
    law = EncodedLaw.encoded(DenseLaw.of(np.eye(2), np.diag([1.0, 0.0])), [[2.0, 1.0], [0.0, 3.0]], noise_in="latents")
    assert law.slope(2, 0.0) == -math.inf
    assert DenseStopping(law, TOP).at(2).level > 0


def test_the_standard_error_is_that_of_other_samples() -> None:
    rng, count, encoder = np.random.default_rng(5), 400, [[1.0, 0.5], [0.0, 2.0]]
    gains, errors = [], []
    for _ in range(150):
        samples = rng.standard_normal((count, 2)) * np.sqrt([1.0, 0.4])
        plain = DenseLaw.of(samples.T @ samples / count, np.diag([0.6, 0.3]))
        law = EncodedLaw.encoded(plain, encoder, noise_in="latents")
        found = held_out_gain(law, HeldOut(coordinates=samples @ law.axes, training=100), 2, 0.2)
        assert found.gain == pytest.approx(law.error(2, 0.0) - law.error(2, 0.2), rel=1e-9)
        gains.append(found.gain)
        errors.append(found.standard_error)
    assert np.std(gains) == pytest.approx(np.mean(errors), rel=0.2)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    rng = np.random.default_rng(0)
    arrays = {
        "samples": rng.standard_normal((400, 4)) * np.sqrt([3.0, 0.5, 0.1, 0.1]),
        "encoder": ENCODER,
        "dependent": [[1.0, 0, 0, 0], [2.0, 0, 0, 0]],
        "narrow": [[1.0, 2.0]],
        "wide": rng.standard_normal((3, 4)),
        "list": [1.0, 2.0],
    }
    for name, array in arrays.items():
        np.save(tmp_path / f"{name}.npy", array)
    return {name: str(tmp_path / f"{name}.npy") for name in arrays}


def test_the_command_line_takes_an_encoder(files: dict[str, str]) -> None:
    options = ["stop", "--data", files["samples"], "--encoder", files["encoder"]]
    done = run(*options, "--noise-in", "data", "--json")
    document = json.loads(done.stdout)
    assert document["encoder"] == {"latents": 3, "noise_in": "data"}
    assert [row["k"] for row in document["rows"]] == [1, 2, 3]
    assert "3 latents of 4 directions; noise in the data" in done.stderr
    table = run(*options)
    assert (table.returncode, "noise in the latents" in table.stdout) == (0, True)
    found = ldm.stop(data=np.load(files["samples"]), encoder=ENCODER, noise_in="data").as_json()
    assert found["rows"] == document["rows"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["1/2", "--encoder", "{encoder}"], "not with SPECTRUM"),
        (["--data", "{samples}", "--encoder", "{encoder}", "--scale", "2"], "multiply the encoder instead"),
        (["--data", "{samples}", "--encoder", "{encoder}", "--readout", "denoised"], "read raw"),
        (["--data", "{samples}", "--encoder", "{dependent}"], "full row rank"),
        (["--data", "{samples}", "--encoder", "{narrow}"], "at most 4 rows of 4 numbers"),
        (["--data", "{samples}", "--encoder", "{list}"], "one row a latent"),
        (["--data", "{samples}", "--encoder", "absent.npy"], "absent.npy"),
        (["--data", "{samples}", "--noise-in", "data"], "goes with --encoder"),
    ],
)
def test_what_is_no_encoder_is_refused(options: list[str], said: str, files: dict[str, str]) -> None:
    done = run("stop", *(option.format(**files) for option in options))
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr.splitlines()[-1]
    assert "--encoder: --encoder" not in done.stderr
