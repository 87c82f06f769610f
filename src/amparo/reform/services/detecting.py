"""Letting the detectors look, and turning one on or off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from amparo.access.models import User
from amparo.access.services import System
from amparo.audit.services import record
from amparo.casework.cases.models import Breakdown, BreakdownReview, BreakdownState, Case
from amparo.casework.cases.services.breakdowns import (
    Proposal,
    propose_breakdowns,
    review_breakdown,
)
from amparo.directory.models import Institution
from amparo.directory.packs import Detector, detectors
from amparo.errors import Refused
from amparo.reform.detect.history import Seen
from amparo.reform.detect.reading import Read, broken_ledgers, histories
from amparo.reform.detect.rules import look
from amparo.reform.models import DetectorRound, DetectorSwitch

NO_LONGER = "The record no longer shows it"


@dataclass(frozen=True)
class Round:
    """What one look came to. Counts: cases read, breakdowns proposed, proposals taken back."""

    n_cases: int
    n_proposed: int
    n_lapsed: int


def detectors_on(office: Institution) -> list[Detector]:
    """The detectors on in this office: as the data say, unless the office said otherwise."""
    said = DetectorSwitch.objects.filter(office=office).order_by("turned_at", "pk")
    turned = dict(said.values_list("detector", "is_on"))
    return [one for one in detectors().values() if turned.get(one.id, one.is_on)]


def detect(
    *,
    by: User | System,
    at: datetime,
    office: Institution,
    today: date,
    only: Sequence[Case] | None = None,
) -> Round:
    """Let every detector that is on look over the office's cases, or over some of them.

    Changes: a proposal for each fact not proposed before; a proposal that waits, and whose fact the
    record no longer shows, is taken back; one row that says when they looked, and how it went. Each
    batch of cases is a transaction of its own, so that an interrupted look loses little.
    """
    rules = detectors_on(office)
    cases = Case.objects.filter(office=office)
    if only is not None:
        cases = cases.filter(pk__in=[case.pk for case in only])
    n_cases = n_proposed = n_lapsed = 0
    for some in histories(cases, today=today, broken=broken_ledgers()):
        proposals = [
            _proposal(read, rule, each) for read in some for rule in rules
            for each in look(read.history, rule)
        ]  # fmt: skip
        with transaction.atomic():
            n_proposed += len(propose_breakdowns(by=by, at=at, proposals=proposals))
            n_lapsed += _take_back(at=at, some=some, rules=rules, proposals=proposals)
        n_cases += len(some)
    with transaction.atomic():
        looked = DetectorRound.objects.create(
            office=office, looked_at=at, looked_by=by if isinstance(by, User) else None,
            n_cases=n_cases, n_proposed=n_proposed, n_lapsed=n_lapsed,
        )  # fmt: skip
        record(
            by=by, verb="detectors.looked", kind="reform.detectorround", object_id=str(looked.pk),
            at=at,
        )  # fmt: skip
    return Round(n_cases, n_proposed, n_lapsed)


def _proposal(read: Read, rule: Detector, seen: Seen) -> Proposal:
    return Proposal(
        case=read.case, cause=rule.cause, on=seen.on, found_by=rule.id, found_version=rule.version,
        fact=seen.fact, explained=seen.explained, step=rule.step, days_lost=seen.days_lost,
        institution_id=seen.institution, unit_id=seen.unit, person_id=seen.person,
        milestone_id=seen.milestone,
    )  # fmt: skip


def _take_back(
    *,
    at: datetime,
    some: Sequence[Read],
    rules: Sequence[Detector],
    proposals: Sequence[Proposal],
) -> int:
    """Proposals that wait, of detectors that looked, and whose fact they no longer see."""
    seen = {(one.case.pk, one.found_by, one.fact) for one in proposals}
    waiting = (
        Breakdown.objects.filter(case__in=[read.case for read in some])
        .filter(found_by__in=[rule.id for rule in rules])
        .current()
        .in_state(BreakdownState.PROPOSED)
        .select_related("case")
    )
    gone = [row for row in waiting if (row.case_id, row.found_by, row.fact) not in seen]
    for row in gone:
        review_breakdown(
            by=System(), at=at, breakdown=row, decision=BreakdownReview.Decision.REJECTED,
            reason=NO_LONGER,
        )  # fmt: skip
    return len(gone)


@transaction.atomic
def turn_detector(
    *, by: User, at: datetime, detector: str, is_on: bool, reason: str
) -> DetectorSwitch:
    """Turn a detector on or off in one's own office. What it proposed before stays.

    Raises: Refused for a detector that is none, without a reason, and without an office.
    """
    if detector not in detectors():
        raise Refused("This detector is not known", next_step="choose one from the list")
    if not reason.strip():
        raise Refused("A switch needs a reason", next_step="say why")
    if by.office is None:
        raise Refused("You belong to no office", next_step="ask an administrator")
    row = DetectorSwitch.objects.create(
        office=by.office, detector=detector, is_on=is_on, reason=reason.strip(), turned_by=by,
        turned_at=at,
    )  # fmt: skip
    record(
        by=by, verb="detector.on" if is_on else "detector.off", kind="reform.detectorswitch",
        object_id=str(row.pk), at=at, fields=[detector],
    )  # fmt: skip
    return row
