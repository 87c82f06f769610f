"""The shape of what is typed about places, institutions, units and posts."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from amparo.directory.models import Institution, Jurisdiction
from amparo.web.forms import PlainDateField


class PlaceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic only to mypy
    """A place, chosen from the tree; its label says what kind of place it is."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.get_kind_display().lower()})"


class FindForm(forms.Form):
    """What the list of institutions is narrowed to."""

    filtering = True

    text = forms.CharField(label="Name", max_length=100, required=False)
    kind = forms.ChoiceField(
        label="Kind", choices=[("", "Every kind"), *Institution.Kind.choices], required=False
    )
    place = forms.ModelChoiceField(
        queryset=Jurisdiction.objects.none(), to_field_name="code", label="Place",
        empty_label="Everywhere", required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, places: QuerySet[Jurisdiction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]

    def asked(self) -> dict[str, str]:
        """What was asked; what cannot be read asks for nothing."""
        self.is_valid()
        place = self.cleaned_data.get("place")
        return {
            "text": self.cleaned_data.get("text", "").strip(),
            "kind": self.cleaned_data.get("kind", ""),
            "place": place.code if place else "",
        }


class InstitutionForm(forms.Form):
    """A new institution, or a correction of one."""

    name = forms.CharField(label="What is it called?", max_length=150)
    kind = forms.ChoiceField(
        label="What kind is it?", choices=[("", "Choose a kind"), *Institution.Kind.choices]
    )
    jurisdiction = PlaceField(
        queryset=Jurisdiction.objects.none(), label="For which place?", empty_label="Choose a place"
    )

    def __init__(self, *args: Any, places: QuerySet[Jurisdiction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jurisdiction"].queryset = places  # type: ignore[attr-defined]


class NewInstitutionForm(InstitutionForm):
    """A new institution."""

    time_zone = forms.CharField(
        label="Time zone", max_length=60, initial="UTC", help_text="For example, Asia/Manila"
    )

    def clean_time_zone(self) -> str:
        """A zone that is known."""
        zone = str(self.cleaned_data["time_zone"]).strip()
        if zone not in available_timezones():
            raise ValidationError("Enter a time zone such as Asia/Manila or Asia/Kolkata.")
        return zone


class ChangeInstitutionForm(InstitutionForm):
    """A correction, with the version it was made on."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class UnitForm(forms.Form):
    """A new unit."""

    name = forms.CharField(
        label="What is it called?", max_length=150, help_text="For example, Station 7 or Branch 23"
    )
    kind = forms.CharField(
        label="What is it?", max_length=60, required=False,
        help_text="For example, station, desk for women and children, branch",
    )  # fmt: skip
    opened_on = PlainDateField(label="When did it open?", required=False)


class CloseForm(forms.Form):
    """The day a unit closed, or someone left."""

    on = PlainDateField(label="On which day?")


class PostForm(forms.Form):
    """A new post."""

    title = forms.CharField(
        label="Title of the post", max_length=150, help_text="For example, Chief of Station 7"
    )
    duty = forms.CharField(label="What it is there for", max_length=300, required=False)


class HolderForm(forms.Form):
    """Who holds a post, and when."""

    holder_name = forms.CharField(label="Name of the official", max_length=150)
    from_on = PlainDateField(label="First day in the post")
    to_on = PlainDateField(
        label="Last day in the post", required=False,
        help_text="Leave it empty for who holds the post now; "
        "whoever held it is then shown as leaving the day before.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", "The last day cannot be before the first.")
        return cleaned


class PlaceForm(forms.Form):
    """A new place in the tree."""

    name = forms.CharField(label="What is it called?", max_length=120)
    code = forms.SlugField(
        label="Short code", max_length=60, help_text="For example, ph-cebu-city. It cannot change."
    )
    kind = forms.ChoiceField(
        label="What kind is it?", choices=[("", "Choose a kind"), *Jurisdiction.Kind.choices]
    )
    parent = PlaceField(
        queryset=Jurisdiction.objects.none(),
        label="Inside which place?",
        required=False,
        empty_label="None: a country of its own",
    )
    population = forms.IntegerField(
        label="How many people live there?", min_value=0, max_value=10_000_000_000, required=False
    )
    population_year = forms.IntegerField(
        label="Counted in which year?", min_value=1800, max_value=2100, required=False
    )
    population_source = forms.CharField(
        label="Counted by whom?", max_length=200, required=False,
        help_text="For example, Philippine Statistics Authority, census of 2020",
    )  # fmt: skip

    def __init__(self, *args: Any, places: QuerySet[Jurisdiction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = places  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        """Small letters, digits and hyphens."""
        code = str(self.cleaned_data["code"]).lower()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
            raise ValidationError("Use small letters, digits and single hyphens.")
        return code

    def clean(self) -> dict[str, Any]:
        """A population comes with its year and source."""
        cleaned = super().clean() or {}
        if cleaned.get("population") is None:
            return cleaned
        for field, said in (("population_year", "year"), ("population_source", "source")):
            if field not in self.errors and not cleaned.get(field):
                self.add_error(field, f"Enter the {said} of the population.")
        return cleaned
