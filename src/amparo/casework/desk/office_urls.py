"""Addresses of what concerns the whole office, and of those who come together about a case."""

from __future__ import annotations

from django.urls import path

from amparo.casework.desk.views import agreements, conferring, handing_over, office

urlpatterns = [
    path("colleagues/", office.colleagues, name="colleagues"),
    path("colleagues/<uuid:colleague>/", office.colleague_check, name="colleague_check"),
    path("breaches/", office.breaches, name="breaches"),
    path("breaches/new/", office.breach_new, name="breach_new"),
    path("breaches/<uuid:breach>/", office.breach, name="breach"),
    path("breaches/<uuid:breach>/step/", office.breach_step, name="breach_step"),
    path("agreements/", agreements.agreements, name="agreements"),
    path("agreements/new/", agreements.agreement_new, name="agreement_new"),
    path("agreements/<uuid:agreement>/end/", agreements.agreement_end, name="agreement_end"),
    path("handing-over/", handing_over.hand_overs, name="caseload_hand_overs"),
    path("handing-over/<uuid:colleague>/", handing_over.hand_over, name="caseload_hand_over"),
    path(
        "handing-over/made/<uuid:handed>/undo/",
        handing_over.hand_over_undo,
        name="caseload_hand_over_undo",
    ),
    path("cases/<slug:code>/conferences/", conferring.conferences, name="case_conferences"),
    path("cases/<slug:code>/conferences/new/", conferring.conference_new, name="conference_new"),
]
