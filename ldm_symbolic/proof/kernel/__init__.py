"""The only code that makes a Fact.

`door` looks at every argument of every rule and of `decide`, `fact` keeps what was proved, `decide` asks the solvers,
`rules` infer. Terms and conditions are put together by `language.build`, which does not evaluate them.

*What is trusted*, and what a wrong answer would do:

- SymPy's equality and hash of terms: two terms that it took for one would be exchanged. It compares the trees.
- SymPy's normal form of sums, products, powers, `exp` and `log` (x + x is 2 x): a wrong one would
  change the value of a term. It uses exact rational arithmetic and that names are real; where it would want the sign of
  an irrational number, the term is refused. That it loses where a term is defined is made good by collected conditions.
- `expand`, `together`, `Poly` on polynomials over fresh real variables (in `smt`): a wrong one would change a question.
- `diff`, with what `_smoothness` lists: a sum, a product, a power, `exp`, `log`, a finite sum. A wrong derivative would
  make a false `IsDerivative`.
- Integers and rational numbers of SymPy, and their order.
- z3 and cvc5, when both say `unsat` of one question.
- What is called from here and makes no Fact: `smt.questions`, which cuts a goal into questions, `language.wellformed`
  and `language.truth`, the table of truth behind `by_logic`; each of their checks has a control, like those of the
  kernel. And the rest of `language` (substitution, what is free, when a term is defined) and of `smt` (the text of a
  question, identities by normal form): a fault there can make a false Fact, and no control takes their checks away.

*What is not*: `evalf`, `Sum.doit`, the order of numbers that are not rational, assumptions of anything but a name,
and what `And`, `Or`, `Not`, `Implies`, `Piecewise`, `Max`, `Min`, `Abs`, `Sum` and relations make of their arguments.
"""
