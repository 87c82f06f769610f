"""The directory's addresses with the shell's and sign-in's."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("", include("amparo.web.urls")),
    path("", include("amparo.access.urls")),
    path("", include("amparo.directory.urls")),
]

handler403 = "amparo.web.errorpages.forbidden"
handler404 = "amparo.web.errorpages.not_found"
handler500 = "amparo.web.errorpages.broken"
