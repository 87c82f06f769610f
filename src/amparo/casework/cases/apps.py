from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "amparo.casework.cases"
    label = "cases"
