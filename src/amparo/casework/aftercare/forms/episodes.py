"""Services begun, given and ended; notes, income, how it was found; papers and money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from amparo.casework.aftercare.forms.placements import sealed_words
from amparo.casework.aftercare.models import (
    Episode,
    Income,
    NotesErasure,
    PaperStep,
    Satisfaction,
    ServiceReferral,
)
from amparo.casework.aftercare.services.episodes import Plan
from amparo.casework.cases.selectors.case import Who
from amparo.casework.frame.forms import AlsoFor, CaseForm, codes, whom
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.web.forms import PlainDateField

Known = Sequence[Institution]


def _amount(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=14, decimal_places=2)


def _currency(start: str) -> forms.CharField:
    return forms.CharField(
        label="Currency", min_length=3, max_length=3, initial=start, help_text="For example, PHP"
    )


def _named(known: Known, first: str) -> list[tuple[str, str]]:
    return [("", first), *((str(one.pk), one.name) for one in known)]


class BeginForm(CaseForm):
    """A service that began, and what is planned of it."""

    referral = forms.ChoiceField(
        label="From which referral", required=False, help_text="Then the next three are known."
    )
    person = forms.ChoiceField(label="Who", required=False)
    also = AlsoFor(
        help_text="Brothers, sisters or others who get the same. Each gets a record of their own."
    )
    service = forms.ChoiceField(label="Which service", required=False)
    provider = forms.ChoiceField(label="Who gives it", required=False)
    on = PlainDateField(label="Began on")
    n = forms.IntegerField(label="How many are planned", min_value=1, max_value=5000)
    unit = forms.ChoiceField(
        label="Counted in", choices=Episode.Unit.choices, widget=forms.RadioSelect,
        help_text="Days for school and training.",
    )  # fmt: skip
    until = PlainDateField(label="Planned until", required=False, future=True)

    def __init__(
        self, data: object = None, *, today: date, who: Sequence[Who], institutions: Known,
        accepted: Sequence[ServiceReferral],
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"on": today, "unit": Episode.Unit.SESSION})
        survivors = [one for one in who if one.is_survivor]
        self.offer_others(whom(survivors) if len(survivors) > 1 else [])
        self.accepted = {str(row.pk): row for row in accepted}
        self.institutions = {str(one.pk): one for one in institutions}
        labels = {one.person_id: one.label for one in who}
        names = code_list("services")
        self.offer(
            referral=[
                ("", "None"),
                *(
                    (pk, f"{labels.get(str(row.person_id), '')}, {names.name_of(row.service)}, "
                     f"{row.recipient.name}")
                    for pk, row in self.accepted.items()
                ),
            ],
            person=whom(survivors, first="Choose"),
            service=codes("services", on=today, first="Choose"),
            provider=_named(institutions, "Our own office"),
        )  # fmt: skip

    def clean(self) -> dict[str, object]:
        """Who and which service are known from the referral, or chosen."""
        cleaned = super().clean() or {}
        if not cleaned.get("referral"):
            for field, said in (("person", "Choose who"), ("service", "Choose which service")):
                if not cleaned.get(field):
                    self.add_error(field, said)
        return cleaned

    def plan(self) -> Plan:
        """What is planned."""
        given = self.cleaned_data
        return Plan(given["n"], Episode.Unit(given["unit"]), given["until"])


class GivenForm(CaseForm):
    """What took place over some days."""

    also = AlsoFor(help_text="Those who were there too, with the same counts.")
    from_on = PlainDateField(label="From")
    to_on = PlainDateField(label="Through")
    n_expected = forms.IntegerField(label="How many were expected", min_value=0, max_value=400)
    n_given = forms.IntegerField(label="How many took place", min_value=0, max_value=400)
    why_less = forms.ChoiceField(
        label="If fewer took place: why", required=False,
        help_text="“It was not safe to go” raises a safety alert.",
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, today: date, others: Sequence[tuple[str, str]] = ()
    ) -> None:
        super().__init__(data, initial={"from_on": today, "to_on": today, "n_expected": 1})
        self.offer_others(others)
        self.offer(why_less=codes("missed_reasons", on=today, first="None were missed"))


class EndServiceForm(forms.Form):
    """Why a service ended."""

    on = PlainDateField(label="Ended on")
    why = forms.ChoiceField(
        label="Why", widget=forms.RadioSelect, error_messages={"required": "Say why it ended"}
    )

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["why"].choices = codes("service_ends", on=today)  # type: ignore[attr-defined]


class NoteForm(CaseForm):
    """A note."""

    on = PlainDateField(label="Of which day")
    words = sealed_words("What was said or found", required=True)

    def __init__(self, data: object = None, *, today: date, is_closed_part: bool) -> None:
        super().__init__(data, initial={"on": today})
        if is_closed_part:
            self.fields["words"].help_text = (
                "Kept under a key of its own. Only you read it, and whoever holds this closed part "
                "of the case."
            )


class IncomeForm(CaseForm):
    """What the household earns."""

    on = PlainDateField(label="Asked on")
    amount = _amount("How much")
    currency = _currency("")
    per = forms.ChoiceField(label="How often", choices=Income.Per.choices, widget=forms.RadioSelect)

    def __init__(self, data: object = None, *, today: date, currency: str) -> None:
        super().__init__(data, initial={"on": today, "currency": currency, "per": "month"})


class SatisfactionForm(CaseForm):
    """How the survivor found a service, in their own answer."""

    on = PlainDateField(label="Asked on")
    score = forms.ChoiceField(
        label="What did they say?", required=False, widget=forms.RadioSelect,
        choices=[*Satisfaction.Score.choices, ("", "They did not wish to say")],
        help_text="Ask without the provider in the room.",
    )  # fmt: skip
    words = sealed_words("In their own words")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class PaperForm(CaseForm):
    """A paper a survivor needs."""

    person = forms.ChoiceField(label="Who", widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="Which paper")
    issuer = forms.ChoiceField(label="Who issues it", required=False)

    def __init__(
        self, data: object = None, *, today: date, who: Sequence[Who], institutions: Known
    ) -> None:
        super().__init__(data)
        self.institutions = {str(one.pk): one for one in institutions}
        survivors = [one for one in who if one.is_survivor]
        if len(survivors) == 1:
            self.initial["person"] = survivors[0].person_id
        self.offer(
            person=whom(survivors), kind=codes("legal_papers", on=today, first="Choose"),
            issuer=_named(institutions, "Not known"),
        )  # fmt: skip


class PaperStepForm(CaseForm):
    """What became of a paper."""

    what = forms.ChoiceField(
        label="What happened", choices=PaperStep.What.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say what happened"},
    )  # fmt: skip
    on = PlainDateField(label="When")
    expires_on = PlainDateField(
        label="If received: until when is it good", required=False, future=True,
        help_text="Sixty days before, a task asks for the next one.",
    )  # fmt: skip
    words = sealed_words("Its number, or why it was refused")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class MoneyForm(CaseForm):
    """A sum an authority ordered or granted."""

    person = forms.ChoiceField(label="Who", widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="Which money")
    amount = _amount("How much")
    currency = _currency("")
    on = PlainDateField(label="Ordered on")
    due_on = PlainDateField(label="Due by", required=False, future=True)
    payer = forms.ChoiceField(label="Who is to pay", required=False)
    words = sealed_words("Anything more")

    def __init__(
        self, data: object = None, *, today: date, who: Sequence[Who], institutions: Known,
        currency: str,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"on": today, "currency": currency})
        self.institutions = {str(one.pk): one for one in institutions}
        survivors = [one for one in who if one.is_survivor]
        if len(survivors) == 1:
            self.initial["person"] = survivors[0].person_id
        self.offer(
            person=whom(survivors), kind=codes("money_kinds", on=today, first="Choose"),
            payer=_named(institutions, "Not known"),
        )  # fmt: skip


class CameForm(CaseForm):
    """Money that reached the survivor."""

    amount = _amount("How much came")
    on = PlainDateField(label="When it was in the survivor’s hands or account")

    def __init__(self, data: object = None, *, today: date, rest: object) -> None:
        super().__init__(data, initial={"on": today, "amount": rest})


class DestroyForm(forms.Form):
    """Why the notes of a service are destroyed."""

    why = forms.ChoiceField(
        label="Why", choices=NotesErasure.Why.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say why"},
    )  # fmt: skip
    words = sealed_words("Anything more")

    def __init__(self, data: object = None) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]


class DestructionForm(forms.Form):
    """The second word on it."""

    answer = forms.ChoiceField(
        label="What do you say?", widget=forms.RadioSelect,
        choices=[("destroy", "Destroy them for ever"), ("keep", "Keep them")],
        error_messages={"required": "Choose"},
    )  # fmt: skip

    def __init__(self, data: object = None) -> None:
        super().__init__(data, use_required_attribute=False)  # type: ignore[arg-type]
