"""Tasks and safety alerts of a case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from amparo.casework.cases.selectors.case import alert_for, task_for
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.team import owners_for
from amparo.casework.cases.services import tasks as services
from amparo.casework.desk.forms.tasks import (
    AlertForm,
    MeasureForm,
    MoveTaskForm,
    OutcomeForm,
    TaskForm,
)
from amparo.casework.frame.asked import form_page, is_done, now, to_case, who
from amparo.casework.restrain.selectors.duties import duty_of_task
from amparo.web.gate import requires


@requires("cases.write")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Something to do by a day."""
    case = case_for(who(request), code, "cases.write")
    owners = owners_for(who(request), case)
    form = TaskForm(request.POST if request.method == "POST" else None, owners=owners)
    if is_done(
        request,
        form,
        lambda: services.add_task(
            by=who(request), at=now(), case=case, what=form.cleaned_data["what"],
            due_on=form.cleaned_data["due_on"], owner=form.chosen_owner(),
        ),
    ):  # fmt: skip
        return to_case(request, case, "The task is added.")
    return form_page(request, case, form, title="Add a task", submit="Add the task")


@requires("cases.write")
def done(request: HttpRequest, task: UUID) -> HttpResponse:
    """Tick a task off, with what came of it; a safety check has a page of its own for that."""
    found = task_for(who(request), str(task))
    if (duty := duty_of_task(found)) is not None:
        return redirect("safety_duty", code=duty[0], duty=duty[1])
    form = OutcomeForm(
        request.POST if request.method == "POST" else None, initial={"version": found.version}
    )

    def finish() -> None:
        found.version = form.cleaned_data["version"] or found.version
        services.finish_task(
            by=who(request), at=now(), task=found, outcome=form.cleaned_data["outcome"]
        )

    if is_done(request, form, finish):
        return to_case(request, found.case, "The task is done.")
    return form_page(
        request, found.case, form, title="Task done", submit="It is done", text=found.what
    )


@requires("cases.write")
def move(request: HttpRequest, task: UUID) -> HttpResponse:
    """Give a task another day or another owner."""
    found = task_for(who(request), str(task))
    form = MoveTaskForm(
        request.POST if request.method == "POST" else None,
        owners=owners_for(who(request), found.case),
        initial={
            "due_on": found.due_on, "owner": str(found.owner_id or ""), "version": found.version,
        },
    )  # fmt: skip

    def change() -> None:
        found.version = form.cleaned_data["version"] or found.version
        services.move_task(
            by=who(request), at=now(), task=found, due_on=form.cleaned_data["due_on"],
            owner=form.chosen_owner(),
        )  # fmt: skip

    if is_done(request, form, change):
        return to_case(request, found.case, "The task is moved.")
    return form_page(
        request, found.case, form, title="Move the task", submit="Move it", text=found.what
    )


@requires("cases.write")
def raise_alert(request: HttpRequest, code: str) -> HttpResponse:
    """Put a danger where everyone on the team sees it."""
    case = case_for(who(request), code, "cases.write")
    form = AlertForm(request.POST if request.method == "POST" else None)
    if is_done(
        request,
        form,
        lambda: services.raise_alert(
            by=who(request), at=now(), case=case, what=form.cleaned_data["what"]
        ),
    ):
        return to_case(request, case, "The alert is raised. It stays until someone resolves it.")
    return form_page(
        request, case, form, title="Raise a safety alert", submit="Raise the alert", warning=True
    )


@requires("cases.write")
def resolve_alert(request: HttpRequest, alert: UUID) -> HttpResponse:
    """Say what was done about a danger."""
    found = alert_for(who(request), str(alert))
    form = MeasureForm(request.POST if request.method == "POST" else None)
    if is_done(
        request,
        form,
        lambda: services.resolve_alert(
            by=who(request), at=now(), alert=found, measure=form.cleaned_data["measure"]
        ),
    ):
        return to_case(request, found.case, "The alert is resolved.")
    return form_page(
        request, found.case, form, title="Resolve the alert", submit="Resolve it", text=found.what
    )
