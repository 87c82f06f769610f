"""Chennai, Cebu, Philippine courts, Mukono, on a phone: from what broke in one case to the drawing
of what the repair did and the proof point that is told.

Each is walked as the demo office shows it: by a caseworker, the analyst, a partner official who
sees their own unit only, and the publisher. Of Cebu all three repairs are walked: kept apart,
charged in full, held. One office is grown for all four.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import connections
from django.utils.timezone import localdate
from pytest_django.live_server_helper import LiveServer

from amparo.demo.office import grow
from amparo.demo.people import MAIL, PASSWORD
from amparo.demo.places import OFFICE
from amparo.demo.stories import cebu, chennai, courts, mukono
from amparo.demo.stories.guide import GUIDES
from amparo.demo.stories.mending import Mending
from amparo.demo.stories.telling import TELLINGS
from amparo.directory.models import Institution
from amparo.reform.pages.breaks import cause_named
from amparo.story.building import build
from amparo.story.selectors import published_for
from tests.browser.conftest import PHONE, TOO_WIDE

CASES = 150


@pytest.fixture(scope="module")
def grown(django_db_setup, django_db_blocker, sealing_key, request):
    """A grown office behind a server, committed so that the server's threads see it; emptied
    when the four are over."""
    with django_db_blocker.unblock():
        grow(n_cases=CASES, progress=lambda what, share: None)
        server = LiveServer("127.0.0.1")
        yield server
        server.stop()
        call_command("flush", verbosity=0, interactive=False)
        connections.close_all()


@pytest.fixture
def office(grown) -> str:
    """The address of the grown office, for the windows of this file."""
    return str(grown.url)


@dataclass(frozen=True)
class Walk:
    """A story, who of the team opens its cases, and whose unit the partner sees and does not."""

    mending: Mending
    worker: str
    partner: str
    own: str
    other: str


WALKS = {
    "chennai": Walk(chennai.TAUGHT, "caseworker4", "collector", "Northern division",
                    "Southern division"),
    "cebu": Walk(cebu.APART, "caseworker", "partner", "Women and children desk", "Hill station"),
    "courts": Walk(courts.FASTER, "caseworker", "judge", "Branch A", "Branch B"),
    "mukono": Walk(mukono.REACHED, "caseworker4", "inspector", "Rural station", "Town station"),
}  # fmt: skip
BESIDE = {guide.mending.key: guide.beside for guide in GUIDES}


@pytest.fixture
def as_(open_context, sign_in):
    """A phone in which somebody of the demo office is signed in."""

    def signing_in(name):
        return sign_in(open_context(PHONE), f"{name}@{MAIL}", PASSWORD)

    return signing_in


def main_of(page):
    """What is told on a page that fits the phone."""
    page.wait_for_load_state()
    assert page.evaluate(TOO_WIDE) <= 0, f"{page.url} is wider than the phone"
    return page.inner_text("main")


def in_one_case(page, walk):
    """From the cases behind a cause to the breakdown in one of them."""
    cause, step = walk.mending.cause, walk.mending.plan.step
    page.goto(f"/repairs/cause/cases/?cause={cause}&step={step}")
    page.locator("main td a, main th a").first.click()
    page.get_by_role("link", name="Breakdowns", exact=True).click()
    told = main_of(page)
    assert "never about the survivor" in told
    assert cause_named(cause).name in told


def in_the_figures(page, walk):
    """The story, its problem, its repair: the plan from before it began, and the drawing."""
    it = walk.mending
    page.goto("/hope/repairs/")
    page.get_by_role("link", name=it.title).click()
    told = main_of(page)
    assert "The plan was registered before it began" in told
    assert TELLINGS[it.key].words.title in told
    drawing = page.locator(".amparo-chart img").first
    drawing.scroll_into_view_if_needed()
    assert drawing.evaluate("image => image.naturalWidth") > 200
    page.get_by_role("link", name=f"It is theirs too: {it_is_with(page)}").click()
    assert it.post in main_of(page)
    page.get_by_role("link", name=it.name).click()
    repair = main_of(page)
    assert "before the repair began" in repair
    assert walk.own in repair
    assert page.locator(".amparo-chart img").count() == 1


def in_what_else_was_mended(page, beside):
    """The other repairs of the story: each judged by a plan from before it began."""
    for it in beside:
        page.goto(f"/hope/repairs/{it.repair_id}/")
        told = main_of(page)
        assert it.title in told
        assert "The plan was registered before it began" in told
        assert "What was found" in told
        drawing = page.locator(".amparo-chart img").first
        drawing.scroll_into_view_if_needed()
        assert drawing.evaluate("image => image.naturalWidth") > 200


def it_is_with(page):
    return page.locator("h2", has_text="It is theirs too").inner_text().split(": ", 1)[1]


def in_their_own_unit(page, walk):
    """What the partner sees: their own unit before and since, and nothing of another."""
    page.goto("/shared/")
    assert walk.other not in page.content()
    page.get_by_role("link", name=walk.mending.name).click()
    told = main_of(page)
    assert walk.own in told
    assert walk.other not in page.content()
    assert page.locator("main table tbody tr").count() == 1
    for closed in ("/hope/repairs/", "/repairs/problems/", f"/repairs/{walk.mending.repair_id}/"):
        assert page.goto(closed).status == 404


def as_it_is_told(page, walk):
    """What the publisher reads, and to whom it was told; never the case."""
    words = TELLINGS[walk.mending.key].words
    page.goto("/hope/")
    page.get_by_role("link", name=words.title).first.click()
    told = main_of(page)
    assert words.shows in told
    assert TELLINGS[walk.mending.key].audiences[0][2] in told
    page.get_by_role("link", name="Keep to whom it was told").click()
    page.get_by_label("Police, prosecutors, judges").check()
    page.get_by_label("How many").fill("31")
    page.get_by_label("Where").fill("A meeting in the next town")
    page.get_by_role("button", name="Keep it").click()
    assert "A meeting in the next town" in main_of(page)


@pytest.mark.parametrize("key", WALKS)
def test_the_story_goes_from_one_case_to_what_is_told_of_it(key, as_, axe):
    walk = WALKS[key]
    in_one_case(as_(walk.worker), walk)
    analyst = as_("analyst")
    in_the_figures(analyst, walk)
    in_what_else_was_mended(analyst, BESIDE[key])
    axe(analyst)
    in_their_own_unit(as_(walk.partner), walk)
    as_it_is_told(as_("publisher"), walk)


def test_what_is_told_of_all_four_is_on_the_public_site(grown, db, tmp_path):
    office = Institution.objects.get(name=OFFICE)
    site = tmp_path / "site"
    build(site, published_for(office, today=localdate(), synthetic=True, epsilon=1.0))
    shown = (site / "index.html").read_text(encoding="utf-8")
    assert [one.words.title for one in TELLINGS.values() if one.words.title not in shown] == []
