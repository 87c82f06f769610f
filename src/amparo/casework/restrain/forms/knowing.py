"""What is known of a suspect."""

from __future__ import annotations

from datetime import date

from django import forms

from amparo.casework.restrain.forms.fields import DatedForm, longer, one_of
from amparo.casework.restrain.models import ArrestCheck, Source, Tie
from amparo.casework.restrain.models.suspect import ABOUT_PEOPLE, ABOUT_PLACES

GRADED = {
    "4x4 A": "A. No doubt of the source", "4x4 B": "B. Mostly reliable",
    "4x4 C": "C. Mostly unreliable", "4x4 X": "X. Not tested before",
    "6x6 A": "A. Completely reliable", "6x6 B": "B. Usually reliable",
    "6x6 C": "C. Fairly reliable", "6x6 D": "D. Not usually reliable",
    "6x6 E": "E. Unreliable", "6x6 F": "F. Cannot be judged",
}  # fmt: skip
BELIEVED = {
    "4x4 1": "1. Known to be true", "4x4 2": "2. The source saw it",
    "4x4 3": "3. The source was told, and it fits what is known",
    "4x4 4": "4. The source was told, and it cannot be checked",
    "6x6 1": "1. Confirmed by others", "6x6 2": "2. Probably true",
    "6x6 3": "3. Possibly true", "6x6 4": "4. Doubtful",
    "6x6 5": "5. Improbable", "6x6 6": "6. Cannot be judged",
}  # fmt: skip
SCHEMES = [("4x4", "4x4, as police intelligence units do"), ("6x6", "6x6, as the Admiralty did")]


def _graded(table: dict[str, str]) -> list[tuple[str, object]]:
    return [
        ("", "Choose"),
        *(
            (f"If {scheme}", [(k, name) for k, name in table.items() if k.startswith(scheme)])
            for scheme in ("4x4", "6x6")
        ),
    ]


class FileForm(forms.Form):
    """How a suspect looks and where they can be found."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    description = longer("How they look")
    whereabouts = longer("Where they can be found")
    needs_warrant = one_of(
        "Does the law ask for a warrant before this arrest?",
        [("yes", "Yes"), ("no", "No, for example where they are caught in the act")],
    )

    def __init__(self, data: object = None, *, initial: dict[str, object]) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]


class SourceForm(DatedForm):
    """One source, graded."""

    kind = one_of("What kind of source", Source.Kind.choices)
    told = longer("What the source told", required=True)
    who = longer(
        "Who the source is",
        help_text="Shown only on request, and each look is written in the trail. Leave it empty "
        "where knowing it would endanger somebody.",
    )
    reliability = forms.ChoiceField(label="How reliable is the source")
    credibility = forms.ChoiceField(label="How sure is the information")

    def __init__(self, data: object = None, *, today: date, **initial: object) -> None:
        super().__init__(data, today=today, **initial)
        self.fields["reliability"].choices = _graded(GRADED)  # type: ignore[attr-defined]
        self.fields["credibility"].choices = _graded(BELIEVED)  # type: ignore[attr-defined]
        self.fields[
            "reliability"
        ].help_text = (
            "Grade source and information apart, both 4x4 or both 6x6, as your partners do."
        )

    def clean(self) -> dict[str, object]:
        """Both grades are of one scheme."""
        cleaned = super().clean() or {}
        schemes = {str(cleaned.get(f, "")).split(" ")[0] for f in ("reliability", "credibility")}
        if len(schemes - {""}) > 1:
            self.add_error("credibility", "Grade both by the same scheme")
        return cleaned

    def given(self) -> dict[str, object]:
        """The grades as scheme and letter and number."""
        cleaned = dict(self.cleaned_data)
        scheme, reliability = str(cleaned["reliability"]).split(" ")
        credibility = str(cleaned["credibility"]).split(" ")[1]
        return cleaned | {
            "scheme": scheme, "reliability": reliability, "credibility": credibility
        }  # fmt: skip


class TieForm(DatedForm):
    """An associate or a venue."""

    relation = one_of("What is it to the suspect?", [])
    who = longer("Who", required=True, help_text="Kept sealed. Shown only on request.")
    words = longer("What is known about it")
    field_order = ("token", "who", "relation", "words", "on")

    def __init__(self, data: object = None, *, kind: str, today: date) -> None:
        super().__init__(data, today=today)
        of_people = kind == Tie.Kind.ASSOCIATE
        fitting = ABOUT_PEOPLE if of_people else ABOUT_PLACES
        words = dict(Tie.Relation.choices)
        self.fields["relation"].choices = [(code, words[code]) for code in fitting]  # type: ignore[attr-defined]
        self.fields["who"].label = "Who" if of_people else "Which place, and where"
        self.fields["on"].label = "Since when it is known"
        self.order_fields(self.field_order)


class ArrestCheckForm(DatedForm):
    """How an arrest is known."""

    how = one_of("How do you know?", ArrestCheck.How.choices)
    is_confirmed = one_of(
        "Was the person arrested?",
        [("yes", "Yes"), ("no", "No, or it cannot be confirmed")],
    )
    words = longer("What was seen, read or told")
    field_order = ("token", "is_confirmed", "how", "on", "words")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, today=today)
        self.fields["on"].label = "When you checked"
        self.order_fields(self.field_order)

    def given(self) -> dict[str, object]:
        """The answer as yes or no."""
        cleaned = dict(self.cleaned_data)
        return cleaned | {"is_confirmed": cleaned["is_confirmed"] == "yes"}
