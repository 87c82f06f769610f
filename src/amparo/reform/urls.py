from django.urls import path

from amparo.reform.views import breaks, detectors, figures, parts, problems, whatif

urlpatterns = [
    path("where-it-breaks/", figures.where_it_breaks, name="where_it_breaks"),
    path("where-it-breaks/cases/", figures.cases_behind, name="cases_behind"),
    path("where-it-breaks/opportunities/", parts.opportunities, name="opportunities"),
    path("where-it-breaks/units/", parts.units_compared, name="units_compared"),
    path("where-it-breaks/map/", parts.process_map, name="process_map"),
    path("repairs/", breaks.what_breaks, name="what_breaks"),
    path("repairs/cause/", breaks.one_break, name="one_break"),
    path("repairs/cause/cases/", breaks.cases_broken, name="cases_broken"),
    path("repairs/problems/", problems.portfolio, name="problems"),
    path("repairs/problems/new/", problems.problem_new, name="problem_new"),
    path("repairs/problems/<uuid:problem>/", problems.problem, name="problem"),
    path("repairs/problems/<uuid:problem>/share/", problems.problem_share, name="problem_share"),
    path("repairs/problems/<uuid:problem>/move/", problems.problem_move, name="problem_move"),
    path("repairs/problems/<uuid:problem>/repair/", problems.repair_new, name="repair_new"),
    path("repairs/detectors/", detectors.detectors, name="detectors"),
    path("repairs/detectors/look/", detectors.detectors_look, name="detectors_look"),
    path("repairs/detectors/turn/", detectors.detector_turn, name="detector_turn"),
    path("repairs/second/", detectors.second, name="second"),
    path("repairs/second/<uuid:second>/", detectors.second_code, name="second_code"),
    path("repairs/exposures/<uuid:exposure>/end/", problems.exposure_end, name="exposure_end"),
    path("repairs/<uuid:intervention>/", problems.repair, name="repair"),
    path("repairs/<uuid:intervention>/plan/", problems.repair_plan, name="repair_plan"),
    path("repairs/<uuid:intervention>/act/", problems.repair_act, name="repair_act"),
    path("repairs/<uuid:intervention>/judge/", problems.repair_judge, name="repair_judge"),
    path("what-if/", whatif.what_if, name="what_if"),
    path("what-if/kept/", whatif.kept, name="what_if_kept"),
    path("what-if/compare/", whatif.compare, name="what_if_compare"),
    path("what-if/<uuid:run_id>/", whatif.run, name="what_if_run"),
]
