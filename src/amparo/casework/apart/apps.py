from django.apps import AppConfig


class ApartConfig(AppConfig):
    name = "amparo.casework.apart"
    label = "apart"
