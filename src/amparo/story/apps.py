from django.apps import AppConfig


class StoryConfig(AppConfig):
    name = "amparo.story"
    label = "story"
