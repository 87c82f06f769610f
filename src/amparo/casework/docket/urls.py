from django.urls import path

from amparo.casework.docket.views import (
    calendar,
    court,
    decisions,
    filing,
    hearings,
    imports,
    preparing,
)

AT = "cases/<slug:code>/court/"

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/list/", calendar.cause_list, name="cause_list"),
    path("calendar/import/", imports.hearings_import, name="hearings_import"),
    path("calendar/import/<uuid:source>/", imports.hearings_list, name="hearings_list"),
    path("calendar/import/<uuid:source>/undo/", imports.hearings_undo, name="hearings_undo"),
    path("calendar/own/", calendar.own, name="own_calendar"),
    path("calendar/own/open/", calendar.feed_open, name="feed_open"),
    path("calendar/own/close/", calendar.feed_close, name="feed_close"),
    path("calendar/feed/<str:token>.ics", calendar.feed, name="feed"),
    path(AT, court.court, name="case_court"),
    path(f"{AT}complaint/", filing.police_case_new, name="police_case_new"),
    path(f"{AT}add/", filing.court_case_new, name="court_case_new"),
    path(f"{AT}join/", filing.court_case_join, name="court_case_join"),
    path(f"{AT}<uuid:court_case>/accuse/", filing.accuse, name="accuse"),
    path(f"{AT}<uuid:court_case>/charge/", filing.charge_lay, name="charge_lay"),
    path(f"{AT}<uuid:court_case>/hearing/", hearings.hearing_set, name="hearing_set"),
    path(
        f"{AT}<uuid:court_case>/compensation/",
        decisions.compensation_order,
        name="compensation_order",
    ),
    path(f"{AT}accused/<uuid:accused>/", court.accused, name="accused"),
    path(f"{AT}accused/<uuid:accused>/change/", filing.accused_change, name="accused_change"),
    path(f"{AT}charges/<uuid:charge>/change/", filing.charge_amend, name="charge_amend"),
    path(f"{AT}charges/<uuid:charge>/plea/", decisions.plea, name="plea"),
    path(f"{AT}charges/<uuid:charge>/verdict/", decisions.verdict, name="verdict"),
    path(f"{AT}verdicts/<uuid:verdict>/sentence/", decisions.sentence, name="sentence"),
    path(f"{AT}verdicts/<uuid:verdict>/appeal/", decisions.appeal, name="appeal"),
    path(f"{AT}appeals/<uuid:appeal>/decide/", decisions.appeal_decide, name="appeal_decide"),
    path(
        f"{AT}compensation/<uuid:order>/paid/", decisions.compensation_pay, name="compensation_pay"
    ),
    path(f"{AT}orders/<uuid:order>/obeyed/", preparing.order_obeyed, name="order_obeyed"),
    path(f"{AT}hearings/<uuid:hearing>/", hearings.hearing, name="hearing"),
    path(f"{AT}hearings/<uuid:hearing>/tell/", hearings.hearing_tell, name="hearing_tell"),
    path(f"{AT}hearings/<uuid:hearing>/move/", hearings.hearing_move, name="hearing_move"),
    path(f"{AT}hearings/<uuid:hearing>/undo/", hearings.hearing_undo, name="hearing_undo"),
    path(f"{AT}hearings/<uuid:hearing>/summon/", preparing.summons_new, name="summons_new"),
    path(f"{AT}hearings/<uuid:hearing>/protect/", preparing.measure_ask, name="measure_ask"),
    path(f"{AT}hearings/<uuid:hearing>/ready/", preparing.readiness_new, name="readiness_new"),
    path(f"{AT}summonses/<uuid:summons>/", preparing.summons_move, name="summons_move"),
    path(f"{AT}summonses/<uuid:summons>/wait/", preparing.summons_wait, name="summons_wait"),
    path(f"{AT}measures/<uuid:measure>/", preparing.measure_decide, name="measure_decide"),
    path(f"{AT}readiness/<uuid:readiness>/", preparing.readiness_done, name="readiness_done"),
]
