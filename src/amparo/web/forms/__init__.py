"""Forms in the GOV.UK pattern: label, hint, error, one box for a date, a slider for a number."""

from amparo.web.forms.fields import DatePrecisionField, PlainDateField, SliderField
from amparo.web.forms.rendering import Renderer

__all__ = ["DatePrecisionField", "PlainDateField", "Renderer", "SliderField"]
