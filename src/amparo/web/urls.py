from django.urls import path

from amparo.web import views

urlpatterns = [
    path("leave/", views.leave, name="leave"),
    path("help/", views.help_page, name="help"),
    path("components/", views.components_page, name="components"),
]
