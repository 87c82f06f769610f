"""The one door through which the public site reads proof points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amparo.directory.models import Institution
from amparo.repair.hope.models import Proof, Wording
from amparo.repair.hope.services.proofs import latest, what_keeps


@dataclass(frozen=True)
class ProofPoint:
    """A concluded case as everybody may read it. It has no field for a case or a person."""

    title: str
    place_in_general: str
    story: str
    what_it_shows: str
    days: int | None
    published_on: date


def published_proof_points(*, office: Institution, today: date) -> tuple[ProofPoint, ...]:
    """What an office tells today, newest first.

    Each is asked anew whether it may be told: a consent that has ended, a judgment that is no
    longer final or a review that is past keeps it back, whatever was published before.
    """
    rows = Proof.objects.filter(
        office=office, published_on__lte=today, review_on__gt=today, withdrawn_on__isnull=True
    ).select_related("place", "key").order_by("-published_on")  # fmt: skip
    told = ((row, latest(row)) for row in rows if is_told(row, today))
    return tuple(_point(row, wording) for row, wording in told if wording and wording.title_sealed)


def is_told(row: Proof, today: date) -> bool:
    """Whether it is published, its review is still to come, and nothing keeps it today."""
    if row.published_on is None or row.review_on is None:
        return False
    return row.published_on <= today < row.review_on and not what_keeps(row, today)


def _point(row: Proof, wording: Wording) -> ProofPoint:
    assert row.published_on is not None  # noqa: S101  (the query asks for it)
    return ProofPoint(
        wording.told("title"), row.place.name, wording.told("story"), wording.told("shows"),
        row.days, row.published_on,
    )  # fmt: skip
