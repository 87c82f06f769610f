"""Which notes were kept long enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from amparo.access.models import User
from amparo.casework.aftercare.models import Episode, Note, NotesErasure, NotesTerm
from amparo.casework.cases.models import LegalHold, Programme, TeamMember
from amparo.casework.cases.selectors.keeping import MOST, kept_until
from amparo.directory.packs import code_list
from amparo.vault.models import DESTROYED

SOON = timedelta(days=30)


@dataclass(frozen=True)
class NotesDue:
    """Notes of a service that were kept as long as they may be, or wait for a second word."""

    code: str
    episode: UUID
    service: str
    until_on: date
    is_asked: bool


def notes_years(programme: Programme) -> int | None:
    """For how long its services' notes are kept; None where the office has not decided."""
    terms = NotesTerm.objects.filter(programme=programme).order_by("-set_at")
    return terms.values_list("years", flat=True).first()


def notes_due_for(user: User, *, today: date) -> tuple[NotesDue, ...]:
    """Ended services of the cases this person supervises whose notes were kept long enough, the
    longest ended first. What is held, and what nobody can read any more, is left out."""
    return _due(Episode.objects.visible_to(user, "cases.erase"), user, until_on=today)


def own_notes_due_for(user: User, *, today: date) -> tuple[NotesDue, ...]:
    """Services whose notes this person wrote, or whose case they lead, that fall due within a
    month or did: early enough to ask the survivor, and to hold them, before anybody decides."""
    written = Note.objects.filter(episode=OuterRef("pk"), recorded_by=user)
    led = TeamMember.objects.filter(case=OuterRef("case"), user=user, leads=True, to_on=None)
    own = Episode.objects.visible_to(user, "people.read").filter(Exists(written) | Exists(led))
    return _due(own, user, until_on=today + SOON)


def _due(rows: QuerySet[Episode], user: User, *, until_on: date) -> tuple[NotesDue, ...]:
    years = dict(
        NotesTerm.objects.filter(programme__in=Programme.objects.all().visible_to(user))
        .order_by("set_at")
        .values_list("programme", "years")
    )
    ended = [
        Q(case__programme=programme, to_on__lte=_as_long_before(until_on, n))
        for programme, n in years.items()
    ]
    if not ended:
        return ()
    asked = NotesErasure.objects.filter(episode=OuterRef("pk"), answered_at__isnull=True)
    readable = Note.objects.all().that_can_be_read().filter(episode=OuterRef("pk"))
    held = LegalHold.objects.filter(case=OuterRef("case"), lifted_at=None)
    due = (
        rows.filter(reduce(or_, ended), Exists(readable), ~Exists(held))
        .exclude(case__key__wrapped=DESTROYED)
        .annotate(is_asked=Exists(asked))
        .select_related("case")
        .order_by("to_on", "pk")
    )
    services = code_list("services")
    found: list[NotesDue] = []
    for row in due[:MOST]:
        until = kept_until(row.to_on, years[row.case.programme_id])
        if until is not None and until <= until_on:
            found.append(NotesDue(
                row.case.code, row.pk, services.name_of(row.service), until, bool(row.is_asked)
            ))  # fmt: skip
    return tuple(found)


def _as_long_before(day: date, years: int) -> date:
    """The last day from which `years` are over by `day`, or the one after it."""
    is_leap_day = (day.month, day.day) in {(2, 28), (2, 29)}
    year = max(day.year - years, date.min.year)
    return date(year, 3, 1) if is_leap_day else day.replace(year=year)


def notes_terms_for(user: User) -> tuple[tuple[Programme, int | None], ...]:
    """Every programme of the person's office, with how long its notes are kept."""
    rows = Programme.objects.all().visible_to(user).order_by("name")
    return tuple((one, notes_years(one)) for one in rows)
