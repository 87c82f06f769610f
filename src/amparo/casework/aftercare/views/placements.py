"""Placing a survivor, ending a stay, taking one back, and who travels there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from amparo.casework.aftercare.forms import homes as home_forms
from amparo.casework.aftercare.forms import placements as forms
from amparo.casework.aftercare.selectors import homes as ask_homes
from amparo.casework.aftercare.selectors import placements as ask
from amparo.casework.aftercare.services import homes as home_services
from amparo.casework.aftercare.services import placements as services
from amparo.casework.cases.selectors.case import people_in, people_of
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.team import owners_for
from amparo.casework.frame.asked import act_page, now, today, typed, who
from amparo.web.gate import requires

both = require_http_methods(["GET", "POST"])
TAB = "case_services"


@requires("cases.write")
@both
def place_new(request: HttpRequest, code: str) -> HttpResponse:
    """Where a survivor lives from a day on."""
    user, case = who(request), case_for(who(request), code, "cases.write")
    homes = ask_homes.homes_with_beds(user, today())
    form = forms.PlaceForm(typed(request), today=today(), who=people_in(case, user), homes=homes)

    def act() -> None:
        given = form.cleaned_data
        people = {str(one.pk): one for one in people_of(user, case)}
        home = ask_homes.home_for(user, UUID(form.home_id)) if form.home_id else None
        services.place(
            by=user, at=now(), case=case, person=people[given["person"]], home=home,
            on=given["on"], kind=form.chosen_kind, words=given["words"], despite=given["despite"],
            carer=people.get(given["carer"]), token=given["token"],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title="Place a survivor", submit="Keep it",
        said="Where the survivor lives is kept.", back=TAB,
        text="The bed is taken from that day until you end the stay.",
    )  # fmt: skip


@requires("cases.write")
@both
def placement_end(request: HttpRequest, code: str, placement: UUID) -> HttpResponse:
    """A stay ended."""
    case = case_for(who(request), code, "cases.write")
    found = ask.placement_for(who(request), case, placement, is_now=True)
    form = forms.EndForm(typed(request), today=today())

    def act() -> None:
        services.end_placement(by=who(request), at=now(), placement=found, **form.cleaned_data)

    return act_page(
        request, case, form, act, title="This stay ended", submit="Keep it",
        said="The stay is ended and its bed is free.", back=TAB,
    )  # fmt: skip


@requires("cases.write")
@both
def placement_leaving(request: HttpRequest, code: str, placement: UUID) -> HttpResponse:
    """On which day a stay is to end."""
    case = case_for(who(request), code, "cases.write")
    found = ask.placement_for(who(request), case, placement, is_now=True)
    form = forms.LeavingForm(typed(request), leaves_on=found.leaves_on)

    def act() -> None:
        services.plan_leaving(
            by=who(request), at=now(), placement=found, on=form.cleaned_data["on"]
        )

    return act_page(
        request, case, form, act, title="A planned leaving", submit="Keep it",
        said="Kept. On that day a task asks whether they left.", back=TAB,
        text="From that day on the bed may be promised to others. It is taken until they left.",
    )  # fmt: skip


@requires("cases.write")
@both
def placement_take_back(request: HttpRequest, code: str, placement: UUID) -> HttpResponse:
    """A stay was entered wrongly."""
    case = case_for(who(request), code, "cases.write")
    found = ask.placement_for(who(request), case, placement)
    form = forms.ReasonForm(typed(request), use_required_attribute=False)

    def act() -> None:
        services.take_back_placement(
            by=who(request), at=now(), placement=found, reason=form.cleaned_data["reason"]
        )

    return act_page(
        request, case, form, act, title="Take this stay back", submit="Take it back",
        said="It is taken back.", back=TAB,
        text="What it recorded in the timeline is withdrawn. The trail keeps both.",
    )  # fmt: skip


@requires("cases.write")
@both
def escort(request: HttpRequest, code: str, bed: UUID) -> HttpResponse:
    """Who travels to a home with the survivor, and may see where it is."""
    case = case_for(who(request), code, "cases.write")
    found = ask.hold_for(who(request), case, bed)
    form = home_forms.EscortForm(typed(request), members=owners_for(who(request), case))

    def act() -> None:
        home_services.name_escort(
            by=who(request), at=now(), hold=found,
            escort=form.members[form.cleaned_data["escort"]],
        )  # fmt: skip

    return act_page(
        request, case, form, act, title=f"Who travels to {found.home.called}?", submit="Keep it",
        said="They may see the address while the bed is held.", back=TAB,
        text="Only this person is shown the address, and each look is written in the trail.",
    )  # fmt: skip
