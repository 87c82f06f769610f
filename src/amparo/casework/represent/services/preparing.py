"""Preparing a survivor for court, and asking whether anybody threatens them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.cases.models import Case, Person, RoleInCase
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.milestones import check_day, record_milestone
from amparo.casework.cases.services.tasks import raise_alert
from amparo.casework.represent.models import Preparation, Visit
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import seal

WORDS = ("how", "comfort", "transport")


def plan_of(case: Case, survivor: Person) -> Preparation:
    """The survivor's plan, begun when first asked for. Raises Refused for anyone else."""
    is_survivor = RoleInCase.objects.filter(
        case=case, person=survivor, role__in=SURVIVOR_ROLES
    ).exists()
    if not is_survivor:
        raise Refused("Only a survivor of the case is prepared for court here")
    found, _ = Preparation.objects.select_related("case__key").get_or_create(
        case=case, survivor=survivor
    )
    return found


@transaction.atomic
def keep_plan(
    *, by: User, at: datetime, plan: Preparation, mode: Preparation.Mode,
    telling: Preparation.Telling, words: Mapping[str, str],
) -> None:  # fmt: skip
    """Keep what they want. `words` are what they said on how they are told, comfort, transport.

    Raises: Conflict when someone else changed it first.
    """
    sealed = {
        f"{field}_sealed": seal(
            words.get(field, "").strip(), plan.case.key, table="preparation", row=plan.pk,
            field=field,
        )
        for field in WORDS
    }  # fmt: skip
    changed = Preparation.objects.filter(pk=plan.pk, version=plan.version).update(
        mode=mode, telling=telling, version=F("version") + 1, **sealed
    )
    if not changed:
        theirs = Preparation.objects.get(pk=plan.pk)
        raise Conflict(
            "Somebody changed this plan first",
            theirs={"Testimony": theirs.get_mode_display()},
            yours={"Testimony": mode.label},
        )
    plan.refresh_from_db()
    _written(plan, by=by, at=at, verb="preparation.planned", fields=["mode", "telling", *WORDS])


@transaction.atomic
def record_visit(
    *, by: User, at: datetime, plan: Preparation, kind: Visit.Kind, on: date,
    is_threatened: bool | None = None, note: str = "", token: UUID | None = None,
) -> Visit:  # fmt: skip
    """One step of preparing; records represent.survivor_prepared for the first of each day.

    Changes: where they are threatened, a safety alert is raised at once.
    Raises: Refused where threats were asked about and the answer is missing.
    """
    if token and (first := Visit.objects.filter(pk=token, preparation=plan).first()):
        return first
    check_day(on, at=at)
    if kind == Visit.Kind.THREATS and is_threatened is None:
        raise Refused("Say whether they are threatened", next_step="choose yes or no")
    row = Visit(
        preparation=plan, case=plan.case, kind=kind, on=on, recorded_by=by, recorded_at=at,
        is_threatened=is_threatened if kind == Visit.Kind.THREATS else None,
        **({"id": token} if token else {}),
    )  # fmt: skip
    row.note_sealed = seal(note.strip(), plan.case.key, table="visit", row=row.pk, field="note")
    first_today = not Visit.objects.filter(preparation=plan, on=on).exists()
    row.save(force_insert=True)
    if first_today and kind != Visit.Kind.AFTER:
        record_milestone(
            by=by, at=at, case=plan.case, type="represent.survivor_prepared", on=on,
            person=plan.survivor, source="visit",
        )  # fmt: skip
    if row.is_threatened:
        raise_alert(
            by=by, at=at, case=plan.case, what="Threatened before a hearing: see the preparation"
        )
    _written(plan, by=by, at=at, verb="preparation.visited", fields=[kind])
    return row


def _written(plan: Preparation, *, by: User, at: datetime, verb: str, fields: list[str]) -> None:
    record(
        by=by, verb=verb, kind="represent.preparation", object_id=str(plan.pk), at=at,
        case_id=str(plan.case_id), fields=fields,
    )  # fmt: skip
