"""The plan of a survivor: written, made a version, agreed, approved."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amparo.casework.frame.asked import is_done, now, today, typed, who
from amparo.casework.frame.shell import look_at
from amparo.casework.restore.forms import planning as forms
from amparo.casework.restore.planning import Action, Content, Goal, Side, new_id
from amparo.casework.restore.selectors.plans import (
    action_in,
    goal_in,
    owners_in,
    plan_page_for,
    version_for,
    version_page_for,
)
from amparo.casework.restore.selectors.survivors import (
    guardians_in,
    person_among,
    survivor_for,
)
from amparo.casework.restore.services.agreeing import agree_plan, approve_plan, may_sign
from amparo.casework.restore.services.plans import (
    basis_with_reds,
    content_of,
    make_version,
    plan_of,
    write_plan,
)
from amparo.casework.restore.shapes import planning as shapes
from amparo.casework.restore.views.asked import TAB, both, form_at, to_plan, to_write
from amparo.errors import NotVisible
from amparo.web.gate import requires


@requires("people.read")
@require_GET
def plan(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """What is written, what it lacks, its versions."""
    case, rights, shell = look_at(request, code, part="plan", tab=TAB)
    person, about = survivor_for(who(request), case, survivor)
    found = plan_page_for(who(request), case, person)
    shown = shapes.plan_page(
        found, case, about, writes=bool(rights.decide("cases.write")), today=today()
    )
    return render(request, "restore/plan.html", {**shell, **shown})


@requires("cases.write")
@both
def side(request: HttpRequest, code: str, survivor: UUID, part: str) -> HttpResponse:
    """Strengths and needs of one domain."""
    case, person, about = to_write(request, code, survivor)
    held = plan_of(by=who(request), at=now(), case=case, person=person)
    name = _named(basis_with_reds(case, person).names, part)
    form = forms.SideForm(typed(request), version=held.version, side=content_of(held).side(part))

    def act() -> None:
        given = form.cleaned_data
        written = Side(part, given["strengths"], given["needs"])
        write_plan(
            by=who(request), at=now(), plan=held, version=given["version"], what="side",
            change=lambda content: content.with_side(written),
        )  # fmt: skip

    if is_done(request, form, act):
        return to_plan(request, case, person, "Kept.")
    return form_at(request, case, form, title=name, submit="Keep it", about=about,
                   back=reverse("care_plan", args=[code, survivor]))  # fmt: skip


def _named(names: dict[str, str], part: str) -> str:
    if part not in names:
        raise NotVisible
    return names[part]


@requires("cases.write")
@both
def goal_add(request: HttpRequest, code: str, survivor: UUID, part: str) -> HttpResponse:
    """A goal in one domain."""
    case, person, about = to_write(request, code, survivor)
    held = plan_of(by=who(request), at=now(), case=case, person=person)
    name = _named(basis_with_reds(case, person).names, part)
    form = forms.GoalForm(typed(request), version=held.version)

    def act() -> None:
        given = form.cleaned_data
        goal = Goal(new_id(), part, given["words"])
        write_plan(
            by=who(request), at=now(), plan=held, version=given["version"], what="goal",
            change=lambda content: content.with_goal(goal),
        )  # fmt: skip

    if is_done(request, form, act):
        return to_plan(request, case, person, "The goal is kept. Add what is done for it.")
    return form_at(request, case, form, title=f"A goal: {name}", submit="Keep the goal",
                   about=about, back=reverse("care_plan", args=[code, survivor]))  # fmt: skip


@requires("cases.write")
@both
def goal_change(request: HttpRequest, code: str, survivor: UUID, goal: UUID) -> HttpResponse:
    """A goal said otherwise, or reached."""
    case, person, about = to_write(request, code, survivor)
    held = plan_of(by=who(request), at=now(), case=case, person=person)
    old = goal_in(content_of(held), goal)
    form = forms.GoalForm(typed(request), version=held.version, goal=old)

    def act() -> None:
        given = form.cleaned_data
        changed = Goal(old.id, old.domain, given["words"], given["reached_on"])
        write_plan(
            by=who(request), at=now(), plan=held, version=given["version"], what="goal",
            change=lambda content: content.with_goal(changed),
        )  # fmt: skip

    if is_done(request, form, act):
        return to_plan(request, case, person, "Kept.")
    return form_at(request, case, form, title="Change a goal", submit="Keep it", about=about,
                   back=reverse("care_plan", args=[code, survivor]))  # fmt: skip


@requires("cases.write")
@both
def action_add(request: HttpRequest, code: str, survivor: UUID, goal: UUID) -> HttpResponse:
    """What is done for a goal."""
    case, person, _ = to_write(request, code, survivor)
    held = plan_of(by=who(request), at=now(), case=case, person=person)
    kept = goal_in(content_of(held), goal)
    return _action(request, code, survivor, kept.id, None)


@requires("cases.write")
@both
def action_change(request: HttpRequest, code: str, survivor: UUID, action: UUID) -> HttpResponse:
    """An action said otherwise, by somebody else, or by another day."""
    case, person, _ = to_write(request, code, survivor)
    held = plan_of(by=who(request), at=now(), case=case, person=person)
    old = action_in(content_of(held), action)
    return _action(request, code, survivor, old.goal, old)


def _action(
    request: HttpRequest, code: str, survivor: UUID, goal: UUID, old: Action | None
) -> HttpResponse:
    case, person, about = to_write(request, code, survivor)
    held = plan_of(by=who(request), at=now(), case=case, person=person)
    form = forms.ActionForm(
        typed(request), version=held.version, owners=owners_in(case), today=today(), action=old
    )

    def act() -> None:
        given = form.cleaned_data
        owner = None if given["owner"] == forms.OWN else UUID(given["owner"])
        action = Action(
            old.id if old else new_id(), goal, given["what"], given["due_on"], owner, given["who"]
        )
        write_plan(
            by=who(request), at=now(), plan=held, version=given["version"], what="action",
            change=lambda content: content.with_action(action),
        )  # fmt: skip

    if is_done(request, form, act):
        return to_plan(request, case, person, "Kept.")
    return form_at(request, case, form, title="What is done for this goal?", submit="Keep it",
                   about=about, back=reverse("care_plan", args=[code, survivor]))  # fmt: skip


@requires("cases.write")
@both
def leave_out(request: HttpRequest, code: str, survivor: UUID, goal: UUID) -> HttpResponse:
    """Leave a goal or an action out of the next version; earlier versions keep it."""
    case, person, about = to_write(request, code, survivor)
    held = plan_of(by=who(request), at=now(), case=case, person=person)
    form = forms.VersionedForm(typed(request), version=held.version)

    def without(content: Content) -> Content:
        return content.without(goal)

    def act() -> None:
        write_plan(
            by=who(request), at=now(), plan=held, version=form.cleaned_data["version"],
            what="left out", change=without,
        )  # fmt: skip

    if is_done(request, form, act):
        return to_plan(request, case, person, "It is left out.")
    return form_at(
        request, case, form, title="Leave it out?", submit="Leave it out", about=about,
        back=reverse("care_plan", args=[code, survivor]),
        text="Versions made before keep it. A goal takes its actions with it.",
    )  # fmt: skip


@requires("cases.write")
@both
def version_make(request: HttpRequest, code: str, survivor: UUID) -> HttpResponse:
    """Make a version of what is written."""
    case, person, about = to_write(request, code, survivor)
    held = plan_of(by=who(request), at=now(), case=case, person=person)
    form = forms.VersionForm(typed(request), today=today())

    def act() -> None:
        given = form.given()
        make_version(
            by=who(request), at=now(), plan=held, review_on=given["review_on"], on=given["on"],
            token=given["token"],
        )  # fmt: skip

    if is_done(request, form, act):
        return to_plan(request, case, person, "The version is made. Have it agreed and signed.")
    return form_at(
        request, case, form, title="Make a version", submit="Make the version", about=about,
        back=reverse("care_plan", args=[code, survivor]),
        text="A version never changes again. The survivor agrees to it and signs it.",
    )  # fmt: skip


@requires("people.read")
@require_GET
def version(request: HttpRequest, code: str, survivor: UUID, version: UUID) -> HttpResponse:
    """One version, and what it changed of the one before."""
    case, rights, shell = look_at(request, code, part="plan version", tab=TAB)
    person, about = survivor_for(who(request), case, survivor)
    found = version_page_for(who(request), case, person, version)
    shown = shapes.version_page(
        found, case, about, writes=bool(rights.decide("cases.write")),
        approves=bool(rights.decide("team.manage")),
    )  # fmt: skip
    return render(request, "restore/version.html", {**shell, **shown})


@requires("cases.write")
@both
def agree(request: HttpRequest, code: str, survivor: UUID, version: UUID) -> HttpResponse:
    """Who agreed and signed."""
    case, person, about = to_write(request, code, survivor)
    row = version_for(who(request), case, person, version)
    form = forms.AgreeForm(
        typed(request), today=today(), kinds=may_sign(person, today()),
        guardians=guardians_in(who(request), case),
    )  # fmt: skip

    def act() -> None:
        given = form.given()
        agree_plan(
            by=who(request), at=now(), version=row, kind=shapes.chosen_kind(given["kind"]),
            on=given["on"], words=given["words"], token=given["token"],
            guardian=person_among(who(request), case, given.get("guardian", "")),
        )  # fmt: skip

    if is_done(request, form, act):
        return to_plan(request, case, person, "The agreement is kept; its tasks are on Today.")
    return form_at(
        request, case, form, title="Who agreed to this plan?", submit="Keep the agreement",
        about=about, back=reverse("plan_version", args=[code, survivor, version]),
        text="Read the plan aloud first. Help never depends on signing it.",
    )  # fmt: skip


@requires("team.manage")
@both
def approve(request: HttpRequest, code: str, survivor: UUID, version: UUID) -> HttpResponse:
    """A supervisor approves."""
    case, person, about = to_write(request, code, survivor)
    row = version_for(who(request), case, person, version)
    form = forms.ApproveForm(typed(request), today=today())

    def act() -> None:
        approve_plan(by=who(request), at=now(), version=row, on=form.cleaned_data["on"])

    if is_done(request, form, act):
        return to_plan(request, case, person, "The plan is approved.")
    return form_at(
        request, case, form, title="Approve this plan", submit="Approve it", about=about,
        back=reverse("plan_version", args=[code, survivor, version]),
    )  # fmt: skip
