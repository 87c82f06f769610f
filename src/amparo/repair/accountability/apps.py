from django.apps import AppConfig


class AccountabilityConfig(AppConfig):
    name = "amparo.repair.accountability"
    label = "accountability"
