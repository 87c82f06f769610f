"""One hearing, with whom and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.case import Who, people_in
from amparo.casework.docket.models import (
    Accused,
    CourtOrder,
    Hearing,
    InCourt,
    Measure,
    Presence,
    Readiness,
    Summons,
)
from amparo.casework.docket.selectors.court import ELSEWHERE, hearing_line
from amparo.casework.docket.selectors.lines import HearingLine, OrderLine
from amparo.directory.models import PostHolder
from amparo.directory.packs import code_list
from amparo.vault.sealing import unseal


@dataclass(frozen=True)
class SummonsLine:
    """Someone who must come, and how far the paper got."""

    id: str
    who: str
    role: str
    state: str
    state_on: date
    came: bool | None
    is_stuck: bool
    can_wait: bool
    """Whether they are of this file, so that they can be kept apart from others."""
    waits: str
    """Where they wait that day; empty until somebody said so."""
    meets: bool
    """Whether somebody they must be kept from is there, and it was let be with a reason."""


@dataclass(frozen=True)
class MeasureLine:
    """A protection asked of the court, and its answer."""

    id: str
    who: str
    kind: str
    asked_on: date
    is_granted: bool | None
    decided_on: date | None


@dataclass(frozen=True)
class ReadyLine:
    """What must be ready, by whom, and since when it is."""

    id: str
    what: str
    party: str
    ready_on: date | None


@dataclass(frozen=True)
class PresenceLine:
    """An accused at the hearing: whether they came, were defended, and understood."""

    who: str
    came: str
    counsel: str
    interpreter: str
    lacked: tuple[str, ...]


@dataclass(frozen=True)
class HearingPage:
    """What the page of a hearing shows."""

    line: HearingLine
    sits: str
    """Who holds the judge's post that day, as the directory knows it."""
    words: str
    summonses: tuple[SummonsLine, ...]
    measures: tuple[MeasureLine, ...]
    readiness: tuple[ReadyLine, ...]
    presences: tuple[PresenceLine, ...]
    orders: tuple[OrderLine, ...]
    also_in: tuple[str, ...]
    follows: HearingLine | None
    following: HearingLine | None


def hearing_page_of(user: User, case: Case, hearing: Hearing) -> HearingPage:
    """Everything about one hearing, in a fixed number of queries; people by what they are here."""
    labels = labels_in(user, case)
    joined = InCourt.objects.visible_to(user).filter(court_case=hearing.court_case_id)
    others = joined.exclude(case=case).select_related("case")
    related = Hearing.objects.select_related(
        "court_case__court", "court_case__branch", "judge", "adjournment"
    ).exclude(outcome=Hearing.Outcome.CANCELLED)
    following = related.filter(follows=hearing).first()
    before = related.filter(pk=hearing.follows_id).first() if hearing.follows_id else None
    return HearingPage(
        line=hearing_line(hearing),
        sits=_sits(hearing),
        words=_why(hearing),
        summonses=tuple(
            _summons(row, hearing, labels)
            for row in Summons.objects.filter(hearing=hearing).select_related(
                "waits__case__key", "waits__end"
            )
        ),
        measures=tuple(
            MeasureLine(
                str(row.pk), labels[str(row.person_id)],
                code_list("protective_measures").name_of(row.kind), row.asked_on,
                row.is_granted, row.decided_on,
            )
            for row in Measure.objects.filter(hearing=hearing)
            if str(row.person_id) in labels
        ),
        readiness=tuple(
            ReadyLine(str(row.pk), row.what, _party(row.party), row.ready_on)
            for row in Readiness.objects.filter(hearing=hearing)
        ),
        presences=tuple(
            _presence(row, labels)
            for row in Presence.objects.filter(hearing=hearing).select_related("accused")
        ),
        orders=tuple(
            OrderLine(
                str(row.pk),
                unseal(
                    row.words_sealed, hearing.court_case.key, table="court_order", row=row.pk,
                    field="words",
                ),
                _party(row.party), row.made_on, row.due_on, row.complied_on,
            )
            for row in CourtOrder.objects.filter(hearing=hearing)
        ),
        also_in=tuple(sorted(row.case.code for row in others)),
        follows=hearing_line(before) if before else None,
        following=hearing_line(following) if following else None,
    )  # fmt: skip


def labels_in(user: User, case: Case) -> dict[str, str]:
    """Person id → what they are to this file."""
    return {who.person_id: who.label for who in people_in(case, user)}


def accused_of(user: User, case: Case, hearing: Hearing) -> list[tuple[Accused, str]]:
    """Those accused in the hearing's court case, each with their label in this file."""
    labels = labels_in(user, case)
    rows = Accused.objects.visible_to(user).filter(court_case=hearing.court_case_id)
    return [(row, labels.get(str(row.person_id), ELSEWHERE)) for row in rows]


def may_be_called(user: User, case: Case, hearing: Hearing) -> list[Who]:
    """People of this file who are not on the list of the hearing yet."""
    called = set(Summons.objects.filter(hearing=hearing).values_list("person", flat=True))
    return [
        who for who in people_in(case, user)
        if not who.has_ended and who.person_id not in {str(pk) for pk in called}
    ]  # fmt: skip


def _party(code: str) -> str:
    return code_list("adjournment_parties").name_of(code)


def _sits(hearing: Hearing) -> str:
    if hearing.judge_id is None:
        return ""
    held = PostHolder.objects.filter(post=hearing.judge_id, from_on__lte=hearing.on)
    until = Q(to_on__isnull=True) | Q(to_on__gte=hearing.on)
    return held.filter(until).values_list("holder_name", flat=True).first() or ""


def _why(hearing: Hearing) -> str:
    row = getattr(hearing, "adjournment", None)
    if row is None or not row.words_sealed:
        return ""
    return unseal(
        row.words_sealed, hearing.court_case.key, table="adjournment", row=row.pk, field="words"
    )


def _summons(row: Summons, hearing: Hearing, labels: dict[str, str]) -> SummonsLine:
    who, stay = labels.get(str(row.person_id), ELSEWHERE), row.waits
    is_over = stay is not None and hasattr(stay, "end") and stay.end.is_void
    waits = stay.place() if stay is not None and not is_over and who != ELSEWHERE else ""
    if row.person_id is None:
        who = unseal(
            row.who_sealed, hearing.court_case.key, table="summons", row=row.pk, field="who"
        )
    return SummonsLine(
        str(row.pk), who, code_list("court_roles").name_of(row.role), row.get_state_display(),
        row.state_on, row.came, row.state != Summons.State.SERVED and not hearing.outcome,
        can_wait=str(row.person_id) in labels, waits=waits, meets=bool(waits and stay and stay.met),
    )  # fmt: skip


def _presence(row: Presence, labels: dict[str, str]) -> PresenceLine:
    lacked = [
        words
        for had, words in (
            (row.counsel, "No counsel"),
            (row.interpreter, "No interpreter"),
        )
        if had == Presence.Had.NO
    ]
    if row.came == Presence.Came.NOT_BROUGHT:
        lacked.append("Not brought from jail")
    return PresenceLine(
        labels.get(str(row.accused.person_id), ELSEWHERE), row.get_came_display(),
        row.get_counsel_display(), row.get_interpreter_display(), tuple(lacked),
    )  # fmt: skip
