from django.urls import path

from amparo.casework.apart import views

ALL = "cases/<slug:code>/places/"

urlpatterns = [
    path(ALL, views.places, name="case_places"),
    path(f"{ALL}add/", views.place_add, name="place_add"),
    path(f"{ALL}<uuid:stay>/left/", views.place_leave, name="place_leave"),
]
