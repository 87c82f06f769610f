from django.apps import AppConfig


class RestrainConfig(AppConfig):
    name = "amparo.casework.restrain"
    label = "restrain"
