"""Questions to two solvers, and what they say.

- `questions`: cuts a goal into questions, and notes the answers
- `sequents`, `smtlib`, `variables`, `polynomials`, `normal_form`: from a goal to the text of a question
- `query`, `evidence`: one question, and what was said of it
- `solvers`, `solver_worker`, `budgets`: the processes of z3 and cvc5, and what limits them
"""
