"""Which notes were kept long enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from amparo.access.models import User
from amparo.casework.aftercare.models import Episode, Note, NotesErasure, NotesTerm
from amparo.casework.cases.models import LegalHold, Programme
from amparo.casework.cases.selectors.keeping import MOST, kept_until
from amparo.directory.packs import code_list
from amparo.vault.models import DESTROYED


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
    years = {one.pk: notes_years(one) for one in Programme.objects.all().visible_to(user)}
    decided = [pk for pk, n in years.items() if n is not None]
    asked = NotesErasure.objects.filter(episode=OuterRef("pk"), answered_at__isnull=True)
    readable = Note.objects.all().that_can_be_read().filter(episode=OuterRef("pk"))
    held = LegalHold.objects.filter(case=OuterRef("case"), lifted_at=None)
    rows = (
        Episode.objects.visible_to(user, "cases.erase")
        .filter(Exists(readable), ~Exists(held), to_on__isnull=False, case__programme__in=decided)
        .exclude(case__key__wrapped=DESTROYED)
        .annotate(is_asked=Exists(asked))
        .select_related("case")
        .order_by("to_on", "pk")
    )
    services = code_list("services")
    found: list[NotesDue] = []
    for row in rows.iterator(chunk_size=500):
        until = kept_until(row.to_on, years.get(row.case.programme_id))
        if until is not None and until <= today:
            found.append(NotesDue(
                row.case.code, row.pk, services.name_of(row.service), until, bool(row.is_asked)
            ))  # fmt: skip
        if len(found) == MOST:
            break
    return tuple(found)


def notes_terms_for(user: User) -> tuple[tuple[Programme, int | None], ...]:
    """Every programme of the person's office, with how long its notes are kept."""
    rows = Programme.objects.all().visible_to(user).order_by("name")
    return tuple((one, notes_years(one)) for one in rows)
