"""The facts of each victim and suspect against the law, and against what was charged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person, RoleInCase
from amparo.casework.cases.selectors.case import Who, people_in
from amparo.casework.docket.models import Charge
from amparo.casework.represent.charging import (
    CHILD,
    Answer,
    Assessment,
    Finding,
    Laid,
    assess,
    undercharged,
    was_child,
)
from amparo.casework.represent.models import ChargeDecision, KnownFact
from amparo.directory.packs import load_pack
from amparo.errors import NotVisible


@dataclass(frozen=True)
class Decided:
    """The lawyer's latest decision about an offence."""

    choice: str
    reason: str
    on: date
    by: str


@dataclass(frozen=True)
class Pair:
    """A victim and a suspect, with what the facts show and what was charged."""

    victim: Who
    suspect: Who
    is_child: Answer
    acted_on: date | None
    n_answers: int
    answers: Mapping[str, str]
    assessments: tuple[Assessment, ...]
    charged: frozenset[str]
    findings: tuple[Finding, ...]
    decided: Mapping[str, Decided]


@dataclass(frozen=True)
class _Known:
    facts: Mapping[tuple[str, str], Mapping[str, str]]
    charges: Mapping[str, list[Charge]]
    decisions: Mapping[tuple[str, str], Mapping[str, Decided]]


def pairs_of(user: User, case: Case) -> tuple[Pair, ...]:
    """Every survivor with every suspect of a case; a fixed number of queries."""
    people = [one for one in people_in(case, user) if not one.has_ended]
    victims = [one for one in people if one.is_survivor]
    suspects = [one for one in people if one.is_suspect]
    decisions: dict[tuple[str, str], dict[str, Decided]] = defaultdict(dict)
    rows = ChargeDecision.objects.visible_to(user).filter(case=case)
    for row in rows.select_related("recorded_by", "case__key"):
        decisions[str(row.victim_id), str(row.suspect_id)][row.offence] = Decided(
            row.get_choice_display(), row.reason(), row.on, row.recorded_by.name
        )
    known = _Known(_facts(user, case), _charges(user, case), decisions)
    return tuple(_pair(case, victim, suspect, known) for victim in victims for suspect in suspects)


def pair_of(user: User, case: Case, victim: object, suspect: object) -> Pair:
    """One of them; NotVisible where these two are not in the case."""
    wanted = (str(victim), str(suspect))
    for pair in pairs_of(user, case):
        if (pair.victim.person_id, pair.suspect.person_id) == wanted:
            return pair
    raise NotVisible


def people_of_pair(user: User, pair: Pair) -> tuple[Person, Person]:
    """The two people of a pair."""
    rows = Person.objects.visible_to(user)
    return rows.get(pk=pair.victim.person_id), rows.get(pk=pair.suspect.person_id)


def _facts(user: User, case: Case) -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    rows = KnownFact.objects.visible_to(user).filter(case=case).order_by("number")
    for victim, suspect, fact, answer in rows.values_list("victim", "suspect", "fact", "answer"):
        found[str(victim), str(suspect)][fact] = answer
    return found


def _charges(user: User, case: Case) -> dict[str, list[Charge]]:
    """Suspect → the charges that stand against them."""
    rows = Charge.objects.visible_to(user).filter(
        accused__court_case__joined__case=case, replaced_by__isnull=True
    )
    found: dict[str, list[Charge]] = defaultdict(list)
    for row in rows.select_related("accused", "laid_by"):
        found[str(row.accused.person_id)].append(row)
    return found


@dataclass(frozen=True)
class _Shown:
    """What the facts of a victim and a suspect show, beside what was charged."""

    is_child: Answer
    acted_on: date | None
    assessments: tuple[Assessment, ...]
    findings: tuple[Finding, ...]


def _shown(
    case: Case, birth_year: int | None, answers: Mapping[str, str], mine: Sequence[Charge]
) -> _Shown:
    acted_on = min((row.acted_on for row in mine if row.acted_on), default=None)
    is_child = child_at(birth_year, acted_on, case.opened_on)
    known = {fact: Answer(answer) for fact, answer in answers.items()} | {CHILD: is_child}
    assessments = assess(load_pack(case.programme.pack), known, acted_on=acted_on)
    laid = [Laid(str(row.pk), row.offence, _laid_by(row)) for row in mine]
    return _Shown(is_child, acted_on, assessments, undercharged(assessments, laid))


def _laid_by(row: Charge) -> str:
    return row.laid_by.name if row.laid_by else ""


def _of_pair(rows: Sequence[Charge], victim: str) -> list[Charge]:
    return [row for row in rows if row.victim_id is None or str(row.victim_id) == victim]


def _pair(case: Case, victim: Who, suspect: Who, kept: _Known) -> Pair:
    key = (victim.person_id, suspect.person_id)
    mine = _of_pair(kept.charges.get(suspect.person_id, []), victim.person_id)
    answers = dict(kept.facts.get(key, {}))
    shown = _shown(case, victim.birth_year, answers, mine)
    return Pair(
        victim, suspect, shown.is_child, shown.acted_on,
        sum(answer != Answer.UNKNOWN for answer in answers.values()), answers, shown.assessments,
        frozenset(row.offence for row in mine), shown.findings, kept.decisions.get(key, {}),
    )  # fmt: skip


def child_at(birth_year: int | None, acted_on: date | None, opened_on: date) -> Answer:
    """Whether the victim was a child: on the day of the act, or else surely so, if when we met."""
    if acted_on is not None:
        return was_child(birth_year, acted_on)
    met = was_child(birth_year, opened_on)
    return Answer.YES if met is Answer.YES else Answer.UNKNOWN


@dataclass(frozen=True)
class Mischarging:
    """Charges by whoever laid them. Counts: charges under a known institution; those below."""

    institution: str
    n: int
    n_below: int


def mischarging_for(user: User) -> tuple[Mischarging, ...]:
    """Where less was charged than the facts show, by who laid the charge; four queries.

    Counts: charges of cases in which facts were written down; others say nothing.
    """
    facts: dict[tuple[Any, Any, Any], dict[str, str]] = defaultdict(dict)
    rows = KnownFact.objects.visible_to(user).order_by("number")
    for case, victim, suspect, fact, answer in rows.values_list(
        "case", "victim", "suspect", "fact", "answer"
    ):
        facts[case, victim, suspect][fact] = answer
    every = {case for case, _, _ in facts}
    cases = {row.pk: row for row in Case.objects.filter(pk__in=every).select_related("programme")}
    held = {
        (case, person): year
        for case, person, year in RoleInCase.objects.filter(case__in=every, to_on=None).values_list(
            "case", "person", "person__birth_year"
        )
    }
    charges: dict[tuple[Any, Any], list[Charge]] = defaultdict(list)
    laid_ones = Charge.objects.filter(
        accused__court_case__joined__case__in=every, replaced_by__isnull=True
    ).annotate(of=F("accused__court_case__joined__case"), against=F("accused__person"))
    for row in laid_ones.select_related("laid_by"):
        charges[row.of, row.against].append(row)
    laid = {row.pk: _laid_by(row) for found in charges.values() for row in found}
    below: dict[str, str] = {}
    for (case, victim, suspect), answers in facts.items():
        if (case, victim) in held and (case, suspect) in held:
            mine = _of_pair(charges[case, suspect], str(victim))
            shown = _shown(cases[case], held[case, victim], answers, mine)
            below |= {one.laid.id: one.laid.laid_by for one in shown.findings}
    n, n_below = Counter(laid.values()), Counter(below.values())
    return tuple(
        Mischarging(name or "Not known", n[name], n_below[name])
        for name in sorted(n, key=lambda one: (-n_below[one], one))
    )
