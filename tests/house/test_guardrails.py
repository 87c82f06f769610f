"""The field's thirty-two guardrails: each has its line, and three of them are held here."""

from __future__ import annotations

import ast
import importlib
import re
from pkgutil import walk_packages

from django import forms

import amparo
from tests.house.source import ROOT, modules

SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")

# The only long words that casework insists on. None is a survivor's account of what was done to them.
NEEDED_WORDS = {
    # the note is the thing itself
    "aftercare.NoteForm.words", "evidence.ResultForm.result", "desk.ReferralForm.told",
    "restore.ThreatForm.words", "restrain.BreachForm.words", "restrain.SourceForm.told",
    # what somebody answers for
    "aftercare.HoldForm.why", "aftercare.ReasonForm.reason", "desk.EmergencyForm.reason",
    "desk.ReviewForm.finding", "desk.HoldForm.reason", "desk.MeasureForm.measure",
    "represent.DecisionForm.reason", "rescue.ReasonForm.reason", "rescue.StatusForm.words",
    "restrain.ReasonForm.reason", "restrain.SameForm.reason", "restrain.CheckForm.found",
    "restrain.TellForm.words", "restrain.TieForm.who",
    # what an office answers for: agreements, a breach and what was done, a hand-over, a conference
    "desk.AgreementForm.about", "desk.EndAgreementForm.why", "desk.BreachForm.words",
    "desk.BreachStepForm.words", "desk.HandOverForm.words", "desk.ConferenceForm.decided",
    # an operation's plan, log and review
    "rescue.ReviewForm.words", "rescue.NoteForm.words", "rescue.ToldForm.words",
    "rescue.LineForm.words",
    # the survivor's own wish, and what is done for it
    "restore.ActionForm.what", "restore.GoalForm.words",
}  # fmt: skip
CALLS_OUT = {"httpx", "requests", "aiohttp", "http", "smtplib", "ftplib"}
WRITES_BY_ITSELF = {
    "openai",
    "anthropic",
    "transformers",
    "torch",
    "llama_cpp",
    "langchain",
    "vllm",
}


def every_form(kind=forms.Form):
    for one in kind.__subclasses__():
        yield one
        yield from every_form(one)


def needed_words():
    for module in walk_packages(amparo.__path__, "amparo."):
        if ".forms" in module.name and ".casework." in module.name:
            importlib.import_module(module.name)
    return {
        f"{form.__module__.split('.')[2]}.{form.__name__}.{name}"
        for form in every_form()
        if form.__module__.startswith("amparo.casework.")
        for name, field in form.base_fields.items()
        if field.required and isinstance(field.widget, forms.Textarea)
    }


def test_no_form_of_casework_insists_on_a_story_but_those_agreed_here():
    assert needed_words() == NEEDED_WORDS


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_nothing_is_sent_to_a_machine_that_writes_and_none_is_installed():
    used = {name for tree in modules().values() for name in imported(tree)}
    locked = (ROOT / "lock" / "run.txt").read_text(encoding="utf-8").lower()
    assert used & (CALLS_OUT - {"http"} | WRITES_BY_ITSELF) == set()
    assert not any(re.search(rf"^{name}[=<>]", locked, re.MULTILINE) for name in WRITES_BY_ITSELF)


def numbered_lines():
    held = re.findall(r"^\| (\d+) \|.*`tests/[^`]+::test_", SECURITY, re.MULTILINE)
    said = re.findall(r"^(?:\| |- )(\d+)(?: \||:).*\*\*Not held", SECURITY, re.MULTILINE)
    return {int(n) for n in held}, {int(n) for n in said}


def test_each_of_the_thirty_two_guardrails_has_a_test_or_says_what_is_not_held():
    held, said = numbered_lines()
    assert held | said == set(range(1, 33))
