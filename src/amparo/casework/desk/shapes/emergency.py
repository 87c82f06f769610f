"""Emergency openings as rows."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.cases.models import BreakGlass
from amparo.web.shapes import Cell, Column, Fact, Row

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


def facts_of(opening: BreakGlass) -> list[Fact]:
    """Who opened a case, when and why."""
    return [
        Fact("Opened by", opening.user.name),
        Fact("When", f"{timezone.localtime(opening.at):%d %b %Y, %H:%M}"),
        Fact("Reason", opening.reason),
    ]


def may_review(opening: BreakGlass, user: User) -> tuple[bool, str]:
    """Whether this user may review it, and why not."""
    if opening.reviewed_at is not None:
        return False, "It has been reviewed."
    if opening.user_id == user.pk:
        return False, "Nobody reviews their own opening; ask another supervisor."
    return True, ""


def _review(opening: BreakGlass, user: User) -> Cell:
    if opening.reviewed_at is not None:
        by = opening.reviewed_by.name if opening.reviewed_by else ""
        return Cell(opening.finding, note=f"Reviewed by {by}")
    if opening.user_id == user.pk:
        return Cell("Waits for another supervisor")
    return Cell("Review", reverse("emergency_review", args=[opening.pk]))
