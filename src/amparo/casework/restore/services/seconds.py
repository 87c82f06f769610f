"""Scoring a round a second time: which rounds, by whom, and what is kept from them until then.

Two scorers agree only as far as the second did not look. So whoever opened a round cannot score it
again, and whoever may still score it is not shown what it came to, unless they open it on purpose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from uuid import UUID

from amparo.access.models import User
from amparo.audit.models import Entry
from amparo.casework.restore.models import Assessment, Draft
from amparo.errors import Refused

ONE_IN = 10  # rounds scored a second time by somebody else
SEEN = "assessment.read"


def is_scored_twice(row: Assessment) -> bool:
    """Whether this round is one of those drawn for a second scoring: by its id, one in ten."""
    return int(hashlib.sha256(row.pk.bytes).hexdigest(), 16) % ONE_IN == 0


def require_unseen(by: User, first: Assessment) -> None:
    """Refuse whoever gave the first scores, or has opened them, as the trail tells."""
    if first.recorded_by_id == by.pk:
        raise Refused(
            "The second score is given by somebody else",
            next_step="ask a colleague on the team who knows the survivor",
        )
    if first.pk in _seen(by, [first.pk]):
        raise Refused(
            "You have seen the first scores, so yours would not be a second opinion",
            next_step="ask a colleague on the team who has not opened this assessment",
        )


def kept_from(user: User, rows: Iterable[Assessment]) -> frozenset[UUID]:
    """Which of these standing rounds this person is not shown.

    Those they are scoring again now; and those drawn for a second score that nobody gave yet,
    until they open one on purpose, which the trail keeps. No query where none is drawn.
    """
    others = {row.pk: row for row in rows if row.recorded_by_id != user.pk}
    if not others:
        return frozenset()
    mine = Draft.objects.filter(by=user, second_of__in=others)
    scoring = {pk for pk in mine.values_list("second_of", flat=True) if pk is not None}
    drawn = {pk for pk, row in others.items() if pk not in scoring and is_scored_twice(row)}
    if drawn:
        done = Assessment.objects.filter(second_of__in=drawn).values_list("second_of", flat=True)
        drawn -= set(done)
    return frozenset(scoring | (drawn - _seen(user, drawn) if drawn else drawn))


def is_scoring(user: User, row: Assessment) -> bool:
    """Whether this person has begun to score this round again and has not finished."""
    return Draft.objects.filter(by=user, second_of=row).exists()


def _seen(user: User, rounds: Collection[UUID]) -> set[UUID]:
    looks = Entry.objects.filter(
        actor_id=str(user.pk), verb=SEEN, object_id__in=[str(pk) for pk in rounds]
    )
    return {UUID(pk) for pk in looks.values_list("object_id", flat=True)}
