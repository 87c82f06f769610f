"""What is typed about a person."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from amparo.casework.cases.models import Channel
from amparo.casework.cases.services.people import Detail, Particulars
from amparo.directory.packs import code_list
from amparo.web.forms import PlainDateField

ROLES = [
    ("victim", "Victim"), ("suspect", "Suspect"), ("witness", "Witness"),
    ("official", "Official"), ("guardian", "Guardian"),
]  # fmt: skip
LISTS = {
    "aliases": "alias", "nicknames": "nickname", "phones": "phone",
    "agency_numbers": "agency_number", "document_numbers": "document_number",
}  # fmt: skip
OLDEST = 120
YEAR_DIGITS = 4


class OnePerLine(forms.CharField):
    """A box with one value a line; its value is a list of them."""

    widget = forms.Textarea

    def __init__(self, *, label: str, help_text: str = "One on each line.") -> None:
        super().__init__(
            label=label, required=False, max_length=1000, help_text=help_text,
            widget=forms.Textarea(attrs={"rows": 2}),
        )  # fmt: skip

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        """Each line without its spaces; empty ones left out."""
        text = super().to_python(value) or ""
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))

    def validate(self, value: object) -> None:
        """Long lines are no names or numbers."""

    def run_validators(self, value: object) -> None:
        """No line is longer than a name can be."""
        if isinstance(value, list) and any(len(line) > 200 for line in value):
            raise ValidationError("Keep each line under 200 characters")

    def prepare_value(self, value: object) -> object:
        """A list as lines."""
        return "\n".join(value) if isinstance(value, list) else value


class BornField(forms.CharField):
    """An age or a year of birth; its value is the year, or None."""

    def to_python(self, value: object) -> int | None:  # type: ignore[override]
        """14 → the year 14 years ago; 2010 → 2010. Raises ValidationError for anything else."""
        text = str(value or "").strip()
        if not text:
            return None
        year = timezone.localdate().year
        if not (text.isascii() and text.isdigit()) or len(text) > YEAR_DIGITS:
            raise ValidationError("Enter an age like 14, or a year like 2010")
        born = int(text) if len(text) == YEAR_DIGITS else year - int(text)
        if not year - OLDEST <= born <= year:
            raise ValidationError("Enter an age like 14, or a year like 2010")
        return born

    def validate(self, value: object) -> None:
        """Read already."""

    def run_validators(self, value: object) -> None:
        """Read already."""


class ParticularsForm(forms.Form):
    """What may be kept of a person."""

    name = forms.CharField(
        label="Name", max_length=200,
        error_messages={"required": "Enter the name, or say that it is not known"},
    )  # fmt: skip
    name_not_known = forms.BooleanField(label="The name is not known", required=False)
    born = BornField(
        label="Age or year of birth", required=False,
        help_text="An age like 14 is kept as a year. It decides whether a child's rules apply.",
    )  # fmt: skip
    sex = forms.ChoiceField(label="Sex", required=False)
    language = forms.CharField(label="Language they speak best", required=False, max_length=60)
    safe_contact = forms.CharField(
        label="Safe contact", required=False, max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="How, when and in which words. Empty means: do not contact.",
    )  # fmt: skip
    safe_channel = forms.ChoiceField(
        label="The safe way", required=False, choices=[("", "Not known yet"), *Channel.choices],
        help_text="News about a suspect goes by this way. Another way needs a reason.",
    )  # fmt: skip
    phones = OnePerLine(label="Phones", help_text="One on each line. Kept to find them again.")
    aliases = OnePerLine(label="Other names and spellings")
    nicknames = OnePerLine(label="Nicknames")
    agency_numbers = OnePerLine(label="Other agencies' numbers")
    document_numbers = OnePerLine(label="Identity document numbers")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        sexes = code_list("sexes").choices(on=timezone.localdate())
        self.fields["sex"].choices = [("", "Not recorded"), *sexes]  # type: ignore[attr-defined]
        is_unknown = bool(self.data.get("name_not_known"))
        self.fields["name"].required = not (is_unknown or self.names_no_one())

    def names_no_one(self) -> bool:
        """Whether someone kept already was chosen, so that nothing more is needed."""
        return bool(self.data.get("victim") or self.data.get("person"))

    def particulars(self, before: Sequence[Detail] = ()) -> Particulars:
        """What was typed; a number kept before keeps its issuer."""
        given = self.cleaned_data
        issuers = {(detail.kind, detail.value): detail.issuer for detail in before}
        return Particulars(
            name="not known" if given["name_not_known"] else given["name"],
            details=tuple(
                Detail(kind, value, issuers.get((kind, value)))
                for name, kind in LISTS.items()
                for value in given.get(name) or ()
            ),
            safe_contact=given["safe_contact"],
            birth_year=given["born"],
            sex=given["sex"],
            language=given["language"],
            safe_channel=given.get("safe_channel", ""),
        )

    @staticmethod
    def initial_of(kept: Particulars) -> dict[str, object]:
        """What is kept, as the form shows it."""
        lists = {
            name: [detail.value for detail in kept.details if detail.kind == kind]
            for name, kind in LISTS.items()
        }
        unknown = kept.name == "not known"
        return {
            "name": "" if unknown else kept.name, "name_not_known": unknown,
            "born": kept.birth_year, "sex": kept.sex, "language": kept.language,
            "safe_contact": kept.safe_contact, "safe_channel": kept.safe_channel, **lists,
        }  # fmt: skip


class LookForm(forms.Form):
    """Search before adding: whom it may be."""

    role = forms.ChoiceField(label="What are they to this case?", choices=ROLES)
    name = forms.CharField(
        label="Name or nickname", required=False, max_length=200,
        help_text="Spellings that look or sound alike are found too.",
    )  # fmt: skip
    number = forms.CharField(
        label="Phone, or another agency's number", required=False, max_length=100
    )

    def texts(self) -> list[str]:
        """What to look for."""
        return [self.cleaned_data[key] for key in ("name", "number") if self.cleaned_data[key]]


class AddPersonForm(ParticularsForm):
    """Someone new in a case, or someone kept already, with their role."""

    field_order = ("role", "on")

    person = forms.CharField(required=False, widget=forms.HiddenInput)
    role = forms.ChoiceField(label="What are they to this case?", choices=ROLES)
    on = PlainDateField(label="Since when?")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()


class ChangePersonForm(ParticularsForm):
    """What is kept of a person, with the version it was read at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class EndRoleForm(forms.Form):
    """The day a role ended."""

    on = PlainDateField(label="Last day in this role")
