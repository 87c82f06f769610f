"""The head of a case: its code, its safe contacts, its tabs, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.case import SafeContact, safe_contacts_for
from amparo.casework.cases.selectors.caseload import case_for
from amparo.casework.cases.selectors.rights import Rights, rights_for
from amparo.casework.cases.services.looking import read_case
from amparo.casework.frame.asked import now, who
from amparo.vault.sealing import Erased
from amparo.web.dates import spoken_date
from amparo.web.shapes import Action, Cell, Link, Tone

TABS = (
    ("case", "Overview", "people.read"),
    ("case_timeline", "Timeline", "people.read"),
    ("case_people", "People", "people.read"),
    ("case_rescue", "Rescue", "people.read"),
    ("case_suspects", "Suspects", "people.read"),
    ("case_evidence", "Evidence", "people.read"),
    ("case_court", "Court", "people.read"),
    ("case_prepare", "Prepare", "people.read"),
    ("case_restore", "Restore", "people.read"),
    ("case_services", "Services", "people.read"),
    ("case_breakdowns", "Breakdowns", "people.read"),
    ("case_consent", "Consent", "people.read"),
    ("case_documents", "Documents", "documents.read"),
    ("case_team", "Team", "people.read"),
    ("case_looked", "Who looked", "people.read"),
)


@dataclass(frozen=True)
class Shell:
    """What every part of a case opens with."""

    code: str
    note: str
    tags: Sequence[Cell]
    actions: Sequence[Action]
    tabs: Sequence[Link]
    contacts: Sequence[SafeContact]
    why_not: str
    rights_href: str


def address(name: str, case: Case, **parts: object) -> str:
    """The address of a page of this case."""
    return reverse(name, kwargs={"code": case.code, **parts})


def shell_of(case: Case, rights: Rights, contacts: Sequence[SafeContact], *, current: str) -> Shell:
    """Identity bar, safe contact and tabs; what is not allowed is said, not shown."""
    writes = rights.decide("cases.write")
    actions = []
    if writes and case.standing.is_open:
        actions.append(Action("Record a milestone", address("record", case), "primary"))
    if rights.decide("people.reveal"):
        actions.append(Action("Show names", address("case_names", case), post=True))
    tags = [Cell(tag="File open" if case.standing.is_open else "File closed")]
    if case.standing.has_alert:
        tags.append(Cell(tag="Safety alert", tone=Tone.DANGER))
    return Shell(
        code=case.code,
        note=f"{case.programme.name}. Opened {spoken_date(case.opened_on)}",
        tags=tags,
        actions=actions,
        tabs=[
            Link(label, address(name, case), current=name == current)
            for name, label, verb in TABS
            if rights.decide(verb)
        ],
        contacts=contacts,
        why_not="" if writes else f"You read this case and do not write in it. {writes.because}",
        rights_href=address("case_rights", case),
    )


def look_at(
    request: HttpRequest, code: str, *, part: str, tab: str
) -> tuple[Case, Rights, dict[str, Any]]:
    """The case, what this person may do in it, and what every part of it opens with.

    Changes: one entry in the trail, that this part was read.
    Raises: Erased for a case that was, but for the page that says by whom.
    """
    user = who(request)
    case = case_for(user, code, "people.read")
    if case.key.is_destroyed and part != "keeping":
        raise Erased
    rights = rights_for(user, case)
    read_case(by=user, at=now(), case=case, part=part)
    shell = shell_of(case, rights, safe_contacts_for(user, case), current=tab)
    return case, rights, {"case": case, "shell": shell}
