"""Every address. A new room's pages are added here, and the route census finds them."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("amparo.web.urls")),
    path("", include("amparo.directory.urls")),
    path("", include("amparo.access.urls")),
    path("", include("amparo.casework.desk.urls")),
    path("", include("amparo.casework.apart.urls")),
    path("", include("amparo.casework.rescue.urls")),
    path("", include("amparo.casework.aftercare.urls")),
    path("", include("amparo.casework.evidence.urls")),
    path("", include("amparo.casework.docket.urls")),
    path("", include("amparo.casework.restrain.urls")),
    path("", include("amparo.casework.represent.urls")),
    path("", include("amparo.casework.restore.urls")),
    path("", include("amparo.reform.urls")),
    path("", include("amparo.repair.resources.urls")),
    path("", include("amparo.repair.training.urls")),
    path("", include("amparo.repair.accountability.urls")),
    path("", include("amparo.repair.hope.urls")),
    path("", include("amparo.protection.urls")),
    path("", include("amparo.letters.urls")),
    path("", include("amparo.demo.urls")),
]

handler403 = "amparo.web.errorpages.forbidden"
handler404 = "amparo.web.errorpages.not_found"
handler500 = "amparo.web.errorpages.broken"
