"""Courses, their sessions, who came, tests, and what changed in the files."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amparo.access.requests import SignedInRequest
from amparo.errors import Refused
from amparo.reform.views.asked import acted, now, today, typed
from amparo.repair.training.forms import courses as forms
from amparo.repair.training.models import Score
from amparo.repair.training.pages import courses as pages
from amparo.repair.training.pages.tabs import tabs
from amparo.repair.training.selectors import courses as ask
from amparo.repair.training.selectors.handing import handing_for
from amparo.repair.training.selectors.officials import officials_for, units_to_choose
from amparo.repair.training.selectors.support import support_for
from amparo.repair.training.services import courses as services
from amparo.web.gate import requires

MANAGE, READ = "repairs.manage", "figures.exact"
Sitting = Score.Sitting


@require_safe
@requires(READ)
def courses(request: SignedInRequest) -> HttpResponse:
    """The office's courses."""
    shown = {
        "tabs": tabs("courses"), "columns": pages.COURSES,
        "rows": pages.course_rows(ask.courses_for(request.user)),
        "may_manage": request.user.may(MANAGE),
    }  # fmt: skip
    return render(request, "training/courses.html", shown)


@requires(MANAGE)
def course_new(request: SignedInRequest) -> HttpResponse:
    """Add a course."""
    form = forms.CourseForm(typed(request))
    return acted(
        request, form,
        lambda: services.add_course(
            by=request.user, at=now(), topic=form.cleaned_data["topic"],
            title=form.cleaned_data["title"], token=form.cleaned_data["token"],
            gives_certificate=form.cleaned_data["gives_certificate"] == "yes",
        ),
        title="Add a course", submit="Add it", said="Added. Write its curriculum next.",
        back=reverse("courses"),
    )  # fmt: skip


@require_safe
@requires(READ)
def course(request: SignedInRequest, course: UUID) -> HttpResponse:
    """One course: its sessions, and what is taught, by version."""
    found = ask.course_for(request.user, course)
    shown = {
        "found": found, "columns": pages.SESSIONS, "rows": pages.session_rows(found),
        "curricula": [
            (f"Version {row.number}", pages.curriculum_facts(row)) for row in found.curricula
        ],
        "may_manage": request.user.may(MANAGE),
    }  # fmt: skip
    return render(request, "training/course.html", shown)


@requires(MANAGE)
def curriculum_add(request: SignedInRequest, course: UUID) -> HttpResponse:
    """Write a version of what is taught."""
    found = ask.course_for(request.user, course, MANAGE)
    form = forms.CurriculumForm(typed(request), last=found.newest)
    return acted(
        request, form,
        lambda: services.add_curriculum(
            by=request.user, at=now(), course=found.course, teaching=form.teaching()
        ),
        title="What is taught", submit="Keep this version",
        said="Kept. Sessions before it stay with the version they were held by.",
        back=reverse("course", args=[course]), text=found.course.title,
    )  # fmt: skip


@requires(MANAGE)
def session_begin(request: SignedInRequest, course: UUID) -> HttpResponse:
    """Begin a session, now or ahead."""
    found = ask.course_for(request.user, course, MANAGE)
    form = forms.SessionForm(typed(request), today=today(), repairs=ask.repairs_open(request.user))

    def act() -> None:
        if found.newest is None:
            raise Refused("Nothing is written of what is taught", next_step="write that first")
        services.begin_session(
            by=request.user, at=now(), curriculum=found.newest, held=form.held(),
            token=form.cleaned_data["token"],
        )  # fmt: skip

    return acted(
        request, form, act, title="Hold the course", submit="Keep it",
        said="Kept. Add who comes, and their answers.", back=reverse("course", args=[course]),
        text=found.course.title,
    )  # fmt: skip


@require_safe
@requires(READ)
def session(request: SignedInRequest, session: UUID) -> HttpResponse:
    """One session: what the test tells, what was learned, what changed in the files."""
    user, found = request.user, ask.session_for(request.user, session)
    changed = ask.changed_for(user, found, today=today()) if found.is_finished else None
    shown = {
        "found": found, "facts": pages.session_facts(found), "may_manage": user.may(MANAGE),
        "cards": pages.learned_cards(found), "item_columns": pages.ITEMS,
        "items": pages.item_rows(found), "items_said": pages.items_sentence(found),
        "people_columns": pages.PEOPLE,
        "people": pages.people_rows(found, may_manage=user.may(MANAGE)),
        "changed": changed, "side_columns": pages.SIDES,
        "changed_title": pages.changed_title(changed) if changed else "",
        "steps": pages.side_rows(changed.steps) if changed and changed.steps else [],
        "steps_said": pages.side_sentence(changed.steps) if changed and changed.steps else "",
    }  # fmt: skip
    return render(request, "training/session.html", shown)


@requires(MANAGE)
def session_came(request: SignedInRequest, session: UUID) -> HttpResponse:
    """Add somebody who came."""
    user, found = request.user, ask.session_for(request.user, session, MANAGE).session
    form = forms.CameForm(
        typed(request), officials=officials_for(user), units=units_to_choose(user),
        hours=found.curriculum.hours,
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        known = form.officials.get(given["official"])
        if known is None:
            services.note_newcomer(
                by=user, at=now(), session=found, name=given["name"], came=form.came(),
                token=given["token"],
            )  # fmt: skip
            return
        services.note_attendance(by=user, at=now(), session=found, official=known, came=form.came())

    return acted(
        request, form, act, title="Who came", submit="Add them", said="Added.",
        back=reverse("session", args=[session]), text=found.curriculum.course.title,
    )  # fmt: skip


@requires(MANAGE)
def session_person(request: SignedInRequest, session: UUID, official: UUID) -> HttpResponse:
    """One person in a session: hours, answers, certificate."""
    user, found = request.user, ask.session_for(request.user, session, MANAGE)
    person = ask.official_in(user, found.session, official)
    taken = next((one for one in found.people if one.came.official_id == person.pk), None)
    curriculum = found.session.curriculum
    form = forms.PersonForm(
        typed(request), n_questions=len(curriculum.questions), initial=_said(taken),
        certificate=curriculum.course.gives_certificate,
    )  # fmt: skip
    return acted(
        request, form, lambda: _keep(request, found, taken, form), title=person.name,
        submit="Keep it", said="Kept.", back=reverse("session", args=[session]),
        text=f"{curriculum.course.title}. Said again, the later counts; the earlier is kept.",
    )  # fmt: skip


def _said(taken: ask.Taken | None) -> dict[str, object]:
    if taken is None:
        return {"hours": 0, "has_certificate": "no"}
    later = taken.scores.get(Sitting.LATER)
    return {
        "hours": taken.came.hours, "later_on": later.on if later else None,
        "has_certificate": "yes" if taken.came.has_certificate else "no",
        **{name: score.answers for name, score in taken.scores.items()},
    }  # fmt: skip


def _keep(
    request: SignedInRequest,
    found: ask.SessionDetail,
    taken: ask.Taken | None,
    form: forms.PersonForm,
) -> None:
    if taken is None:
        raise Refused("They are no longer on the list", next_step="add them again")
    given, row = form.cleaned_data, found.session
    days = {Sitting.BEFORE: row.from_on, Sitting.AFTER: row.to_on,
            Sitting.LATER: given.get("later_on")}  # fmt: skip
    by, at, official = request.user, now(), taken.came.official
    for sitting in Sitting:
        answers, old, on = given.get(sitting.value), taken.scores.get(sitting), days[sitting]
        if answers and on and (old is None or (old.answers, old.on) != (answers, on)):
            services.note_score(
                by=by, at=at, session=row, official=official, sitting=sitting, answers=answers,
                on=on,
            )  # fmt: skip
    came = services.Came(
        taken.came.unit, given["hours"], has_certificate=given.get("has_certificate") == "yes"
    )
    if (came.hours, came.has_certificate) != (taken.came.hours, taken.came.has_certificate):
        services.note_attendance(by=by, at=at, session=row, official=official, came=came)


@requires(MANAGE)
def session_finish(request: SignedInRequest, session: UUID) -> HttpResponse:
    """Say that it is finished; the repair it serves acts from its last day."""
    found = ask.session_for(request.user, session, MANAGE)
    serves = found.session.intervention
    form = forms.EmptyForm(typed(request))
    return acted(
        request, form,
        lambda: services.finish_session(by=request.user, at=now(), session=found.session),
        title="Is the session finished?", submit="It is finished",
        said="Finished. What people finished counts for their posts from its last day.",
        back=reverse("session", args=[session]),
        text=(f"The repair “{serves.name}” then acts at the units of those who came. " if serves
              else "") + "Whoever is not on the list now cannot be added later; answers can.",
    )  # fmt: skip


@require_safe
@requires(READ)
def handing_over(request: SignedInRequest) -> HttpResponse:
    """Whether each programme may move on, criterion by criterion."""
    shown = {
        "tabs": tabs("handing_over"), "columns": pages.GATES,
        "parts": pages.gate_parts(handing_for(request.user, today=today())),
        "support": pages.support_rows(support_for(request.user, today=today())),
        "support_columns": pages.SUPPORT,
    }  # fmt: skip
    return render(request, "training/handing.html", shown)


@require_safe
@requires(READ)
def training_changed(request: SignedInRequest) -> HttpResponse:
    """Every finished session with what the files show since, and cases that officials opened."""
    user = request.user
    done = [row for one in ask.courses_for(user) for row in one.sessions if row.pk in one.finished]
    parts = []
    for row in done[:20]:
        found = ask.session_for(user, row.pk)
        changed = ask.changed_for(user, found, today=today())
        parts.append({
            "session": row, "title": pages.changed_title(changed),
            "href": reverse("session", args=[row.pk]),
            "said": pages.side_sentence(changed.steps) if changed.steps else "",
            "rows": pages.side_rows(changed.steps) if changed.steps else [],
            "opened": pages.side_sentence(changed.opened),
        })  # fmt: skip
    shown = {
        "tabs": tabs("training_changed"), "parts": parts, "columns": pages.SIDES,
        "year_columns": pages.YEARS, "years": pages.year_rows(ask.opened_by_year(user)),
    }  # fmt: skip
    return render(request, "training/changed.html", shown)
