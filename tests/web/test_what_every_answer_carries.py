import pytest

from amparo.web.middleware import CONTENT_SECURITY_POLICY

ANSWERS = ["/help/", "/account/login/", "/nowhere/", "/failing/bug/", "/failing/conflict/"]


@pytest.fixture
def policy():
    return dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))


@pytest.fixture
def client(client):
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("address", ANSWERS)
def test_a_content_security_policy(client, db, address):
    assert client.get(address).headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_the_policy_allows_nothing_inline_and_nothing_foreign(policy):
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert "unsafe" not in CONTENT_SECURITY_POLICY


def test_the_policy_lets_nobody_frame_a_page_or_move_its_base(policy):
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"


@pytest.mark.parametrize("address", ANSWERS)
def test_nothing_is_kept_by_the_browser(client, db, address):
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_a_signed_in_page_is_not_kept_either(as_alma):
    assert as_alma.get("/cases/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Robots-Tag", "noindex, nofollow"),
    ],
)
def test_the_page_keeps_to_itself(client, db, header, value):
    assert client.get("/help/").headers[header] == value


@pytest.mark.parametrize("feature", ["camera", "microphone", "geolocation", "usb"])
def test_no_device_may_be_asked_for(client, db, feature):
    assert f"{feature}=()" in client.get("/help/").headers["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/help/", "/components/", "/account/login/"])
def test_no_script_or_style_stands_in_a_page(client, db, address):
    text = client.get(address).content.decode()
    assert "style=" not in text
    assert "<style" not in text
    assert "<script>" not in text
    assert "javascript:" not in text
