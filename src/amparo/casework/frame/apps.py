from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "amparo.casework.frame"
    label = "frame"
