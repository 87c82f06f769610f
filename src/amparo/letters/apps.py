from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "amparo.letters"
    label = "letters"
