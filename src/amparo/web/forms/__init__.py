"""Forms in the GOV.UK pattern: label, hint, error, and one box for a date."""

from amparo.web.forms.fields import DatePrecisionField, PlainDateField
from amparo.web.forms.rendering import Renderer

__all__ = ["DatePrecisionField", "PlainDateField", "Renderer"]
