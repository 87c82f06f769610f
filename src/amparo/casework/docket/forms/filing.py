"""From the police's case to charges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from amparo.casework.cases.selectors.case import Who
from amparo.casework.cases.selectors.recording import Places
from amparo.casework.docket.models import Accused, CourtCase, PoliceCase
from amparo.casework.docket.selectors.court import name_of
from amparo.casework.frame.forms import CaseForm, Choice, where, whom
from amparo.directory.packs import Pack
from amparo.web.dates import spoken_date
from amparo.web.forms import PlainDateField

AS_RADIOS = 6  # more are a list to choose from, so that the page stays short
SEALED = "Kept sealed; a number leads to names in public registers."


class PoliceCaseForm(CaseForm):
    """Where and when the police registered the complaint."""

    place = forms.ChoiceField(label="Where", error_messages={"required": "Choose the station"})
    on = PlainDateField(label="Registered on")
    number = forms.CharField(required=False, max_length=60, label="Number", help_text=SEALED)

    def __init__(self, data: object = None, *, places: Places) -> None:
        super().__init__(data)
        self.offer(place=where(places))


class CourtCaseForm(CaseForm):
    """The court, the day, the number."""

    place = forms.ChoiceField(label="Court", error_messages={"required": "Choose the court"})
    on = PlainDateField(label="Filed on")
    number = forms.CharField(required=False, max_length=60, label="Docket number", help_text=SEALED)
    police_case = forms.ChoiceField(required=False, label="Grew out of")
    appeal_of = forms.ChoiceField(required=False, label="Is an appeal of")

    def __init__(
        self,
        data: object = None,
        *,
        places: Places,
        police: Sequence[PoliceCase],
        courts: Sequence[tuple[str, str]],
    ) -> None:
        super().__init__(data)
        registered: list[Choice] = [
            (str(row.pk), f"{row.institution.name}, {spoken_date(row.registered_on)}")
            for row in police
        ]
        self.offer(
            place=where(places),
            police_case=[("", "No complaint recorded here"), *registered],
            appeal_of=[("", "No, it is tried here first"), *courts],
        )
        for name, offered in (("police_case", registered), ("appeal_of", courts)):
            if not offered:
                del self.fields[name]


class JoinForm(CaseForm):
    """Another case's court case that this case is about too."""

    court_case = forms.ChoiceField(
        label="Which court case",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the court case"},
    )
    on = PlainDateField(label="Since")

    def __init__(
        self, data: object = None, *, ours: Sequence[CourtCase], others: Sequence[CourtCase],
        today: date,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"on": today})
        first, rest = ([(str(row.pk), _words(row)) for row in rows] for rows in (ours, others))
        if len(first) + len(rest) > AS_RADIOS:
            self.fields["court_case"].widget = forms.Select()
            groups = [("With an accused of this file", first), ("Others", rest)]
            self.offer(court_case=[("", "Choose"), *(one for one in groups if one[1])])
        else:
            self.offer(court_case=[*first, *rest])


def _words(row: CourtCase) -> str:
    codes = ", ".join(sorted(joined.case.code for joined in row.joined.all()))
    return f"{name_of(row)}, filed {spoken_date(row.filed_on)}, with {codes}"


class AccuseForm(CaseForm):
    """Who is accused, since when."""

    person = forms.ChoiceField(
        label="Who", widget=forms.RadioSelect, error_messages={"required": "Choose who"}
    )
    on = PlainDateField(label="Since")

    def __init__(self, data: object = None, *, people: Sequence[Who], since: date) -> None:
        super().__init__(data, initial={"on": since})
        self.offer(person=whom(people))


class AccusedForm(forms.Form):
    """Who defends them, in which language, and whether the papers were given to them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    counsel = forms.ChoiceField(
        label="Who defends them", choices=Accused.Counsel.choices, widget=forms.RadioSelect
    )
    language = forms.CharField(required=False, max_length=60, label="Their language")
    disclosed_on = PlainDateField(
        required=False, label="The papers were given to the defence on",
        help_text="Leave it empty while they have not been.",
    )  # fmt: skip

    def __init__(self, data: object = None, *, accused: Accused) -> None:
        initial = {
            "version": accused.version, "counsel": accused.counsel, "language": accused.language,
            "disclosed_on": accused.disclosed_on,
        }  # fmt: skip
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]


def offences(pack: Pack, *, on: date) -> list[Choice]:
    """The offences of the pack by law, special law before ordinary law."""
    laws: dict[str, list[tuple[str, str]]] = {}
    for offence in sorted(pack.offences, key=lambda one: (not one.special_law, one.law, one.name)):
        if offence.is_in_force(on) or offence.effective_to is not None:
            laws.setdefault(offence.law, []).append(
                (offence.key, f"{offence.name} ({offence.section})")
            )
    return [("", "Choose"), *laws.items()]


class ChargeForm(CaseForm):
    """One offence against one accused."""

    accused = forms.ChoiceField(
        label="Against whom", error_messages={"required": "Choose the accused"}
    )
    offence = forms.ChoiceField(label="Offence", error_messages={"required": "Choose the offence"})
    victim = forms.ChoiceField(required=False, label="Done to")
    acted_on = PlainDateField(
        required=False,
        label="Done on",
        help_text="The law of that day applies. Leave it empty where it is not known.",
    )
    on = PlainDateField(label="Charged on")
    place = forms.ChoiceField(required=False, label="Who laid the charge")

    def __init__(
        self,
        data: object = None,
        *,
        accused: Sequence[Choice],
        people: Sequence[Who],
        pack: Pack,
        places: Places,
        today: date,
    ) -> None:
        start: dict[str, Any] = {"on": today}
        survivors = [who for who in people if who.is_survivor]
        if len(accused) == 1:
            start["accused"] = accused[0][0]
        if len(survivors) == 1:
            start["victim"] = survivors[0].person_id
        super().__init__(data, initial=start)
        self.offer(
            accused=[("", "Choose"), *accused],
            offence=offences(pack, on=today),
            victim=whom(survivors, first="All of them, or nobody in particular"),
            place=where(places, first="Not known"),
        )


class AmendForm(forms.Form):
    """Another charge in the place of one."""

    offence = forms.ChoiceField(
        label="New offence", error_messages={"required": "Choose the offence"}
    )
    on = PlainDateField(label="Changed on")
    reason = forms.CharField(
        max_length=500,
        label="Why",
        help_text="Both charges stay on record. No names.",
        error_messages={"required": "Say why it was changed"},
    )

    def __init__(self, data: object = None, *, pack: Pack, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["offence"].choices = offences(pack, on=today)  # type: ignore[attr-defined]
