"""One's own key, to which what the office must not be able to read is sealed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from amparo.access.fresh import fresh
from amparo.casework.desk.forms.own_key import OwnKeyForm
from amparo.casework.frame.asked import is_done, now, typed, who
from amparo.vault import people
from amparo.web.gate import requires


@require_http_methods(["GET", "POST"])
@requires("services.read")
@fresh
def own_key(request: HttpRequest) -> HttpResponse:
    """Make it, change its passphrase, or make another where that is lost."""
    user = who(request)
    held = people.own_key_of(user)
    form = OwnKeyForm(typed(request), has_key=held is not None)

    def act() -> None:
        given = form.cleaned_data
        if held is None or given["is_lost"]:
            people.make_own_key(by=user, at=now(), passphrase=given["new_passphrase"])
            return
        key = people.unlock(by=user, at=now(), passphrase=given["old_passphrase"])
        people.change_passphrase(by=user, at=now(), key=key, passphrase=given["new_passphrase"])

    if is_done(request, form, act):
        messages.success(request, "Your key opens with this passphrase from now on.")
        return redirect("own_key")
    shown = {"form": form, "held": held}
    return render(request, "desk/own_key.html", shown, status=422 if form.errors else 200)
