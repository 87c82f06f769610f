"""The rescue page of a case, its complaints, and taking back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import kind_for, place_of, places_for
from amparo.casework.frame.asked import act_page, now, today, typed, who
from amparo.casework.frame.shell import look_at
from amparo.casework.rescue.forms import case as forms
from amparo.casework.rescue.selectors.facts import complaint_for
from amparo.casework.rescue.selectors.facts import row_for as fact_for
from amparo.casework.rescue.selectors.operations import operations_for
from amparo.casework.rescue.selectors.rescue import (
    complaints_for,
    survivors_for,
)
from amparo.casework.rescue.services.complaints import present_complaint, tell_of_complaint
from amparo.casework.rescue.services.taking_back import take_back
from amparo.casework.rescue.shapes import rescue as shapes
from amparo.web.gate import requires

TAB = "case_rescue"
both = require_http_methods(["GET", "POST"])


@requires("people.read")
@require_GET
def rescue(request: HttpRequest, code: str) -> HttpResponse:
    """Each survivor, the complaints, and the operations one may know of."""
    case, rights, shell = look_at(request, code, part="rescue", tab=TAB)
    user, may_write = who(request), bool(rights.decide("cases.write"))
    shown = {
        **shell, "may_write": may_write,
        "survivors": shapes.survivor_cards(
            survivors_for(user, case, today=today()), case, may_write=may_write
        ),
        "complaints": shapes.complaint_section(
            complaints_for(user, case), case, may_write=may_write
        ),
        "operation_columns": shapes.OPERATIONS,
        "operations": shapes.operation_rows(operations_for(user, case)),
    }  # fmt: skip
    return render(request, "rescue/rescue.html", shown)


@requires("cases.write")
@both
def complaint_add(request: HttpRequest, code: str) -> HttpResponse:
    """An authority was asked to act."""
    user = who(request)
    case = case_for(user, code, "cases.write")
    form = forms.ComplaintForm(
        typed(request), today=today(),
        places=places_for(user, case, kind_for("rescue.complaint_presented")),
    )  # fmt: skip

    def keep() -> None:
        given = form.given()
        institution, unit = place_of(user, str(given.pop("place")))
        present_complaint(
            by=user,
            at=now(),
            case=case,
            institution=institution,
            unit=unit,
            **given,  # type: ignore[arg-type]
        )

    return act_page(
        request, case, form, keep, title="An authority was asked to act", submit="Keep it",
        said="It is kept; the clock to its registration runs.", back=TAB,
        text="Keep a refusal as well as a registration. Both are counted.",
    )  # fmt: skip


@requires("cases.write")
@both
def complaint_tell(request: HttpRequest, code: str, complaint: UUID) -> HttpResponse:
    """What came of a complaint."""
    case = case_for(who(request), code, "cases.write")
    row = complaint_for(who(request), case, complaint)
    form = forms.ComplaintStepForm(typed(request), today=today())

    def keep() -> None:
        tell_of_complaint(by=who(request), at=now(), complaint=row, **form.given())  # type: ignore[arg-type]

    return act_page(
        request, case, form, keep, title="What came of the complaint?", submit="Keep it",
        said="What came of it is kept.", back=TAB,
    )  # fmt: skip


@requires("cases.write")
@both
def rescue_take_back(request: HttpRequest, code: str, thing: str, entry: UUID) -> HttpResponse:
    """Something was entered wrongly."""
    case = case_for(who(request), code, "cases.write")
    row = fact_for(who(request), case, thing, entry)
    form = forms.ReasonForm(typed(request), use_required_attribute=False)

    def undo() -> None:
        take_back(by=who(request), at=now(), row=row, reason=form.cleaned_data["reason"])

    return act_page(
        request, case, form, undo, title="Take it back", submit="Take it back",
        said="It is taken back.", back=TAB,
        text="It leaves the page, and what it recorded in the timeline is withdrawn. The trail "
        "keeps both.",
    )  # fmt: skip
