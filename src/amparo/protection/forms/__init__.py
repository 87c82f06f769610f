"""What may be typed on the pages of protection."""

from amparo.protection.forms.indicators import EnterForm, KeepForm
from amparo.protection.forms.studies import ImpunityForm, StudyForm, WaveForm

__all__ = ["EnterForm", "ImpunityForm", "KeepForm", "StudyForm", "WaveForm"]
