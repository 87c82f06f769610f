"""Four stories, true to life and wholly synthetic: from what broke in cases to what is told of it.

Chennai, Cebu, Philippine courts and Mukono, in our own words. Each goes the same way: breakdowns in
cases, a problem owned with an authority, a repair whose plan was registered before it began, a
verdict with its drawing, a proof point that is published. docs/stories.md leads a visitor through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from amparo.demo.morning import Morning
from amparo.demo.stories import cebu, chennai, courts, mukono
from amparo.demo.stories.telling import publish
from amparo.reform.models import Intervention

TOLD: Mapping[str, Callable[[Morning], Intervention]] = {
    "chennai": chennai.tell, "cebu": cebu.tell, "courts": courts.tell, "mukono": mukono.tell,
}  # fmt: skip


def tell_stories(morning: Morning) -> None:
    """Carry out the four, then tell of each."""
    made = {key: tell(morning) for key, tell in TOLD.items()}
    publish(morning, made)
    courts.spread(morning)
