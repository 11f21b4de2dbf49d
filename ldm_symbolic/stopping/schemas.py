"""The names of the documents that programs read, each with its version.

Tested in `tests/cli/test_commands.py`.
"""

STOP = "ldm-symbolic/stop/1"
ERROR = "ldm-symbolic/error/1"
SAMPLER = "ldm-symbolic/sampler/1"
NOISE_CARD = "ldm-symbolic/noise-card/1"
