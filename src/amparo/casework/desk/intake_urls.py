"""Addresses of intake, people, search, emergencies and programmes."""

from __future__ import annotations

from django.urls import path

from amparo.casework.desk.views import (
    emergency,
    hiding,
    owndata,
    people,
    programmes,
    referrals,
    search,
)

urlpatterns = [
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/new/", referrals.referral_new, name="referral_new"),
    path("referrals/<slug:code>/", referrals.referral, name="referral"),
    path("referrals/<slug:code>/open/", referrals.case_open, name="case_open"),
    path("cases/<slug:code>/people/new/", people.person_new, name="person_new"),
    path("cases/<slug:code>/people/<uuid:person_id>/", people.person, name="person"),
    path("cases/<slug:code>/people/<uuid:person_id>/name/", people.person_name, name="person_name"),
    path("cases/<slug:code>/people/<uuid:person_id>/identity/", hiding.identity, name="identity"),
    path(
        "cases/<slug:code>/people/<uuid:person_id>/identity/give/",
        hiding.identity_give,
        name="identity_give",
    ),
    path(
        "cases/<slug:code>/people/<uuid:person_id>/identity/show/",
        hiding.identity_show_again,
        name="identity_show_again",
    ),
    path(
        "cases/<slug:code>/people/<uuid:person_id>/own-data/",
        owndata.own_data,
        name="own_data",
    ),
    path(
        "cases/<slug:code>/people/<uuid:person_id>/change/",
        people.person_change,
        name="person_change",
    ),
    path("cases/<slug:code>/roles/<uuid:role_id>/end/", people.role_end, name="role_end"),
    path("search/", search.search, name="search"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("emergency/reviews/", emergency.emergency_reviews, name="emergency_reviews"),
    path(
        "emergency/reviews/<uuid:opening_id>/", emergency.emergency_review, name="emergency_review"
    ),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", programmes.programme_new, name="programme_new"),
    path(
        "programmes/<uuid:programme_id>/phase/", programmes.programme_phase, name="programme_phase"
    ),
]
