"""The tools of the browser tests can fail: a control for each."""

import pytest

GOOD = """<!doctype html><html lang="en"><head><title>Today</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>Today</h1><p>Nothing is due.</p></main></body></html>"""
WRITE_A_SCRIPT = """() => {
    const script = document.createElement("script")
    script.text = "1"
    document.body.append(script)
}"""
WITHOUT_A_LABEL = GOOD.replace("<p>", "<input type='text'><p>")


def test_axe_accepts_a_page_without_faults(everywhere, axe):
    page = everywhere.new_page()
    page.set_content(GOOD)
    axe(page)


def test_axe_refuses_a_field_without_a_label(everywhere, axe):
    page = everywhere.new_page()
    page.set_content(WITHOUT_A_LABEL)
    with pytest.raises(AssertionError, match="label"):
        axe(page)


def test_axe_refuses_a_page_wider_than_the_phone(phone, axe):
    page = phone.new_page()
    page.set_content(GOOD.replace("<p>", "<p style='width: 500px'>"))
    with pytest.raises(AssertionError, match="wider than the phone"):
        axe(page)


def test_a_broken_policy_is_a_complaint(office, desk):
    from tests.browser.conftest import complaints

    page = desk.new_page()
    page.goto("/help/")
    with page.expect_console_message() as said:
        page.evaluate(WRITE_A_SCRIPT)
    assert complaints(said.value, "/help/")


def test_a_phone_is_as_wide_as_a_phone(phone):
    page = phone.new_page()
    page.set_content(GOOD)
    assert page.evaluate("[innerWidth, innerHeight]") == [390, 844]


def test_a_plain_window_runs_no_script(phone_plain):
    page = phone_plain.new_page()
    page.set_content(
        "<p>before</p><script>document.querySelector('p').textContent = 'after'</script>"
    )
    assert page.text_content("p") == "before"


def test_a_window_with_javascript_runs_scripts(phone):
    page = phone.new_page()
    page.set_content(
        "<p>before</p><script>document.querySelector('p').textContent = 'after'</script>"
    )
    assert page.text_content("p") == "after"


def test_the_weight_of_a_first_load_counts_page_and_files(weigh, desk, office, light):
    weight = weigh("/account/login/", desk)
    kinds = {address.partition("?")[0].rpartition(".")[2] for address in weight.by_address}
    assert f"{office}/account/login/" in weight.by_address
    assert {"css", "js"} <= kinds
    light(weight)


def test_a_heavy_page_is_refused(light):
    from tests.browser.conftest import Weight

    with pytest.raises(AssertionError):
        light(Weight("http://127.0.0.1", by_address={"/big.js": 100_000}))


def test_a_page_that_asks_another_host_is_refused(light):
    from tests.browser.conftest import Weight

    with pytest.raises(AssertionError):
        light(Weight("http://127.0.0.1", foreign=["https://example.org/font.woff2"]))
