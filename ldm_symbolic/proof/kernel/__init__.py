"""The only code that makes a Fact.

`door` looks at every argument of every rule and of `decide`, `fact` keeps what was proved, `decide` asks the solvers,
`rules` infer and ask nobody: what must hold for a conclusion to be defined becomes a hypothesis of it. Which two terms
are the same is told by `language.keys`, in plain data of our own. Conditions are put together by `language.build`,
which does not evaluate them, terms by `language.remake` and nowhere else; a term that does not come through being put
together again unchanged is not let in.

*What is trusted*, and what a wrong answer would do:

- SymPy's normal form of sums, products, powers, `exp` and `log` (x + x is 2 x): a wrong one would
  change the value of a term. It uses exact rational arithmetic and that names are real; where it would want the sign of
  an irrational number, or look into the cases of a `Piecewise`, the term is refused. That it loses where a term is
  defined is made good by collected conditions.
- SymPy's equality and hash of names: two that it took for one would be exchanged. It compares kind, name and what is
  assumed, which the door has looked at. `free_symbols`, in `has_signs`: a name that is seen where there is none would
  let a sign be looked for in floating point.
- `expand`, `together`, `Poly` on polynomials over fresh real variables (in `smt`): a wrong one would change a question.
- Integers and rational numbers of SymPy, and their order; `is_integer` of a name; `args` and the kind of a node.
- z3 and cvc5, when both say `unsat` of one question.
- What is called from here and makes no Fact: `smt.questions`, which cuts a goal into questions, `language.wellformed`
  and `language.truth`, the table of truth behind `by_logic`; each of their checks has a control, like those of the
  kernel. And the rest of `language` (substitution, what is free, when a term is defined) and of `smt` (the text of a
  question, identities by normal form): a fault there can make a false Fact.

*What is not*: `diff` (the kernel differentiates itself; SymPy's derivative is the test), `evalf`, `Sum.doit`, the
equality of terms and conditions, `atoms`, `has`, `subs`, `xreplace`, `ordered`, the order of numbers that are not
rational, assumptions of anything but a name, and what `And`, `Or`, `Not`, `Implies`, `Piecewise`, `Max`, `Min`, `Abs`,
`Sum` and relations make of their arguments.
"""
