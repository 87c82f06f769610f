"""One case from the first call to a sentence and a life restored, by everyone who works on it.

On a phone, with JavaScript and without. Each person signs in as they would and does their part;
nothing is put into the database behind their backs but the accounts.
"""

from __future__ import annotations

import pytest

from amparo.access.policy import Role
from amparo.casework.cases.models import Case, RoleInCase, Standing
from tests.cast import PASSWORD, account

STORY = "A neighbour says that a girl is kept in the house behind the bakery."
VICTIM = "Marisol Dimayuga"
SUSPECT = "Ruben Katigbak"


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture(params=["phone", "phone_plain"])
def window(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def crew(cast):
    """The cast, with an investigator and a social worker beside them."""
    return {
        **{name: getattr(cast, name) for name in
           ("alma", "beni", "sofia", "nadia", "amira", "adan", "pilar", "eva", "dario")},
        "ines": account("Ines Bautista", Role.INVESTIGATOR, cast.office),
        "saul": account("Saul Ocampo", Role.SOCIAL_WORKER, cast.office),
    }  # fmt: skip


@pytest.fixture
def as_(crew, sign_in, window):
    """Sign out whoever is in, and sign this person in."""

    def becoming(name):
        window.clear_cookies()
        return sign_in(window, crew[name].email, PASSWORD)

    return becoming


def send(page, label):
    page.get_by_role("button", name=label, exact=True).first.click()


def record(page, code, kind, on, who=None):
    """Record one milestone: open its form, say when and who, send it."""
    page.goto(f"/cases/{code}/record/{kind}/")
    page.get_by_label("When", exact=True).fill(on)
    if who is not None and page.get_by_label(who, exact=True).count():
        page.get_by_label(who, exact=True).check()
    send(page, "Record it")
    assert page.url.endswith(f"/cases/{code}/"), page.locator("main").inner_text()[:400]


def take_in(page, cast):
    """A referral, written down and opened as a case; its code."""
    page.goto("/referrals/new/")
    page.get_by_label("Programme").select_option(label=cast.programme.name)
    page.get_by_label("When did it reach us?").fill("5 February 2024")
    page.get_by_label("Who referred?").select_option(label="Friend or neighbour")
    page.get_by_label("What were you told?").fill(STORY)
    page.get_by_label("Name of the person it is about").fill(VICTIM)
    page.locator("main form button[type=submit]").last.click()
    page.locator("main a[href$='/open/']").first.click()
    page.locator("main [name=name]").fill(VICTIM)
    page.locator("main [name=born]").fill("2009")
    page.locator("main form button[type=submit]").last.click()
    return page.url.rstrip("/").rsplit("/", 1)[-1]


def add_suspect(page, code):
    page.goto(f"/cases/{code}/people/new/")
    page.get_by_label("What are they to this case?").select_option(label="Suspect")
    page.get_by_label("Name or nickname").fill(SUSPECT)
    page.locator("main form button[type=submit]").first.click()
    page.locator("main [name=name]").fill(SUSPECT)
    page.locator("main form button[type=submit]").last.click()


def put_on_team(page, code, name):
    page.goto(f"/cases/{code}/team/add/")
    page.locator("main select").first.select_option(label=name)
    page.locator("main form button[type=submit]").last.click()


@pytest.mark.django_db(transaction=True)
def test_a_case_goes_from_intake_to_sentence_and_restoration(cast, as_, axe):
    page = as_("alma")
    code = take_in(page, cast)
    assert Case.objects.filter(code=code).exists(), page.locator("main").inner_text()[:600]
    add_suspect(page, code)
    record(page, code, "rescue.complaint_presented", "6 February 2024")
    record(page, code, "rescue.complaint_registered", "7 February 2024")
    axe(page)

    page = as_("sofia")
    for colleague in ("Ines Bautista", "Beni Cruz", "Saul Ocampo"):
        put_on_team(page, code, colleague)

    page = as_("ines")
    record(page, code, "rescue.victim_relieved", "9 February 2024", "Victim 1")
    record(page, code, "restrain.arrested", "9 February 2024", "Suspect 1")

    page = as_("beni")
    record(page, code, "represent.charge_sheet_filed", "20 February 2024", "Suspect 1")
    page.goto(f"/cases/{code}/")
    assert "Accused 1" in page.locator("main").inner_text()
    record(page, code, "represent.trial_opened", "15 April 2024")
    record(page, code, "represent.convicted", "2 December 2024", "Accused 1")
    record(page, code, "represent.sentenced", "9 December 2024", "Convicted 1")

    page = as_("saul")
    for kind, on in (
        ("restore.intake", "12 February 2024"),
        ("restore.needs_assessed", "20 February 2024"),
        ("restore.plan_agreed", "4 March 2024"),
        ("restore.reintegrated", "10 June 2024"),
        ("restore.followed_up", "10 March 2025"),
    ):
        record(page, code, kind, on, "Survivor 1")
    page.goto(f"/cases/{code}/timeline/")
    told = page.locator("main").inner_text()
    assert all(
        word in told for word in ("Sentenced", "Back in the community", "Out of the violence")
    )
    assert VICTIM not in told
    axe(page)

    standing = Standing.objects.get(case__code=code)
    assert (standing.represent, standing.restore) == ("represent.sentenced", "restore.followed_up")
    roles = RoleInCase.objects.filter(case__code=code, to_on__isnull=True)
    assert set(roles.values_list("role", flat=True)) == {"survivor", "convict"}

    page = as_("dario")
    assert page.goto(f"/cases/{code}/").status == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("who", "opens", "sees"),
    [
        ("nadia", "/where-it-breaks/", "Where it breaks"),
        ("eva", "/where-it-breaks/", "Where it breaks"),
        ("adan", "/accounts/", "Accounts"),
        ("amira", "/audit/", "Audit"),
        ("pilar", "/cases/", "Cases"),
        ("sofia", "/emergency/reviews/", "mergency"),
    ],
)
def test_every_other_role_has_its_own_page(as_, axe, who, opens, sees):
    page = as_(who)
    assert page.goto(opens).status == 200
    assert sees in page.locator("main").inner_text()
    axe(page)
