"""The caseload: filters that are addresses, one count everywhere."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from amparo.casework.cases.selectors.caseload import PAGE, caseload_for, programmes_for
from amparo.casework.desk.forms.caseload import CaseFilterForm
from amparo.casework.desk.shapes import lists
from amparo.casework.frame.asked import page_number, today, who
from amparo.web.gate import requires
from amparo.web.shapes import Action, Link

NEARBY = (
    ("people.read", "Programmes", "programmes"),
    ("break_glass.use", "Open a case in an emergency", "emergency"),
)


@requires("cases.read")
@require_GET
def caseload(request: HttpRequest) -> HttpResponse:
    """The cases this person may open, narrowed by the address."""
    user, number = who(request), page_number(request)
    form = CaseFilterForm(request.GET, programmes=programmes_for(user))
    chosen = form.chosen()
    found = caseload_for(user, chosen, page=number, today=today())
    sees_people = user.may("people.read")
    return render(
        request,
        "desk/caseload.html",
        {
            "filter": form if sees_people else None,
            "in_use": form.n_in_use(),
            "count": lists.cases_in_words(found.n, is_more=found.n_is_more),
            "columns": lists.COLUMNS if sees_people else lists.PARTNER_COLUMNS,
            "rows": lists.case_rows(found, today=today())
            if sees_people
            else lists.partner_rows(found),
            "previous_href": _address(request, number - 1) if number > 1 else "",
            "next_href": _address(request, number + 1) if found.has_next else "",
            "said": f"{(number - 1) * PAGE + 1:,} to {(number - 1) * PAGE + len(found.rows):,}",
            "links": [Link(label, reverse(name)) for verb, label, name in NEARBY if user.may(verb)],
            "first_step": Action("Write down a referral", reverse("referral_new"))
            if user.may("referrals.write")
            else None,
            "is_partner": not sees_people,
        },
    )


def _address(request: HttpRequest, number: int) -> str:
    kept = {name: value for name, value in request.GET.items() if value and name != "page"}
    return f"?{urlencode({**kept, 'page': number})}"
