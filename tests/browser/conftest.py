"""A real Chromium against the real server, on a phone and on a desk, with JavaScript and without.

    def test_it_...(visit, phone): page = visit("/", phone)

`visit` opens an address of the live server; `phone`, `desk`, `phone_plain` and `desk_plain` are
contexts (the plain ones have no JavaScript); `everywhere` runs the test in all four. `axe(page)`
fails on any accessibility violation, `weigh(page)` gives the bytes of a first load.
"""

from __future__ import annotations

import gzip
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from tests.browser.chromium import ARGUMENTS, MISSING, find_chromium

# Playwright keeps an event loop running in the thread of the tests, which Django takes for
# asynchronous code; the tests' own queries are plain ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
FIRST_LOAD_BYTES = 100_000
MEANT = (
    "the server responded with a status", "Response Status Error Code", "htmx:sendError",
    "htmx:afterRequest", "ERR_INTERNET_DISCONNECTED",
)  # fmt: skip
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLAIN: WeakSet[BrowserContext] = WeakSet()
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that `-m "not browser"` leaves them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the system's own browser; a missing one is a failure, never a skip."""
    path = find_chromium()
    if path is None:
        pytest.fail(MISSING, pytrace=False)
    return {**browser_type_launch_args, "executable_path": path, "args": list(ARGUMENTS)}


@pytest.fixture
def office(live_server: Any) -> str:
    """The address of the running office, without a slash at its end."""
    return str(live_server.url)


@pytest.fixture
def open_context(browser: Browser, office: str) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser window of a size, with JavaScript or without; closed after the test."""
    opened: list[BrowserContext] = []

    def opening(size: dict[str, int], *, javascript: bool = True) -> BrowserContext:
        context = browser.new_context(
            base_url=office,
            viewport=size,
            java_script_enabled=javascript,
            is_mobile=size is PHONE,
            has_touch=size is PHONE,
            locale="en-GB",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        if not javascript:
            PLAIN.add(context)
        return context

    yield opening
    for context in opened:
        context.close()


@pytest.fixture
def phone(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A phone with JavaScript."""
    return open_context(PHONE)


@pytest.fixture
def desk(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A desk computer with JavaScript."""
    return open_context(DESK)


@pytest.fixture
def phone_plain(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A phone without JavaScript."""
    return open_context(PHONE, javascript=False)


@pytest.fixture
def desk_plain(open_context: Callable[..., BrowserContext]) -> BrowserContext:
    """A desk computer without JavaScript."""
    return open_context(DESK, javascript=False)


@pytest.fixture(params=["phone", "desk", "phone_plain", "desk_plain"])
def everywhere(request: pytest.FixtureRequest) -> BrowserContext:
    """Each of the four windows in turn."""
    context: BrowserContext = request.getfixturevalue(request.param)
    return context


@pytest.fixture
def visit() -> Iterator[Callable[[str, BrowserContext], Page]]:
    """Open an address in a window; on any page seen in it so, an error of a script fails the test.

    So does whatever the browser complains of: a policy that is broken, a file that is not there.
    """
    errors: list[str] = []

    def visiting(address: str, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.on("console", lambda said: errors.extend(complaints(said, page.url)))
        page.goto(address)
        return page

    yield visiting
    assert errors == []


def complaints(said: ConsoleMessage, where: str) -> list[str]:
    """What a line of the console complains of, but for the failures that tests ask for."""
    is_meant = any(words in said.text for words in MEANT)
    return [f"{where}: {said.text}"] if said.type in {"error", "warning"} and not is_meant else []


@pytest.fixture
def sign_in(visit: Callable[[str, BrowserContext], Page]) -> Callable[..., Page]:
    """Sign a person in through the sign-in page, as they would; return the page they land on."""

    def signing_in(context: BrowserContext, email: str, password: str) -> Page:
        page = visit("/account/login/", context)
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/account/login" not in url)
        return page

    return signing_in


@pytest.fixture
def axe(open_context: Callable[..., BrowserContext]) -> Callable[[Page], None]:
    """Assert that a page has no accessibility violation (WCAG 2.2 AA and axe's best practices).

    On a phone it must not be wider than the phone either.

    Axe is a script, so a page of a plain window is copied as it stands, without its own scripts,
    into a window of the same size where axe can run.
    """

    def looking(page: Page) -> None:
        page.wait_for_load_state()
        if page.viewport_size == PHONE:
            assert page.evaluate(TOO_WIDE) <= 0, f"{page.url} is wider than the phone"
        looked_at = _copy(page, open_context) if page.context in PLAIN else page
        options = {"runOnly": {"type": "tag", "values": STANDARD}, "resultTypes": ["violations"]}
        results = Axe().run(looked_at, options=options)
        assert results.violations_count == 0, results.generate_report()

    return looking


def _copy(page: Page, open_context: Callable[..., BrowserContext]) -> Page:
    html = re.sub(r"<script\b.*?</script>", "", page.content(), flags=re.DOTALL | re.IGNORECASE)
    size = PHONE if page.viewport_size == PHONE else DESK
    copy = open_context(size).new_page()
    if not page.url.startswith("http"):
        copy.set_content(html)
        return copy
    copy.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
    copy.goto(page.url)
    return copy


@dataclass
class Weight:
    """What a first load fetches: gzipped bytes by address, and addresses on other hosts."""

    office: str
    by_address: dict[str, int] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Gzipped bytes of the whole first load."""
        return sum(self.by_address.values())


@pytest.fixture
def weigh(office: str) -> Callable[[str, BrowserContext], Weight]:
    """Open an address in a window and weigh everything that it fetches, gzipped."""

    def weighing(address: str, context: BrowserContext) -> Weight:
        weight = Weight(office)

        def add(response: Response) -> None:
            if not response.url.startswith((office, "data:", "blob:")):
                weight.foreign.append(response.url)
            elif not 300 <= response.status < 400:
                body = response.body()
                weight.by_address[response.url] = len(gzip.compress(body, 6))

        page = context.new_page()
        responses: list[Response] = []
        page.on("response", lambda response: responses.append(response))  # noqa: PLW0108  (playwright marks what it calls)
        page.goto(address, wait_until="networkidle")
        for response in responses:
            add(response)
        page.close()
        return weight

    return weighing


@pytest.fixture
def light() -> Callable[[Weight], None]:
    """Assert that a first load stays under 100 kB and asks nothing of another host."""

    def judging(weight: Weight) -> None:
        heaviest = sorted(weight.by_address.items(), key=lambda pair: -pair[1])[:5]
        assert weight.total < FIRST_LOAD_BYTES, heaviest
        assert weight.foreign == []

    return judging
