"""Pages that put a case into court: complaint, docket, accused and charges."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.recording import kind_for, place_of, places_for
from amparo.casework.docket.forms import filing as forms
from amparo.casework.docket.selectors import reach
from amparo.casework.docket.selectors.choices import (
    accused_choices,
    chosen_counsel,
    courts_of,
    institution_of,
    person_in,
)
from amparo.casework.docket.services import filing as services
from amparo.casework.frame.asked import act_page, now, today, typed, who
from amparo.directory.packs import load_pack
from amparo.web.gate import requires

POLICE, COURT, PROSECUTOR = (
    "rescue.complaint_registered", "represent.case_admitted", "represent.charge_sheet_filed",
)  # fmt: skip


@requires("cases.write")
def police_case_new(request: HttpRequest, code: str) -> HttpResponse:
    """The complaint as the police registered it."""
    case = case_for(who(request), code, "cases.write")
    form = forms.PoliceCaseForm(
        typed(request), places=places_for(who(request), case, kind_for(POLICE))
    )

    def act() -> None:
        given = form.cleaned_data
        institution, unit = place_of(who(request), given["place"])
        services.register_police_case(
            by=who(request), at=now(), case=case, institution=institution_of(institution, unit),
            unit=unit, on=given["on"], number=given["number"], token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Complaint registered by the police", submit="Keep it",
        said="The complaint is kept.", back="case_court",
    )  # fmt: skip


@requires("cases.write")
def court_case_new(request: HttpRequest, code: str) -> HttpResponse:
    """A docket in one court."""
    case = case_for(who(request), code, "cases.write")
    police = reach.police_cases_in(who(request), case)
    form = forms.CourtCaseForm(
        typed(request), places=places_for(who(request), case, kind_for(COURT)), police=police,
        courts=courts_of(who(request), case),
    )  # fmt: skip

    def act() -> None:
        given = form.cleaned_data
        court, branch = place_of(who(request), given["place"])
        before = given.get("appeal_of")
        services.open_court_case(
            by=who(request), at=now(), case=case, court=institution_of(court, branch),
            branch=branch, on=given["on"], number=given["number"], token=given["token"],
            police_case=next(
                (row for row in police if str(row.pk) == given.get("police_case")), None
            ),
            appeal_of=reach.court_case_in(who(request), case, UUID(before)) if before else None,
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Add a court case", submit="Add it",
        said="The court case is in the file. Say now who is accused.", back="case_court",
    )  # fmt: skip


@requires("cases.write")
def court_case_join(request: HttpRequest, code: str) -> HttpResponse:
    """Say that this case is about a court case of another of your files."""
    case = case_for(who(request), code, "cases.write")
    ours, others = reach.court_cases_to_join(who(request), case)
    form = forms.JoinForm(typed(request), ours=ours, others=others, today=today())

    def act() -> None:
        chosen = next(
            row for row in (*ours, *others) if str(row.pk) == form.cleaned_data["court_case"]
        )
        services.join_case(
            by=who(request), at=now(), case=case, court_case=chosen, on=form.cleaned_data["on"]
        )

    none = "" if ours or others else " None of your other files has an open court case."
    return act_page(
        request, case, form, act, title="Join a court case", submit="Join it", back="case_court",
        said="This file is about that court case too. What is told of it is told once.",
        text=f"For a brother, a sister or another victim of the same accused.{none}",
    )  # fmt: skip


@requires("cases.write")
def accuse(request: HttpRequest, code: str, court_case: UUID) -> HttpResponse:
    """Who is accused in this court case."""
    case = case_for(who(request), code, "cases.write")
    found = reach.court_case_in(who(request), case, court_case)
    suspects = [one for one in people_in(case, who(request)) if one.is_suspect]
    form = forms.AccuseForm(typed(request), people=suspects, since=found.filed_on)

    def act() -> None:
        person = person_in(people_of(who(request), case), form.cleaned_data["person"])
        services.accuse(
            by=who(request), at=now(), court_case=found, person=person, on=form.cleaned_data["on"]
        )

    none = "" if suspects else "No suspect is in this file. Add the person to it first."
    return act_page(
        request, case, form, act, title="Add an accused", submit="Add", back="case_court",
        said="The accused is in the court case. Lay the charges now.", text=none,
    )  # fmt: skip


@requires("cases.write")
def accused_change(request: HttpRequest, code: str, accused: UUID) -> HttpResponse:
    """Counsel, language, disclosure."""
    case = case_for(who(request), code, "cases.write")
    found = reach.accused_in(who(request), case, accused)
    form = forms.AccusedForm(typed(request), accused=found)

    def act() -> None:
        given = form.cleaned_data
        found.version = given["version"]
        services.change_accused(
            by=who(request), at=now(), accused=found, counsel=chosen_counsel(given["counsel"]),
            language=given["language"], disclosed_on=given["disclosed_on"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Counsel and disclosure", submit="Keep it",
        said="Kept.", back=reverse("accused", args=[case.code, found.pk]),
        text="The rights of the accused are kept as carefully as any: a trial without them falls.",
    )  # fmt: skip


@requires("cases.write")
def charge_lay(request: HttpRequest, code: str, court_case: UUID) -> HttpResponse:
    """One offence against one accused."""
    case = case_for(who(request), code, "cases.write")
    found = reach.court_case_in(who(request), case, court_case)
    listed = accused_choices(who(request), case, found)
    form = forms.ChargeForm(
        typed(request), accused=listed, people=people_in(case, who(request)),
        pack=load_pack(case.programme.pack), today=timezone.localdate(),
        places=places_for(who(request), case, kind_for(PROSECUTOR)),
    )  # fmt: skip

    def act() -> None:
        given, people = form.cleaned_data, people_of(who(request), case)
        institution, unit = place_of(who(request), given["place"])
        services.lay_charge(
            by=who(request), at=now(), offence=given["offence"], on=given["on"],
            accused=reach.accused_in(who(request), case, UUID(given["accused"])),
            acted_on=given["acted_on"],
            victim=person_in(people, given["victim"]) if given["victim"] else None,
            laid_by=institution_of(institution, unit) if institution or unit else None,
            token=given["token"],
        )  # fmt: skip

    none = "" if listed else "Nobody is accused in this court case yet. Add the accused first."
    return act_page(
        request, case, form, act, title="Lay a charge", submit="Lay it", back="case_court",
        said="The charge is in the docket.", text=none,
    )  # fmt: skip


@requires("cases.write")
def charge_amend(request: HttpRequest, code: str, charge: UUID) -> HttpResponse:
    """Another charge in the place of this one."""
    case = case_for(who(request), code, "cases.write")
    found = reach.charge_in(who(request), case, charge)
    form = forms.AmendForm(typed(request), pack=load_pack(case.programme.pack), today=today())

    def act() -> None:
        given = form.cleaned_data
        services.amend_charge(
            by=who(request), at=now(), charge=found, offence=given["offence"], on=given["on"],
            reason=given["reason"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Change a charge", submit="Change it",
        said="The charge is changed; both stay on record.",
        back=reverse("accused", args=[case.code, found.accused_id]),
    )  # fmt: skip
