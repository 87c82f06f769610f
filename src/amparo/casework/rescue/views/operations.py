"""Operations: the list, asking for one, its page, its steps, and who may know."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import kind_for, place_of, places_for
from amparo.casework.frame.asked import is_done, now, to_case, typed, who
from amparo.casework.rescue.forms import operations as forms
from amparo.casework.rescue.phases import NEXT, What
from amparo.casework.rescue.selectors.leak import leak_review_for
from amparo.casework.rescue.selectors.operation import operation_page_for
from amparo.casework.rescue.selectors.operations import (
    colleagues_for,
    operations_for,
    planner_for,
)
from amparo.casework.rescue.selectors.served import served_by
from amparo.casework.rescue.services import operations as services
from amparo.casework.rescue.shapes import leak
from amparo.casework.rescue.shapes import operations as shapes
from amparo.casework.rescue.shapes import rescue as lists
from amparo.casework.rescue.views.asked import act_in, back_to, opened, to_write_in
from amparo.errors import NotVisible
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])
ASKED = "rescue.operation_requested"


@requires("people.read")
@require_GET
def operations(request: HttpRequest) -> HttpResponse:
    """The operations one was named for, and those that were carried out in one's cases."""
    rows = lists.operation_rows(operations_for(who(request)))
    return render(
        request, "rescue/operations.html", {"columns": lists.OPERATIONS, "rows": rows}
    )  # fmt: skip


@requires("cases.write")
@both
def operation_new(request: HttpRequest, code: str) -> HttpResponse:
    """A public authority was asked for an operation."""
    user = who(request)
    case = case_for(user, code, "cases.write")
    form = forms.OperationForm(
        typed(request), at=now(), places=places_for(user, case, kind_for(ASKED))
    )
    made: list[str] = []

    def keep() -> None:
        given = form.given()
        institution, unit = place_of(user, str(given.pop("place")))
        row = services.request_operation(
            by=user,
            at=now(),
            case=case,
            institution=institution,
            unit=unit,
            happened_at=form.moment,
            **given,  # type: ignore[arg-type]
        )
        made.append(row.code)

    if is_done(request, form, keep):
        said = "It is kept. Only you know of it, until you name others."
        return to_case(request, case, said, reverse("operation", args=[made[0]]))
    shown = {
        "case": case, "form": form, "title": "Ask for an operation", "submit": "Keep it",
        "back_href": reverse("case_rescue", args=[case.code]), "warning": False,
        "text": "Until it is carried out, only the people you name can open it. Neither the team "
        "of the case nor a supervisor sees that there is one.",
    }  # fmt: skip
    return render(request, "frame/form.html", shown, status=422 if form.errors else 200)


@requires("people.read")
@require_GET
def operation(request: HttpRequest, operation: str) -> HttpResponse:
    """One operation: where it stands, its plan, who knows, whom it brought out, its checklist."""
    row = opened(request, operation, part="operation")
    page = operation_page_for(who(request), row)
    may_write = who(request).may("cases.write")
    plans = may_write and not page.is_over
    shown = {
        "page": page, "facts": shapes.head_facts(page), "links": shapes.links_of(page),
        "actions": shapes.actions_of(page) if may_write else [],
        "history": shapes.history(page), "may_write": may_write, "plans": plans,
        "plan_columns": shapes.PLAN, "plan": shapes.plan_rows(page, may_write=may_write),
        "add": shapes.add_links(page) if plans else [],
        "stay_columns": shapes.STAYS, "stays": shapes.stay_rows(page),
        "planner_columns": shapes.PLANNERS,
        "planners": shapes.planner_rows(page, may_write=may_write),
        "count_columns": shapes.COUNTS, "counts": shapes.count_rows(page.headcounts),
        "reliefs": shapes.relief_facts(page),
        "relieve": shapes.relief_links(page) if may_write and page.is_running else [],
        "checks": shapes.check_facts(page, may_write=may_write),
        "shows_checks": page.is_running or page.phase == What.CLOSED,
        "reviews": shapes.review_facts(page),
        "may_review": may_write and page.phase == What.ENDED,
    }  # fmt: skip
    return render(request, "rescue/operation.html", shown)


@requires("cases.write")
@both
def operation_step(request: HttpRequest, operation: str, step: str) -> HttpResponse:
    """One step further."""
    row = to_write_in(request, operation)
    if step not in NEXT or step in {"", What.REQUESTED}:
        raise NotVisible
    form = forms.StepForm(typed(request), at=now(), what=step)

    def keep() -> None:
        services.take_step(
            by=who(request),
            at=now(),
            operation=row,
            what=step,
            happened_at=form.moment,
            **form.given(),  # type: ignore[arg-type]
        )

    text = {
        What.EXECUTED: "From now on the teams of its cases know of it; its history enters them.",
        What.CLOSED: "Nothing is added to it any more. Every question of the checklist is answered "
        "first, and what was learnt is written down.",
    }.get(What(step), "")  # fmt: skip
    return act_in(
        request, row, form, keep, title=shapes.step_title(step), submit="Keep it",
        said=shapes.step_said(step), text=text, warning=step == What.CALLED_OFF,
    )  # fmt: skip


@requires("cases.write")
@require_POST
def operation_begin(request: HttpRequest, operation: str) -> HttpResponse:
    """It begins now: one tap on the log."""
    row = to_write_in(request, operation)
    services.take_step(
        by=who(request), at=now(), operation=row, what=What.EXECUTED, happened_at=now()
    )
    return back_to(request, row, "It has begun; its log is open.", "operation_log")


@requires("cases.write")
@both
def operation_planner(request: HttpRequest, operation: str) -> HttpResponse:
    """One more colleague who may know."""
    row = to_write_in(request, operation)
    form = forms.PlannerForm(typed(request), colleagues=colleagues_for(who(request), row))

    def keep() -> None:
        services.name_planner(by=who(request), at=now(), operation=row, user=form.chosen)

    return act_in(
        request, row, form, keep, title="Name one more planner", submit="Name them",
        said="They may open it from now on.",
        text="They see the target, the hour and the place. Everyone who could know is listed if "
        "something leaks.",
    )  # fmt: skip


@requires("cases.write")
@require_http_methods(["GET", "POST"])
def operation_planner_end(request: HttpRequest, operation: str, planner: UUID) -> HttpResponse:
    """Take a colleague off it."""
    row = to_write_in(request, operation)
    found = planner_for(row, planner)
    form = forms.SureForm(typed(request))

    def end() -> None:
        services.end_planner(by=who(request), at=now(), planner=found)

    return act_in(
        request, row, form, end, title="Take this planner off?", submit="Take them off",
        said="They may not open it any more.",
        text=f"{found.user.name}. That they knew stays in the leak review.", warning=True,
    )  # fmt: skip


@requires("cases.write")
@both
def operation_case(request: HttpRequest, operation: str) -> HttpResponse:
    """One more case it serves."""
    user, row = who(request), to_write_in(request, operation)
    served = {one.code for one in served_by(user, row)}
    mine = Case.objects.all().visible_to(user, "cases.write").filter(standing__is_open=True)
    codes = [case.code for case in mine.order_by("code")[:500] if case.code not in served]
    form = forms.ServedForm(typed(request), codes=codes)

    def keep() -> None:
        case = case_for(user, form.cleaned_data["case"], "cases.write")
        services.serve_case(by=user, at=now(), operation=row, case=case)

    return act_in(
        request, row, form, keep, title="It serves one more case", submit="Add the case",
        said="The case is added.",
    )  # fmt: skip


@requires("cases.write")
@both
def operation_told(request: HttpRequest, operation: str) -> HttpResponse:
    """Someone outside was told."""
    user, row = who(request), to_write_in(request, operation)
    first = next((one.case for one in served_by(user, row) if one.case is not None), None)
    if first is None:
        raise NotVisible
    form = forms.ToldForm(typed(request), at=now(), places=places_for(user, first, kind_for(ASKED)))

    def keep() -> None:
        given = form.given()
        institution, unit = place_of(user, str(given.pop("place")))
        services.tell_outsider(
            by=user,
            at=now(),
            operation=row,
            happened_at=form.moment,
            institution=unit.institution if unit else institution,
            **given,  # type: ignore[arg-type]
        )

    return act_in(
        request, row, form, keep, title="Who outside the office was told?", submit="Keep it",
        said="It is kept for the leak review.", back="operation_leak",
    )  # fmt: skip


@requires("people.read")
@require_GET
def operation_leak(request: HttpRequest, operation: str) -> HttpResponse:
    """Who knew, and when; who looked."""
    row = opened(request, operation, part="leak_review")
    shown = {
        "operation": row, "may_write": who(request).may("cases.write"),
        **leak.tables_of(leak_review_for(row)),
    }  # fmt: skip
    return render(request, "rescue/leak.html", shown)
