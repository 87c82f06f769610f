from django.urls import path

from amparo.letters import views

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/yes/<str:token>/", views.letters_confirm, name="letters_confirm"),
    path("letters/stop/<str:token>/", views.letters_stop, name="letters_stop"),
]
