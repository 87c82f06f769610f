"""The two pages that ask for no name: telling, and coming back. They set no cookie."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from amparo.access.signing_in import network_of
from amparo.casework.frame.asked import now, today, typed
from amparo.errors import NotVisible, Refused
from amparo.repair.accountability import door
from amparo.repair.accountability.forms.telling import BackForm, MoreForm, TellForm
from amparo.repair.accountability.pages import complaints as pages
from amparo.repair.accountability.selectors import complaints as ask
from amparo.repair.accountability.services import telling
from amparo.web.gate import open_to_all

both = require_http_methods(["GET", "POST"])
WHY = "Whoever fears an official cannot sign in; nothing of who tells is kept."
BUSY = "Too many came in this hour. Nothing was kept. Try again in an hour."
WRONG = "No complaint has this code. Look at each letter and number, and try again."


def _let_in(request: HttpRequest, which: door.Door) -> bool:
    return which.admits(network_of(get_adapter().get_client_ip(request) or ""), now())


@csrf_exempt  # Nobody is signed in here, so nobody's rights can be used; the token is a cookie.
@open_to_all(WHY)
@both
def tell(request: HttpRequest) -> HttpResponse:
    """Tell of an official without a name; the code to come back with is shown once."""
    offices = ask.listening_offices(today=today())
    if not offices:
        return render(request, "accountability/nobody_listens.html")
    form = TellForm(typed(request), named=ask.authorities(), today=today(), offices=offices)
    status = 200
    if request.method == "POST" and form.is_valid():
        if not _let_in(request, door.TELLING):
            form.add_error(None, BUSY)
            return render(request, "accountability/tell.html", {"form": form}, status=429)
        try:
            kept = telling.tell_without_a_name(
                at=now(), office=form.office_chosen(), told=form.told()
            )
            return render(request, "accountability/told.html", {"code": kept.return_code})
        except Refused as refusal:
            form.add_error(None, refusal.what)
    if form.errors:
        status = 422
    return render(request, "accountability/tell.html", {"form": form}, status=status)


@csrf_exempt
@open_to_all(WHY)
@both
def tell_back(request: HttpRequest) -> HttpResponse:
    """Come back with the code: read answers, add something. The code stands in no address."""
    form = BackForm(typed(request))
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "accountability/back.html", {"form": form}, status=status)
    if not _let_in(request, door.COMING_BACK):
        form.add_error(None, BUSY)
        return render(request, "accountability/back.html", {"form": form}, status=429)
    code = form.cleaned_data["code"]
    more = MoreForm(request.POST if "words" in request.POST else None)
    said = ""
    try:
        if more.is_bound and more.is_valid():
            telling.add_from_outside(at=now(), code=code, words=more.cleaned_data["words"])
            more, said = MoreForm(), "It is added."
        found = ask.back_for(code, today=today())
    except NotVisible:
        form.add_error("code", WRONG)
        return render(request, "accountability/back.html", {"form": form}, status=422)
    except Refused as refusal:
        more.add_error(None, refusal.what)
        found = ask.back_for(code, today=today())
    shown = {"found": found, "talk": pages.back(found), "code": code, "form": more, "said": said}
    status = 422 if more.errors else 200
    return render(request, "accountability/come_back.html", shown, status=status)
