"""What must hold between records: each check gives the sentences of what does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from zoneinfo import available_timezones

from amparo.directory.packs.clocks import due_on
from amparo.directory.packs.kinds import (
    CLOCK_KINDS,
    INSTITUTION_KINDS,
    LACKS,
    PLACE_KINDS,
    SUBJECTS,
    UNITS,
    WAYS,
    Cause,
    ClockRule,
    CodeList,
    Detector,
    Gather,
    MilestoneType,
    Offence,
    Pack,
    Pathway,
)

CHILD = "child"  # the element, and the fact, that follows from the year of birth
HOLIDAY_YEARS = range(2024, 2028)
CODE = re.compile(r"[a-z][a-z0-9_]*\Z|[0-9]+\Z")


def twice(values: Iterable[str], what: str) -> list[str]:
    """Every value given more than once."""
    return [f"{what} {value} is given {n} times" for value, n in Counter(values).items() if n > 1]


def outside(values: Iterable[str], known: Collection[str], where: str) -> list[str]:
    """Every value that nothing declares."""
    return [f"{where}: nothing declares {value}" for value in values if value not in known]


def milestone_problems(kinds: Sequence[MilestoneType], exits: Collection[str]) -> list[str]:
    """What is wrong in the registry of milestones."""
    found = twice((k.code for k in kinds), "milestone") + twice((k.short for k in kinds), "short")
    for kind in kinds:
        found += outside([kind.way], WAYS, f"way of {kind.code}")
        found += outside([kind.about], SUBJECTS, f"about of {kind.code}")
        found += outside(kind.actors, INSTITUTION_KINDS, f"actors of {kind.code}")
        found += outside([kind.exit] if kind.exit else [], exits, f"exit of {kind.code}")
        if not re.fullmatch(rf"{kind.way}\.[a-z_]+", kind.code):
            found.append(f"{kind.code} is not named after its way {kind.way}")
        found += [
            f"{kind.code}: a task without a title or with days below 0"
            for task in kind.tasks
            if not task.title or task.within_days < 0
        ]
    return found


def pathway_problems(pathways: Sequence[Pathway], milestones: Collection[str]) -> list[str]:
    """What is wrong in the pathways that analysis follows."""
    found = twice((pathway.code for pathway in pathways), "pathway")
    for pathway in pathways:
        named = [code for stage in pathway.stages for code in stage.codes]
        named += [code for way_out in pathway.exits for code in way_out.codes]
        found += outside(named, milestones, pathway.code) + twice(named, f"{pathway.code}:")
        found += outside([pathway.counts], SUBJECTS, f"counts of {pathway.code}")
        found += twice((stage.name for stage in pathway.stages), f"{pathway.code}:")
        found += twice((way_out.kind for way_out in pathway.exits), f"{pathway.code}:")
        if len(pathway.stages) < 2:
            found.append(f"{pathway.code} needs two stages or more")
    return found


def cause_problems(causes: Sequence[Cause], milestones: Collection[str]) -> list[str]:
    """What is wrong in the list of causes."""
    found = twice((c.id for c in causes), "cause")
    for cause in causes:
        found += outside([cause.lacks], LACKS, f"lacks of {cause.id}")
        found += outside(cause.milestones, milestones, f"milestones of {cause.id}")
    return found


def detector_problems(
    detectors: Sequence[Detector], causes: Sequence[Cause], milestones: Collection[str]
) -> list[str]:
    """What is wrong in the list of detectors."""
    found = twice((one.id for one in detectors), "detector")
    for one in detectors:
        found += outside([one.cause], [cause.id for cause in causes], f"cause of {one.id}")
        found += outside([one.step], ["", *(cause.step for cause in causes)], f"step of {one.id}")
        found += outside([*one.starts, *one.stops], milestones, f"milestones of {one.id}")
        found += [f"{one.id} has a threshold under 0"] if min(one.days, one.n) < 0 else []
        found += outside([one.lack], ["", "absent", "idle", "none"], f"lack of {one.id}")
    return found


def list_problems(listed: CodeList) -> list[str]:
    """What is wrong in a code list."""
    found = twice((entry.code for entry in listed.entries), f"{listed.name}:")
    found += twice((entry.name for entry in listed.entries), f"{listed.name}:")
    for entry in listed.entries:
        if not CODE.match(entry.code):
            found.append(f"{listed.name}: {entry.code} is not a code")
        found += _ends_first(entry.code, entry.effective_from, entry.effective_to)
    return found


def gather_problems(
    rows: Sequence[Gather],
    *,
    kinds: Collection[str],
    elements: Collection[str],
    offences: Collection[str],
) -> list[str]:
    """What is wrong in the list of what proves which element."""
    found = []
    general = [row.element for row in rows if not row.offences]
    found += twice(general, "gather") + [
        f"nothing says what proves {element}" for element in sorted(set(elements) - set(general))
    ]
    for row in rows:
        found += outside([row.element], elements, "gather")
        found += outside(row.kinds, kinds, f"gather {row.element}")
        found += outside(row.offences, offences, f"gather {row.element}")
    return found


def pack_problems(
    pack: Pack,
    *,
    milestones: Collection[str],
    iccs: Collection[str],
    elements: Collection[str],
    facts: Collection[str],
) -> list[str]:
    """What is wrong in a pack."""
    return [
        *_about(pack),
        *_clocks(pack.clocks, milestones),
        *_offences(pack.offences, iccs, elements),
        *twice((court.code for court in pack.courts), "court"),
        *twice((form.code for form in pack.forms), "form"),
        *outside((f.milestone for f in pack.forms if f.milestone), milestones, "forms"),
        *_proofs(pack, facts),
        *_examples(pack),
        *_vacations(pack),
        *_places(pack),
    ]


def _ends_first(code: str, begins: date | None, ends: date | None) -> list[str]:
    wrong = begins is not None and ends is not None and ends < begins
    return [f"{code} ends before it begins"] if wrong else []


def _about(pack: Pack) -> list[str]:
    found = []
    if pack.time_zone not in available_timezones():
        found.append(f"the time zone {pack.time_zone} is not known")
    if not re.fullmatch(r"[A-Z]{2}", pack.country) or not re.fullmatch(r"[A-Z]{3}", pack.currency):
        found.append("country takes two letters (ISO 3166), currency three (ISO 4217)")
    if not set(pack.weekend) < set(range(7)):
        found.append("weekend takes days from 0, Monday, to 6, and leaves one to work")
    bare = sorted(set(HOLIDAY_YEARS) - {day.year for day in pack.holidays})
    found += [f"no holiday is listed for {year}" for year in bare]
    return found


def _clocks(clocks: Sequence[ClockRule], milestones: Collection[str]) -> list[str]:
    found = twice((clock.code for clock in clocks), "clock")
    for clock in clocks:
        found += outside((*clock.starts, *clock.stops), milestones, clock.code)
        found += outside([clock.unit], UNITS, f"unit of {clock.code}")
        found += outside([clock.kind], CLOCK_KINDS, f"kind of {clock.code}")
        found += outside([clock.who_acts], INSTITUTION_KINDS, f"who_acts of {clock.code}")
        found += _ends_first(clock.code, clock.effective_from, clock.effective_to)
        if not clock.starts or not clock.stops or clock.n < 0:
            found.append(f"{clock.code} needs a start, a stop and a term of 0 or more")
    return found


def _offences(
    offences: Sequence[Offence], iccs: Collection[str], elements: Collection[str]
) -> list[str]:
    found = twice((offence.key for offence in offences), "offence")
    for offence in offences:
        found += outside([offence.iccs], iccs, f"iccs of {offence.key}")
        found += outside(offence.elements, elements, f"elements of {offence.key}")
        found += _ends_first(offence.key, offence.effective_from, offence.effective_to)
    return found


def _proofs(pack: Pack, facts: Collection[str]) -> list[str]:
    """Every element of every offence has its facts; that of the child follows by itself."""
    needed = {
        (offence.key, element)
        for offence in pack.offences
        for element in offence.elements
        if element != CHILD
    }
    there = [(one.offence, one.element) for one in pack.proofs]
    found = twice((f"{offence} {element}" for offence, element in there), "shown")
    found += [f"{o} shows {e}, which is none of its elements" for o, e in set(there) - needed]
    found += [f"no fact shows {e} of {o}" for o, e in sorted(needed - set(there))]
    for one in pack.proofs:
        found += outside(one.facts, facts, f"{one.offence} {one.element}")
        if not one.facts:
            found.append(f"{one.offence} {one.element} names no fact")
    for offence in pack.offences:
        found += outside(offence.child_skips, offence.elements, f"child_skips of {offence.key}")
    return found


def _examples(pack: Pack) -> list[str]:
    rules = {clock.code: clock for clock in pack.clocks}
    found = outside((e.clock for e in pack.examples), rules, "examples")
    worked_out = Counter(example.clock for example in set(pack.examples))
    found += [f"{code} needs two worked examples" for code in sorted(rules) if worked_out[code] < 2]
    for example in pack.examples:
        rule = rules.get(example.clock)
        if rule is None or rule.unit not in UNITS:
            continue
        if not rule.is_in_force(example.started_on):
            found.append(f"{rule.code} is not in force on {example.started_on} of its example")
        worked = due_on(rule, example.started_on, pack=pack)
        if worked != example.due_on:
            found.append(f"{rule.code} ends on {worked}, its example says {example.due_on}")
    return found


def _vacations(pack: Pack) -> list[str]:
    levels = [court.code for court in pack.courts]
    found = []
    for one in pack.vacations:
        found += outside(one.courts, levels, one.name) + _ends_first(
            one.name, one.from_on, one.to_on
        )
        if not one.courts or not one.terms_run:
            # A clock that stands still meanwhile would need its own arithmetic; none does yet.
            found.append(f"{one.name} needs courts, and terms that run")
    return found


def _places(pack: Pack) -> list[str]:
    codes = [place.code for place in pack.jurisdictions]
    found = twice(codes, "place") + outside([pack.code], codes, "the pack's own place")
    for n, place in enumerate(pack.jurisdictions):
        found += outside([place.kind], PLACE_KINDS, f"kind of {place.code}")
        found += outside([place.parent] if place.parent else [], codes[:n], f"above {place.code}")
        if place.population is not None and not (place.population_year and place.population_source):
            found.append(f"the population of {place.code} has no year or source")
    for institution in pack.institutions:
        found += outside([institution.kind], INSTITUTION_KINDS, institution.name)
        found += outside([institution.jurisdiction], codes, institution.name)
        found += twice(institution.units, f"unit of {institution.name}")
    names = (f"{i.name}, {i.jurisdiction}" for i in pack.institutions)
    return found + twice(names, "institution")
