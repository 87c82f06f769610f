"""What was chosen in a form or an address, as the services take it."""

from __future__ import annotations

from amparo.casework.cases.models import Case
from amparo.casework.represent.models import ChargeDecision, Preparation, Visit
from amparo.directory.packs import code_list, load_pack
from amparo.errors import NotVisible


def element_named(code: str) -> str:
    """The name of an element that has facts; NotVisible for another."""
    if code not in {entry.maps["element"] for entry in code_list("facts").entries}:
        raise NotVisible
    return code_list("elements").name_of(code)


def offence_named(case: Case, key: str) -> str:
    """The name of an offence of the case's law; NotVisible for another."""
    for offence in load_pack(case.programme.pack).offences:
        if offence.key == key:
            return offence.name
    raise NotVisible


def chosen_decision(code: str) -> ChargeDecision.Choice:
    """The lawyer's choice."""
    return ChargeDecision.Choice(code)


def chosen_mode(code: str) -> Preparation.Mode:
    """How they will testify."""
    return Preparation.Mode(code)


def chosen_telling(code: str) -> Preparation.Telling:
    """How much they want to be told."""
    return Preparation.Telling(code)


def chosen_kind(code: str) -> Visit.Kind:
    """What was done."""
    return Visit.Kind(code)
