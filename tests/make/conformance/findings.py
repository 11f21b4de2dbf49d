"""What diffusers' schedulers do that their documentation does not say, each with the program that shows it.

What is said here has no numbers; they are what the programs in `reproducers/` print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["defect", "simplification", "convention"]
KINDS: dict[Kind, str] = {
    "defect": "What looks like a defect",
    "simplification": "Simplifications that cost something",
    "convention": "Conventions to know of",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One deviation.

    Args:
        shown_by: the program in `reproducers/`.
        kind: how it is to be read.
        title: in a line.
        where: the method in diffusers.
        text: what it does, and why that is another thing than what is documented.
    """

    shown_by: str
    kind: Kind
    title: str
    where: str
    text: str


FINDINGS = (
    Finding(
        shown_by="sde_third_order",
        kind="defect",
        title="The third order of SDE-DPM-Solver++ is less exact than the second",
        where="`DPMSolverMultistepScheduler.multistep_dpm_solver_third_order_update`, `sde-dpmsolver++`",
        text=(
            "The second difference `D2` is multiplied by ((1 - e^(-2h) - 2h)/(2h)² - 1/2). As h goes to 0 this tends "
            "to -1, where the integral that it stands for tends to 0. With + 1/2 in its place it does, as the forms "
            "for the probability flow beside it do; the sign of the 1/2 is the likely slip. A step then errs in h², "
            "and the whole run in h: where all steps in log sigma get shorter the variance comes right in first order "
            "only, more slowly than with `solver_order=2`; on the usual grid of timesteps, whose last steps do not, "
            "it ends far off with some hundreds of steps. With + 1/2, tried by hand, it comes right on both. The term "
            'is also in `DPMSolverMultistepInverseScheduler`, and for `solver_type="heun"` in '
            "`DPMSolverSinglestepScheduler`."
        ),
    ),
    Finding(
        shown_by="euler_log_linear",
        kind="defect",
        title='`interpolation_type="log_linear"` tells the network other noise levels than the state has',
        where="`EulerDiscreteScheduler.set_timesteps`",
        text=(
            "The sigmas are laid evenly in log sigma, the timesteps stay as they were, and the two are used together. "
            "There is also one sigma too many, so that the last one is never reached. More steps do not help: the "
            "variance tends to a wrong value. With `use_exponential_sigmas=True` the same grid, one sigma shorter, has "
            'its own timesteps and is right. So has `timestep_type="continuous"` with `v_prediction`, where the '
            "timesteps are made from the sigmas, one step more than was asked for. A pipeline that tells its network "
            "sigma itself, as that of the latent upscaler does, meets the missing last step alone."
        ),
    ),
    Finding(
        shown_by="ddim_previous_timestep",
        kind="defect",
        title="DDIM steps to `t - 1000 // steps`, which is not always the next timestep",
        where="`DDIMScheduler.step`; the same line is in `PNDMScheduler.step_plms`",
        text=(
            "With `leading` spacing, the default, the two agree. With `linspace` they agree in all steps only where "
            "each timestep of training is one, with `trailing` only where the number of steps divides the number of "
            "training steps: else the state stands at one level and the network is asked at another. "
            "`DDPMScheduler` looks the next timestep up and is right in all three. Users have reported it "
            "(huggingface/diffusers, issues 9261, 11347 and 12633)."
        ),
    ),
    Finding(
        shown_by="pndm_v_prediction",
        kind="defect",
        title="PNDM with `v_prediction` is of first order",
        where="`PNDMScheduler._get_prev_sample`",
        text=(
            "The answers of the network at several timesteps are averaged first, and only then turned from v into a "
            "noise, with the coefficients and the state of one timestep. For epsilon the average is what the method "
            "asks for; for v it mixes what belongs to different levels. To convert each answer when it is made would "
            "give the same law for both."
        ),
    ),
    Finding(
        shown_by="flow_churn",
        kind="defect",
        title="`s_churn` of the flow schedulers does nothing, or too much",
        where="`FlowMatchEulerDiscreteScheduler.step`, `FlowMatchHeunDiscreteScheduler.step`",
        text=(
            "It is 0 unless a caller sets it, and no pipeline of diffusers does. Euler takes `s_churn`, `s_tmin`, "
            "`s_tmax` and `s_noise`, does not say what they do, and uses none: no noise is drawn. Heun, which says "
            "what they do, adds the noise of EDM's Algorithm 2, which is meant for states X + sigma eps, to states "
            "(1 - sigma) X + sigma eps without scaling the data down, and shortens the network's slope by the ratio of "
            "the two levels; the noise that it draws in the second stage of a step cancels. With more churn the "
            "variance is further off, and more steps do not help."
        ),
    ),
    Finding(
        shown_by="deis_third_order",
        kind="simplification",
        title="DEIS of third order stops getting more exact after some fifty steps, in float32",
        where="`DEISMultistepScheduler.multistep_deis_third_order_update`",
        text=(
            "The coefficients are differences of primitives that nearly cancel when steps are short, and they are "
            "computed from float32 sigmas. The same code with the sigmas in float64 converges in third order, so the "
            "formulas are right. What rounding leaves below is some thousandths at most, and may be another on another "
            "processor."
        ),
    ),
    Finding(
        shown_by="duplicate_timesteps",
        kind="defect",
        title="Flow sigmas with many steps or a large shift: the first step is skipped, the last one fails",
        where="`set_timesteps` and `index_for_timestep` of the UniPC and DPM multistep schedulers",
        text=(
            "Timesteps are cut to whole numbers. Where the first two become equal, the search for the first timestep "
            "takes the second match, as is meant for image to image: all steps are taken one sigma late, the state is "
            "at another level than it stands for, and the last step has no sigma left. `set_begin_index(0)` avoids "
            "the search: Wan's pipeline from text calls it, its pipeline from images and that of Sana do not. With "
            "the shifts that are in use it takes more steps than are usual."
        ),
    ),
    Finding(
        shown_by="flow_shift",
        kind="convention",
        title="The end of the flow's grid is shifted twice",
        where="`set_timesteps` of `FlowMatchEulerDiscreteScheduler` and `FlowMatchHeunDiscreteScheduler`",
        text=(
            "`__init__` keeps the least sigma after shifting; `set_timesteps` lays a grid from 1 to it and shifts all "
            "of that again. The start, 1, is not moved by a shift; the other end is, twice. The reference code of "
            "Stable Diffusion 3 does the same (`get_sigmas` in Stability-AI/sd3-ref); users have reported it as a "
            "defect (huggingface/diffusers, issue 13243). Where a pipeline gives its own sigmas, or shifts "
            "dynamically, it does not happen. The law changes little: the state is nearly clean there."
        ),
    ),
    Finding(
        shown_by="churn_of_euler",
        kind="simplification",
        title="With churn, Euler's network is not asked where the noise has put the state",
        where="`EulerDiscreteScheduler.step`; `EDMEulerScheduler.step` likewise",
        text=(
            "EDM's Algorithm 2 raises the noise and then asks the network. Here the answer has been given before the "
            "noise is drawn, and is combined with the raised state, in another way for each prediction type, so that "
            "the law depends on what the network predicts. All of them tend to the same law with more steps. The "
            "interface, one call for each timestep, leaves no room for more, which `HeunDiscreteScheduler` says in a "
            "comment; the documentation of `s_churn` does not."
        ),
    ),
    Finding(
        shown_by="truncated_timesteps",
        kind="simplification",
        title="Timesteps that belong to sigmas are made whole numbers",
        where="`set_timesteps` of the DPM, DEIS and UniPC multistep schedulers",
        text=(
            "Karras sigmas have rounded timesteps; exponential ones and those of flows are cut off, so that the "
            "network always hears a timestep up to one too small. Euler and Heun keep fractions. The error does not "
            "fall with more steps; it is largest near the end, where a timestep is a large share of sigma."
        ),
    ),
    Finding(
        shown_by="third_order",
        kind="simplification",
        title="The third order of DPM-Solver++ converges in second order",
        where="`DPMSolverMultistepScheduler.multistep_dpm_solver_third_order_update`",
        text=(
            "The term of the second difference has half the weight that the expansion asks for. It is so in the "
            "solver as its authors published it, and other libraries have it too; `samplers.schemes.dpm_solver` here "
            "is the same and is tested for it. The error is still some three times smaller than that of the second "
            "order. UniPC, DEIS (in float64) and LMS do reach three."
        ),
    ),
    Finding(
        shown_by="flow_stochastic",
        kind="convention",
        title="`stochastic_sampling` is for distilled networks",
        where="`FlowMatchEulerDiscreteScheduler.step`",
        text=(
            "Each step takes the data that the velocity points to and adds new noise to it. With a network that gives "
            "the end of the flow that is consistency sampling; with one that gives the exact velocity the variance "
            "comes out too small, however many steps are taken. The documentation does not say which one is meant."
        ),
    ),
    Finding(
        shown_by="ddpm_last_noise",
        kind="convention",
        title="DDPM with `fixed_large` ends with noise where its grid does not end at timestep 0",
        where="`DDPMScheduler.step`",
        text=(
            "Noise is left out at timestep 0, not at the last step. Where the grid ends at another timestep, with "
            "`trailing` spacing or an offset, the last step adds all of its noise. Data without noise of its own "
            "shows it; at the variances of the table it makes no difference, as with `leading` spacing the last step "
            "but one leaves as much. With `fixed_small` its variance is clamped to 1e-20 and nothing is seen."
        ),
    ),
    Finding(
        shown_by="steps_in_vain",
        kind="convention",
        title="Last steps that change nothing",
        where="`set_timesteps` of the schedulers below",
        text=(
            "The last level is listed twice, or the last step ends at the level where it begins. The result is right, "
            "one call of the network is spent for nothing."
        ),
    ),
)
