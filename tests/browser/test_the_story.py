"""The public site in a browser: small, still, turned round, without images, and at the keyboard."""

from __future__ import annotations

import functools
import http.server
import threading
from datetime import date

import pytest

from amparo.story.building import build
from amparo.story.published import Counter, Published
from tests.browser.conftest import TOO_WIDE

SMALL = {"width": 360, "height": 740}
PUBLISHED = Published(
    "The Harbour", date(2024, 3, 4), 1, (Counter("covered", 1_234_567, "San Isidro"),)
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("public") / "site"
    build(folder, PUBLISHED)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *args: None
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_story_is_clean_to_axe_and_no_wider_than_a_phone(site, visit, phone, desk, axe):
    axe(visit(f"{site}/index.html", desk))
    axe(visit(f"{site}/es/index.html", phone))
    axe(visit(f"{site}/methods.html", phone))


def test_it_reads_small_plain_turned_round_and_from_the_keyboard(site, visit, open_context):
    page = visit(f"{site}/ta/index.html", open_context(SMALL))
    assert page.evaluate(TOO_WIDE) <= 0
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate(TOO_WIDE) <= 0
    plain = visit(f"{site}/index.html", open_context(SMALL, javascript=False))
    plain.keyboard.press("Tab")
    assert plain.locator(":focus").inner_text() == "Skip to the story"
    plain.get_by_text("The same as a table").click()
    assert plain.get_by_role("row", name="heard the word guilty").inner_text().split()[-1] == "6"
    plain.get_by_role("link", name="Back to top").click()
    assert plain.url.endswith("#top")
