"""Tasks and safety alerts."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from amparo.access.models import User
from amparo.web.forms import PlainDateField


def _owner_choices(owners: Sequence[User]) -> list[tuple[str, str]]:
    return [("", "Nobody yet"), *((str(owner.pk), owner.name) for owner in owners)]


class MoveTaskForm(forms.Form):
    """By when, and whose it is."""

    due_on = PlainDateField(label="By when", future=True)
    owner = forms.ChoiceField(required=False, label="Whose task")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: object = None,
        *,
        owners: Sequence[User],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)  # type: ignore[arg-type]
        self.owners = {str(owner.pk): owner for owner in owners}
        self.fields["owner"].choices = _owner_choices(owners)  # type: ignore[attr-defined]

    def chosen_owner(self) -> User | None:
        """The colleague chosen, if any."""
        return self.owners.get(self.cleaned_data["owner"])


class TaskForm(MoveTaskForm):
    """What is to be done."""

    what = forms.CharField(
        max_length=200,
        label="What is to be done",
        help_text="No names: tasks are shown in lists.",
        error_messages={"required": "Say what is to be done"},
    )
    field_order = ("what", "due_on", "owner")


class OutcomeForm(forms.Form):
    """What came of a task."""

    outcome = forms.CharField(
        required=False,
        max_length=300,
        label="What came of it",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AlertForm(forms.Form):
    """What the danger is."""

    what = forms.CharField(
        max_length=200,
        label="What is the danger?",
        help_text="In a sentence, without names: it is shown in lists until someone resolves it.",
        error_messages={"required": "Say what the danger is"},
    )


class MeasureForm(forms.Form):
    """What was done about a danger."""

    measure = forms.CharField(
        max_length=300,
        label="What was done about it",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what was done about the danger"},
    )
