"""Running a model: the same seed gives the same cases, record for record.

Each case has a random stream of its own, so that asking for more cases, or changing one step of
the model, leaves the draws of the others alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from amparo.errors import CannotEstimate
from amparo.flow.simulate.model import (
    About,
    Effect,
    Known,
    Model,
    Record,
    Repeat,
    SimulatedCase,
    Step,
    Wait,
)

Key = tuple[str, int | None]  # a code, and which survivor or suspect
Happened = dict[Key, date]


def simulate(model: Model, *, n_cases: int, today: date, seed: int) -> tuple[SimulatedCase, ...]:
    """The model's cases, in the order they arrived; what lies after `today` has not happened.

    Raises: CannotEstimate for no cases, or a today before the model begins.
    """
    if n_cases < 1 or today <= model.starts_on:
        raise CannotEstimate(
            "A simulation needs at least one case and a day after its start",
            found=f"{n_cases} cases, {today.isoformat()}",
        )
    stream = np.random.default_rng([seed, *model.key.encode()])
    arrivals = _arrivals(model, n_cases, today, stream)
    return tuple(
        _case(model, number, on, today, np.random.default_rng([seed, number, *model.key.encode()]))
        for number, on in enumerate(arrivals)
    )


def fingerprint_of(cases: Iterable[SimulatedCase]) -> str:
    """SHA-256 over every field of every record: equal for equal simulations."""
    digest = hashlib.sha256()
    for case in cases:
        digest.update(repr(case).encode())
    return digest.hexdigest()


def _arrivals(model: Model, n_cases: int, today: date, stream: np.random.Generator) -> list[date]:
    """Days of arrival, spread by the periods' rates."""
    edges = [*(period.from_on for period in model.periods[1:]), today]
    spans = [
        max(0, (min(end, today) - period.from_on).days)
        for period, end in zip(model.periods, edges, strict=True)
    ]
    weight = np.array([p.a_year * n for p, n in zip(model.periods, spans, strict=True)])
    which = stream.choice(len(spans), size=n_cases, p=weight / weight.sum())
    days = [
        model.periods[i].from_on + timedelta(days=int(stream.integers(spans[i]))) for i in which
    ]
    return sorted(days)


def _picked(shares: Sequence[tuple[str, float]], stream: np.random.Generator) -> str:
    weight = np.array([share for _, share in shares])
    return shares[int(stream.choice(len(shares), p=weight / weight.sum()))][0]


@dataclass
class _Life:
    """One case while it runs."""

    model: Model
    steps: Mapping[str, Step]
    units: Mapping[str, str]
    stream: np.random.Generator
    happened: Happened
    kinds: dict[Key, str] = field(default_factory=dict)
    left: set[tuple[About, int | None]] = field(default_factory=set)

    def day_of(self, code: str, person: int | None, about: About) -> date | None:
        """When a record came: this person's own; else the case's, or the first person's."""
        if about is not About.CASE and code in self.steps and self.steps[code].about is about:
            return self.happened.get((code, person))
        return min((day for (c, _), day in self.happened.items() if c == code), default=None)


def _case(
    model: Model, number: int, on: date, today: date, stream: np.random.Generator
) -> SimulatedCase:
    period = [p for p in model.periods if p.from_on <= on][-1]
    source = _picked(period.sources, stream)
    units = {
        institution: _picked(
            [(u.key, u.share) for u in model.units if u.institution == institution], stream
        )
        for institution in dict.fromkeys(u.institution for u in model.units)
    }
    people: dict[About, list[int | None]] = {
        About.CASE: [None],
        About.SURVIVOR: list(range(int(min(5, stream.geometric(1 - model.more_survivors))))),
        About.SUSPECT: list(range(int(min(4, stream.geometric(1 - model.more_suspects))))),
    }
    has_child = bool(stream.random() < model.children)
    life = _Life(model, _by_code(model), units, stream, {(model.first, None): on})
    # What ends the file is asked last, when it is settled what became of the case.
    closings = [step for step in model.steps if step.code == model.closes]
    for step in (step for step in model.steps if step.code != model.closes):
        for person in people[step.about]:
            _take(life, step, person)
    _end_for_all(life)
    for step in closings:
        _take(life, step, None)
    _end_at_closing(life)
    dated = [(key, day) for key, day in life.happened.items() if day <= today]
    for repeat in model.repeats:
        for person in people[repeat.about]:
            dated += _again(life, repeat, person, today)
    records = [
        _written(life, number, key, on, today)
        for key, on in sorted(dated, key=lambda i: (i[1], i[0][0], i[0][1] or 0))
    ]
    return SimulatedCase(
        number=number, arrived_on=on, source=source, unit=units["police"],
        n_survivors=len(people[About.SURVIVOR]), n_suspects=len(people[About.SUSPECT]),
        has_child=has_child, records=tuple(sorted(records, key=_order)),
    )  # fmt: skip


def _order(record: Record) -> tuple[date, str, int]:
    return (record.on, record.code, record.person or 0)


def _by_code(model: Model) -> Mapping[str, Step]:
    """Each code, and what happens in its place, with the step that leads to it."""
    named: dict[str, Step] = {}
    for step in model.steps:
        for code in (step.code, *(other.code for other in step.instead)):
            named.setdefault(code, step)
    return named


def _take(life: _Life, step: Step, person: int | None) -> None:
    """Let one subject wait for one step, and take it, leave, or stay waiting."""
    # Always the same number of draws, so that a changed chance moves no other draw.
    luck, instead_luck, kind_luck = (float(draw) for draw in life.stream.random(3))
    noise = float(life.stream.standard_normal())
    has_left = (step.about, person) in life.left and step.code != life.model.closes
    if has_left or (step.code, person) in life.happened:
        return
    if any(life.day_of(code, person, step.about) for code in step.unless):
        return
    starts = [life.day_of(code, person, step.about) for code in step.after]
    if any(start is None for start in starts):
        return
    start = max(day for day in starts if day is not None)
    active = [effect for effect in life.model.effects if _binds(life, effect, step, start)]
    if luck >= next((e.chance for e in active if e.chance is not None), step.chance):
        return
    times = float(np.prod([effect.times_wait for effect in active]))
    on = start + timedelta(days=_days(step.wait, times, noise))
    replaced = next((e.instead_chance for e in active if e.instead_chance is not None), None)
    code, leaves, total = step.code, step.ends_path, 0.0
    for other in step.instead:
        total += other.chance if replaced is None else replaced
        if instead_luck < total:
            code, leaves = other.code, other.leaves
            break
    life.happened[(code, person)] = on
    kinds = next((e.kinds for e in active if e.kinds), step.kinds)
    if kinds and code == step.code:
        life.kinds[(code, person)] = _at(kinds, kind_luck)
    if leaves:
        life.left.add((step.about, person))


def _days(wait: Wait, times: float, noise: float) -> int:
    return round(wait.median * times * float(np.exp(wait.spread * noise)))


def _at(shares: Sequence[tuple[str, float]], luck: float) -> str:
    edges = np.cumsum([share for _, share in shares])
    return shares[min(int(np.searchsorted(edges / edges[-1], luck)), len(shares) - 1)][0]


def _binds(life: _Life, effect: Effect, step: Step, start: date) -> bool:
    if step.code not in effect.on:
        return False
    dated = life.day_of(effect.dated_by, None, About.CASE) if effect.dated_by else start
    if dated is None or not effect.lasts(dated):
        return False
    if effect.units and not set(effect.units) & set(life.units.values()):
        return False
    return not effect.given or any(code == effect.given for code, _ in life.happened)


def _end_for_all(life: _Life) -> None:
    """The first end for the whole case stops the public path, unless a verdict came before."""
    model, happened = life.model, life.happened
    ends = {key: day for key, day in happened.items() if key[0] in model.leaves_for_all}
    verdict = min((d for (c, _), d in happened.items() if c in model.verdicts), default=date.max)
    first = min((day for day in ends.values() if day < verdict), default=None)
    for key, day in list(happened.items()):
        too_late = first is not None and day > first and _is_justice(model, key[0])
        if too_late or (key in ends and day >= verdict):
            del happened[key]


def _is_justice(model: Model, code: str) -> bool:
    return code.split(".", 1)[0] in model.justice_ways and code not in model.leaves_for_all


def _end_at_closing(life: _Life) -> None:
    """A file is closed after everything else in it."""
    closed = life.happened.pop((life.model.closes, None), None)
    if closed is not None:
        last = max(life.happened.values())
        life.happened[(life.model.closes, None)] = max(closed, last + timedelta(days=14))


def _again(life: _Life, repeat: Repeat, person: int | None, today: date) -> list[tuple[Key, date]]:
    """The repeats between their start and their end, or today."""
    start = life.day_of(repeat.after, person, repeat.about)
    stops = [life.day_of(code, person, repeat.about) for code in repeat.until]
    end = min([day for day in stops if day is not None], default=today)
    dated: list[tuple[Key, date]] = []
    while start is not None:
        days = _days(repeat.every, 1.0, float(life.stream.standard_normal()))
        start += timedelta(days=max(days, 1))
        if start >= min(end, today):
            return dated
        other = life.stream.random() < repeat.other_chance
        dated.append(((repeat.other if other else repeat.code, person), start))
    return dated


def _written(life: _Life, number: int, key: Key, on: date, today: date) -> Record:
    """The record as an office would keep it: late, sometimes vague, sometimes put right."""
    model, stream = life.model, life.stream
    code, person = key
    step = life.steps.get(code)
    repeat = next((r for r in model.repeats if code in (r.code, r.other)), None)
    source = step or repeat
    lag = int(stream.geometric(0.45)) - 1
    late, further = stream.random() < 0.08, int(stream.integers(7, 60))
    written = min(on + timedelta(days=lag + further * late), today)
    known, day = _blurred(life, step, on)
    wrong = stream.random() < model.share_corrected and known is Known.DAY
    off, after = int(stream.integers(2, 20)), int(stream.integers(3, 45))
    is_put_right = wrong and written + timedelta(days=after) <= today
    return Record(
        case=number, code=code, on=day, recorded_on=written, known=known,
        institution=(source.by or None) if source else None,
        unit=life.units.get(source.by) if source else None,
        about=source.about if source else About.CASE, person=person,
        kind=life.kinds.get(key, ""),
        first_said=on - timedelta(days=off) if is_put_right else None,
        corrected_on=written + timedelta(days=after) if is_put_right else None,
    )  # fmt: skip


def _blurred(life: _Life, step: Step | None, on: date) -> tuple[Known, date]:
    """How exactly the day is known. To the month only where nothing it follows is later then."""
    luck, kind = life.stream.random(), life.stream.random()
    if step is None or step.code == life.model.closes or luck >= life.model.share_imprecise:
        return Known.DAY, on
    first = on.replace(day=1)
    before = [day for (code, _), day in life.happened.items() if code in step.after]
    is_clear = all(day <= first for day in before)
    return (Known.MONTH, first) if is_clear and kind < 0.5 else (Known.ABOUT, on)
