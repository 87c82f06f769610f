"""What waits today, for each role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from amparo.access.models import User
from amparo.access.pace import slowed_for
from amparo.access.policy import Role
from amparo.casework.aftercare.selectors.keeping import notes_due_for, own_notes_due_for
from amparo.casework.aftercare.selectors.received import received_for
from amparo.casework.cases.selectors.keeping import due_for
from amparo.casework.cases.selectors.office import must_be_seen_to, open_breaches
from amparo.casework.cases.selectors.today import (
    SHOWN,
    new_referrals_for,
    shared_for,
    today_for,
)
from amparo.casework.desk.selectors.people import openings_waiting_for
from amparo.casework.desk.shapes import lists
from amparo.casework.desk.shapes.office import office_sections
from amparo.casework.docket.selectors.calendar import coming_for
from amparo.casework.frame.asked import now, today, who
from amparo.casework.restore.selectors.first import first_for
from amparo.casework.restrain.selectors.duties import waiting_codes_for
from amparo.web.gate import requires
from amparo.web.shapes import Action

Door = Callable[[User, date], list[lists.Section]]
# Every role reads the directory, and Today is for every role.
EVERY_ROLE = "directory.read"

DUTIES = (
    ("figures.read", "Where it breaks", "where_it_breaks",
     "At which steps cases are lost, and how long each takes. Figures count cases as opaque "
     "numbers; no name is in them."),
    ("figures.exact", "What if", "what_if",
     "Change what the system has, people, time, adjournments, and see what its next years would "
     "bring."),
    ("accounts.manage", "Accounts", "accounts",
     "Open an account for a colleague, give it a role, close it when they leave. Roles decide what "
     "a person may do; the team of a case decides which cases they see."),
    ("programmes.manage", "Programmes", "programmes",
     "One crime type in one place over one period, under one jurisdiction’s law. Every case "
     "belongs to one."),
    ("audit.read", "Audit trail", "audit_trail",
     "Every change, and every look at a person’s record, in one chain that shows when it was "
     "tampered with."),
    ("directory.read", "Directory", "directory",
     "The institutions a case meets: police, prosecution, courts, social services, their units and "
     "who holds each post."),
)  # fmt: skip


@requires(EVERY_ROLE)
@require_GET
def today_page(request: HttpRequest) -> HttpResponse:
    """My next dates, overdue clocks, cases without a next step, new referrals, safety alerts; and
    what rooms above the desk have for me."""
    user = who(request)
    works_on_cases = user.may("people.read")
    own = _sections(user) if works_on_cases else _partner_sections(user)
    context = {
        "sections": [*own, *_told_from_above(user)],
        "duties": [] if works_on_cases else _duties(user),
        "on": today(),
        "whole_office": user.may("team.manage"),
    }
    return render(request, "desk/today.html", context)


def _sections(user: User) -> list[lists.Section]:
    on = today()
    waiting = today_for(user, today=on)
    referrals, n = new_referrals_for(user)
    safety, n_safety = waiting_codes_for(user, limit=SHOWN)
    first = first_for(user, today=on) if Role.SOCIAL_WORKER in user.held_roles else None
    return [
        *([lists.first_section(first, today=on)] if first is not None else []),
        *([lists.safety_section(safety, n_safety, today=on)] if n_safety else []),
        lists.alerts_section(waiting.alerts),
        lists.section(
            waiting.overdue, id="overdue", title="Overdue", today=on,
            empty=("Nothing is overdue", "Milestones start the clocks of the law and of good "
                   "practice. One that runs out before its next milestone is recorded stands "
                   "here, those of the law first."),
        ),
        lists.court_section(coming_for(user, on), today=on),
        lists.section(
            waiting.coming, id="coming", title="Next dates, a week ahead", today=on,
            empty=("No date in the coming week", "Clocks that end and tasks that are due within "
                   "seven days stand here, the soonest first."),
        ),
        lists.section(
            waiting.no_next, id="none", title="Cases without a next step", today=on,
            empty=("Every open case has a next step", "A case with no running clock and no open "
                   "task is a case that nobody moves. It would stand here until someone records "
                   "a milestone or adds a task."),
        ),
        lists.referrals_section(referrals, n, today=on),
        *_reviews(user),
        *_kept(user),
        *_own_notes(user, on),
        *_office(user, on),
        *_slowed(user),
    ]  # fmt: skip


def _office(user: User, on: date) -> list[lists.Section]:
    """What the office owes its people and those its data is about; for supervisors."""
    if not user.may("team.manage"):
        return []
    lacking, to_ask = must_be_seen_to(user, today=on)
    return office_sections(lacking, to_ask, open_breaches(user), today=on, now=now())


def _reviews(user: User) -> list[lists.Section]:
    if not user.may("break_glass.review"):
        return []
    return [lists.reviews_section(*openings_waiting_for(user, limit=SHOWN))]


def _told_from_above(user: User) -> list[lists.Section]:
    """What rooms above have for this person, by the doors that the settings name (0175)."""
    doors: list[Door] = [import_string(where) for where in settings.TODAY_IS_TOLD]
    return [section for door in doors for section in door(user, today())]


def _kept(user: User) -> list[lists.Section]:
    """What was kept long enough, for whoever may ask and for whoever may give the second word."""
    if not user.may("erasures.second"):
        return []
    asks = user.may("cases.erase")
    verb = "cases.erase" if asks else "erasures.second"
    n_files = len(due_for(user, today=today(), verb=verb))
    n_notes = len(notes_due_for(user, today=today())) if asks else 0
    return [lists.kept_section(n_files, n_notes)] if n_files + n_notes else []


def _own_notes(user: User, on: date) -> list[lists.Section]:
    """Notes this person wrote, or of a case they lead, that fall due: before anybody decides."""
    own = own_notes_due_for(user, today=on)
    return [lists.own_notes_section(own, today=on)] if own else []


def _slowed(user: User) -> list[lists.Section]:
    waiting = [one for one in slowed_for(user, at=now()) if not one.answer]
    return [lists.slowed_section(waiting)] if waiting else []


def _partner_sections(user: User) -> list[lists.Section]:
    if not user.may("cases.read"):
        return []
    waiting = [one for one in received_for(user) if one.waits]
    return [
        *([lists.received_section(waiting)] if waiting else []),
        lists.section(
            shared_for(user, today=today()), id="shared",
            title="Cases shared with your institution", today=today(),
            empty=("No case is shared with your institution", "When the team of a case shares it, "
                   "you see its code and what was recorded at your institution, and nothing more."),
        )
    ]  # fmt: skip


def _duties(user: User) -> list[tuple[str, str, Action]]:
    return [
        (label, text, Action(f"Open: {label}", reverse(address)))
        for verb, label, address, text in DUTIES
        if user.may(verb)
    ]
