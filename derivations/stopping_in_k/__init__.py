"""How the best noise level moves with the latent dimension: by one step (S1), one way if the roots fall (S2), and
without regard to the schedule (S6).
"""
