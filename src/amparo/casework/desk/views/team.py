"""The team of a case, those kept from it, and the partners who see its code."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from amparo.access.selectors import colleagues_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.compartments import holdings_for
from amparo.casework.cases.selectors.recording import institutions_for
from amparo.casework.cases.selectors.team import member_for, share_for, team_choices, team_for
from amparo.casework.cases.services import team as services
from amparo.casework.desk.forms.team import ConflictForm, JoinForm, ShareForm
from amparo.casework.frame.asked import form_page, is_done, now, to_case, today, who
from amparo.casework.frame.shell import look_at
from amparo.errors import Refused
from amparo.web.gate import requires


@requires("people.read")
@require_GET
def team(request: HttpRequest, code: str) -> HttpResponse:
    """Who works on it, who did, with whom it is shared, and who is kept away."""
    case, rights, shell = look_at(request, code, part="team", tab="case_team")
    manages = rights.decide("team.manage")
    return render(
        request,
        "desk/team.html",
        {
            **shell,
            "team": team_for(who(request), case),
            "opened": holdings_for(who(request), case, rights, today=today()),
            "may_open": bool(rights.decide("compartments.grant")),
            "may_manage": bool(manages),
            "why_not": manages.because,
        },
    )


@requires("team.manage")
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Put a colleague on the team, or name the lead."""
    case = case_for(who(request), code, "team.manage")
    colleagues = team_choices(who(request))
    form = JoinForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    if is_done(
        request,
        form,
        lambda: services.add_to_team(
            by=who(request), at=now(), case=case, user=form.chosen(), on=today(),
            leads=form.cleaned_data["leads"],
        ),
    ):  # fmt: skip
        return to_case(request, case, "The team is changed.", "case_team")
    return form_page(
        request, case, form, title="Add to the team", submit="Add to the team", back="case_team",
        text="A colleague on the team sees the whole case, from today until they leave it.",
    )  # fmt: skip


@requires("team.manage")
@require_POST
def lead(request: HttpRequest, member: int) -> HttpResponse:
    """Have a member lead the case."""
    found = member_for(who(request), member)
    services.add_to_team(
        by=who(request), at=now(), case=found.case, user=found.user, on=today(), leads=True
    )
    return to_case(request, found.case, f"{found.user.name} leads the case.", "case_team")


@requires("team.manage")
@require_POST
def leave(request: HttpRequest, member: int) -> HttpResponse:
    """Take a colleague off the team from today on."""
    found = member_for(who(request), member)
    services.leave_team(by=who(request), at=now(), member=found, on=today())
    return to_case(request, found.case, f"{found.user.name} left the team.", "case_team")


@requires("team.manage")
def conflict(request: HttpRequest, code: str) -> HttpResponse:
    """Shut a colleague out of the case at once."""
    case = case_for(who(request), code, "team.manage")
    colleagues = list(colleagues_of(who(request)))
    form = ConflictForm(request.POST if request.method == "POST" else None, colleagues=colleagues)

    def shut_out() -> None:
        if form.chosen().pk == who(request).pk:
            raise Refused(
                "Nobody records their own conflict here", next_step="ask another supervisor"
            )
        services.record_conflict(
            by=who(request), at=now(), case=case, user=form.chosen(),
            kind=form.chosen_kind(),
        )  # fmt: skip

    if is_done(request, form, shut_out):
        return to_case(request, case, "The case is closed to them.", "case_team")
    return form_page(
        request, case, form, title="Record a conflict of interest", submit="Shut them out",
        text="The case disappears for this colleague at once, whatever else would let them in.",
        back="case_team", warning=True,
    )  # fmt: skip


@requires("team.manage")
def share(request: HttpRequest, code: str) -> HttpResponse:
    """Open the case to a partner: its code and their own milestones, no names."""
    case = case_for(who(request), code, "team.manage")
    form = ShareForm(
        request.POST if request.method == "POST" else None,
        institutions=institutions_for(who(request)),
    )
    if is_done(
        request,
        form,
        lambda: services.share_with(
            by=who(request), at=now(), case=case, institution=form.chosen(), on=today(),
            purpose=form.cleaned_data["purpose"],
        ),
    ):  # fmt: skip
        return to_case(request, case, "The case is shared.", "case_team")
    return form_page(
        request, case, form, title="Share with an institution", submit="Share the case",
        text="They see its code and the milestones recorded at their institution. No name, no "
        "note, no document.", back="case_team",
    )  # fmt: skip


@requires("team.manage")
@require_POST
def unshare(request: HttpRequest, share: int) -> HttpResponse:
    """End a share from today on."""
    found = share_for(who(request), share)
    services.stop_sharing(by=who(request), at=now(), share=found, on=today())
    return to_case(request, found.case, "The case is no longer shared.", "case_team")
