"""Placing a survivor, ending the stay, and taking back what was entered wrongly."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from amparo.access.models import User
from amparo.casework.aftercare.fitting import against, needs_of
from amparo.casework.aftercare.models import IN_A_HOME, BedHold, Home, Placement
from amparo.casework.aftercare.occupancy import Span, shared_days
from amparo.casework.aftercare.services.beds import (
    check_room,
    lock_home,
    span_of_hold,
    spans_by_home,
)
from amparo.casework.aftercare.services.homekeys import take_keys_back
from amparo.casework.aftercare.services.told import (
    check_survivor,
    lead_of,
    tell_once,
    written,
)
from amparo.casework.cases.models import Case, Milestone, Person, RoleInCase, RoleKind
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.milestones import check_day, withdraw_milestone
from amparo.casework.cases.services.safety import one_person
from amparo.casework.cases.services.tasks import add_task, raise_alert
from amparo.directory.packs import code_list
from amparo.errors import Conflict, Refused

Kind = Placement.Kind
SAFE, PLACED, ENDED = "rescue.safe_placement", "restore.placed", "restore.placement_ended"
SUSPECTED = (RoleKind.SUSPECT, RoleKind.ACCUSED, RoleKind.CONVICT)
APART = "Somebody who lives there and this person must be kept apart"
LEAVES = "A survivor was to leave a home today: record it, or say when"
UNSAFE_END = "A survivor left a placement in danger: find them through the safe channel"


@transaction.atomic
def place(
    *, by: User, at: datetime, case: Case, person: Person, home: Home | None, on: date,
    kind: Placement.Kind = Kind.EMERGENCY, carer: Person | None = None, words: str = "",
    despite: str = "", token: UUID | None = None,
) -> Placement:  # fmt: skip
    """Place a survivor from a day on, in a home, with family, or in a place of their own.

    Changes: the stay takes a bed, one of those held for the case where there is one. The first safe
    place of a survivor records rescue.safe_placement, every other restore.placed; neither twice for
    one day.
    Raises: Refused where the person lives elsewhere on that day, where there is no bed, where the
    home does not take such a person and nobody says why all the same, for a carer who is a suspect,
    and where somebody who must be kept apart lives there.
    """
    first = Placement.objects.filter(pk=token).first() if token else None
    if first is not None:
        if (first.case_id, first.recorded_by_id) != (case.pk, by.pk):
            raise Refused("This form is out of date", next_step="open it again")
        return first
    check_day(on, at=at)
    check_survivor(case, person)
    _check_kind(kind, home, carer)
    _lock_person(person)
    _check_elsewhere(person, on)
    row = Placement(
        id=token or uuid4(), case=case, person=person, kind=kind, home=home, carer=carer,
        from_on=on, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    if home is not None:
        row.home = home = lock_home(home)
        _check_home(home, case, person, on=on, despite=despite)
        row.hold = _take_bed(home, case, on, today=timezone.localdate(at))
    if carer is not None:
        _check_carer(case, person, carer)
    for field, text in (("words", words), ("despite", despite)):
        row.seal_in(field, text)
    row.milestone = tell_once(
        by=by, at=at, case=case, person=person, type=_milestone_of(row), on=on,
        unit=home.unit if home else None,
    )  # fmt: skip
    row.save(force_insert=True)
    written(row, by=by, at=at, verb="survivor.placed", case_id=case.pk)
    return row


def _check_kind(kind: Placement.Kind, home: Home | None, carer: Person | None) -> None:
    if kind in IN_A_HOME and home is None:
        raise Refused("Say which home", next_step="choose one with a free bed")
    if kind not in IN_A_HOME and home is not None:
        raise Refused("A family, or a place of one's own, is no home of the list")
    if carer is not None and kind != Kind.FAMILY:
        raise Refused("Only a family placement names who cares for the person")


def _lock_person(person: Person) -> None:
    """Two placements of one person wait for one another."""
    list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk"))


def _check_elsewhere(person: Person, on: date) -> None:
    stays = Placement.objects.filter(person=person, taken_back_at__isnull=True)
    later = stays.filter(Q(to_on__isnull=True) | Q(to_on__gt=on)).order_by("from_on").first()
    if later is None:
        return
    raise Refused(
        "This person has a placement on that day or later already",
        next_step="end it first, or correct its days",
    )


def _check_home(home: Home, case: Case, person: Person, *, on: date, despite: str) -> None:
    if home.closed_on is not None and on >= home.closed_on:
        raise Refused("This home is closed")
    if home.office_id != case.office_id:
        raise Refused("This home is not one of the office's")
    _check_apart(home, person)
    reasons = against(home.takes, needs_of(person.birth_year, person.sex, on=on))
    if reasons and not despite.strip():
        raise Refused(
            f"This home {' and '.join(reasons)}",
            next_step="choose another, or say why this one all the same",
        )


def _check_apart(home: Home, person: Person) -> None:
    """Nobody sleeps under one roof with a suspect of their case. It is not told who that is."""
    stays = Placement.objects.filter(home=home, to_on__isnull=True, taken_back_at__isnull=True)
    others = one_person(stays.values_list("person", flat=True))
    mine = one_person([person.pk])
    if _harms(others, mine) or _harms(mine, others):
        raise Refused(APART, next_step="choose another home")


def _harms(suspects: frozenset[UUID], survivors: frozenset[UUID]) -> bool:
    """Whether any of these is a suspect today in a case whose survivor is one of those."""
    theirs = RoleInCase.objects.filter(person__in=survivors, role__in=SURVIVOR_ROLES)
    roles = RoleInCase.objects.filter(
        person__in=suspects, role__in=SUSPECTED, to_on__isnull=True, case__in=theirs.values("case")
    )
    return roles.exclude(person__in=survivors).exists()


def _check_carer(case: Case, person: Person, carer: Person) -> None:
    if carer.pk == person.pk or not RoleInCase.objects.filter(case=case, person=carer).exists():
        raise Refused("Whoever cares for the person is somebody of the case", next_step="add them")
    if _harms(one_person([carer.pk]), one_person([person.pk])):
        raise Refused(
            "A suspect cannot be given the care of a survivor",
            next_step="choose another family, or a home",
        )


def _take_bed(home: Home, case: Case, on: date, *, today: date) -> BedHold | None:
    """A bed held for the case that nobody has taken up, else a free one.

    Raises: Refused where there is neither, today or on a day that is promised to others.
    """
    spans, stay = spans_by_home([home.pk], today=today)[home.pk], Span(on)
    holds = BedHold.objects.filter(
        home=home, case=case, released_at__isnull=True, from_on__lte=on, until_on__gte=on
    )
    for hold in holds:
        using = Placement.objects.filter(hold=hold, taken_back_at__isnull=True)
        used = using.filter(Q(to_on__isnull=True) | Q(to_on__gt=on)).count()
        days = shared_days(stay, span_of_hold(hold))
        if used < hold.n and days is not None:
            check_room(home, spans, [stay, Span(*days, -1)])
            return hold
    check_room(home, spans, [stay])
    return None


def _milestone_of(row: Placement) -> str:
    """The first nights are safety; what comes after is a life."""
    first = row.kind in {Kind.EMERGENCY, Kind.SHORT}
    known = Milestone.objects.filter(case=row.case, person=row.person, type=SAFE).current()
    earlier = known.filter(happened_on__lt=row.from_on).exists()
    return SAFE if first and not earlier else PLACED


@transaction.atomic
def plan_leaving(*, by: User, at: datetime, placement: Placement, on: date | None) -> Placement:
    """Say on which day a stay is to end, or that no day is known any more.

    Changes: from that day on the bed may be promised to others; a task asks on that day whether the
    survivor left. Raises: Refused for a day that is not to come, for a stay that ended, and where
    the bed is promised to others meanwhile.
    """
    today = timezone.localdate(at)
    if on is not None and on <= today:
        raise Refused("A planned day lies ahead", found=on.isoformat(),
                      next_step="record that the stay ended, if it did")  # fmt: skip
    if placement.home is not None:
        _check_later_beds(placement, on, today=today)
    changed = Placement.objects.filter(
        pk=placement.pk, to_on__isnull=True, taken_back_at__isnull=True
    ).update(leaves_on=on)
    if not changed:
        raise Refused("This stay has ended already")
    if on is not None:
        owner = lead_of(placement.case) or by
        add_task(by=by, at=at, case=placement.case, what=LEAVES, due_on=on, owner=owner)
    written(placement, by=by, at=at, verb="placement.leaving_planned", case_id=placement.case_id)
    placement.refresh_from_db()
    return placement


def _check_later_beds(placement: Placement, on: date | None, *, today: date) -> None:
    """Refuse to stay on where others were promised the bed in the meantime."""
    if placement.home is None or placement.leaves_on is None or placement.leaves_on <= today:
        return
    if on is not None and on <= placement.leaves_on:
        return
    home = lock_home(placement.home)
    spans = spans_by_home([home.pk], today=today)[home.pk]
    check_room(home, spans, [Span(placement.leaves_on, on)])


@transaction.atomic
def end_placement(
    *, by: User, at: datetime, placement: Placement, on: date, why: str, words: str = ""
) -> Placement:
    """A stay ended on a day; the bed is free from that night on.

    Changes: records restore.placement_ended; leaving in danger raises a safety alert.
    Raises: Refused for an unknown reason or a day before the stay; Conflict when it ended already.
    """
    check_day(on, at=at)
    reasons = {entry.code: entry for entry in code_list("placement_ends").entries}
    if why not in reasons:
        raise Refused("Say why the stay ended", next_step="choose a reason")
    if on < placement.from_on:
        raise Refused("A stay cannot end before it begins", found=on.isoformat())
    if placement.home is not None:
        lock_home(placement.home)
    placement.seal_in("ended", words)
    changed = Placement.objects.filter(
        pk=placement.pk, to_on__isnull=True, taken_back_at__isnull=True
    ).update(to_on=on, why_ended=why, ended_sealed=placement.ended_sealed, ended_by=by, ended_at=at)
    if not changed:
        raise Conflict("Someone else ended this stay first", theirs={}, yours={})
    told = tell_once(
        by=by, at=at, case=placement.case, person=placement.person, type=ENDED, on=on,
        unit=placement.home.unit if placement.home else None,
    )  # fmt: skip
    Placement.objects.filter(pk=placement.pk).update(end_milestone=told)
    if reasons[why].maps.get("danger"):
        raise_alert(by=by, at=at, case=placement.case, what=UNSAFE_END)
    placement.refresh_from_db()
    written(placement, by=by, at=at, verb="placement.ended", case_id=placement.case_id)
    if placement.home is not None:
        take_keys_back(placement.home, today=timezone.localdate(at))
    return placement


@transaction.atomic
def take_back_placement(*, by: User, at: datetime, placement: Placement, reason: str) -> None:
    """Say that a stay was entered wrongly. It stays in the trail and leaves the page.

    Changes: the milestones it recorded are withdrawn; its bed is free.
    Raises: Refused without a reason; Conflict when someone did first.
    """
    if not reason.strip():
        raise Refused("Taking it back needs a reason", next_step="say what was wrong")
    if placement.home is not None:
        lock_home(placement.home)
    placement.seal_in("why", reason)
    changed = Placement.objects.filter(pk=placement.pk, taken_back_at__isnull=True).update(
        taken_back_at=at, taken_back_by=by, why_sealed=placement.why_sealed
    )
    if not changed:
        raise Conflict("Someone else took this back first", theirs={}, yours={})
    for told in (placement.milestone, placement.end_milestone):
        if told is not None and Milestone.objects.current().filter(pk=told.pk).exists():
            withdraw_milestone(by=by, at=at, milestone=told, reason=reason)
    written(placement, by=by, at=at, verb="placement.taken_back", case_id=placement.case_id)
    if placement.home is not None:
        take_keys_back(placement.home, today=timezone.localdate(at))
