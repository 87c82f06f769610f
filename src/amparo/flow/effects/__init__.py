"""Did the repair work? Outcomes that open cases do not bend, designs, checks, and a verdict."""

from amparo.flow.effects.ask import effect
from amparo.flow.effects.effect import Better, Design, Effect, Timing
from amparo.flow.effects.panel import Panel, Scale, panel_of
from amparo.flow.effects.verdict import Claim, Verdict

__all__ = [
    "Better", "Claim", "Design", "Effect", "Panel", "Scale", "Timing", "Verdict", "effect",
    "panel_of",
]  # fmt: skip
