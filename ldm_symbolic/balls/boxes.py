"""Signs on compact boxes: branch and bound with natural, mean-value and monotone enclosures.

A box is settled when the natural enclosure of the expression on it has the sign asked for; or the mean-value
form f(c) + Σ ∂ᵢf(X) (Xᵢ - cᵢ) has; or some ∂ᵢf has a constant sign, so that the box can be replaced by the
face on which f is smallest, down to a vertex, where the sign is decided exactly. Otherwise it is halved.
At the border the signs of derivatives are themselves looked for in this way, which settles an f that touches
zero there together with its first derivatives.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from flint import fmpq
from sympy import Expr, Symbol

from ldm_symbolic.balls.arithmetic import UNDEFINED, Value, is_finite
from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.balls.function import Box, Function
from ldm_symbolic.balls.prepared import as_value
from ldm_symbolic.exact import Assignment, as_fraction

Relation: TypeAlias = Literal[">", ">=", "<", "<="]

BOX_PRECISION = 96
MAX_HALVINGS = 48  # of each side: a box this small that is still open probably touches zero
_MAX_BOXES = 20_000
_MAX_BOXES_INSIDE = 400  # for the sign of a derivative near the border
_MAX_ORDER = 3  # of the derivatives whose signs are looked for
_BORDER_WIDTH = fmpq(1, 1 << 10)  # of the boxes at which that is done, relative to the whole
_MAX_FAILURES = 2  # after which it is not tried again


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxProof:
    """The answer to a question about a sign on a box.

    Args:
        verdict: "proved" on the whole box; "refuted", at `point`, rigorously; "undecided", for `reason`.
        boxes: how many boxes were looked at.
        point: where the relation fails, as exact rationals in the order of the box; empty otherwise.
        reason: a sentence; empty for a proof.
    """

    verdict: Literal["proved", "refuted", "undecided"]
    boxes: int
    point: tuple[tuple[Symbol, Fraction], ...] = ()
    reason: str = ""


def prove_sign_on_box(
    expression: Expr,
    box: Mapping[Symbol, tuple[Any, Any]],
    relation: Relation = ">",
    *,
    assignment: Assignment = MappingProxyType({}),
    max_boxes: int = _MAX_BOXES,
) -> BoxProof:
    """Proves or refutes that an expression has a sign everywhere on a compact box.

    An expression that touches zero inside the box without the relation failing there stays undecided.

    Args:
        expression: a SymPy expression.
        box: for each variable its lower and upper bound, exact rationals.
        relation: how the expression is compared with 0.
        assignment: values of the other symbols and vectors, see `prepare`.
        max_boxes: how many boxes to look at before giving up.

    Raises:
        ValueError: for an unknown relation, or a side whose lower bound exceeds the upper one.
        UnsupportedExpressionError: for a node or a symbol without a meaning.

    Example:
        >>> from sympy.abc import x
        >>> prove_sign_on_box(x**2 - x + 1, {x: (0, 1)}).verdict
        'proved'
        >>> prove_sign_on_box(x - x**2, {x: (0, 2)}, ">=").point
        ((x, Fraction(3, 2)),)
    """
    if relation not in (">", ">=", "<", "<="):
        raise ValueError(f"unknown relation {relation!r}")
    sides = tuple((as_value(lower), as_value(upper)) for lower, upper in box.values())
    for variable, (lower, upper) in zip(box, sides, strict=True):
        if not lower <= upper:
            raise ValueError(f"the side of {variable} is empty: {lower} > {upper}")
    function = Function.of(-expression if "<" in relation else expression, tuple(box), assignment)
    search = _Search(function=function, strict="=" not in relation, root=sides)
    with precision(BOX_PRECISION):
        return search.run(max_boxes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Search:
    """Branch and bound for f > 0 (strict) or f ≥ 0 on the box `root`; f is an `order`-th derivative."""

    function: Function
    strict: bool
    root: Box
    order: int = 0

    def run(self, max_boxes: int) -> BoxProof:
        queue, seen, failures, open_box = deque([self.root]), 0, 0, ""
        while queue:
            if seen == max_boxes:
                return BoxProof(verdict="undecided", boxes=seen, reason=f"the limit of {max_boxes} boxes was reached")
            box = queue.popleft()
            seen += 1
            answer = self._look(box)
            if isinstance(answer, BoxProof):
                return BoxProof(verdict=answer.verdict, boxes=seen, point=answer.point, reason=answer.reason)
            if answer and failures < _MAX_FAILURES and self._at_border(box):
                face = self._by_derivatives(box)
                failures += face == box
                answer = (face,) if face != box else answer
            if answer == (box,):
                open_box = open_box or f"open near {self._shown(_middle(box))}, where the expression may be zero"
            else:
                queue.extend(answer)
        return BoxProof(verdict="undecided" if open_box else "proved", boxes=seen, reason=open_box)

    def _look(self, box: Box) -> BoxProof | tuple[Box, ...]:
        """A final answer; or the boxes that remain, the box itself if nothing more can be done."""
        middle = _middle(box)
        if all(lower == upper for lower, upper in box):
            return self._look_at(box, middle)
        sides = self.function.sides(box)
        value = self.function.value_on(sides)
        centre = self.function.value_on(middle)
        if UNDEFINED in (value, centre):
            return self._answer("undecided", middle, "the expression is not a real number at ")
        if self._holds(value):
            return ()
        if self._fails(centre):
            return self._answer("refuted", middle, "the relation fails at ")
        if is_finite(value):
            slopes = self.function.slopes_on(sides)
            face = _lowest_face(box, slopes)
            if face != box:
                return (face,)
            if slopes and all(map(is_finite, slopes)) and self._holds(_mean_value(centre, sides, middle, slopes)):
                return ()
        return _halves(box, self.root)

    def _at_border(self, box: Box) -> bool:
        """Whether a box touches the border of the root, and its derivatives are worth a search of their own."""
        touches = [
            lower < upper and (lower == bottom or upper == top)
            for (lower, upper), (bottom, top) in zip(box, self.root, strict=True)
        ]
        return self.order < _MAX_ORDER and any(touches) and max(_widths(box, self.root)) == _BORDER_WIDTH

    def _by_derivatives(self, box: Box) -> Box:
        """The face of a box on which f is smallest, if a search for the sign of a derivative tells; or the box."""
        if not is_finite(self.function.value_on(self.function.sides(box))):
            return box
        for place, variable in enumerate(self.function.variables):
            slope = self.function.partial(variable)
            if slope is None or box[place][0] == box[place][1]:
                continue
            for end, signed in ((0, slope), (1, Function.of(-slope.expression, slope.variables, slope.fixed))):
                search = _Search(function=signed, strict=False, root=box, order=self.order + 1)
                if search.run(_MAX_BOXES_INSIDE).verdict == "proved":
                    side = box[place][end], box[place][end]
                    return (*box[:place], side, *box[place + 1 :])
        return box

    def _look_at(self, box: Box, point: Sequence[Any]) -> BoxProof | tuple[Box, ...]:
        sign = self.function.sign_at(point)
        if sign is None:
            return (box,)
        if sign > 0 or (sign == 0 and not self.strict):
            return ()
        return self._answer("refuted", point, "the relation fails at ")

    def _holds(self, value: Value) -> bool:
        return bool(value > 0 if self.strict else value >= 0)

    def _fails(self, value: Value) -> bool:
        return bool(value <= 0 if self.strict else value < 0)

    def _answer(self, verdict: Literal["refuted", "undecided"], point: Sequence[Any], reason: str) -> BoxProof:
        named = zip(self.function.variables, point, strict=True)
        return BoxProof(
            verdict=verdict,
            boxes=0,
            point=tuple((key, as_fraction(value)) for key, value in named),
            reason=reason + self._shown(point),
        )

    def _shown(self, point: Sequence[Any]) -> str:
        return ", ".join(f"{key} = {value}" for key, value in zip(self.function.variables, point, strict=True))


def _middle(box: Box) -> list[Any]:
    return [(lower + upper) / 2 for lower, upper in box]


def _lowest_face(box: Box, slopes: Sequence[Value]) -> Box:
    """The face of the box on which a function with these slopes is smallest, as far as their signs tell."""
    face = list(box)
    for place, slope in enumerate(slopes):
        if is_finite(slope):
            lower, upper = box[place]
            face[place] = (lower, lower) if slope >= 0 else (upper, upper) if slope <= 0 else box[place]
    return tuple(face)


def _mean_value(centre: Value, sides: Sequence[Value], middle: Sequence[Any], slopes: Sequence[Value]) -> Value:
    total = centre
    for side, point, slope in zip(sides, middle, slopes, strict=True):
        total = total + slope * (side - point)
    return total


def _widths(box: Box, root: Box) -> list[Any]:
    """The widths of a box relative to those of the root."""
    return [
        (upper - lower) / (top - bottom) if bottom < top else fmpq(0)
        for (lower, upper), (bottom, top) in zip(box, root, strict=True)
    ]


def _halves(box: Box, root: Box) -> tuple[Box, ...]:
    """The two halves of the box across its side that was halved least, or the box itself if all are tiny."""
    widths = _widths(box, root)
    widest = max(range(len(box)), key=lambda place: (widths[place], -place))
    if widths[widest] <= fmpq(1, 1 << MAX_HALVINGS):
        return (box,)
    lower, upper = box[widest]
    middle = (lower + upper) / 2
    return tuple((*box[:widest], half, *box[widest + 1 :]) for half in ((lower, middle), (middle, upper)))
