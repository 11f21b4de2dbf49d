"""What the commands share on the command line: the options of a stopping problem, and the examples in the help.

Imported by `--help`, so that it knows click alone.

Tested in `tests/cli/test_commands.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click


class Whole(click.IntRange):
    """An integer in plain decimal digits; Python's own reading also takes `1_0` and the digits of other scripts.

    >>> Whole(min=1).convert("10", None, None)
    10
    """

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> Any:
        """The integer within bounds, or click's refusal."""
        if isinstance(value, str) and not _PLAIN.fullmatch(value.strip()):
            self.fail(f"{value!r} is not an integer in decimal digits, such as 12", param, context)
        return super().convert(value, param, context)


_PLAIN = re.compile(r"[+-]?[0-9]{1,30}")

COUNT = Whole(min=1, max=10**9)
"""Samples, or steps."""

STOP_EXAMPLES = """\b
Examples:
  ldm-symbolic stop optdigits
  ldm-symbolic stop 1/2 --estimated 1/4 --horizon 2 --json
  ldm-symbolic stop spectrum.npy --estimated estimate.npy --dims 1,8,64
  ldm-symbolic stop --data images.npy --split 0.5 --seed 0
  ldm-symbolic stop --data latents.npy --generated sampled.npy
  ldm-symbolic stop --covariance S.npy --estimated-covariance H.npy
  ldm-symbolic stop optdigits --samples 200
  ldm-symbolic stop optdigits --steps 1000 --dims 8,32 --plot when.png
  ldm-symbolic stop 3,1,0.1 --estimated 2.8,1,0.08 --score capped --cap 5
"""

NOISE_CARD_EXAMPLES = """\b
Examples:
  ldm-symbolic noise-card optdigits --steps 10
  ldm-symbolic noise-card --data latents.npy --dims 64 --json
"""

SAMPLER_EXAMPLES = """\b
Examples:
  ldm-symbolic sampler optdigits --scheme ddim --grid-points 21
  ldm-symbolic sampler 2,1/2 --scheme em --grid-points 50 --schedule linear:0.05,10 --truncation 0.001 --json
  ldm-symbolic sampler spectrum.npy --scheme dpmpp2m --grid-points 26 --scheduler scheduler_config.json --dims all
"""

SHOW_EXAMPLES = """\b
Examples:
  ldm-symbolic show P5
  ldm-symbolic show P5.printed --json
"""

VERIFY_EXAMPLES = """\b
Examples:
  ldm-symbolic verify P1 P2
  ldm-symbolic verify P2.exact --json
  ldm-symbolic verify --smtlib queries
  ldm-symbolic verify P5 --effort 4 --jobs 2
"""

LATEX_EXAMPLES = """\b
Examples:
  ldm-symbolic latex P2.exact
  ldm-symbolic latex P2.exact --part proof --notation paper
  ldm-symbolic latex P1 P2 --part macros > verified.tex
  ldm-symbolic latex --check paper.tex
"""

FIGURE_EXAMPLES = """\b
Examples:
  ldm-symbolic figure 3 --out clock.pdf
  ldm-symbolic figure 4-left --out dimensions.png --seed 1
"""

BOOK_EXAMPLES = """\b
Examples:
  ldm-symbolic book --out book
  ldm-symbolic book P1 P2 --out book --notation paper
"""

ERROR_EXAMPLES = """\b
Examples:
  ldm-symbolic error optdigits --k 8 --time 3.9
  ldm-symbolic error optdigits --k 8 --noise 0.1
  ldm-symbolic error 1/2 --estimated 1/4 --horizon 2 --k 1 --time 2 --json
  ldm-symbolic error 2,1/2 --samples 200 --k 2 --noise 0.01
"""

SCHEDULES = (
    "ou, linear:MIN,MAX (the rate w², half of what others call beta), vp-linear:MIN,MAX (beta), sub-vp:MIN,MAX (beta), "
    "ddpm:B0,B1[,N], scaled-linear:B0,B1[,N], cosine[:S], ve:SMIN,SMAX, edm:SMIN,SMAX[,RHO] or flow[:SHIFT]"
)

OVERWRITE = click.option("--overwrite", is_flag=True, help="Replace what stands in that place already.")

Command = TypeVar("Command", bound=Callable[..., Any])


def spelled(name: str) -> str:
    """How the command line spells an option, for messages.

    >>> spelled("spectrum"), spelled("split")
    ('SPECTRUM', '--split')
    """
    return "SPECTRUM" if name == "spectrum" else f"--{name.replace('_', '-')}"


_WHAT = (
    click.argument("spectrum", required=False),
    click.option("--estimated", metavar="SPECTRUM", help="Estimated variances, paired with SPECTRUM entry by entry."),
    click.option("--data", metavar="FILE", help="Samples, one a row, or (n, C, H, W), in the place of SPECTRUM."),
    click.option("--covariance", metavar="FILE", help="A D x D covariance in the place of SPECTRUM."),
    click.option("--estimated-covariance", metavar="FILE", help="Its estimate; the encoder keeps its first k axes."),
    click.option(
        "--generated",
        metavar="FILE.npy",
        help="Samples that your model generated; their covariance is the estimate.",
    ),
    click.option(
        "--samples", type=COUNT, metavar="N", help="Average over estimates from N samples; SPECTRUM is the truth."
    ),
    click.option("--split", metavar="SHARE", help="Share of --data that gives axes and estimates [default: 0.5]."),
    click.option("--seed", type=Whole(min=0), help="Seed of the split of --data [default: 0]."),
)
"""What is asked about: variances, samples or covariances."""

_MODEL = (
    click.option("--score", type=click.Choice(["exact", "plugin", "capped"]), help="plugin where estimates are known."),
    click.option("--cap", metavar="C", help="The cap C > 1 of the capped score."),
    click.option(
        "--start", type=click.Choice(["noised", "standard"]), help="Law at noise level a_T²; standard for capped."
    ),
    click.option("--process", type=click.Choice(["sde", "flow"]), help="Reverse equation or probability flow [sde]."),
    click.option("--eta", metavar="ETA", help="A process between them with the noise of ETA dW, in [0, 1]."),
    click.option("--horizon", metavar="T", help="Horizon T > 0; 4 for ou, 1 for linear, N in steps."),
    click.option(
        "--schedule",
        help=f"{SCHEDULES} [default: ou].",
    ),
    click.option(
        "--readout",
        type=click.Choice(["raw", "rescaled", "denoised"]),
        help="The sample as it is, divided by alpha, or denoised [default: raw, or as the scheduler's last step].",
    ),
    click.option(
        "--distance",
        metavar="NAME",
        help="w2, kl (of what is generated from the data), reverse-kl, sliced-w2, or mmd:H of bandwidth H [w2].",
    ),
    click.option("--scale", metavar="GAMMA", help="Latents are multiplied by GAMMA before noising, as by 0.18215."),
    click.option("--encoder-noise", metavar="V", help="Variance of the encoder's noise in the latents given."),
    click.option(
        "--uncentred", is_flag=True, help="Noise the data as it is, not about its mean, which stopping shrinks."
    ),
    click.option(
        "--encoder",
        metavar="FILE",
        help="A k x D matrix, one row a latent, in the place of the estimate's axes, with its pseudo-inverse.",
    ),
    click.option(
        "--noise-in",
        type=click.Choice(["latents", "data"]),
        help="Noise N(0, I) in the latents of that encoder, or in the data before it [latents].",
    ),
    click.option("--scheduler", metavar="FILE.json", help="A diffusers scheduler_config.json in their place."),
)
"""How it is noised, generated and read."""

_ANSWER = (
    click.option("--digits", default=None, type=Whole(min=1, max=10000), help="Significant digits [default: 15]."),
    click.option("--json", "as_json", is_flag=True, help="JSON on standard output."),
)
"""How the answer is written."""


def model_options(command: Command) -> Command:
    """The options that fix a stopping problem, shared by `stop` and `error`."""
    return _with(command, *_WHAT, *_MODEL, *_ANSWER)


def _with(command: Command, *options: Callable[[Command], Command]) -> Command:
    """A command with further arguments and options, in their order."""
    for option in reversed(options):
        command = option(command)
    return command


def proving_options(command: Command) -> Command:
    """The options of all commands that prove: `verify`, `latex` and `book`."""
    jobs = click.option("--jobs", type=COUNT, metavar="N", help="Statements at a time [default: one per processor].")
    effort = click.option(
        "--effort", type=COUNT, default=1, show_default=True, metavar="N", help="Give solvers N times their budget."
    )
    no_cache = click.option("--no-cache", is_flag=True, help="Prove everything anew, and keep nothing of it.")
    return jobs(effort(no_cache(command)))


def latex_options(command: Command) -> Command:
    """The arguments and options of `latex`."""
    parts = click.Choice(["statement", "derivation", "proof", "macros"])
    return _with(
        command,
        click.argument("ids", nargs=-1, metavar="[ID]..."),
        click.option("--part", type=parts, default="statement", show_default=True, help="What to print."),
        click.option(
            "--notation", default="ours", show_default=True, help="ours, paper, or a TOML file with your letters."
        ),
        click.option("--as-stated", is_flag=True, help="Statements without verdicts, whether or not they are proved."),
        click.option(
            "--check", "checked", metavar="FILE.tex", help="Say which macros in your file have drifted; exit 1 if any."
        ),
    )
