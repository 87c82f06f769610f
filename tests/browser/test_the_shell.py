"""The shell, sign-in and the way out, in a real browser: phone and desk, with and without scripts."""

import pytest

from amparo.access.models import User
from tests.web.conftest import PASSWORD, alma, shell_only  # noqa: F401  (fixtures)

PUBLIC = [
    "/help/", "/components/", "/account/login/", "/arrest/", "/nowhere/", "/failing/refused/",
    "/failing/conflict/", "/failing/cannot-estimate/", "/failing/bug/",
]  # fmt: skip
OWN = [
    "/help/", "/account/2fa/", "/account/sessions/", "/account/logout/",
    "/account/password/change/", "/account/reauthenticate/",
]  # fmt: skip
GUARDED = ["/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"]


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture
def weather(settings, office):
    """A neutral page that stands in for the real one, since tests reach no other host."""
    settings.EXIT_TO = f"{office}/nowhere/"
    return settings.EXIT_TO


@pytest.fixture
def inside(sign_in, alma: User):  # noqa: F811
    def opening(context):
        return sign_in(context, alma.email, PASSWORD)

    return opening


@pytest.fixture
def confirmed(inside):
    """Signed in, and once more, as a change of sign-in security asks."""

    def opening(context):
        page = inside(context)
        page.goto("/account/2fa/totp/activate/")
        page.fill("input[name=password]", PASSWORD)
        page.get_by_role("button", name="Confirm").click()
        page.get_by_role("heading", name="Set up an authenticator app").wait_for()
        return page

    return opening


def test_a_public_page_is_accessible(visit, axe, everywhere):
    page = visit(PUBLIC[0], everywhere)
    for address in PUBLIC:
        page.goto(address)
        axe(page)


def test_a_form_with_mistakes_is_accessible(visit, axe, everywhere):
    page = visit("/arrest/", everywhere)
    page.get_by_role("button", name="Record").click()
    page.locator(".govuk-error-summary").wait_for()
    axe(page)


def test_a_page_of_ones_own_is_accessible(confirmed, axe, phone):
    page = confirmed(phone)
    for address in OWN + GUARDED:
        page.goto(address)
        axe(page)


@pytest.mark.parametrize("address", ["/help/", "/components/", "/account/login/"])
def test_a_first_load_is_light(weigh, light, phone, address):
    light(weigh(address, phone))


def test_signing_in_and_out_needs_no_script(inside, phone_plain):
    page = inside(phone_plain)
    page.goto("/help/")
    page.locator(".amparo-account > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/cases/")
    assert "/account/login/" in page.url


def test_the_account_menu_stays_on_the_phone(inside, phone):
    page = inside(phone)
    page.goto("/help/")
    page.locator(".amparo-account > summary").click()
    box = page.locator(".amparo-account__menu").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_the_way_out_works_everywhere(inside, everywhere, weather):
    page = inside(everywhere)
    page.goto("/cases/")
    page.goto("/help/")
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(weather)
    page.goto("/cases/")
    assert "/account/login/" in page.url


def test_escape_three_times_leaves(inside, desk, weather):
    page = inside(desk)
    page.goto("/help/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url(weather)


def test_escape_twice_stays(inside, desk, weather):
    page = inside(desk)
    page.goto("/help/")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    assert page.url.endswith("/help/")


def test_leaving_by_script_takes_the_page_out_of_the_history(inside, desk, weather):
    page = inside(desk)
    page.goto("/help/")
    before = page.evaluate("history.length")
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url(weather)
    assert page.evaluate("history.length") == before


def test_the_filter_opens_without_a_script(visit, phone_plain):
    page = visit("/components/", phone_plain)
    page.locator(".amparo-filter:not([open]) > summary").first.click()
    assert page.locator("#id_closed-stage").is_visible()


def test_a_table_is_still_a_table_to_a_screen_reader_on_a_phone(visit, phone):
    page = visit("/components/", phone)
    table = page.get_by_role("table", name="Cases")
    assert table.get_by_role("columnheader").count() == 4
    assert table.get_by_role("row").count() == 3
    assert table.get_by_role("rowheader").count() == 2
    assert table.get_by_role("cell").count() == 6


def test_no_address_is_printed_beside_a_link(visit, desk):
    page = visit("/components/", desk)
    page.emulate_media(media="print")
    after = "a => getComputedStyle(a, '::after').content"
    assert {page.locator("main a").nth(at).evaluate(after) for at in range(3)} == {"none"}


def test_the_error_summary_takes_the_reader_to_the_field(visit, desk):
    page = visit("/arrest/", desk)
    page.get_by_role("button", name="Record").click()
    page.get_by_role("link", name="Enter station").click()
    assert page.evaluate("document.activeElement.id") == "id_station"


def test_a_part_that_cannot_be_fetched_opens_the_whole_page(visit, desk):
    page = visit("/help/", desk)
    page.evaluate("htmx.ajax('GET', '/nowhere/', {target: 'h1'})")
    page.get_by_role("heading", name="Page not found").wait_for()


def test_a_lost_connection_is_said(visit, desk):
    page = visit("/help/", desk)
    desk.set_offline(True)
    page.evaluate("htmx.ajax('POST', '/arrest/', {target: 'h1'}).catch(() => {})")
    page.get_by_role("alert").get_by_text("The connection was lost").wait_for()


def test_a_part_asked_for_after_signing_out_leads_to_signing_in(inside, desk):
    page = inside(desk)
    page.goto("/account/2fa/")
    desk.clear_cookies()
    page.evaluate("htmx.ajax('GET', '/account/2fa/', {target: 'h1'})")
    page.wait_for_url("**/account/login/?next=/account/2fa/")


def test_the_skip_link_comes_first(visit, desk):
    page = visit("/help/", desk)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"


def test_htmx_is_awake_under_the_policy(visit, desk):
    page = visit("/help/", desk)
    assert page.evaluate("htmx.config.allowEval") is False
    assert page.evaluate("htmx.config.historyCacheSize") == 0


def test_htmx_fetches_a_part_under_the_policy(visit, desk):
    page = visit("/help/", desk)
    page.evaluate("htmx.ajax('GET', '/failing/refused/', {target: 'h1', swap: 'outerHTML'})")
    page.get_by_role("heading", name="The arrest is before the complaint").wait_for()


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(confirmed, sign_in, open_context):
    from allauth.mfa.totp.internal import auth

    page = confirmed(open_context({"width": 390, "height": 844}))
    secret = page.text_content(".amparo-key-text")
    counter = next(iter(auth.yield_hotp_counters_from_time()))
    page.fill("input[name=code]", auth.format_hotp_value(auth.hotp_value(secret, counter)))
    page.get_by_role("button", name="Turn on").click()
    page.wait_for_url(lambda url: "/activate" not in url)
    again = sign_in(open_context({"width": 390, "height": 844}), "alma@example.org", PASSWORD)
    assert again.get_by_role("heading", name="Enter your code").is_visible()


def test_a_passkey_is_added_and_signs_in(confirmed, desk, office):
    page = confirmed(desk)
    cdp = desk.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }},
    )  # fmt: skip
    page.goto("/account/2fa/webauthn/add/")
    page.fill("input[name=name]", "office laptop")
    page.check("input[name=passwordless]")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url(lambda url: "/webauthn/add" not in url)
    page.locator(".amparo-account > summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/?next=/cases/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{office}/cases/")
    assert page.text_content("body") == "the cases"
