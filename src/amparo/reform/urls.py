from django.urls import path

from amparo.reform.views import figures, parts, whatif

urlpatterns = [
    path("where-it-breaks/", figures.where_it_breaks, name="where_it_breaks"),
    path("where-it-breaks/cases/", figures.cases_behind, name="cases_behind"),
    path("where-it-breaks/opportunities/", parts.opportunities, name="opportunities"),
    path("where-it-breaks/units/", parts.units_compared, name="units_compared"),
    path("where-it-breaks/map/", parts.process_map, name="process_map"),
    path("what-if/", whatif.what_if, name="what_if"),
    path("what-if/kept/", whatif.kept, name="what_if_kept"),
    path("what-if/compare/", whatif.compare, name="what_if_compare"),
    path("what-if/<uuid:run_id>/", whatif.run, name="what_if_run"),
]
