"""Handing what is known of the risk to a prosecutor, and the receipt for it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.restrain.models import DossierHandover, DossierReceipt
from amparo.casework.restrain.services.facts import begin, keep, tell_once
from amparo.directory.models import Institution
from amparo.errors import Refused

HANDED = "restrain.risk_handed_over"


@transaction.atomic
def hand_over(
    *, by: User, at: datetime, case: Case, person: Person, on: date, to: Institution,
    receipt: str = "", words: str = "", token: UUID | None = None,
) -> DossierHandover:  # fmt: skip
    """Keep that the dossier was handed over; `by` is who says so, `words` who took it.

    Changes: records restrain.risk_handed_over, unless the timeline has it for that day; a receipt
    given at once is kept with it.
    Raises: Refused for an office that prosecutes nobody.
    """
    if to.kind != "prosecution":
        raise Refused(
            "The dossier is for a prosecutor", found=to.get_kind_display(),
            next_step="choose the office that asks the court to keep the person in custody",
        )  # fmt: skip
    row, is_new = begin(
        DossierHandover, by=by, at=at, case=case, person=person, on=on, token=token, to=to,
        words={"words": words},
    )  # fmt: skip
    if not is_new:
        return row
    row.milestone = tell_once(
        row, HANDED, by=by, at=at, institution=to, source="prosecution_record" if receipt else ""
    )
    keep(row, by=by, at=at, verb="dossier.handed_over")
    if receipt:
        add_receipt(by=by, at=at, handover=row, on=on, kind=receipt)
    return row


@transaction.atomic
def add_receipt(
    *, by: User, at: datetime, handover: DossierHandover, on: date, kind: str, words: str = "",
    token: UUID | None = None,
) -> DossierReceipt:  # fmt: skip
    """Keep by what it can be shown that the prosecutor has it.

    Raises: Refused for an unknown kind, before the day of handing over, or a second receipt.
    """
    if kind not in DossierReceipt.Kind.values:
        raise Refused("This kind of receipt is not known", next_step="choose one from the list")
    if handover.taken_back_at:
        raise Refused("This was entered wrongly, and nothing was handed over")
    if on < handover.on:
        raise Refused("A receipt cannot come before the dossier", found=on.isoformat())
    row, is_new = begin(
        DossierReceipt, by=by, at=at, case=handover.case, person=handover.person, on=on,
        token=token, handover=handover, kind=kind, words={"words": words},
    )  # fmt: skip
    if is_new:
        if handover.receipts.filter(taken_back_at__isnull=True).exists():
            raise Refused("There is a receipt already", next_step="take it back if it is wrong")
        keep(row, by=by, at=at, verb="dossier.receipt_kept")
    return row
