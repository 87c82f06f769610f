from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "amparo.casework.desk"
    label = "desk"
