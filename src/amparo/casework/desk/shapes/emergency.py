"""Emergency openings as rows."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import BreakGlass
from amparo.web.shapes import Cell, Column, Row

REVIEWS = [Column("Case"), Column("Who and when"), Column("Reason"), Column("Review")]


def review_rows(openings: Sequence[BreakGlass], user: User) -> list[Row]:
    """Who opened what, why, and what the review found."""
    return [
        Row(
            [
                Cell(opening.case.code, reverse("case", args=[opening.case.code])),
                Cell(opening.user.name, note=f"{timezone.localtime(opening.at):%d %b %Y, %H:%M}"),
                opening.reason,
                _review(opening, user),
            ],
            urgent=opening.reviewed_at is None,
        )
        for opening in openings
    ]


def _review(opening: BreakGlass, user: User) -> Cell:
    if opening.reviewed_at is not None:
        by = opening.reviewed_by.name if opening.reviewed_by else ""
        return Cell(opening.finding, note=f"Reviewed by {by}")
    if opening.user_id == user.pk:
        return Cell("Waits for another supervisor")
    return Cell("Review", reverse("emergency_review", args=[opening.pk]))
