"""The front door: what a user asks, turned into what the wings answer.

`asking` reads options of the command line and of Python alike; `stopping` asks when to stop and hands back `answers`;
`statements` asks what is claimed and proved; the names of `ldm_symbolic` itself lead here and to the wings.
"""
