"""Invented examples of every component, for the living page. No real person or place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from amparo.web import catalogue
from amparo.web.charts import Chart
from amparo.web.forms import DatePrecisionField, PlainDateField
from amparo.web.shapes import (
    Action,
    Cell,
    Column,
    Fact,
    Figure,
    Happening,
    Link,
    Row,
    State,
    Step,
    Tone,
    Way,
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """A state of a component: what it is called and what it is given."""

    name: str
    given: Mapping[str, Any]


@dataclass(frozen=True)
class Exhibit:
    """A component with its inputs and examples."""

    component: catalogue.Component
    examples: list[Example]


class _ExampleForm(forms.Form):
    happened_on = DatePrecisionField(label="When did it happen?")
    hearing_on = PlainDateField(label="Next hearing", future=True, required=False)
    institution = forms.ChoiceField(
        label="Where?", choices=[("", "Choose one"), ("1", "Station 7"), ("2", "3rd Family Court")]
    )
    source = forms.ChoiceField(
        label="How do you know?",
        choices=[("seen", "I was there"), ("document", "A document"), ("told", "Someone told me")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="What is needed next?",
        choices=[("medical", "Medical care"), ("shelter", "A safe place"), ("lawyer", "A lawyer")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label="What happened?", help_text="Leave names out.", max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    document = forms.FileField(label="Source document", required=False)
    told = forms.BooleanField(label="The survivor has been told", required=False)


class _ExampleFilter(forms.Form):
    filtering = True
    stage = forms.ChoiceField(label="Stage", choices=[("", "Every stage"), ("trial", "Trial")])
    overdue = forms.BooleanField(label="Overdue only", required=False)


_DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} 200" width="{w}"
height="200">
<g font-family="system-ui, sans-serif" font-size="14" fill="#0b0c0c">
<rect x="90" y="10" width="{a}" height="40" fill="#0f4c5c"/><text x="0" y="35">Referred</text>
<rect x="90" y="70" width="{b}" height="40" fill="#0f4c5c"/><text x="0" y="95">Arrested</text>
<rect x="90" y="130" width="{c}" height="40" fill="#0f4c5c"/><text x="0" y="155">Charged</text>
</g></svg>"""

_CHART = Chart(
    title="Cases reaching each step",
    sentence="Of 100 cases referred in 2023, 62 saw an arrest and 41 a charge.",
    wide=_DRAWING.format(w=760, a=640, b=397, c=262),
    narrow=_DRAWING.format(w=340, a=240, b=149, c=98),
    columns=["Step", Column("Cases", number=True), Column("95 % interval", number=True)],
    rows=[["Referred", "100", "–"], ["Arrested", "62", "52 to 71"], ["Charged", "41", "32 to 51"]],
    note="n = 100 complaints, 1 January to 31 December 2023; cases still open count as waiting.",
)

_WAYS = [
    Way("Rescue", "Safe since 3 November 2023", [
        Step("Referral received", State.DONE, "28 October 2023"),
        Step("Brought to safety", State.DONE, "3 November 2023", href="#track"),
        Step("Debrief with police", State.DUE, "due 25 November 2023, in 5 days"),
    ]),
    Way("Restrain", "Suspect in custody", [
        Step("Suspect identified", State.DONE, "29 October 2023"),
        Step("Arrested", State.DONE, "5 November 2023"),
        Step("Charge review", State.OVERDUE, "Was due 17 November 2023, 3 days overdue"),
        Step("Bail decision", State.NOT_STARTED, ""),
    ], action=Action("Record a step", "#track")),
    Way("Represent", "Evidence is being gathered", [
        Step("Power of attorney", State.DONE, "6 November 2023"),
        Step("First hearing", State.DUE, "24 November 2023, 09:30", note="3rd Family Court"),
    ]),
    Way("Restore", "Nothing planned yet", []),
]  # fmt: skip

_TYPED = {
    "wrong-happened_on": "31 February 2024",
    "wrong-institution": "1",
    "wrong-note": "What was typed stays.",
}


def exhibits() -> list[Exhibit]:
    """Every component, by name, each with at least one example."""
    examples = _examples()
    return [
        Exhibit(
            catalogue.component(name),
            [Example(label, given) for label, given in examples[name].items()],
        )
        for name in catalogue.names()
    ]


def _examples() -> dict[str, dict[str, dict[str, Any]]]:
    return {
        "actions": {"Three kinds": {"actions": [
            Action("Record a step", "#actions", "primary"), Action("Add a note", "#actions"),
            Action("Close the case", "#actions", "warning"),
        ]}},
        "alert": {"A legal clock": {
            "title": "Legal clock overdue by 3 days.",
            "text": "The charge review was due on 17 November 2023, 12 days after the arrest.",
            "actions": [Link("Record the review", "#alert"), Link("File an objection", "#alert")],
        }},
        "back_link": {"To a list": {"href": "#back_link", "label": "Cases"}},
        "chart": {"Wide and narrow": {"chart": _CHART, "heading_level": 4}},
        "empty_state": {"With a first step": {
            "title": "No referrals are waiting",
            "text": "A referral is someone asking for help. It becomes a case, or is passed on.",
            "action": Action("Take a referral", "#empty_state", "primary"),
            "learn_href": "/help/",
        }},
        "error_summary": {"Linked to fields": {"form": _ExampleForm(_TYPED, prefix="wrong")}},
        "exit_page": {},
        "filter": {
            "Closed": {"form": _ExampleFilter(prefix="closed")},
            "In use": {
                "form": _ExampleFilter({"inuse-stage": "trial"}, prefix="inuse"),
                "in_use": 1, "clear_href": "#filter", "open": True,
            },
        },
        "form": {
            "Empty": {"form": _ExampleForm(prefix="empty"), "cancel_href": "#form"},
            "With mistakes": {
                "form": _ExampleForm(_TYPED, prefix="wrong"), "submit": "Record the step",
            },
        },
        "identity_bar": {"With tags and actions": {
            "code": "K7Q2-24", "note": "Safe Streets, Northern District",
            "tags": [
                Cell(tag="In court", tone=Tone.ACTIVE), Cell(tag="High risk", tone=Tone.DANGER),
            ],
            "actions": [Action("Record a step", "#identity_bar", "primary")],
        }},
        "notice_banner": {
            "Done": {"text": "The arrest was recorded.", "kind": "success"},
            "Note": {"text": "Two people have this case open.", "kind": "info"},
        },
        "pagination": {"In the middle": {
            "previous_href": "#pagination", "next_href": "#pagination", "said": "26 to 50 of 148",
        }},
        "stat_card": {"Four numbers": {"figures": [
            Figure("Open cases", "148", "6 more than in October", href="#stat_card"),
            Figure("Hearings this week", "23", "4 with no lawyer named"),
            Figure("Clocks overdue", "11", "3 fewer than last week", tone=Tone.ALERT),
            Figure("Referral to charge", "41 days", "median, 95 % interval 36 to 47, n = 212"),
        ]}},
        "summary_list": {"Facts": {"facts": [
            Fact("Programme", "Safe Streets", href="#summary_list"),
            Fact("Safe contact", "Phone, 09:00 to 13:00. Leave no message.",
                 action="Change", action_href="#summary_list"),
            Fact("Risk", "", tag="High", tone=Tone.DANGER),
        ]}},
        "synthetic_banner": {"As the shell shows it": {}},
        "table": {
            "Cards on a phone": {
                "caption": "Cases", "columns": ["Case", "Stage", "Next date", "Led by"],
                "rows": [
                    Row([Cell("K7Q2-24", href="#table", overdue="Home visit 9 days overdue"),
                         Cell(tag="Aftercare", tone=Tone.GOOD), "none set", "N. P."], urgent=True),
                    Row([Cell("M3XR-24", href="#table"), Cell(tag="Trial", tone=Tone.ACTIVE),
                         Cell("24 November 2023, 09:30", note="3rd Family Court"), "D. R."]),
                ],
            },
            "Compact, with numbers": {
                "caption": "Steps", "show_caption": True, "compact": True, "stack": False,
                "columns": [
                    "Step", Column("Entered", number=True), Column("Median days", number=True),
                ],
                "rows": [["Referral to arrest", "212", "18"], ["Arrest to charge", "140", "41"]],
            },
            "Empty": {
                "caption": "Hearings", "columns": ["Day", "Court"], "rows": [],
                "empty": "No hearing is set.",
            },
        },
        "tabs": {"Parts of a case": {"label": "Case K7Q2-24", "links": [
            Link("Overview", "#tabs", current=True), Link("People", "#tabs", note="4"),
            Link("Documents", "#tabs"), Link("Hearings", "#tabs"), Link("Access log", "#tabs"),
        ]}},
        "tag": {tone.value.capitalize(): {"text": tone.value.capitalize(), "tone": tone.value}
                for tone in Tone},
        "task_row": {"Tasks": {"tasks": [
            Fact("Home visit", "K7Q2-24", href="#task_row", tag="3 days overdue", tone=Tone.ALERT),
            Fact("Ask the court for the transcript", "M3XR-24", href="#task_row", tag="in 5 days"),
        ]}},
        "timeline": {"With a correction": {"heading_level": 4, "happenings": [
            Happening("Arrested", "5 November 2023", "Recorded by Beni on 6 November 2023",
                      "Station 7; source: arrest memo"),
            Happening("Arrested", "6 November 2023", "Recorded by Beni on 6 November 2023",
                      "Corrected: the memo says the 5th.", superseded=True),
            Happening("Referral received", "about October 2023", "Recorded by Alma"),
        ]}},
        "track": {"Four ways": {"ways": _WAYS, "heading_level": 4}},
        "warning": {"Safe contact": {
            "title": "Safe contact:", "text": "phone, 09:00 to 13:00 only. Leave no message.",
        }},
    }  # fmt: skip
