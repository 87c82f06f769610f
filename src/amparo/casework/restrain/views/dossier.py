"""Handing the risk dossier to a prosecutor, and the receipt."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import institutions_for
from amparo.casework.frame.asked import is_done, now, today, who
from amparo.casework.restrain.forms.dossier import HandoverForm, ReceiptForm
from amparo.casework.restrain.selectors.facts import handover_for
from amparo.casework.restrain.services.dossier import add_receipt, hand_over
from amparo.casework.restrain.views.asked import suspect_form, to_suspect, to_write_in
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])


@requires("cases.write")
@both
def risk_handed(request: HttpRequest, code: str, suspect: UUID) -> HttpResponse:
    """The dossier was handed to a prosecutor."""
    case, person, _ = to_write_in(request, code, suspect)
    form = HandoverForm(
        request.POST or None, today=today(), institutions=institutions_for(who(request))
    )

    def add() -> None:
        hand_over(by=who(request), at=now(), case=case, person=person, **form.given())  # type: ignore[arg-type]

    if is_done(request, form, add):
        return to_suspect(request, case, person.pk, "It is kept that the prosecutor has it.")
    return suspect_form(
        request, case, form, title="The dossier was handed to the prosecutor", submit="Keep it",
        about=person.pk,
        text="If the court lets the person go all the same, this shows where word of the risk was "
        "lost.",
    )  # fmt: skip


@requires("cases.write")
@both
def risk_receipt(request: HttpRequest, code: str, handover: UUID) -> HttpResponse:
    """The receipt came."""
    case = case_for(who(request), code, "cases.write")
    row = handover_for(who(request), case, handover)
    form = ReceiptForm(request.POST or None, today=today())

    def add() -> None:
        add_receipt(by=who(request), at=now(), handover=row, **form.given())  # type: ignore[arg-type]

    if is_done(request, form, add):
        return to_suspect(request, case, row.person_id, "The receipt is kept.")
    return suspect_form(request, case, form, title="The prosecutor’s receipt",
                        submit="Keep the receipt", about=row.person_id)  # fmt: skip
