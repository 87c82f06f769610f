"""The parts of Resources."""

from __future__ import annotations

from django.urls import reverse

from amparo.web.shapes import Link

PARTS = (
    ("resources", "Units"),
    ("wanted_list", "Requests"),
    ("things", "Handed over"),
    ("areas", "Poorer and richer"),
    ("standards", "Standards"),
)


def tabs(current: str) -> list[Link]:
    """Links to the parts."""
    return [Link(label, reverse(name), current=name == current) for name, label in PARTS]
