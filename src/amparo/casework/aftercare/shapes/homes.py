"""Homes as lists, cards and facts. No address is here: it is shown on a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from amparo.casework.aftercare.fitting import Takes
from amparo.casework.aftercare.models import StandardsAnswer
from amparo.casework.aftercare.selectors.homekeys import Lock
from amparo.casework.aftercare.selectors.homes import HomeLine, HomePage, Item, Promise, Standards
from amparo.web.dates import spoken_date
from amparo.web.shapes import Action, Cell, Fact, Row, Tone

if TYPE_CHECKING:
    from amparo.casework.aftercare.forms.homes import PassphraseForm

HOMES = ["Home", "Free beds", "Takes", "Standards"]
DAYS = ["Day", "Taken", "Free"]
PROMISES = ["Days", "Beds", "What for", "Release"]
STANDARDS = ["Standard", "Found"]
STATES = dict(StandardsAnswer.State.choices)
WHO = {"female": "women and girls", "male": "men and boys"}


def takes_in_words(takes: Takes) -> str:
    """Ages, sexes and children, as one would say it."""
    who = " and ".join(WHO.get(sex, sex) for sex in takes.sexes) or "everybody"
    children = ", with children of their own" if takes.with_children else ""
    return f"{who.capitalize()}, {_ages(takes)}{children}"


def _ages(takes: Takes) -> str:
    if takes.oldest is not None:
        return f"aged {takes.youngest} to {takes.oldest}"
    return f"aged {takes.youngest} and over" if takes.youngest else "of any age"


def home_rows(lines: Sequence[HomeLine], *, today: date) -> list[Row]:
    """The homes of a list; what stands against somebody is said under it."""
    return [
        Row(
            [
                Cell(line.called, reverse("home", args=[line.id]), note=line.district),
                Cell(f"{line.free} of {line.capacity}", tag="" if line.free else "Full",
                     tone=Tone.WAITING),
                Cell(takes_in_words(line.takes),
                     note=f"But {' and '.join(line.against)}" if line.against else line.languages),
                _standards(line.standards, today),
            ]
        )
        for line in lines
    ]  # fmt: skip


def _standards(found: Standards, today: date) -> Cell:
    if found.on is None:
        return Cell(tag="Never checked", tone=Tone.ALERT)
    told = f"{found.n_working} of {found.n_asked}, {spoken_date(found.on)}"
    if found.essential_missing:
        n = len(found.essential_missing)
        tag = "1 essential fails" if n == 1 else f"{n} essentials fail"
        return Cell(told, tag=tag, tone=Tone.ALERT)
    if found.is_overdue(today):
        return Cell(told, tag="Check overdue", tone=Tone.ALERT)
    return Cell(told)


def home_page(
    page: HomePage, *, today: date, keeps: bool, travels: bool, lock: Lock
) -> dict[str, Any]:
    """What the template of a home is given."""
    home, line = page.home, page.line
    return {
        "home": home,
        "facts": _facts(page, lock),
        "travels": travels,
        "actions": _actions(page, keeps=keeps) + _key_actions(lock),
        "n_waiting": len(lock.waiting),
        "day_columns": DAYS,
        "days": [
            Row(
                [
                    "Today" if day.on == today else spoken_date(day.on), str(day.taken),
                    Cell(str(day.free)) if day.free else Cell(tag="Full", tone=Tone.WAITING),
                ]
            )
            for day in page.days
        ],
        "promise_columns": PROMISES,
        "promises": [_promise(one) for one in page.promises],
        "standard_columns": STANDARDS,
        "standards": [_item(one) for one in page.items if not _works(one)],
        "standards_kept": [_item(one) for one in page.items if _works(one)],
        "standing": _standards(line.standards, today),
        "checked": _checked(page),
        "found": page.found,
    }  # fmt: skip


def locked_page(lock: Lock, *, form: PassphraseForm) -> dict[str, Any]:
    """What whoever travels there is asked before the address, or told where they hold no key."""
    return {"home": lock.home, "form": form, "lock": lock, "ask": " or ".join(lock.ask)}


def _key_actions(lock: Lock) -> list[Action]:
    here = [lock.home.pk]
    if lock.may_seal:
        return [Action("Seal the address to people", reverse("home_seal", args=here), post=True)]
    if lock.waiting:
        return [Action("Give the key of the address", reverse("home_key_give", args=here))]
    return []


def _sealed_to(lock: Lock) -> str:
    if lock.is_of_people:
        return "The address is sealed to people: the office itself cannot open it."
    return "The address is sealed with the office's key."


def _facts(page: HomePage, lock: Lock) -> list[Fact]:
    home, line = page.home, page.line
    facts = [
        Fact("Where", f"{line.district}. {_sealed_to(lock)}"),
        Fact("Takes", takes_in_words(line.takes)),
        Fact("Beds", f"{line.free} of {line.capacity} free today"),
        Fact("Languages", line.languages),
        Fact("Run by", f"{home.unit.name}, {home.unit.institution.name}"),
    ]
    if home.closed_on is not None:
        facts.insert(0, Fact("Closed", spoken_date(home.closed_on), tag="Closed"))
    return [fact for fact in facts if fact.value]


def _checked(page: HomePage) -> str:
    found = page.line.standards
    if found.on is None or found.next_due_on is None:
        return ""
    return (
        f"Checked on {spoken_date(found.on)} by {page.checked_by}. "
        f"Next by {spoken_date(found.next_due_on)}."
    )


def _actions(page: HomePage, *, keeps: bool) -> list[Action]:
    if page.home.closed_on is not None:
        return []
    here = [page.home.pk]
    actions = [Action("Hold beds", reverse("home_hold", args=here), "primary")]
    if keeps:
        actions += [
            Action("Check the standards", reverse("home_check", args=here)),
            Action("Change", reverse("home_change", args=here)),
            Action("Close", reverse("home_close", args=here)),
        ]
    return actions


def _promise(one: Promise) -> Row:
    days = spoken_date(one.from_on)
    if one.until_on != one.from_on:
        days = f"{days} through {spoken_date(one.until_on)}"
    case = f"Case {one.code}" if one.code else ""
    return Row(
        [
            Cell(days, note=one.by), str(one.n),
            Cell(one.why or "Only its holder is shown", note=case),
            Cell("Release", reverse("hold_release", args=[one.id])) if one.may_release else "",
        ]
    )  # fmt: skip


def _works(item: Item) -> bool:
    return item.state == StandardsAnswer.State.WORKING


def _item(item: Item) -> Row:
    good = _works(item)
    bad = Tone.ALERT if item.is_essential else Tone.WAITING
    note = "Essential" if item.is_essential else ""
    return Row(
        [
            Cell(item.name, note=note),
            Cell(tag=STATES.get(item.state, item.state), tone=Tone.GOOD if good else bad),
        ]
    )
