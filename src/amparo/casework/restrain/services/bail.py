"""Bail: what was decided, on which conditions, and what was broken."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.restrain.models import BailBreach, BailCondition, BailDecision
from amparo.casework.restrain.services.facts import begin, keep, tell, tell_once
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import Refused
from amparo.vault.sealing import seal

MILESTONES = {
    "remanded": "restrain.remanded", "refused": "restrain.remanded",
    "bond_cash": "restrain.bailed", "bond_surety": "restrain.bailed",
    "own_word": "restrain.bailed", "conditional": "restrain.bailed",
    "police_bail": "restrain.bailed", "varied": "", "revoked": "",
}  # fmt: skip
"""What each decision records. A breach is recorded as itself, not as a decision."""

FREES = frozenset(code for code, what in MILESTONES.items() if what == "restrain.bailed")
TAKES = FREES | {"varied"}


@transaction.atomic
def decide_bail(
    *, by: User, at: datetime, case: Case, person: Person, on: date, decision: str,
    court: Institution | None = None, conditions: Mapping[str, str] | None = None,
    risk_was_told: bool | None = None, words: str = "", token: UUID | None = None,
) -> BailDecision:  # fmt: skip
    """Keep a decision about bail, with its conditions: code of each → the court's words.

    Changes: a release records restrain.bailed, of which every survivor near the person is told;
    remand or refusal restrain.remanded; conditions restrain.bail_condition_set. What the timeline
    has for that day already is not recorded twice.
    Raises: Refused for an unknown decision, or conditions where nobody is let go.
    """
    asked = dict(conditions or {})
    known = dict(code_list("bail_conditions").choices(on=on))
    if decision not in MILESTONES:
        raise Refused("This decision is not known", next_step="choose one from the list")
    if unknown := sorted(set(asked) - set(known)):
        raise Refused("This condition is not known", found=", ".join(unknown))
    if asked and decision not in TAKES:
        raise Refused("Conditions belong to a release", next_step="leave them out")
    if decision in {"conditional", "varied"} and not asked:
        raise Refused("Say which conditions the court set", next_step="choose one or more")
    row, is_new = begin(
        BailDecision, by=by, at=at, case=case, person=person, on=on, token=token,
        decision=decision, court=court, risk_was_told=risk_was_told, words={"words": words},
    )  # fmt: skip
    if not is_new:
        return row
    if what := MILESTONES[decision]:
        row.milestone = tell_once(row, what, by=by, at=at, institution=court, source="court_record")
    if asked:
        row.conditions_set = tell_once(
            row, "restrain.bail_condition_set", by=by, at=at, institution=court,
            source="court_record",
        )  # fmt: skip
    keep(row, by=by, at=at, verb="bail.decided")
    for kind, text in sorted(asked.items()):
        condition = BailCondition(case=case, decision=row, kind=kind)
        condition.words_sealed = seal(
            text.strip(), case.key, table="restrain_bailcondition", row=condition.pk, field="words"
        )
        condition.save(force_insert=True)
    return row


@transaction.atomic
def record_breach(
    *, by: User, at: datetime, decision: BailDecision, on: date, words: str,
    condition: BailCondition | None = None, reported_on: date | None = None,
    token: UUID | None = None,
) -> BailBreach:  # fmt: skip
    """Keep that a condition was broken. Records restrain.bail_breached: an alert and a task.

    Raises: Refused for a decision that let nobody go, before its day, or without words.
    """
    if decision.decision not in TAKES or decision.taken_back_at:
        raise Refused("Nobody was let go by this decision")
    if on < decision.on:
        raise Refused("A breach cannot come before the decision", found=on.isoformat())
    if condition is not None and condition.decision_id != decision.pk:
        raise Refused("This condition is of another decision")
    if not words.strip():
        raise Refused("Say what happened")
    row, is_new = begin(
        BailBreach, by=by, at=at, case=decision.case, person=decision.person, on=on, token=token,
        decision=decision, condition=condition, reported_on=reported_on, words={"words": words},
    )  # fmt: skip
    if is_new:
        row.milestone = tell(row, "restrain.bail_breached", by=by, at=at)
        keep(row, by=by, at=at, verb="bail.breached")
    return row
