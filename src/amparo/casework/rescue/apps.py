from django.apps import AppConfig


class RescueConfig(AppConfig):
    name = "amparo.casework.rescue"
    label = "rescue"
