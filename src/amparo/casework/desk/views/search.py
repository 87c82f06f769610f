"""Search: codes by address, names and numbers by POST only."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from amparo.access.requests import SignedInRequest
from amparo.casework.cases.search import are_all_read
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.services.comparing import look_for
from amparo.casework.desk.forms.search import CodeSearchForm, PeopleSearchForm
from amparo.casework.desk.selectors.referrals import referral_for
from amparo.casework.desk.shapes.people import FOUND, found_rows
from amparo.casework.frame.asked import is_done
from amparo.errors import NotVisible
from amparo.web.gate import requires


@require_http_methods(["GET", "POST"])
@requires("people.read")
def search(request: SignedInRequest) -> HttpResponse:
    """A code leads straight to its page; a name is looked for in this user's cases."""
    codes = CodeSearchForm(request.GET or None)
    if codes.is_valid() and (code := codes.cleaned_data["code"].strip().upper()):
        if (address := _address_of(request, code)) is not None:
            return redirect(address[0], code=address[1])
        codes.add_error("code", "There is no case or referral of this code that you may open")
    form = PeopleSearchForm(request.POST or None)
    shown: dict[str, object] = {"form": form, "codes": codes, "columns": FOUND}

    def look() -> None:
        found = look_for(by=request.user, at=timezone.now(), text=form.cleaned_data["text"])
        still = not are_all_read(request.user)
        shown.update(rows=found_rows(found), looked=True, still_reading=still)

    is_done(request, form, look)
    return render(request, "desk/search.html", shown)


def _address_of(request: SignedInRequest, code: str) -> tuple[str, str] | None:
    try:
        return "case", case_for(request.user, code).code
    except NotVisible:
        pass
    try:
        return "referral", referral_for(request.user, code).code
    except NotVisible:
        return None
