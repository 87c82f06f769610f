"""What a court decided: plea, verdict, sentence, appeal, compensation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import forms

from amparo.casework.cases.selectors.case import Who
from amparo.casework.docket.forms.filing import offences
from amparo.casework.docket.models import Appeal, Sentence
from amparo.casework.docket.services.verdicts import ENDS
from amparo.casework.frame.forms import CaseForm, Choice, codes, whom
from amparo.directory.packs import Pack, code_list
from amparo.web.dates import spoken_date
from amparo.web.forms import PlainDateField

LESSER = "Only where the conviction is of another offence than the charge"


class PleaForm(CaseForm):
    """What the accused answered."""

    plea = forms.ChoiceField(
        label="Plea", widget=forms.RadioSelect, error_messages={"required": "Choose the plea"}
    )
    on = PlainDateField(label="On which day")

    def __init__(self, data: object = None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})
        self.offer(plea=codes("pleas", on=today))


class VerdictForm(CaseForm):
    """How a charge ended."""

    outcome = forms.ChoiceField(
        label="How it ended",
        widget=forms.RadioSelect,
        choices=list(ENDS.items()),
        error_messages={"required": "Choose how it ended"},
    )
    offence = forms.ChoiceField(required=False, label="Convicted of", help_text=LESSER)
    on = PlainDateField(label="On which day")
    reason = forms.CharField(required=False, max_length=500, label="Why another verdict")

    def __init__(self, data: object = None, *, pack: Pack, today: date, has_verdict: bool) -> None:
        super().__init__(data, initial={"on": today})
        self.offer(offence=offences(pack, on=today))
        if not has_verdict:
            del self.fields["reason"]


def _part_of_a_term(label: str, *, most: int) -> forms.IntegerField:
    """One of three numbers that stand side by side."""
    beside = forms.NumberInput(attrs={"class": "amparo-third", "inputmode": "numeric"})
    return forms.IntegerField(
        required=False, min_value=0, max_value=most, label=label, widget=beside
    )


class SentenceForm(CaseForm):
    """One punishment for one conviction."""

    kind = forms.ChoiceField(
        label="Punishment",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the punishment"},
    )
    years = _part_of_a_term("Years", most=150)
    months = _part_of_a_term("Months", most=1800)
    days = _part_of_a_term("Days", most=5000)
    credit_days = forms.IntegerField(
        required=False, min_value=0, max_value=20000, label="Days already served",
        help_text="In custody before the sentence, where the court takes them off.",
    )  # fmt: skip
    after = forms.ChoiceField(required=False, label="When it is served")
    amount = forms.DecimalField(
        required=False, max_digits=14, decimal_places=2, label="Amount", help_text="Of a fine."
    )
    currency = forms.CharField(required=False, min_length=3, max_length=3, label="Currency")
    on = PlainDateField(label="On which day")

    def __init__(
        self,
        data: object = None,
        *,
        others: Sequence[Sentence],
        pack: Pack,
        today: date,
    ) -> None:
        super().__init__(data, initial={"on": today, "currency": pack.currency})
        kinds = code_list("sentences")
        following: list[Choice] = [
            (str(row.pk), f"After the {kinds.name_of(row.kind).lower()} of {spoken_date(row.on)}")
            for row in others
        ]
        self.offer(
            kind=codes("sentences", on=today),
            after=[("", "At the same time as any other"), *following],
        )
        if not following:
            del self.fields["after"]


class AppealForm(CaseForm):
    """Who appealed, when, to which court."""

    side = forms.ChoiceField(
        label="Who appealed",
        choices=Appeal.Side.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who appealed"},
    )
    on = PlainDateField(label="Filed on")
    court_case = forms.ChoiceField(
        required=False, label="Court case of the appeal",
        help_text="Add the court case of the appeal first, if it has its own number.",
    )  # fmt: skip

    def __init__(
        self, data: object = None, *, courts: Sequence[tuple[str, str]], today: date
    ) -> None:
        super().__init__(data, initial={"on": today})
        self.offer(court_case=[("", "Not known yet"), *courts])


class AppealDecisionForm(forms.Form):
    """What became of an appeal."""

    result = forms.ChoiceField(
        label="What became of it",
        choices=Appeal.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what became of it"},
    )
    outcome = forms.ChoiceField(
        required=False,
        label="How the charge ends now",
        choices=[("", "As it was"), *ENDS.items()],
        help_text="Only where the judgment is set aside or changed.",
    )
    offence = forms.ChoiceField(required=False, label="Convicted of", help_text=LESSER)
    on = PlainDateField(label="Decided on")

    def __init__(self, data: object = None, *, pack: Pack, today: date) -> None:
        super().__init__(data, initial={"on": today}, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["offence"].choices = offences(pack, on=today)  # type: ignore[attr-defined]


class CompensationForm(CaseForm):
    """Money ordered for a survivor."""

    survivor = forms.ChoiceField(
        label="For whom", error_messages={"required": "Choose the survivor"}
    )
    accused = forms.ChoiceField(required=False, label="To be paid by")
    amount = forms.DecimalField(max_digits=14, decimal_places=2, label="Amount")
    currency = forms.CharField(min_length=3, max_length=3, label="Currency")
    on = PlainDateField(label="Ordered on")
    due_on = PlainDateField(required=False, future=True, label="To be paid by the day")

    def __init__(
        self,
        data: object = None,
        *,
        people: Sequence[Who],
        accused: Sequence[Choice],
        pack: Pack,
        today: date,
    ) -> None:
        survivors = [who for who in people if who.is_survivor]
        start: dict[str, object] = {"on": today, "currency": pack.currency}
        if len(survivors) == 1:
            start["survivor"] = survivors[0].person_id
        super().__init__(data, initial=start)
        self.offer(survivor=whom(survivors, first="Choose"), accused=[("", "Not said"), *accused])


class PaymentForm(CaseForm):
    """Money that reached the survivor."""

    amount = forms.DecimalField(max_digits=14, decimal_places=2, label="Amount")
    on = PlainDateField(label="Received on")

    def __init__(self, data: object = None, *, rest: object, today: date) -> None:
        super().__init__(data, initial={"amount": rest, "on": today})
