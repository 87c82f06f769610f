"""Who asks for their own data, how they were known, and as what they take it."""

from __future__ import annotations

from django import forms

from amparo.casework.desk.owndata.copying import Asker, Known

ASKERS = [
    (Asker.SELF.value, "They ask themselves"),
    (Asker.GUARDIAN.value, "The guardian of a child, whom nobody suspects of harming it"),
    (Asker.LAWYER.value, "A lawyer, with their written authority"),
]
KNOWN = [
    (Known.IN_PERSON.value, "I know them, and they are here"),
    (Known.DOCUMENT.value, "I saw an identity document with a picture"),
    (Known.CALLED_BACK.value, "I called back on the number that the file holds as safe"),
]


class OwnDataForm(forms.Form):
    """What is asked before a person's data leaves."""

    asker = forms.ChoiceField(
        label="Who asks for it",
        choices=ASKERS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who asks for it"},
    )
    known = forms.ChoiceField(
        label="How you know that it is them",
        choices=KNOWN,
        widget=forms.RadioSelect,
        help_text="Someone who looks for a survivor may pretend to be them, kin or a lawyer.",
        error_messages={"required": "Choose how you know that it is them"},
    )
    why = forms.CharField(
        label="What they asked for, and how",
        max_length=300,
        help_text="It stands in the audit trail. Write no name.",
        error_messages={"required": "Say what they asked for, and how"},
    )
    form = forms.ChoiceField(
        label="They take it as",
        choices=[("pdf", "A paper (PDF)"), ("json", "Data for a program (JSON)")],
        widget=forms.RadioSelect,
        initial="pdf",
        error_messages={"required": "Choose a form"},
    )
