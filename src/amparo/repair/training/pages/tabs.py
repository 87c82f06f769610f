"""The parts of Training."""

from __future__ import annotations

from django.urls import reverse

from amparo.web.shapes import Link

PARTS = (
    ("training", "Who needs what"),
    ("courses", "Courses"),
    ("officials", "Officials"),
    ("training_changed", "What changed"),
    ("handing_over", "Handing over"),
)


def tabs(current: str) -> list[Link]:
    """Links to the parts."""
    return [Link(label, reverse(name), current=name == current) for name, label in PARTS]
