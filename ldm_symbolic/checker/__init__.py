"""Replays proof files, and shares no code with what wrote them: the standard library alone, and two solvers beside it.

To be read in this order, in an hour: `terms` (the language, substitution, where a term is defined), `values` (when two
terms are the same), `questions` (what two solvers are asked), `rules` (every step), `__main__` (files, the answer).

A step says `hypotheses |- conclusion`: wherever every hypothesis is defined and true, so is the conclusion. It is
accepted only if that follows, by its rule, from the steps that it names; nothing in a file is believed.
"""
