from django.apps import AppConfig


class RepresentConfig(AppConfig):
    name = "amparo.casework.represent"
    label = "represent"
