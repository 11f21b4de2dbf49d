"""Why nothing can notice that some checks of the checker are taken away."""

LARGER = "it bounds the work; without it nothing more is shown, or not in any time (`test_hostile_files`)"
ASKED = "what is not known without asking is asked of the solvers, who say the same"
FEWER = "without it less is shown, and nothing more"
TWICE = "what is let in is looked at again: it cannot be read, or does not follow"
SOONER = "it is refused further on as well"
STRICT = "where a function is defined and its slope is, this holds; the rule asks for it once more"
DENOMINATOR = "what makes a denominator vanish is among the conditions under which it is said; it is said twice"
DRAWN = "the prime is drawn when the module is read, before anything is taken away; `test_false_statements` looks at it"
COMMAND = "`test_tampering` and `test_hostile_files` run the command"
ANY = "a name without a value stands for any: what fails for all of them fails"

REASONS: dict[str, str] = {
    "terms.Node.__repr__": "it is how a message is written",
    "terms.ranges: only if isinstance": "what has parts that are no nodes has no ranges",
    "terms.substitute: raise": LARGER,
    "terms._of_cases: only if condition is not TRUE": "`true` is known wherever it is asked for",
    "terms._cases: refused if not isinstance(case, list)": TWICE,
    "terms.differentiated: needed": STRICT,
    "values._random_prime": DRAWN,
    "values._times: raise": LARGER,
    "values._monomials: raise": LARGER,
    "values.value: raise AssertionError": "no other kind of term can be read",
    "values._root_of: only if factor.parts[1].parts[0].denominator == 1": "an even number is an integer",
    "values._root_of_number: only if": "a number is taken apart as far as it goes, whatever way",
    "values._require_everywhere: refused if holds is False": SOONER,
    "values.enclosure: only if": "without a box a term has the same bounds; they are kept",
    "values._interval_power: refused if power": LARGER,
    "values._interval_power: only if": FEWER,
    "values._bounded_root: refused if degree": LARGER,
    "values._exp: raise": LARGER,
    "questions.require_all: only if": ASKED,
    "questions._ask: only if not hypotheses": FEWER,
    "questions._ask: raise RefusedError(f'`{goal}` is false')": ASKED,
    "questions._instances: raise": LARGER,
    "questions._Text.unless_known: only if": FEWER,
    "questions._Text.power: define ... inside": DENOMINATOR,
    "questions._Text.sign_of_exponential: define ... exponent": DENOMINATOR,
    "questions._Text.choice: define ... *options": DENOMINATOR,
    "questions._Text.cases: define ... value": DENOMINATOR,
    "questions.raised: raise": LARGER,
    "questions.raised: only if exponent < 0": "a power of zero is written as a product of zeros",
    "questions.polynomial: refused if": LARGER,
    "rules.Step.terms: looked at": TWICE,
    "rules._sort: looked at": TWICE,
    "rules.by_logic: refused if condition_key(goal)": "what follows is asked of the step, not of the goal",
    "rules.by_logic: known": ASKED,
    "rules.for_sequence: refused if": TWICE,
    "rules.for_sequence: raise RefusedError('a sequence becomes": TWICE,
    "rules.instantiate: refused if not isinstance(pair, list)": TWICE,
    "rules.split_sum: looked at": TWICE,
    "rules.exchange_sums: looked at": TWICE,
    "rules.equal_sums: looked at": TWICE,
    "rules._sum: raise": TWICE,
    "rules.derivative: looked at": TWICE,
    "rules.derivative: require(inside, condition": STRICT,
    "rules.unique_root: refused if is_integer": TWICE,
    "rules.slope_at: raise RefusedError('the rule has": "the order of the ends is asked for in any case",
    "rules.slope_at: raise RefusedError(f'`{point}` depends": TWICE,
    "rules.slope_at: looked at": TWICE,
    "rules.clock_meaning: le(lower, upper)": "between ends that are the wrong way round no level is read",
    "rules.read_clock: require_defined(step.hypotheses, term)": TWICE,
    "rules.change_of_clock: only if moment.kind == 'symbol'": TWICE,
    "rules.only_solution: looked at": TWICE,
    "rules.only_solution: _absent": "both premises speak of the whole range, and what they need stays a hypothesis",
    "rules.stays: looked at": TWICE,
    "rules.restricted: looked at": TWICE,
    "__main__._check_steps: _require(data": TWICE,
    "__main__.main": COMMAND,
    "__main__._text": COMMAND,
    "__main__._constant: raise": ANY,
    "__main__._grounded: raise": ANY,
    "rules._continuous: only if variable in free(term)": FEWER,
    "rules._vanishes: only if": ASKED,
    "rules.at: only if plainly": "a predicate that says nothing plainly says nothing at no points",
    "rules.fitting: refused if name.kind not in": "what is no name is nowhere free, and nothing is put for it",
}
"""How the names of mutants begin that are as good as the checker, and why."""
