from django.urls import path

from amparo.reform.views import figures, parts

urlpatterns = [
    path("where-it-breaks/", figures.where_it_breaks, name="where_it_breaks"),
    path("where-it-breaks/cases/", figures.cases_behind, name="cases_behind"),
    path("where-it-breaks/map/", parts.process_map, name="process_map"),
]
