from django.urls import path

from amparo.casework.restrain.views import acting, dossier, duties, knowing, matching, suspects

ALL = "cases/<slug:code>/suspects/"
ONE = f"{ALL}<uuid:suspect>/"
DUTY = "cases/<slug:code>/safety/<uuid:duty>/"

urlpatterns = [
    path("safety/", duties.duties, name="safety_duties"),
    path(DUTY, duties.duty, name="safety_duty"),
    path(f"{DUTY}check/", duties.check, name="safety_check"),
    path(f"{DUTY}tell/", duties.tell, name="safety_tell"),
    path(ALL, suspects.suspects, name="case_suspects"),
    path(f"{ALL}warrants/<uuid:warrant>/", acting.warrant_step, name="warrant_step"),
    path(f"{ALL}arrests/<uuid:milestone>/", knowing.arrest_verify, name="arrest_verify"),
    path(f"{ALL}bail/<uuid:decision>/breach/", acting.bail_breach, name="bail_breach"),
    path(f"{ALL}handovers/<uuid:handover>/receipt/", dossier.risk_receipt, name="risk_receipt"),
    path(f"{ALL}orders/<uuid:protection>/", acting.order_step, name="order_step"),
    path(f"{ALL}links/<uuid:link>/undo/", matching.unlink, name="suspect_unlink"),
    path(
        f"{ALL}facts/<slug:fact>/<uuid:row>/take-back/", acting.fact_take_back,
        name="fact_take_back",
    ),
    path(ONE, suspects.suspect, name="suspect"),
    path(f"{ONE}names/", suspects.names, name="suspect_names"),
    path(f"{ONE}find/", knowing.file, name="suspect_file"),
    path(f"{ONE}sources/add/", knowing.source_add, name="source_add"),
    path(
        f"{ONE}associates/add/", knowing.tie_add, {"kind": "associate"}, name="associate_add"
    ),
    path(f"{ONE}venues/add/", knowing.tie_add, {"kind": "venue"}, name="venue_add"),
    path(f"{ONE}warrants/add/", acting.warrant_add, name="warrant_add"),
    path(f"{ONE}bail/add/", acting.bail_add, name="bail_add"),
    path(f"{ONE}orders/add/", acting.order_add, name="order_add"),
    path(f"{ONE}risk/", suspects.risk, name="suspect_risk"),
    path(f"{ONE}risk/names/", suspects.risk_names, name="suspect_risk_names"),
    path(f"{ONE}risk/handed/", dossier.risk_handed, name="risk_handed"),
    path(f"{ONE}same/", matching.same, name="suspect_same"),
    path(f"{ONE}same/ask/", matching.ask, name="suspect_ask"),
]  # fmt: skip
