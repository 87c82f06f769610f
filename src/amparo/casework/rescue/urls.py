from django.urls import path

from amparo.casework.rescue.views import case, operations, received, running, survivor

ALL = "cases/<slug:code>/rescue/"
ONE = f"{ALL}<uuid:survivor>/"
OPERATION = "operations/<slug:operation>/"

urlpatterns = [
    path("complaints/", received.complaints_received, name="complaints_received"),
    path(ALL, case.rescue, name="case_rescue"),
    path(f"{ALL}complaints/add/", case.complaint_add, name="complaint_add"),
    path(f"{ALL}complaints/<uuid:complaint>/", case.complaint_tell, name="complaint_tell"),
    path(f"{ALL}screenings/<uuid:screening>/", survivor.screening, name="screening"),
    path(f"{ALL}operations/new/", operations.operation_new, name="operation_new"),
    path(
        f"{ALL}<slug:thing>/<uuid:entry>/take-back/", case.rescue_take_back,
        name="rescue_take_back",
    ),
    path(f"{ONE}screen/", survivor.screen_choose, name="screen_choose"),
    path(f"{ONE}screen/<slug:tool>/", survivor.screen_with, name="screen"),
    path(f"{ONE}status/", survivor.status_decide, name="status_decide"),
    path(f"{ONE}out/", survivor.relief_add, name="relief_add"),
    path(f"{ONE}first-days/", survivor.first_days, name="first_days"),
    path(f"{ONE}first-days/<slug:need>/", survivor.first_add, name="first_add"),
    path("operations/", operations.operations, name="operations"),
    path(OPERATION, operations.operation, name="operation"),
    path(f"{OPERATION}steps/<slug:step>/", operations.operation_step, name="operation_step"),
    path(f"{OPERATION}begin/", operations.operation_begin, name="operation_begin"),
    path(f"{OPERATION}planners/add/", operations.operation_planner, name="operation_planner"),
    path(
        f"{OPERATION}planners/<uuid:planner>/", operations.operation_planner_end,
        name="operation_planner_end",
    ),
    path(f"{OPERATION}cases/add/", operations.operation_case, name="operation_case"),
    path(f"{OPERATION}told/add/", operations.operation_told, name="operation_told"),
    path(f"{OPERATION}who-knew/", operations.operation_leak, name="operation_leak"),
    path(f"{OPERATION}plan/<slug:plan_kind>/add/", running.operation_line, name="operation_line"),
    path(f"{OPERATION}beds/", running.operation_beds, name="operation_beds"),
    path(
        f"{OPERATION}plan/<uuid:line>/", running.operation_line_remove,
        name="operation_line_remove",
    ),
    path(f"{OPERATION}places/add/", running.operation_place, name="operation_place"),
    path(f"{OPERATION}briefing/", running.operation_briefing, name="operation_briefing"),
    path(f"{OPERATION}briefing.pdf", running.operation_briefing_pdf, name="operation_briefing_pdf"),
    path(f"{OPERATION}log/", running.operation_log, name="operation_log"),
    path(f"{OPERATION}log/add/", running.operation_minute, name="operation_minute"),
    path(f"{OPERATION}log/note/", running.operation_note, name="operation_note"),
    path(f"{OPERATION}log/count/", running.operation_heads, name="operation_heads"),
    path(
        f"{OPERATION}log/<uuid:minute>/strike/", running.operation_strike, name="operation_strike"
    ),
    path(f"{OPERATION}checklist/<slug:item>/", running.operation_check, name="operation_check"),
    path(f"{OPERATION}review/", running.operation_review, name="operation_review"),
]  # fmt: skip
