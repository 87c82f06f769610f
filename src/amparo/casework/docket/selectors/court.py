"""The court cases of a case, with all under them, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Sum

from amparo.access.models import User
from amparo.casework.cases.models import Case, Milestone
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.docket.models import (
    CONVICTIONS,
    Accused,
    Appeal,
    Charge,
    CompensationOrder,
    CourtCase,
    CourtOrder,
    Hearing,
    InCourt,
    Plea,
    PoliceCase,
    Sentence,
    Verdict,
)
from amparo.casework.docket.selectors.custody import Term, custody_of, days_held
from amparo.casework.docket.selectors.lines import (
    AccusedLine,
    AppealLine,
    ChargeLine,
    CourtCaseView,
    HearingLine,
    MoneyLine,
    OrderLine,
    SentenceLine,
)
from amparo.directory.packs import Offence, code_list, load_pack
from amparo.errors import NotVisible
from amparo.vault.sealing import unseal

ELSEWHERE = "Someone of another file"
HELD_KINDS = ("custody", "life")


@dataclass(frozen=True)
class Court:
    """What the Court page of a case shows."""

    cases: tuple[CourtCaseView, ...]
    police: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class _Found:
    """The rows under some court cases, grouped by what they hang on."""

    labels: Mapping[str, str]
    offences: Mapping[str, Offence]
    accused: Mapping[Any, list[Accused]]
    charges: Mapping[Any, list[Charge]]
    pleas: Mapping[Any, list[Plea]]
    verdicts: Mapping[Any, list[Verdict]]
    sentences: Mapping[Any, list[Sentence]]
    appeals: Mapping[Any, list[Appeal]]
    held: Mapping[Any, list[tuple[date, str]]]
    replaced: frozenset[Any] = field(default_factory=frozenset)


def _grouped(rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    made: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        made[key(row)].append(row)
    return made


def court_of(user: User, case: Case, *, today: date, show_number: bool = False) -> Court:
    """Every court case that this case is about; people by what they are to this file.

    What belongs to people of other files is counted in, and named for what it is, no more.
    """
    # In two steps: a database thinks longer about a query of so many tables than it works on it.
    theirs = CourtCase.objects.visible_to(user).filter(joined__case=case).order_by()
    rows = list(
        CourtCase.objects.filter(pk__in=list(theirs.values_list("pk", flat=True))).select_related(
            "court", "branch", "key", "police_case__institution", "appeal_of__court"
        )
    )
    found = _found(user, case, rows)
    hearings = _grouped(hearings_of(rows), lambda line: line.court_case_id)
    orders = _grouped(CourtOrder.objects.filter(court_case__in=rows), lambda row: row.court_case_id)
    money = _grouped(
        CompensationOrder.objects.filter(
            court_case__in=rows, survivor__in=list(found.labels)
        ).annotate(paid=Sum("payments__amount")),
        lambda row: row.court_case_id,
    )
    others = InCourt.objects.visible_to(user).filter(court_case__in=rows).exclude(case=case)
    also = _grouped(others.select_related("case"), lambda row: row.court_case_id)
    police = PoliceCase.objects.visible_to(user).filter(case=case).select_related("institution")
    views = tuple(
        CourtCaseView(
            id=str(row.pk),
            name=name_of(row),
            number=row.number() if show_number else "",
            filed_on=row.filed_on,
            ended_on=row.ended_on,
            police=row.police_case.institution.name if row.police_case else "",
            appeal_of=row.appeal_of.court.name if row.appeal_of else "",
            also_in=tuple(sorted(other.case.code for other in also[row.pk])),
            accused=tuple(_accused_line(one, found, today) for one in found.accused[row.pk]),
            hearings=tuple(hearings[str(row.pk)]),
            orders=tuple(_order_line(one, row) for one in orders[row.pk]),
            money=tuple(_money_line(one, found.labels) for one in money[row.pk]),
        )
        for row in rows
    )
    return Court(views, tuple((row.institution.name, row.registered_on) for row in police))


def accused_of(court: Court, pk: UUID) -> AccusedLine:
    """One of the accused of these court cases; NotVisible where they are in none."""
    everyone = (one for view in court.cases for one in view.accused)
    found = next((one for one in everyone if one.id == str(pk)), None)
    if found is None:
        raise NotVisible
    return found


def name_of(row: CourtCase) -> str:
    """The court, by its branch where that is known."""
    return f"{row.branch.name}, {row.court.name}" if row.branch else row.court.name


def _found(user: User, case: Case, rows: list[CourtCase]) -> _Found:
    labels = {who.person_id: who.label for who in people_in(case, user)}
    accused = list(Accused.objects.filter(court_case__in=rows))
    charges = list(Charge.objects.filter(accused__in=accused).select_related("laid_by"))
    verdicts = list(Verdict.objects.filter(charge__in=charges))
    milestones = Milestone.objects.visible_to(user).filter(
        case=case, person__in=[one.person_id for one in accused], type__startswith="restrain."
    )
    held: dict[Any, list[tuple[date, str]]] = defaultdict(list)
    for person, on, what in milestones.current().values_list("person", "happened_on", "type"):
        held[person].append((on, what))
    return _Found(
        labels=labels,
        offences={one.key: one for one in load_pack(case.programme.pack).offences},
        accused=_grouped(accused, lambda row: row.court_case_id),
        charges=_grouped(charges, lambda row: row.accused_id),
        pleas=_grouped(Plea.objects.filter(charge__in=charges), lambda row: row.charge_id),
        verdicts=_grouped(verdicts, lambda row: row.charge_id),
        sentences=_grouped(
            Sentence.objects.filter(verdict__in=verdicts), lambda row: row.verdict_id
        ),
        appeals=_grouped(Appeal.objects.filter(verdict__in=verdicts), lambda row: row.verdict_id),
        held=held,
        replaced=frozenset(charge.replaces_id for charge in charges if charge.replaces_id),
    )


def _accused_line(row: Accused, found: _Found, today: date) -> AccusedLine:
    charges = tuple(_charge_line(charge, found) for charge in found.charges[row.pk])
    terms = [
        Term(
            str(one.pk), one.on, one.years, one.months, one.days, str(one.after_id or ""),
            one.credit_days, for_life=one.kind == "life",
        )
        for charge in found.charges[row.pk]
        for verdict in found.verdicts[charge.pk][-1:]
        for one in found.sentences[verdict.pk]
        if one.kind in HELD_KINDS and verdict.outcome in CONVICTIONS
    ]  # fmt: skip
    return AccusedLine(
        id=str(row.pk),
        person_id=str(row.person_id),
        label=found.labels.get(str(row.person_id), ELSEWHERE),
        since_on=row.since_on,
        counsel=row.get_counsel_display(),
        language=row.language,
        disclosed_on=row.disclosed_on,
        charges=charges,
        custody=custody_of(terms),
        days_held=days_held(found.held.get(row.person_id, []), today),
    )


def _charge_line(row: Charge, found: _Found) -> ChargeLine:
    plea = max(found.pleas[row.pk], key=lambda one: (one.on, one.recorded_at), default=None)
    verdict = max(found.verdicts[row.pk], key=lambda one: one.number, default=None)
    appeals = found.appeals[verdict.pk] if verdict else []
    sent_back = any(one.result == Appeal.Result.SENT_BACK for one in appeals)
    stands = verdict if verdict and not sent_back else None
    offence = found.offences.get(row.offence)
    victim = found.labels.get(str(row.victim_id), ELSEWHERE) if row.victim_id else ""
    return ChargeLine(
        id=str(row.pk),
        count=row.count,
        offence=offence.name if offence else row.offence,
        law=f"{offence.law}, {offence.section}" if offence else "",
        victim=victim,
        acted_on=row.acted_on,
        laid_on=row.laid_on,
        laid=row.get_laid_display(),
        laid_by=row.laid_by.name if row.laid_by else "",
        reason=row.reason,
        replaced=row.pk in found.replaced,
        plea=code_list("pleas").name_of(plea.plea) if plea else "",
        plea_on=plea.on if plea else None,
        verdict_id=str(stands.pk) if stands else "",
        verdict=verdict_words(verdict, found.offences) if verdict else "",
        verdict_on=verdict.on if verdict else None,
        is_conviction=bool(stands and stands.outcome in CONVICTIONS),
        sent_back=sent_back,
        sentences=tuple(_sentence_line(one) for one in found.sentences[stands.pk])
        if stands
        else (),
        appeals=tuple(
            AppealLine(
                str(one.pk), one.get_side_display(), one.filed_on, one.get_result_display(),
                one.decided_on,
            )
            for one in appeals
        ),
    )  # fmt: skip


def verdict_words(row: Verdict, offences: Mapping[str, Offence]) -> str:
    """How a charge ended, with the offence of the conviction where it is another."""
    said = code_list("dispositions").name_of(row.outcome)
    if not row.offence:
        return said
    offence = offences.get(row.offence)
    return f"{said}: {offence.name if offence else row.offence}"


def _sentence_line(row: Sentence) -> SentenceLine:
    parts = [(row.years, "year"), (row.months, "month"), (row.days, "day")]
    term = ", ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n)
    money = f"{row.amount:,} {row.currency}" if row.amount is not None else ""
    words = ": ".join(filter(None, [code_list("sentences").name_of(row.kind), term or money]))
    return SentenceLine(str(row.pk), words, row.on, row.get_runs_display() if term else "")


def hearings_of(rows: Iterable[CourtCase]) -> list[HearingLine]:
    """The hearings of these court cases, earliest first, without the cancelled; one query."""
    found = (
        Hearing.objects.filter(court_case__in=list(rows))
        .exclude(outcome=Hearing.Outcome.CANCELLED)
        .select_related("court_case__court", "court_case__branch", "judge", "adjournment")
    )
    return [hearing_line(row) for row in found]


def hearing_line(row: Hearing) -> HearingLine:
    """A hearing as a line; its court case, judge and adjournment are fetched with it."""
    put_off = getattr(row, "adjournment", None)
    return HearingLine(
        id=str(row.pk),
        court_case_id=str(row.court_case_id),
        on=row.on,
        starts_at=row.starts_at,
        type=code_list("hearing_types").name_of(row.type),
        court=name_of(row.court_case),
        room=row.room,
        judge=row.judge.title if row.judge else "",
        outcome=row.outcome,
        outcome_name=row.get_outcome_display() if row.outcome else "",
        reason=code_list("adjournment_reasons").name_of(put_off.reason) if put_off else "",
        party=code_list("adjournment_parties").name_of(put_off.party) if put_off else "",
    )


def _order_line(row: CourtOrder, court_case: CourtCase) -> OrderLine:
    words = unseal(row.words_sealed, court_case.key, table="court_order", row=row.pk, field="words")
    party = code_list("adjournment_parties").name_of(row.party)
    return OrderLine(str(row.pk), words, party, row.made_on, row.due_on, row.complied_on)


def _money_line(row: Any, labels: Mapping[str, str]) -> MoneyLine:
    return MoneyLine(
        str(row.pk), labels[str(row.survivor_id)], row.amount, row.paid or Decimal(0),
        row.currency, row.on, row.due_on,
    )  # fmt: skip


def rest_of(order: CompensationOrder) -> Decimal:
    """What of the compensation is still to be paid."""
    paid = order.payments.aggregate(paid=Sum("amount"))["paid"] or Decimal(0)
    return order.amount - paid
