from django.urls import path

from amparo.demo import views

urlpatterns = [path("demo/", views.start, name="demo_start")]
