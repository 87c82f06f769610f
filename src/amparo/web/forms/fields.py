"""Fields for dates as people know them, and for a number between two ends."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from amparo.web.dates import CannotReadDate, Dated, Order, Precision, read_date, spoken_date


class _DateText(forms.TextInput):
    def __init__(self) -> None:
        super().__init__(attrs={"class": "govuk-input--width-20", "autocomplete": "off"})


class DatePrecisionField(forms.Field):
    """One box that takes 3 March 2024, 03/03/2024, March 2024, 2024 or about June 2024.

    Its value is a `Dated`, or None when optional and left empty. `order` is how the jurisdiction
    reads 03/04/2024; `future` says whether days to come are taken.
    """

    widget = _DateText

    def __init__(self, *, order: Order = "dmy", future: bool = False, **kwargs: Any) -> None:
        self.order: Order = order
        self.future = future
        kwargs.setdefault("help_text", self.hint())
        super().__init__(**kwargs)
        self.error_messages["required"] = kwargs.get("error_messages", {}).get(
            "required", "Enter a date"
        )

    def hint(self) -> str:
        """What may be typed."""
        return "For example, 3 March 2024. If you do not know the day, March 2024 or 2024 will do."

    def to_python(self, value: object) -> Any:
        """Read what was typed. Raises ValidationError with advice."""
        if value in self.empty_values:
            return None
        if isinstance(value, Dated):
            return value
        if isinstance(value, date):
            return Dated(value, Precision.DAY)
        today = timezone.localdate()
        try:
            dated = read_date(str(value)[:60], order=self.order, today=today)
        except CannotReadDate as error:
            raise ValidationError(str(error), code="invalid") from error
        if dated.on > today and not self.future:
            raise ValidationError(
                f"This day is still to come. Today is {spoken_date(today)}.", code="future"
            )
        return dated

    def prepare_value(self, value: object) -> object:
        """Show a stored date as it would be typed."""
        if isinstance(value, Dated):
            return str(value)
        return spoken_date(value) if isinstance(value, date) else value

    def has_changed(self, initial: object, data: object) -> bool:
        """Whether another date was typed, however it is written."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class PlainDateField(DatePrecisionField):
    """One box for a whole day. Its value is a `date`, or None."""

    def hint(self) -> str:
        """What may be typed."""
        return "For example, 3 March 2024"

    def to_python(self, value: object) -> Any:
        """Read what was typed. Raises ValidationError when the day is missing."""
        dated = super().to_python(value)
        if dated is None:
            return None
        if dated.precision is not Precision.DAY:
            raise ValidationError("Add the day, like 3 March 2024.", code="invalid")
        return dated.on


class _Slider(forms.NumberInput):
    template_name = "web/forms/widgets/slider.html"

    def __init__(self, *, unit: str, **attrs: Any) -> None:
        self.unit = unit
        super().__init__(attrs={"inputmode": "numeric", **attrs})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "unit": self.unit}


class SliderField(forms.IntegerField):
    """A whole number from `low` to `high`, typed, or moved by a slider where scripts run.

    Its value is an int. `unit` stands after the number, such as %.
    """

    def __init__(
        self, *, low: int, high: int, step: int = 1, unit: str = "", **kwargs: Any
    ) -> None:
        kwargs.setdefault("widget", _Slider(unit=unit, **{"data-step": step}))
        super().__init__(min_value=low, max_value=high, **kwargs)
        between = f"Enter a whole number from {low:,} to {high:,}"
        for code in ("min_value", "max_value", "invalid", "required"):
            self.error_messages[code] = between
