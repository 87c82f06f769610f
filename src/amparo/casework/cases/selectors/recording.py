"""What may be recorded next in a case, about whom, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from amparo.access.models import User
from amparo.casework.cases.derive import CLOSES, REOPENS, WAYS
from amparo.casework.cases.models import Case, Clock, Milestone
from amparo.casework.cases.selectors.case import Who, people_in
from amparo.casework.cases.selectors.ways import WAY_NAMES
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import MilestoneType, load_pack, milestone_types
from amparo.errors import NotVisible

PLACES = 300  # a longer list is not read on a phone; the rest is found by its unit's own page


@dataclass(frozen=True)
class Likely:
    """A milestone that may come next, and the clock that waits for it, if any."""

    kind: MilestoneType
    clock: str = ""
    due_on: date | None = None
    is_statutory: bool = False


@dataclass(frozen=True)
class Next:
    """What to offer first, and everything by way."""

    waited_for: tuple[Likely, ...]
    usual: tuple[Likely, ...]
    by_way: tuple[tuple[str, tuple[MilestoneType, ...]], ...]


@dataclass(frozen=True)
class Place:
    """An institution or one of its units: `key` is u:ID or i:ID."""

    key: str
    name: str


@dataclass(frozen=True)
class Places:
    """Where it may have happened: last used first, then those who do such things, then all."""

    lately: tuple[Place, ...]
    fitting: tuple[Place, ...]
    others: tuple[Place, ...]


def kind_for(code: str) -> MilestoneType:
    """A kind of milestone that a person records; NotVisible for one that is not."""
    kind = milestone_types().get(code)
    if kind is None or kind.rule or code in {CLOSES, REOPENS}:
        raise NotVisible
    return kind


def next_for(user: User, case: Case) -> Next:
    """The milestones that running clocks wait for, the usual next of each way, and all."""
    clocks = Clock.objects.visible_to(user).filter(case=case, stopped_on__isnull=True)
    done = set(
        Milestone.objects.visible_to(user)
        .filter(case=case)
        .current()
        .values_list("type", flat=True)
    )
    kinds = [
        kind
        for kind in milestone_types().values()
        if not kind.rule and kind.code not in {CLOSES, REOPENS}
    ]
    waited = _waited_for(clocks, case.programme.pack)
    usual = [Likely(kind) for way in WAYS for kind in _usual_next(way, kinds, done)]
    return Next(
        waited_for=tuple(waited.values()),
        usual=tuple(item for item in usual if item.kind.code not in waited),
        by_way=tuple(
            (WAY_NAMES[way], tuple(kind for kind in kinds if kind.way == way)) for way in WAYS
        ),
    )


def _waited_for(clocks: Iterable[Clock], pack_code: str) -> dict[str, Likely]:
    """Code → the milestone that would end the soonest due clock that names it first."""
    rules = {rule.code: rule for rule in load_pack(pack_code).clocks}
    types = milestone_types()
    found: dict[str, Likely] = {}
    for clock in sorted(clocks, key=lambda c: (c.due_on, c.code)):
        rule = rules.get(clock.code)
        for stop in rule.stops[:2] if rule else ():
            if types[stop].rule:
                continue
            found.setdefault(
                stop, Likely(types[stop], clock.name, clock.due_on, clock.is_statutory)
            )
    return found


def _usual_next(way: str, kinds: Iterable[MilestoneType], done: set[str]) -> list[MilestoneType]:
    """The first usual step after the last one done, of this way."""
    mine = [kind for kind in kinds if kind.way == way]
    last = max((kind.order for kind in mine if kind.code in done), default=-1)
    return [k for k in mine if k.usual and k.code not in done and k.order > last][:1]


def people_fitting(user: User, case: Case, kind: MilestoneType) -> tuple[Who, ...]:
    """Those of the case whom this kind of milestone can be about."""
    if kind.about == "case":
        return ()
    wanted = "is_survivor" if kind.about == "survivor" else "is_suspect"
    return tuple(who for who in people_in(case, user) if getattr(who, wanted))


def places_for(user: User, case: Case, kind: MilestoneType) -> Places:
    """Institutions and units to choose from; four queries."""
    lately = _lately(user, case, kind)
    institutions = list(Institution.objects.visible_to(user)[:PLACES])
    units = Unit.objects.visible_to(user).filter(institution__in=institutions, closed_on=None)
    inside: dict[object, list[Unit]] = {}
    for unit in units.select_related("institution")[:PLACES]:
        inside.setdefault(unit.institution_id, []).append(unit)
    fitting: list[Place] = []
    others: list[Place] = []
    for one in institutions:
        side = fitting if one.kind in kind.actors else others
        side.append(_place_of(one, None))
        side.extend(_place_of(one, unit) for unit in inside.get(one.pk, ()))
    return Places(lately, tuple(fitting), tuple(others))


def _lately(user: User, case: Case, kind: MilestoneType) -> tuple[Place, ...]:
    """The three places last used in this case or by this person, fit for the kind."""
    rows = Milestone.objects.filter(institution__isnull=False).select_related("institution", "unit")
    newest = [
        *rows.filter(case=case).order_by("-recorded_at")[:10],
        *rows.filter(recorded_by=user).order_by("-recorded_at")[:10],
    ]
    used = dict.fromkeys(
        _place_of(row.institution, row.unit)
        for row in newest
        if row.institution is not None and (not kind.actors or row.institution.kind in kind.actors)
    )
    return tuple(used)[:3]


def _place_of(institution: Institution, unit: Unit | None) -> Place:
    if unit is not None:
        return Place(f"u:{unit.pk}", f"{unit.name}, {institution.name}")
    return Place(f"i:{institution.pk}", institution.name)


def institutions_for(user: User) -> list[Institution]:
    """The institutions a case may be shared with, or a consent given to, by name."""
    return list(Institution.objects.visible_to(user)[:PLACES])


def place_of(user: User, key: str) -> tuple[Institution | None, Unit | None]:
    """What a key of `places_for` names; nothing for an empty key, NotVisible for a wrong one."""
    if not key:
        return None, None
    if key.startswith("u:"):
        unit = Unit.objects.visible_to(user).filter(pk=key[2:]).first()
        if unit is not None:
            return None, unit
    elif (found := Institution.objects.visible_to(user).filter(pk=key[2:]).first()) is not None:
        return found, None
    raise NotVisible
