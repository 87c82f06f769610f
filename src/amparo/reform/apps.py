from django.apps import AppConfig


class ReformConfig(AppConfig):
    name = "amparo.reform"
    label = "reform"
