"""Euler-Maruyama and Euler's method on the flow: one mode on any grid, and on a grid of which each step is halved."""
