from django.apps import AppConfig


class RestoreConfig(AppConfig):
    name = "amparo.casework.restore"
    label = "restore"
