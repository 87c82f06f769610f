"""Did the repair work? Outcomes that open cases do not bend, designs, checks, and a verdict."""

from amparo.flow.effects.ask import effect
from amparo.flow.effects.effect import Better, Design, Effect, Timing
from amparo.flow.effects.fitting import Fit, Rollout, drawn_design, fitting
from amparo.flow.effects.panel import Panel, Scale, panel_of
from amparo.flow.effects.verdict import Claim, Verdict

__all__ = [
    "Better", "Claim", "Design", "Effect", "Fit", "Panel", "Rollout", "Scale", "Timing", "Verdict",
    "drawn_design", "effect", "fitting", "panel_of",
]  # fmt: skip
