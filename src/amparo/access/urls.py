"""Addresses of accounts and of the audit trail."""

from __future__ import annotations

from django.urls import path

from amparo.access import views

urlpatterns = [
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/add/", views.account_add, name="account_add"),
    path("accounts/<uuid:account_id>/", views.account, name="account"),
    path("accounts/<uuid:account_id>/password/", views.account_password, name="account_password"),
    path(
        "accounts/<uuid:account_id>/sessions/end/",
        views.account_sessions_end,
        name="account_sessions_end",
    ),
    path(
        "accounts/<uuid:account_id>/second-factor/remove/",
        views.account_second_factor_remove,
        name="account_second_factor_remove",
    ),
    path("sessions/", views.own_sessions, name="own_sessions"),
    path("sessions/<slug:own_session>/end/", views.session_end, name="session_end"),
    path("pace/", views.slowed, name="slowed"),
    path("pace/<uuid:slowed>/answer/", views.slowed_answer, name="slowed_answer"),
    path("audit/", views.audit_trail, name="audit_trail"),
    path("audit/check/", views.audit_check, name="audit_check"),
]
