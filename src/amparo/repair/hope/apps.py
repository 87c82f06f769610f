from django.apps import AppConfig


class HopeConfig(AppConfig):
    name = "amparo.repair.hope"
    label = "hope"
