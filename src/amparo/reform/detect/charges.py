"""Charges of less than the facts show, or than the survivor's lawyer asked for, in many cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from amparo.casework.cases.models import Case, Person
from amparo.casework.docket.models import Charge
from amparo.casework.represent.charging import CHILD, Answer, Laid, assess, undercharged
from amparo.casework.represent.models import ChargeDecision, KnownFact
from amparo.casework.represent.selectors.charging import child_at
from amparo.directory.packs import load_pack
from amparo.reform.detect.history import Undercharged

Pair = tuple[UUID, UUID]  # victim, suspect


def undercharged_in(cases: Sequence[Case]) -> Mapping[UUID, list[Undercharged]]:
    """Case → its charges that stand and are less than they should be; four queries.

    Cases in which neither facts nor a lawyer's decision were written down say nothing.
    """
    facts = _facts(cases)
    asked = _asked(cases)
    wanted = {case.pk: case for case in cases if case.pk in facts or case.pk in asked}
    if not wanted:
        return {}
    charges = _charges(wanted)
    years = dict(
        Person.objects.filter(
            pk__in={victim for pairs in facts.values() for victim, _ in pairs}
        ).values_list("pk", "birth_year")
    )
    return {
        pk: [
            *_against_the_facts(case, facts.get(pk, {}), charges.get(pk, []), years),
            *_against_the_lawyer(case, asked.get(pk, []), charges.get(pk, [])),
        ]
        for pk, case in wanted.items()
    }


def _facts(cases: Sequence[Case]) -> dict[UUID, dict[Pair, dict[str, str]]]:
    found: dict[UUID, dict[Pair, dict[str, str]]] = {}
    rows = KnownFact.objects.filter(case__in=cases).order_by("number")
    for case, victim, suspect, fact, answer in rows.values_list(
        "case", "victim", "suspect", "fact", "answer"
    ):
        found.setdefault(case, {}).setdefault((victim, suspect), {})[fact] = answer
    return found


def _asked(cases: Sequence[Case]) -> dict[UUID, list[ChargeDecision]]:
    latest: dict[tuple[UUID, UUID, UUID, str], ChargeDecision] = {}
    for row in ChargeDecision.objects.filter(case__in=cases).order_by("on", "recorded_at"):
        latest[row.case_id, row.victim_id, row.suspect_id, row.offence] = row
    found: dict[UUID, list[ChargeDecision]] = defaultdict(list)
    for row in latest.values():
        if row.choice == ChargeDecision.Choice.ASK:
            found[row.case_id].append(row)
    return found


def _charges(cases: Mapping[UUID, Case]) -> dict[UUID, list[Charge]]:
    rows = Charge.objects.filter(
        accused__court_case__joined__case__in=cases, replaced_by__isnull=True
    ).select_related("accused")
    found: dict[UUID, list[Charge]] = defaultdict(list)
    for row in rows.prefetch_related("accused__court_case__joined").distinct():
        for joined in row.accused.court_case.joined.all():
            if joined.case_id in cases:
                found[joined.case_id].append(row)
    return found


def _against_the_facts(
    case: Case,
    facts: Mapping[Pair, Mapping[str, str]],
    charges: Sequence[Charge],
    years: Mapping[UUID, int | None],
) -> Iterator[Undercharged]:
    told: set[str] = set()
    for (victim, suspect), answers in facts.items():
        mine = [
            row
            for row in charges
            if row.accused.person_id == suspect and row.victim_id in {None, victim}
        ]
        acted_on = min((row.acted_on for row in mine if row.acted_on), default=None)
        known = {fact: Answer(answer) for fact, answer in answers.items()}
        known[CHILD] = child_at(years.get(victim), acted_on, case.opened_on)
        assessed = assess(load_pack(case.programme.pack), known, acted_on=acted_on)
        laid = [Laid(str(row.pk), row.offence, "") for row in mine]
        by_id = {str(row.pk): row for row in mine}
        for finding in undercharged(assessed, laid):
            row = by_id[finding.laid.id]
            if finding.laid.id not in told:
                told.add(finding.laid.id)
                yield Undercharged(
                    finding.laid.id, row.laid_on, str(suspect), finding.instead[0].name,
                    institution=str(row.laid_by_id or ""),
                )  # fmt: skip


def _against_the_lawyer(
    case: Case, asked: Sequence[ChargeDecision], charges: Sequence[Charge]
) -> Iterator[Undercharged]:
    names = {one.key: one.name for one in load_pack(case.programme.pack).offences}
    for decision in asked:
        mine = [row for row in charges if row.accused.person_id == decision.suspect_id]
        later = [row for row in mine if row.laid_on >= decision.on]
        if later and decision.offence not in {row.offence for row in mine}:
            yield Undercharged(
                str(decision.pk), later[0].laid_on, str(decision.suspect_id),
                names.get(decision.offence, decision.offence), is_special=False,
                institution=str(later[0].laid_by_id or ""),
            )  # fmt: skip
