"""Codes and forms as the words they stand for: the code lists, and what each room's own data say.

A reader takes the row and what stands in the field; `packs/own_data.toml` names it by the field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from amparo.casework.aftercare.content import from_text as lines_of
from amparo.casework.cases.selectors.breakdowns import STEP_NAMES, finder_of
from amparo.casework.cases.selectors.timeline import source_of
from amparo.casework.restore.forms.keeping_safe import PARTS
from amparo.casework.restore.instruments import Instrument
from amparo.casework.restore.planning import Action, Goal
from amparo.casework.restore.planning import from_text as plan_of
from amparo.casework.restore.questions import danger_tool, return_questions
from amparo.casework.restore.services.instruments import instrument_in
from amparo.casework.restore.services.plans import basis_with_reds
from amparo.directory.packs import (
    causes,
    code_list,
    code_list_names,
    load_pack,
    milestone_type,
    pack_codes,
)
from amparo.directory.packs.operating import operating
from amparo.directory.packs.screening import screening_versions
from amparo.web.dates import spoken_date

Reader = Callable[[Any, Any], str]
OFFICE = "one of the office"
ANSWERS = {"yes": "Yes", "no": "No"}
SENT = {
    "aftercare.servicereferral": "A referral to a service",
    "evidence.disclosedperson": "A bundle of evidence",
}


def reader_of(name: str) -> Reader:
    """What turns the field into words: the reader of this name, or a code list."""
    if name in READERS:
        return READERS[name]
    listed = code_list(name)

    def from_list(_row: Any, value: Any) -> str:
        codes = [value] if isinstance(value, str) else value
        return ", ".join(listed.name_of(code) for code in codes)

    return from_list


def is_reader(name: str) -> bool:
    """Whether anything of this name turns codes into words."""
    return name in READERS or name in code_list_names()


@cache
def _offences() -> Mapping[str, str]:
    packs = [load_pack(code) for code in pack_codes()]
    return {offence.key: offence.name for pack in packs for offence in pack.offences}


@cache
def _causes() -> Mapping[str, str]:
    return {cause.id: cause.name for cause in causes()}


def _asked(questions: Iterable[tuple[str, str]], text: str) -> str:
    """Each question that was answered, with its answer; also one that is asked no more."""
    given: Mapping[str, str] = json.loads(text)
    gone = {code: f"{code.replace('_', ' ').capitalize()}?" for code in given}
    asked = {**gone, **dict(questions)}
    return " ".join(
        f"{asks} {ANSWERS.get(given[code], 'Not known')}."
        for code, asks in asked.items()
        if given.get(code)
    )


def _screening_answers(row: Any, text: str) -> str:
    tool = screening_versions()[row.tool, row.tool_version]
    return _asked([(item.code, f"{item.text.rstrip('.')}:") for item in tool.items], text)


def _danger_answers(_row: Any, text: str) -> str:
    return _asked([(one.code, one.asks) for one in danger_tool().question], text)


def _return_answers(row: Any, text: str) -> str:
    return _asked([(one.code, one.asks) for one in return_questions(row.kind)], text)


def _referral_content(_row: Any, text: str) -> str:
    return ". ".join(f"{line.label}: {line.value.rstrip('.')}" for line in lines_of(text))


def _exhibit_words(_row: Any, text: str) -> str:
    """What it is and where it was; who took it, and where abuse material lies, is not told."""
    words: Mapping[str, str] = json.loads(text)
    return ", ".join(filter(None, [words["what"], words.get("where", "")]))


def _safety_plan(_row: Any, text: str) -> str:
    said: Mapping[str, str] = json.loads(text)
    return " ".join(
        f"{label} {said[part].rstrip('.')}." for part, label, _ in PARTS if said.get(part)
    )


def _instrument(row: Any) -> Instrument:
    return instrument_in(row.case.office, f"{row.instrument}/{row.version}")


def _domain(row: Any, code: str) -> str:
    return _instrument(row.assessment).of(code).plain


def _item(row: Any, code: str) -> str:
    items = _instrument(row.assessment).of(row.domain).items
    return next((item.name for item in items if item.code == code), code)


def _score(row: Any, score: int) -> str:
    steps = _instrument(row.assessment).step
    return next((f"{step.plain} ({score})" for step in steps if step.score == score), str(score))


def _plan(row: Any, text: str) -> str:
    """What is strong and what is needed in each part of life, then each goal with what is done."""
    parts = basis_with_reds(row.case, row.person).instrument.domain
    names, content = {part.code: part.plain for part in parts}, plan_of(text)
    sides = [
        f"{names.get(side.domain, side.domain)}: {label} {said.rstrip('.')}"
        for side in content.sides
        for label, said in (("what is strong,", side.strengths), ("what is needed,", side.needs))
        if said
    ]
    goals = [_goal(goal, names, content.actions_of(goal.id)) for goal in content.goals]
    return ". ".join([*sides, *goals])


def _goal(goal: Goal, names: Mapping[str, str], actions: Iterable[Action]) -> str:
    reached = f", reached on {spoken_date(goal.reached_on)}" if goal.reached_on else ""
    steps = [
        f"{action.what.rstrip('.')}, by {spoken_date(action.due_on)}, {action.who or OFFICE}"
        for action in actions
    ]
    words = f"“{goal.words.rstrip('.')}” ({names.get(goal.domain, goal.domain)}{reached})"
    return ": ".join(filter(None, [words, "; ".join(steps)]))


READERS: Mapping[str, Reader] = {
    "milestones": lambda _row, code: milestone_type(code).name,
    "milestone_sources": lambda row, _code: source_of(row),
    "causes": lambda _row, code: str(_causes().get(code, code)),
    "steps": lambda _row, code: str(STEP_NAMES.get(code, code)),
    "finders": lambda _row, code: finder_of(code),
    "offences": lambda _row, key: str(_offences().get(key, key)),
    "sent_things": lambda _row, kind: SENT.get(kind, "Something else"),
    "screening_tools": lambda row, code: screening_versions()[code, row.tool_version].name,
    "screening_answers": _screening_answers,
    "first_needs": lambda _row, code: need.name if (need := operating().need(code)) else code,
    "referral_content": _referral_content,
    "exhibit_words": _exhibit_words,
    "instruments": lambda row, _code: _instrument(row).name,
    "domains": _domain,
    "items": _item,
    "scores": _score,
    "plan": _plan,
    "danger_tool": lambda _row, _code: danger_tool().name,
    "danger_answers": _danger_answers,
    "return_answers": _return_answers,
    "safety_plan": _safety_plan,
}
