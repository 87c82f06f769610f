from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "amparo.repair.resources"
    label = "resources"
