from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "amparo.repair.training"
    label = "training"
