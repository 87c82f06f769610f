from django.apps import AppConfig


class AftercareConfig(AppConfig):
    name = "amparo.casework.aftercare"
    label = "aftercare"
