"""The spectrum of the data: its variances, with those that a model believes in.

Tested in `tests/model/test_encoder.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, islice

from ldm_symbolic.model.variances import Variances, as_variances


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectrum:
    """The variances of the data along the directions in which the encoder keeps them, first kept first.

    Args:
        variances: λ_1, ..., λ_D >= 0, the true variances: exact numbers in a tuple, an array of floats, or `Variances`,
            in which runs of equal ones are kept as one value with its multiplicity.
        estimated: λ̂_1, ..., λ̂_D >= 0, paired with them, or None where no estimate is known.

    Raises:
        ValueError: if empty, negative, or of different lengths.

    >>> Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 4),)).dimension
    1
    """

    variances: Sequence[Fraction]
    estimated: Sequence[Fraction] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "variances", _variances(self.variances, "variance"))
        if self.estimated is not None:
            object.__setattr__(self, "estimated", _variances(self.estimated, "estimated variance"))
            if len(self.estimated) != len(self.variances):
                raise ValueError(
                    f"estimates are paired with variances entry by entry, "
                    f"got {len(self.variances)} variances and {len(self.estimated)} estimates"
                )

    @property
    def dimension(self) -> int:
        """D, the data dimension."""
        return len(self.variances)

    @property
    def ends(self) -> Sequence[int]:
        """The k at which a run of equal pairs ends; 1..D where nothing was given as a run.

        >>> Spectrum(variances=Variances((Fraction(1), Fraction(0)), multiplicities=(3, 10**9))).ends
        [3, 1000000003]
        """
        true = as_variances(self.variances)
        return true.shared_ends(true if self.estimated is None else as_variances(self.estimated))

    @property
    def lost(self) -> tuple[Fraction, ...]:
        """The variance of the directions that an encoder to k dimensions drops, Σ_{j>k} λ_j, for k = 1..D.

        >>> Spectrum(variances=(Fraction(3), Fraction(2), Fraction(1))).lost
        (Fraction(3, 1), Fraction(1, 1), Fraction(0, 1))
        """
        return tuple(accumulate(islice(reversed(self.variances), self.dimension - 1), initial=Fraction(0)))[::-1]


def _variances(given: Sequence[Fraction], what: str) -> Variances:
    if isinstance(given, Variances):
        found = given
    else:
        try:
            found = Variances(given)  # type: ignore[arg-type]  # it says what it does not take
        except ValueError as error:
            raise ValueError(str(error).replace("variance", what, 1)) from None
    if not len(found):
        raise ValueError(f"a spectrum needs at least one {what}, got none")
    return found
