from django.apps import AppConfig


class DocketConfig(AppConfig):
    name = "amparo.casework.docket"
    label = "docket"
