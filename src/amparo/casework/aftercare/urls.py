from django.urls import path

from amparo.casework.aftercare.views import homes, placements, services

CASE = "cases/<slug:code>/services/"
HOME = "homes/<uuid:home>/"

urlpatterns = [
    path("homes/", homes.homes, name="homes"),
    path("homes/add/", homes.home_add, name="home_add"),
    path("homes/holds/<uuid:hold>/release/", homes.hold_release, name="hold_release"),
    path(HOME, homes.home, name="home"),
    path(f"{HOME}address/", homes.home_address, name="home_address"),
    path(f"{HOME}change/", homes.home_change, name="home_change"),
    path(f"{HOME}check/", homes.home_check, name="home_check"),
    path(f"{HOME}close/", homes.home_close, name="home_close"),
    path(f"{HOME}hold/", homes.home_hold, name="home_hold"),
    path(CASE, services.services, name="case_services"),
    path(f"{CASE}place/", placements.place_new, name="place_new"),
    path(f"{CASE}beds/<uuid:bed>/escort/", placements.escort, name="bed_escort"),
    path(
        f"{CASE}placements/<uuid:placement>/end/", placements.placement_end, name="placement_end"
    ),
    path(
        f"{CASE}placements/<uuid:placement>/take-back/", placements.placement_take_back,
        name="placement_take_back",
    ),
]  # fmt: skip
