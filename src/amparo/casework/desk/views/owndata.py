"""Giving a person their own data."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from amparo.access.fresh import fresh
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.desk.forms.owndata import OwnDataForm
from amparo.casework.desk.owndata.copying import Asker, Known, OwnCopy, give_own_data, may_be_given
from amparo.casework.desk.selectors.people import person_in
from amparo.casework.frame.asked import form_page, is_done, now, typed, who
from amparo.errors import NotVisible
from amparo.web.downloads import download
from amparo.web.gate import requires


@requires("people.reveal")
@fresh
def own_data(request: HttpRequest, code: str, person_id: UUID) -> HttpResponse:
    """All that is kept about a survivor or witness, as a paper or as data, for them to take."""
    case = case_for(who(request), code, "people.reveal")
    person = person_in(who(request), case, person_id)
    if not may_be_given(case, person):
        raise NotVisible
    form = OwnDataForm(typed(request), use_required_attribute=False)
    made: list[OwnCopy] = []

    def act() -> None:
        given = form.cleaned_data
        made.append(
            give_own_data(
                by=who(request), at=now(), case=case, person=person, why=given["why"],
                asker=Asker(given["asker"]), known=Known(given["known"]),
            )
        )  # fmt: skip

    if is_done(request, form, act):
        if form.cleaned_data["form"] == "json":
            return download(
                made[0].as_json(), name=f"{case.code}.json", content_type="application/json"
            )
        return download(made[0].as_pdf(), name=f"{case.code}.pdf", content_type="application/pdf")
    return form_page(
        request, case, form, title="Give them their own data", submit="Make the copy",
        back=reverse("person", args=[case.code, person_id]),
        text="The copy holds what every room keeps: what happened, what they agreed to, what left, "
        "services, plans, court. Names and details of others are left out as far as the office "
        "knows them. Read it through before you hand it over: words that somebody wrote may still "
        "tell of others. Ask first whether it is safe for them to have it where they live.",
    )  # fmt: skip
