"""Services of a case as they are given: sessions counted, notes for their readers, income."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amparo.access.fresh import fresh
from amparo.casework.aftercare.forms import episodes as forms
from amparo.casework.aftercare.selectors import episodes as ask
from amparo.casework.aftercare.services import episodes as services
from amparo.casework.aftercare.services import erasing, together
from amparo.casework.aftercare.shapes import episodes as shapes
from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import institutions_for
from amparo.casework.frame.asked import act_page, form_page, is_done, now, today, typed, who
from amparo.casework.frame.shell import look_at
from amparo.directory.packs import load_pack
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])
TAB = "case_services"


@requires("cases.write")
@both
def service_begin(request: HttpRequest, code: str) -> HttpResponse:
    """A service began."""
    user, case = who(request), case_for(who(request), code, "cases.write")
    form = forms.BeginForm(
        typed(request), today=today(), who=people_in(case, user),
        institutions=institutions_for(user), accepted=ask.accepted_without_service(user, case),
    )  # fmt: skip

    def act() -> None:
        given, referral = form.cleaned_data, form.accepted.get(form.cleaned_data["referral"])
        people = {str(one.pk): one for one in people_of(user, case)}
        together.begin_together(
            by=user, at=now(), case=case, on=given["on"], plan=form.plan(), referral=referral,
            person=referral.person if referral else people[given["person"]],
            also=[people[one] for one in given.get("also", ())],
            service=referral.service if referral else given["service"],
            provider=form.institutions.get(given["provider"]), token=given["token"],
        )  # fmt: skip

    if is_done(request, form, act):
        return redirect("episode", code=case.code, episode=form.cleaned_data["token"])
    return form_page(request, case, form, title="A service began", submit="Keep it", back=TAB)


@requires("people.read")
@require_GET
def episode(request: HttpRequest, code: str, episode: UUID) -> HttpResponse:
    """One service: planned against given. What was said in it is not here."""
    case, rights, shell = look_at(request, code, part="service", tab=TAB)
    page = ask.episode_page_for(who(request), case, episode, people_in(case, who(request)))
    writes = bool(rights.decide("cases.write"))
    shown = {**shell, **shapes.episode_page(page, case, writes=writes)}
    return render(request, "aftercare/episode.html", shown)


@requires("cases.write")
@both
def service_give(request: HttpRequest, code: str, episode: UUID) -> HttpResponse:
    """What took place over some days; no words."""
    case = case_for(who(request), code, "cases.write")
    found = ask.episode_for(who(request), case, episode)
    others = ask.same_service(who(request), case, found, people_in(case, who(request)))
    form = forms.GivenForm(
        typed(request), today=today(), others=[(pk, label) for pk, (label, _) in others.items()]
    )

    def act() -> None:
        given = dict(form.cleaned_data)
        also = [others[pk][1] for pk in given.pop("also", ())]
        together.give_together(by=who(request), at=now(), episode=found, also=also, **given)

    return act_page(
        request, case, form, act, title="What took place", submit="Keep it", said="Kept.",
        back=_at(case.code, episode),
        text="Count one session, or a week or month of school at once.",
    )  # fmt: skip


@requires("cases.write")
@both
def service_end(request: HttpRequest, code: str, episode: UUID) -> HttpResponse:
    """A service ended."""
    case = case_for(who(request), code, "cases.write")
    found = ask.running_for(who(request), case, episode)
    form = forms.EndServiceForm(typed(request), today=today())

    def act() -> None:
        services.end_service(by=who(request), at=now(), episode=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="This service ended", submit="Keep it",
        said="The service is ended.", back=_at(case.code, episode),
    )  # fmt: skip


@requires("cases.write")
@both
def note_new(request: HttpRequest, code: str, episode: UUID) -> HttpResponse:
    """Write what was said or found."""
    case = case_for(who(request), code, "cases.write")
    found = ask.episode_for(who(request), case, episode)
    form = forms.NoteForm(typed(request), today=today(), is_closed_part=bool(found.compartment))

    def act() -> None:
        services.write_note(by=who(request), at=now(), episode=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="Write a note", submit="Keep it sealed",
        said="The note is kept.", back=_at(case.code, episode),
    )  # fmt: skip


@requires("people.read")
@require_POST
def notes(request: HttpRequest, code: str, episode: UUID) -> HttpResponse:
    """The notes this person may read, on a page of their own; the look is written first."""
    case = case_for(who(request), code, "people.read")
    found = ask.episode_for(who(request), case, episode, "people.read")
    kept = services.read_notes(by=who(request), at=now(), episode=found)
    shown = {"case": case, "episode": found, "notes": kept}
    return render(request, "aftercare/notes.html", shown)


@requires("cases.write")
@both
def notes_destroy(request: HttpRequest, code: str, episode: UUID) -> HttpResponse:
    """Ask that the notes of a service are destroyed."""
    case = case_for(who(request), code, "cases.write")
    found = ask.episode_for(who(request), case, episode)
    form = forms.DestroyForm(typed(request))

    def act() -> None:
        erasing.ask_to_destroy(by=who(request), at=now(), episode=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="Destroy the notes of this service?", submit="Ask for it",
        said="Asked. The notes stay until somebody else agrees.", back=_at(case.code, episode),
        text="Every note of it becomes unreadable for ever, for everyone. That there were some, "
        "and what took place, stays. Do not, where a court or a law still needs them.",
    )  # fmt: skip


@requires("cases.write")
@fresh
@both
def notes_destruction(
    request: HttpRequest, code: str, episode: UUID, erasure: UUID
) -> HttpResponse:
    """The second word: whether the notes are destroyed."""
    case = case_for(who(request), code, "cases.write")
    found = ask.episode_for(who(request), case, episode)
    row = ask.erasure_for(who(request), case, found, erasure)
    form = forms.DestructionForm(typed(request))

    def act() -> None:
        if form.cleaned_data["answer"] == "destroy":
            erasing.agree_to_destroy(by=who(request), at=now(), erasure=row)
        else:
            erasing.refuse_to_destroy(by=who(request), at=now(), erasure=row)

    said = f"{row.asked_by.name} asks for it. {row.get_why_display()}. {row.words()}".strip()
    return act_page(
        request, case, form, act, title="Are the notes of this service destroyed?",
        submit="Answer", said="Kept.", back=_at(case.code, episode), text=said,
    )  # fmt: skip


@requires("cases.write")
@both
def income_new(request: HttpRequest, code: str, episode: UUID) -> HttpResponse:
    """What the household earns."""
    case = case_for(who(request), code, "cases.write")
    found = ask.episode_for(who(request), case, episode)
    currency = load_pack(case.programme.pack).currency
    form = forms.IncomeForm(typed(request), today=today(), currency=currency)

    def act() -> None:
        services.note_income(by=who(request), at=now(), episode=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="What the household earns", submit="Keep it", said="Kept.",
        back=_at(case.code, episode),
    )  # fmt: skip


@requires("cases.write")
@both
def satisfaction_new(request: HttpRequest, code: str, episode: UUID) -> HttpResponse:
    """How the survivor found it."""
    case = case_for(who(request), code, "cases.write")
    found = ask.episode_for(who(request), case, episode)
    form = forms.SatisfactionForm(typed(request), today=today())

    def act() -> None:
        given = form.cleaned_data
        services.ask_satisfaction(
            by=who(request), at=now(), episode=found, on=given["on"], words=given["words"],
            score=int(given["score"]) if given["score"] else None, token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="How did the survivor find it?", submit="Keep it",
        said="Kept.", back=_at(case.code, episode),
    )  # fmt: skip


def _at(code: str, episode: UUID) -> str:
    return reverse("episode", args=[code, episode])
