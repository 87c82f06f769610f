"""Operations, statements, testimony, notices, services and custody, over the cases that count."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from uuid import UUID

from amparo.access.models import User
from amparo.casework.aftercare.models import Delivered, Satisfaction
from amparo.casework.cases.models import RoleInCase, SafetyDuty
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.evidence.models import Exhibit, Interview
from amparo.casework.represent.models import Preparation
from amparo.casework.rescue.models import DignityAnswer, OperationCase, OperationEvent, Relief
from amparo.directory.packs import code_list
from amparo.protection.selectors.made import Made, Missing, mean, share
from amparo.protection.selectors.records.asked import Asked
from amparo.reform.detect.reading import broken_ledgers

ADULT_AT = 18
Mode = Preparation.Mode


def _executed(user: User, asked: Asked) -> set[UUID]:
    mine = OperationCase.objects.filter(case__in=asked.cases(user)).values("operation")
    rows = OperationEvent.objects.filter(
        operation__in=mine, what=OperationEvent.What.EXECUTED, happened_at__date__lte=asked.as_of
    )  # fmt: skip
    return set(rows.values_list("operation", flat=True))


def yield_of_operations(user: User, asked: Asked) -> Made:
    """Operations carried out that brought somebody out (I03)."""
    done = _executed(user, asked)
    out = set(Relief.objects.filter(operation__in=done).values_list("operation", flat=True))
    return share(len(out), len(done), of="operations")


def dignity(user: User, asked: Asked) -> Made:
    """Operations in which every check of dignity was met, of those checked (I04)."""
    done = _executed(user, asked)
    last: dict[UUID, dict[str, bool]] = defaultdict(dict)
    answers = DignityAnswer.objects.filter(operation__in=done).order_by("recorded_at")
    for operation, item, is_kept in answers.values_list("operation", "item", "is_kept"):
        last[operation][item] = is_kept
    missing = Missing(len(done) - len(last), len(done), "operations were not checked")
    return share(sum(all(items.values()) for items in last.values()), len(last), missing=missing,
                 of="checked operations")  # fmt: skip


def custody(user: User, asked: Asked) -> Made:
    """Exhibits whose ledger of custody verifies, of all (I29)."""
    rows = set(
        Exhibit.objects.filter(case__in=asked.cases(user), seized_on__lte=asked.as_of)
        .values_list("pk", flat=True)
    )  # fmt: skip
    return share(len(rows - set(broken_ledgers())), len(rows), of="exhibits")


def suitable_room(user: User, asked: Asked) -> Made:
    """Statements of children taken in a room made for them (I32)."""
    rows = Interview.objects.filter(
        case__in=asked.cases(user), was_child=True, on__lte=asked.as_of
    )  # fmt: skip
    rooms = Counter(rows.values_list("room", flat=True))
    return share(rooms[Interview.Room.CHILD_FRIENDLY], sum(rooms.values()), of="statements")


def interviews_each(user: User, asked: Asked) -> Made:
    """How often a child was interviewed, on average, and how many only once (I33)."""
    rows = Interview.objects.filter(
        case__in=asked.cases(user), was_child=True, on__lte=asked.as_of
    )  # fmt: skip
    n = Counter(rows.values_list("case", "person"))
    once = sum(one == 1 for one in n.values())
    return mean([float(one) for one in n.values()], of="children",
                beside=[f"{once:,} of {len(n):,} once only"])  # fmt: skip


def protected_testimony(user: User, asked: Asked) -> Made:
    """Children who testified by a recording or from another room (I34).

    Counts: survivors surely under 18 in the year the case was opened, who testified.
    """
    cases = asked.cases(user)
    roles = RoleInCase.objects.filter(case__in=cases, role__in=SURVIVOR_ROLES)
    children = {
        str(person)
        for person, born, opened in roles.values_list(
            "person", "person__birth_year", "case__opened_on"
        )
        if born is not None and opened.year - born < ADULT_AT
    }
    told = asked.of("represent.survivor_testified").get_column("person").drop_nulls()
    mine = children & set(told.to_list())
    plans = Preparation.objects.filter(case__in=cases, survivor__in=mine)
    modes = {str(person): mode for person, mode in plans.values_list("survivor", "mode")}
    known = {one: mode for one, mode in modes.items() if mode != Mode.UNDECIDED}
    apart = sum(mode in {Mode.VIDEO, Mode.RECORDED} for mode in known.values())
    missing = Missing(len(mine) - len(known), len(mine), "children of whom it is not written how")
    return share(apart, len(known), missing=missing, of="children who testified")


def informed(user: User, asked: Asked) -> Made:
    """Survivors told that a suspect may be free, of those due to be told (I36)."""
    rows = SafetyDuty.objects.filter(
        case__in=asked.cases(user), due_on__lte=asked.as_of, withdrawn_at__isnull=True
    )  # fmt: skip
    told = rows.filter(was_told=True)
    days = told.values_list("told_on", "due_on")
    in_time = sum(on is not None and on <= due for on, due in days)
    return share(told.count(), rows.count(), of="notices", beside=[f"{in_time:,} in time"])


def services_given(user: User, asked: Asked) -> Made:
    """Sessions, days or parcels of services that were given, of those planned (I42), by service."""
    rows = Delivered.objects.filter(
        case__in=asked.cases(user), replaced_by__isnull=True, to_on__lte=asked.as_of
    ).values_list("episode__service", "n_given", "n_expected")  # fmt: skip
    given, planned = Counter[str](), Counter[str]()
    for service, k, n in rows:
        given[service] += min(k, n)
        planned[service] += n
    names = code_list("services")
    parts = tuple(
        share(given[service], n, name=names.name_of(service)) for service, n in planned.items()
    )
    made = share(given.total(), planned.total(), of="planned")
    return replace(made, groups=tuple(sorted(parts, key=lambda one: one.name)))


def satisfied(user: User, asked: Asked) -> Made:
    """Answers of survivors that a service helped, of those who answered (I47)."""
    rows = Satisfaction.objects.filter(case__in=asked.cases(user), on__lte=asked.as_of)
    scores = list(rows.values_list("score", flat=True))
    answered = [one for one in scores if one is not None]
    missing = Missing(len(scores) - len(answered), len(scores), "did not wish to answer")
    return share(sum(one >= Satisfaction.Score.HELPED for one in answered), len(answered),
                 missing=missing, of="answers")  # fmt: skip
