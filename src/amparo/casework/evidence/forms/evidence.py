"""Exhibits, handing over, files, laboratory, statements, and what proves what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from amparo.casework.apart.forms import CLOCK, moment
from amparo.casework.cases.selectors.case import Who
from amparo.casework.cases.selectors.recording import Places
from amparo.casework.evidence.models import ExhibitFile, Interview
from amparo.casework.evidence.selectors.evidence import Evidence
from amparo.casework.evidence.services.proof import Where
from amparo.casework.frame.forms import CaseForm, Choice, codes, where, whom
from amparo.directory.models import Institution
from amparo.directory.packs import Pack, code_list
from amparo.web.forms import PlainDateField

SEALED = "Kept sealed."
NEVER = (
    "Never upload material that shows the abuse of a child, and never describe what it shows. Tick "
    "this, and give the hash or the seizure reference that the police wrote down."
)
MOMENT = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class ExhibitForm(CaseForm):
    """What it is, where and by whom it was seized, who holds it."""

    kind = forms.ChoiceField(label="Kind", error_messages={"required": "Choose the kind"})
    what = forms.CharField(
        max_length=500, label="What it is", help_text=SEALED,
        error_messages={"required": "Say what it is"},
    )  # fmt: skip
    is_abuse_material = forms.BooleanField(
        required=False, label="It shows or holds the abuse of a child", help_text=NEVER
    )
    reference = forms.CharField(required=False, max_length=120, label="Seizure reference")
    sha256 = forms.CharField(required=False, max_length=64, label="SHA-256 hash, if one was taken")
    place = forms.CharField(
        required=False, max_length=200, label="Where it was seized", help_text=SEALED
    )
    seized_on = PlainDateField(label="Seized on")
    seized_by = forms.CharField(
        required=False, max_length=150, label="Who seized it", help_text=SEALED
    )
    seized_from = forms.ChoiceField(required=False, label="From whom")
    holder = forms.CharField(
        max_length=150, label="Who holds it now", help_text=f"A person or a store. {SEALED}",
        error_messages={"required": "Say who holds it now"},
    )  # fmt: skip
    seal_number = forms.CharField(required=False, max_length=60, label="Seal number")

    def __init__(self, data: object = None, *, people: Sequence[Who], today: date) -> None:
        super().__init__(data, initial={"seized_on": today})
        self.offer(
            kind=codes("evidence_kinds", on=today, first="Choose"),
            seized_from=whom(people, first="Nobody, or not known"),
        )


class MoveForm(CaseForm):
    """A line of custody, which can never be rewritten."""

    taker = forms.CharField(
        max_length=150, label="Handed over to", help_text=SEALED,
        error_messages={"required": "Say to whom"},
    )  # fmt: skip
    why = forms.CharField(
        max_length=300, label="Why", help_text=SEALED, error_messages={"required": "Say why"}
    )
    moved_at = forms.DateTimeField(label="When", widget=MOMENT, input_formats=MOMENTS)
    seal_number = forms.CharField(required=False, max_length=60, label="Seal number then")

    def __init__(self, data: object = None, *, now: datetime) -> None:
        super().__init__(data, initial={"moved_at": now})


class FileForm(forms.Form):
    """A file of an exhibit."""

    file = forms.FileField(
        label="File", help_text="A PDF, PNG or JPEG of up to 25 MB. Its SHA-256 is taken here.",
        error_messages={"required": "Choose a file"},
    )  # fmt: skip
    copy = forms.ChoiceField(
        label="Which copy", choices=ExhibitFile.Copy.choices, widget=forms.RadioSelect,
        initial=ExhibitFile.Copy.EVIDENTIARY,
        help_text="The evidentiary copy is never changed. Mark and cut working copies.",
    )  # fmt: skip
    expected = forms.CharField(
        required=False, max_length=64, label="Its hash where it came from",
        help_text="If the police took a SHA-256, both are compared before it is kept.",
    )  # fmt: skip

    def __init__(self, data: object = None, files: object = None) -> None:
        super().__init__(data, files, use_required_attribute=False)  # type: ignore[arg-type]


class LabForm(CaseForm):
    """What a laboratory is asked."""

    place = forms.ChoiceField(required=False, label="Laboratory")
    asked = forms.CharField(
        max_length=500, label="What it is asked", help_text=SEALED,
        error_messages={"required": "Say what it is asked"},
    )  # fmt: skip
    on = PlainDateField(label="Sent on")

    def __init__(self, data: object = None, *, places: Places, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.offer(place=where(places, first="Not in the directory"))


class ResultForm(forms.Form):
    """What the laboratory found."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    result = forms.CharField(
        max_length=2000, label="What it found", help_text=SEALED,
        widget=forms.Textarea(attrs={"rows": 4}), error_messages={"required": "Say what it found"},
    )  # fmt: skip
    on = PlainDateField(label="Received on")

    def __init__(self, data: object = None, *, version: int, today: date) -> None:
        initial = {"version": version, "on": today}
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]


class InterviewForm(CaseForm):
    """A statement that was taken."""

    person = forms.ChoiceField(label="Whose", error_messages={"required": "Choose whose"})
    on = PlainDateField(label="On which day")
    mode = forms.ChoiceField(
        label="How it was kept", choices=Interview.Mode.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose how it was kept"},
    )  # fmt: skip
    room = forms.ChoiceField(
        label="Where", choices=Interview.Room.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose where"},
    )  # fmt: skip
    words = forms.CharField(
        required=False, max_length=300, label="Who took it, and where it is kept", help_text=SEALED
    )
    reason = forms.CharField(
        required=False, max_length=500, label="If it was taken before: why again",
        help_text="A child is asked once. A second time needs a written reason.",
    )  # fmt: skip
    place = forms.CharField(
        required=False, max_length=120, label="Which room, by the name everyone uses",
        help_text="Then you are told if a suspect was there too. Kept sealed.",
    )  # fmt: skip
    starts_at = forms.TimeField(required=False, label="From", widget=CLOCK)
    ends_at = forms.TimeField(required=False, label="Until", widget=CLOCK)
    why_met = forms.CharField(
        max_length=500, label="Why there was no other way", required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Kept sealed, with your name.",
    )  # fmt: skip

    def __init__(self, data: object = None, *, people: Sequence[Who], today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.offer(person=whom(people, first="Choose"))
        self.why_field = self.fields.pop("why_met")
        if self.data.get("why_met"):
            self.ask_why()

    def ask_why(self) -> None:
        """Offer the box for a reason."""
        self.fields["why_met"] = self.why_field

    def clean(self) -> dict[str, Any]:
        """A room is looked at for the hours they were in it."""
        given = super().clean() or self.cleaned_data
        if given.get("place") and not given.get("starts_at"):
            self.add_error("starts_at", "Say from when they were in that room")
        return given

    def where(self) -> Where | None:
        """The room and the hours, where a room was named; past midnight is the next day."""
        given = self.cleaned_data
        if not given["place"].strip():
            return None
        from_at = moment(given["on"], given["starts_at"])
        until_at = moment(given["on"], given["ends_at"]) if given["ends_at"] else None
        if until_at is not None and until_at <= from_at:
            until_at += timedelta(days=1)
        return Where(given["place"], from_at, until_at, given.get("why_met", ""))


class TieForm(forms.Form):
    """What proves an element of an offence."""

    point = forms.ChoiceField(
        label="What it proves", error_messages={"required": "Choose what it proves"}
    )
    piece = forms.ChoiceField(
        label="Exhibit or statement", error_messages={"required": "Choose what proves it"}
    )

    def __init__(self, data: object = None, *, pack: Pack, evidence: Evidence) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        names = code_list("elements")
        points: list[Choice] = [
            (
                offence.name,
                [(f"{offence.key}|{code}", f"{names.name_of(code)}") for code in offence.elements],
            )
            for offence in pack.offences
        ]
        pieces = [
            (f"e|{one.id}", f"Exhibit {one.number}: {one.kind_name}") for one in evidence.exhibits
        ] + [
            (f"i|{one.id}", f"Statement {one.number} of {one.who.lower()}")
            for one in evidence.interviews
        ]
        self.fields["point"].choices = [("", "Choose"), *points]  # type: ignore[attr-defined]
        self.fields["piece"].choices = [("", "Choose"), *pieces]  # type: ignore[attr-defined]


class BundleForm(CaseForm):
    """To whom the bundle goes, and why; both stand in the disclosure log."""

    to = forms.ChoiceField(
        label="To whom", help_text="The prosecution or the police, as the directory knows them.",
        error_messages={"required": "Say to whom it goes"},
    )  # fmt: skip
    why = forms.CharField(
        max_length=300, label="Why", help_text=SEALED, error_messages={"required": "Say why"}
    )
    names = forms.BooleanField(
        required=False, label="With names",
        help_text="Leave it out for anyone but the prosecutor. Consent must cover identity then.",
    )  # fmt: skip

    def __init__(self, data: object = None, *, institutions: Sequence[Institution]) -> None:
        super().__init__(data)
        self.institutions = {str(one.pk): one for one in institutions}
        self.offer(to=_chosen_from(institutions))


class BundleDutyForm(forms.Form):
    """The law that asks for a bundle."""

    to = forms.ChoiceField(
        label="Who asks for it", error_messages={"required": "Say who asks for it"}
    )
    citation = forms.CharField(
        max_length=200, label="Which law, and which article",
        error_messages={"required": "Name the law and the article"},
    )  # fmt: skip

    def __init__(self, data: object = None, *, institutions: Sequence[Institution]) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
        self.institutions = {str(one.pk): one for one in institutions}
        self.fields["to"].choices = _chosen_from(institutions)  # type: ignore[attr-defined]


def _chosen_from(institutions: Sequence[Institution]) -> list[Choice]:
    return [("", "Choose"), *((str(one.pk), one.name) for one in institutions)]
