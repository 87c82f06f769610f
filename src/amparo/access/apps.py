from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "amparo.access"
    label = "access"
