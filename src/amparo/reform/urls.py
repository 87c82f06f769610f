from django.urls import path

from amparo.reform import views

urlpatterns = [
    path("where-it-breaks/", views.where_it_breaks, name="where_it_breaks"),
    path("where-it-breaks/cases/", views.cases_behind, name="cases_behind"),
]
