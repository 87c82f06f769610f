"""The parts of Where it breaks, each a page that keeps what was asked."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from amparo.web.shapes import Link

PARTS = (
    ("where_it_breaks", "Step by step"),
    ("opportunities", "Where to repair first"),
    ("units_compared", "Units compared"),
    ("process_map", "What follows what"),
)
KEPT = ("pathway", "programme", "opened_from", "opened_to", "as_known_on")


def tabs_of(query: Mapping[str, str], current: str) -> list[Link]:
    """Links to the parts, with the filter that is on."""
    kept = urlencode({name: query[name] for name in KEPT if query.get(name)})
    return [
        Link(label, reverse(name) + (f"?{kept}" if kept else ""), current=name == current)
        for name, label in PARTS
    ]
