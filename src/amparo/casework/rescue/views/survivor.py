"""What is done for one survivor: screening, status, relief, and the first two days."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.case import people_in
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import kind_for, place_of, places_for
from amparo.casework.frame.asked import act_page, is_done, now, to_case, today, typed, who
from amparo.casework.frame.purposes import why_screened
from amparo.casework.frame.shell import address, look_at
from amparo.casework.rescue.forms import case as forms
from amparo.casework.rescue.phases import RUNNING
from amparo.casework.rescue.selectors.facts import screening_for, survivor_in
from amparo.casework.rescue.selectors.operations import operation_for, operations_for
from amparo.casework.rescue.selectors.rescue import (
    SurvivorLine,
    line_of,
    survivors_for,
)
from amparo.casework.rescue.services.reliefs import record_relief, see_to
from amparo.casework.rescue.services.screening import decide_status, may_be_child, screen
from amparo.casework.rescue.shapes import rescue as shapes
from amparo.directory.packs import load_pack
from amparo.directory.packs.operating import operating
from amparo.directory.packs.screening import screening_tools
from amparo.errors import NotVisible
from amparo.web.gate import requires

TAB = "case_rescue"
both = require_http_methods(["GET", "POST"])


def label_of(request: HttpRequest, case: Case, person_id: UUID) -> str:
    """What a person is called on pages: Victim 1."""
    people = people_in(case, who(request))
    return next((one.label for one in people if one.person_id == str(person_id)), "Someone")


@requires("cases.write")
@require_GET
def screen_choose(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """Which tool."""
    case = case_for(who(request), code, "cases.write")
    person = survivor_in(who(request), case, survivor)
    shown = {
        "case": case, "label": label_of(request, case, person.pk),
        "tools": shapes.tool_links(case, str(person.pk)),
    }  # fmt: skip
    return render(request, "rescue/tools.html", shown)


@requires("cases.write")
@both
def screen_with(request: HttpRequest, code: str, survivor: UUID, tool: str) -> HttpResponse:
    """One tool, question by question."""
    case = case_for(who(request), code, "cases.write")
    person = survivor_in(who(request), case, survivor)
    chosen = next((one for one in screening_tools() if one.code == tool), None)
    if chosen is None:
        raise NotVisible
    form = forms.ScreenForm(typed(request), today=today(), tool=chosen)
    made: list[UUID] = []

    def keep() -> None:
        row = screen(
            by=who(request),
            at=now(),
            case=case,
            person=person,
            tool=chosen,
            **form.given(),  # type: ignore[arg-type]
        )
        made.append(row.pk)

    if is_done(request, form, keep):
        return to_case(
            request, case, "The answers are kept.", address("screening", case, screening=made[0])
        )
    shown = {
        "case": case, "form": form, "tool": chosen, "label": label_of(request, case, person.pk),
        "is_child": may_be_child(person, today()), "why": why_screened(form, chosen),
    }  # fmt: skip
    return render(request, "rescue/screen.html", shown, status=422 if form.errors else 200)


@requires("people.read")
@require_GET
def screening(request: HttpRequest, code: str, screening: UUID) -> HttpResponse:
    """What one person's answers call for, and why."""
    case, rights, shell = look_at(request, code, part="screening", tab=TAB)
    row = screening_for(who(request), case, screening)
    line = line_of(row)
    shown = {
        **shell, "line": line, "facts": shapes.result_facts(line), "words": row.words(),
        "label": label_of(request, case, row.person_id), "band": line.result.band,
        "may_write": bool(rights.decide("cases.write")), "person_id": row.person_id,
        "row_id": row.pk, "may_rise": line.result.may_rise,
    }  # fmt: skip
    return render(request, "rescue/screening.html", shown)


@requires("cases.write")
@both
def status_decide(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """Somebody decided a person's status, and said why."""
    user = who(request)
    case = case_for(user, code, "cases.write")
    person = survivor_in(user, case, survivor)
    papers = [
        (form.name, form.name)
        for form in load_pack(case.programme.pack).forms
        if form.milestone == "rescue.status_decided"
    ]
    form = forms.StatusForm(
        typed(request), today=today(), papers=papers,
        places=places_for(user, case, kind_for("rescue.status_decided")),
    )  # fmt: skip

    def keep() -> None:
        given = form.given()
        institution, unit = place_of(user, str(given.pop("place")))
        decide_status(
            by=user,
            at=now(),
            case=case,
            person=person,
            institution=institution,
            unit=unit,
            **given,  # type: ignore[arg-type]
        )

    label = label_of(request, case, person.pk)
    return act_page(
        request, case, form, keep, title=f"Decide the status of {label}",
        submit="Keep the decision",
        said="The decision is kept, with its reason.",
        back=address("first_days", case, survivor=person.pk),
        text="No screening decides this. A person does, and says why.",
    )  # fmt: skip


@requires("cases.write")
@both
def relief_add(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """A person is out of the violence."""
    user = who(request)
    case = case_for(user, code, "cases.write")
    person = survivor_in(user, case, survivor)
    running = [one for one in operations_for(user, case) if one.phase in {*RUNNING, "closed"}]
    asked = request.GET.get("operation", "")
    form = forms.ReliefForm(
        typed(request), at=now(), today=today(),
        operations=[(one.code, f"{one.code}, {one.authority}") for one in running],
    )  # fmt: skip
    if asked in {one.code for one in running}:
        form.initial.update({"how": "operation", "operation": asked})

    def keep() -> None:
        given = form.given()
        chosen = str(given.pop("operation", "") or "")
        by_operation = operation_for(user, chosen, "cases.write") if chosen else None
        record_relief(
            by=user,
            at=now(),
            case=case,
            person=person,
            operation=by_operation,
            relieved_at=form.moment,
            **given,  # type: ignore[arg-type]
        )

    back, label = (
        address("first_days", case, survivor=person.pk),
        label_of(request, case, person.pk),
    )
    return act_page(
        request, case, form, keep, title=f"{label} is out of the violence",
        submit="Keep it", said="It is kept. See now to what they need.", back=back,
        text="One person at a time: what each needs next begins here.",
    )  # fmt: skip


@requires("people.read")
@require_GET
def first_days(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """What one person needs in the first two days, and what was decided about them."""
    case, rights, shell = look_at(request, code, part="first_days", tab=TAB)
    line = _line_of(request, case, survivor)
    may_write = bool(rights.decide("cases.write"))
    shown = {
        **shell, "line": line, "label": line.who.label, "not_punished": shapes.NOT_PUNISHED,
        "needs": shapes.need_facts(line, case, may_write=may_write),
        "clocks": shapes.clock_facts(line.clocks, today()),
        "statuses": shapes.status_cards(line, case, may_write=may_write),
        "reliefs": shapes.relief_cards(line, case, may_write=may_write),
        "may_write": may_write,
    }  # fmt: skip
    return render(request, "rescue/first_days.html", shown)


def _line_of(request: HttpRequest, case: Case, survivor: UUID) -> SurvivorLine:
    lines = survivors_for(who(request), case, today=today())
    found = next((line for line in lines if line.who.person_id == str(survivor)), None)
    if found is None:
        raise NotVisible
    return found


@requires("cases.write")
@both
def first_add(request: HttpRequest, code: str, survivor: UUID, need: str) -> HttpResponse:
    """Whether a person had what they need."""
    case = case_for(who(request), code, "cases.write")
    person = survivor_in(who(request), case, survivor)
    declared = operating().need(need)
    if declared is None:
        raise NotVisible
    form = forms.FirstForm(typed(request), at=now())

    def keep() -> None:
        see_to(
            by=who(request),
            at=now(),
            case=case,
            person=person,
            need=need,
            done_at=form.moment,
            **form.given(),  # type: ignore[arg-type]
        )

    return act_page(
        request, case, form, keep, title=declared.name, submit="Keep it", said="It is kept.",
        back=address("first_days", case, survivor=person.pk),
        text=label_of(request, case, person.pk),
    )  # fmt: skip
