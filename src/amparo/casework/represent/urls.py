from django.urls import path

from amparo.casework.represent.views import preparing

AT = "cases/<slug:code>/prepare/"
PAIR = f"{AT}<uuid:victim>/<uuid:suspect>/"

urlpatterns = [
    path("stuck/", preparing.stuck, name="stuck"),
    path("charges/below/", preparing.mischarged, name="mischarged"),
    path(AT, preparing.prepare, name="case_prepare"),
    path(PAIR, preparing.charges, name="charges"),
    path(f"{PAIR}facts/<slug:element>/", preparing.facts, name="facts_of"),
    path(f"{PAIR}decide/<str:offence>/", preparing.decide, name="charge_decide"),
    path(f"{AT}survivor/<uuid:survivor>/plan/", preparing.plan_change, name="plan_change"),
    path(f"{AT}survivor/<uuid:survivor>/step/", preparing.visit_new, name="visit_new"),
]
