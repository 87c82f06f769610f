"""The office's addresses while some rooms are being built: those of rooms that stand."""

from __future__ import annotations

from importlib.util import find_spec

from django.http import HttpResponse
from django.urls import include, path

from amparo.web.gate import open_to_all

ROOMS = ("web", "directory", "access", "casework.desk", "reform")
NOT_YET = {"referrals": "referrals/", "directory": "directory/", "accounts": "accounts/",
           "audit_trail": "audit/"}  # fmt: skip


@open_to_all("stands in for a page that is being built")
def being_built(request):
    return HttpResponse("being built", status=501)


urlpatterns = [
    path("account/", include("allauth.urls")),
    *(
        path("", include(f"amparo.{room}.urls"))
        for room in ROOMS
        if find_spec(f"amparo.{room}.urls")
    ),
    *(path(address, being_built, name=name) for name, address in NOT_YET.items()),
]
handler404 = "amparo.web.errorpages.not_found"
