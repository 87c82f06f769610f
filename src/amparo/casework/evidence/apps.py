from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "amparo.casework.evidence"
    label = "evidence"
