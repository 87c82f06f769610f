"""An operation on a phone, without a script: those who plan it, a van that would have brought a girl
and her exploiter together, the log by one thumb, and an end with nothing hidden."""

from __future__ import annotations

import re

import pytest

from amparo.access.policy import Role
from amparo.casework.cases.models import Breakdown, Milestone
from amparo.casework.cases.services.team import add_to_team
from amparo.casework.rescue.models import Operation, OperationEvent, Relief
from amparo.directory.packs.operating import operating
from tests.casework.rescue.furnish import planned
from tests.cast import NOW, OPENED_ON, PASSWORD, VICTIM_NAME, account


@pytest.fixture
def crew(cast, settings):
    """An investigator and a social worker on the case, and the supervisor of the office."""
    settings.ACCOUNT_RATE_LIMITS = False
    ines = account("Ines Bautista", Role.INVESTIGATOR, cast.office)
    saul = account("Saul Ocampo", Role.SOCIAL_WORKER, cast.office)
    for user in (ines, saul):
        add_to_team(by=cast.sofia, at=NOW, case=cast.case, user=user, on=OPENED_ON)
    return {"ines": ines, "saul": saul, "sofia": cast.sofia}


@pytest.fixture
def as_(crew, sign_in, phone_plain):
    """Sign out whoever is in, and sign this person in on the phone."""

    def becoming(name):
        phone_plain.clear_cookies()
        return sign_in(phone_plain, crew[name].email, PASSWORD)

    return becoming


def send(page, label):
    page.get_by_role("button", name=label, exact=True).first.click()


def told(page) -> str:
    return page.locator("main").inner_text()


def ask(page, cast):
    """The investigator asks the police; the code of the operation."""
    page.goto(f"/cases/{cast.case.code}/rescue/operations/new/")
    page.get_by_label("Which authority was asked").select_option(f"u:{cast.station.pk}")
    send(page, "Keep it")
    assert "Only its planners know" in told(page)
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def name(page, code, who):
    page.goto(f"/operations/{code}/planners/add/")
    page.get_by_label("Who needs to know").select_option(label=who)
    send(page, "Name them")


def put(page, code, who, place):
    """Choose who and where, tomorrow at five."""
    page.goto(f"/operations/{code}/places/add/")
    page.get_by_label(who, exact=True).check()
    page.get_by_label("Vehicle", exact=True).check()
    page.get_by_label("Which one").select_option(label=place)
    page.get_by_label("On which day").fill("4 March 2032")
    page.get_by_label("From", exact=True).fill("05:00")
    send(page, "Keep it")


def step(page, code, what, **typed):
    page.goto(f"/operations/{code}/steps/{what}/")
    for label, text in typed.items():
        page.locator(f"main [name={label}]").fill(text)
    send(page, "Keep it")
    assert page.url.endswith(f"/operations/{code}/"), told(page)[:600]


def answer(page, code, item, *, yes=True):
    page.goto(f"/operations/{code}/checklist/{item}/")
    page.get_by_label("Yes" if yes else "No", exact=True).check()
    if not yes:
        page.locator("main [name=words]").fill("A man filmed from the gate.")
    send(page, "Keep the answer")


@pytest.mark.django_db(transaction=True)
def test_it_is_planned_in_secret_kept_apart_and_ends_with_every_answer(cast, crew, as_, axe):
    page = as_("ines")
    code = ask(page, cast)
    axe(page)
    operation = Operation.objects.get()

    page = as_("sofia")
    assert page.goto(f"/operations/{code}/").status == 404
    page.goto(f"/cases/{cast.case.code}/rescue/")
    assert code not in told(page)

    page = as_("ines")
    name(page, code, "Sofia Ramos")
    name(page, code, "Saul Ocampo")

    page = as_("sofia")
    step(page, code, "approved", legal_basis="Order 12 of the court")
    planned(crew["ines"], operation)
    put(page, code, "Victim 1", "Vehicle victims")
    put(page, code, "Suspect 1", "Vehicle victims")
    assert "Nothing is saved yet" in told(page)
    assert "Victim 1 is expected there" in told(page)
    axe(page)
    page.get_by_label("Which one").select_option(label="Vehicle suspects")
    send(page, "Keep it")
    assert page.url.endswith(f"/operations/{code}/")
    assert "Would meet" not in told(page)
    step(page, code, "briefed")
    page.goto(f"/operations/{code}/briefing/")
    assert "Vehicle suspects" in told(page)

    page = as_("ines")
    page.goto(f"/operations/{code}/log/")
    send(page, "It begins now")
    assert min(box.bounding_box()["height"] for box in page.locator(".amparo-tap").all()) >= 56
    for tap in ("Arrived at the place", "Went in", "The place was empty"):
        send(page, tap)
    send(page, "That was a mistake")
    send(page, "Victims found")
    assert re.search(r"Last: \d\d:\d\d, Victims found", told(page))
    axe(page)
    page.goto(f"/operations/{code}/log/count/")
    page.get_by_label("Where they were found").check()
    page.get_by_label("Girls").fill("1")
    send(page, "Keep the count")

    page = as_("saul")
    page.goto(f"/cases/{cast.case.code}/rescue/{cast.victim.pk}/out/?operation={code}")
    send(page, "Keep it")
    assert "See now to what they need" in told(page)
    page.get_by_role("link", name="Water, food, clothes, a toilet, rest").click()
    page.get_by_label("Yes", exact=True).check()
    send(page, "Keep it")
    axe(page)
    for check in operating().checks:
        answer(page, code, check.code, yes=check.code != "no_media")

    page = as_("ines")
    step(page, code, "ended")
    page.goto(f"/operations/{code}/review/")
    for label, yes in (("was_empty", "no"), ("has_arrest", "yes"), ("has_evidence", "yes")):
        page.locator(f"main [name={label}][value={yes}]").check()
    page.locator("main [name=words]").fill("Someone stands at the gate next time.")
    send(page, "Keep the review")
    step(page, code, "closed")
    axe(page)
    assert "A man filmed from the gate." in told(page)
    assert VICTIM_NAME not in told(page)
    page.goto(f"/operations/{code}/who-knew/")
    assert "Sofia Ramos" in told(page)

    assert OperationEvent.objects.filter(what="closed").exists()
    assert Relief.objects.get().person == cast.victim
    kinds = set(Milestone.objects.filter(case=cast.case).values_list("type", flat=True))
    assert {"rescue.victim_suspect_separated", "rescue.immediate_needs_met"} <= kinds
    assert "rescue.together_with_suspects" not in kinds
    assert [row.cause for row in Breakdown.objects.counted()] == ["B25"]
