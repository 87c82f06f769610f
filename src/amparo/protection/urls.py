from django.urls import path

from amparo.protection.views import indicators, studies

urlpatterns = [
    path("protection/", studies.protection, name="protection"),
    path("protection/studies/begin/", studies.study_begin, name="study_begin"),
    path("protection/studies/<uuid:study>/", studies.study, name="study"),
    path("protection/studies/<uuid:study>/waves/add/", studies.wave_add, name="wave_add"),
    path(
        "protection/studies/<uuid:study>/waves/<uuid:wave>/correct/", studies.wave_correct,
        name="wave_correct",
    ),
    path("protection/impunity/", studies.impunity, name="impunity"),
    path("protection/indicators/", indicators.catalogue, name="indicators"),
    path(
        "protection/indicators/all.<slug:ending>", indicators.indicators_file,
        name="indicators_file",
    ),
    path(
        "protection/indicators/<slug:indicator_code>/", indicators.indicator_page,
        name="indicator",
    ),
    path(
        "protection/indicators/<slug:indicator_code>/keep/", indicators.indicator_keep,
        name="indicator_keep",
    ),
    path(
        "protection/indicators/<slug:indicator_code>/enter/", indicators.indicator_enter,
        name="indicator_enter",
    ),
    path(
        "protection/programmes/<uuid:programme_id>/", indicators.side_by_side,
        name="side_by_side",
    ),
]  # fmt: skip
