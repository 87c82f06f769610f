"""What may be typed or chosen on the pages of this room."""

from amparo.reform.forms.figures import AskedForm

__all__ = ["AskedForm"]
