"""What every reading gives: rows by the case they are of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

Rows = Mapping[UUID, list[Any]]


def by_case(rows: Iterable[tuple[UUID, Any]]) -> Rows:
    """Rows as (case, what it says), put together by case."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    for case_id, made in rows:
        found[case_id].append(made)
    return found


def text(pk: object) -> str:
    """An id as the rules name it; empty for none."""
    return str(pk) if pk else ""
