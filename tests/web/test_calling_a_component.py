from datetime import date

import pytest
from django.template import TemplateSyntaxError

from amparo.errors import Broken
from amparo.web import catalogue, showcase
from amparo.web.shapes import Cell, Column, Row, State, Step, Way

NAMES = catalogue.names()


def test_it_draws_with_its_inputs(draw):
    assert "Open</strong>" in draw('{% component "tag" text="Open" tone="good" %}')


def test_its_inputs_are_escaped(draw):
    assert "<b>" not in draw('{% component "tag" text=text %}', text="<b>x</b>")


def test_the_page_does_not_leak_into_it(draw):
    assert "outside" not in draw('{% component "warning" title="t" %}', text="outside")


def test_a_body_is_wrapped(draw):
    assert "<em>in</em>" in draw('{% wrap "warning" %}<em>in</em>{% endwrap %}')


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        ('{% component "tga" text="x" %}', "no such component"),
        ('{% component "../page" %}', "no such component"),
        ('{% component "tag" %}', "no text"),
        ('{% component "tag" text="x" colour="red" %}', "colour"),
        ('{% component "tag" text="x" tone="rosy" %}', "rosy"),
    ],
)
def test_a_wrong_call_fails_loudly(draw, call, complaint):
    with pytest.raises(Broken, match=complaint):
        draw(call)


@pytest.mark.parametrize("call", ["{% component %}", '{% component "tag" "x" %}'])
def test_a_call_that_cannot_be_read_fails_when_the_template_is_loaded(draw, call):
    with pytest.raises(TemplateSyntaxError):
        draw(call)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is_for_and_what_it_takes(name):
    described = catalogue.component(name)
    assert described.purpose
    assert [asked.name for asked in described.inputs.values() if not asked.meaning] == []


@pytest.mark.parametrize("exhibit", showcase.exhibits(), ids=lambda e: e.component.name)
def test_its_examples_can_be_drawn(draw, exhibit):
    drawn = [
        draw("{% example name given %}", name=exhibit.component.name, given=example.given)
        for example in exhibit.examples
    ]
    assert all(drawn)


def test_every_component_is_on_the_living_page(client, db):
    text = client.get("/components/").content.decode()
    assert [name for name in NAMES if f'id="{name}"' not in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_in_the_documents(name):
    from tests.house.source import ROOT

    assert f"`{name}`" in (ROOT / "docs" / "components.md").read_text(encoding="utf-8")


def test_an_overdue_step_says_the_word(draw):
    way = Way("Restrain", "In custody", [Step("Charge review", State.OVERDUE, "3 days overdue")])
    assert "Overdue." in draw('{% component "track" ways=ways %}', ways=[way])


def test_a_step_done_says_so_to_those_who_do_not_see_the_circle(draw):
    way = Way("Rescue", "Safe", [Step("Brought to safety", State.DONE, "3 March 2024")])
    assert "Done. " in draw('{% component "track" ways=ways %}', ways=[way])


def test_a_table_keeps_its_roles_when_it_becomes_cards(draw):
    text = draw(
        '{% component "table" caption="Cases" columns=columns rows=rows %}',
        columns=["Case", Column("Days", number=True)],
        rows=[Row([Cell("K7Q2-24", href="/x/"), "12"], urgent=True)],
    )
    roles = ["table", "rowgroup", "row", "columnheader", "rowheader", "cell"]
    assert [role for role in roles if f'role="{role}"' not in text] == []


def test_a_row_with_a_cell_missing_fails_loudly(draw):
    with pytest.raises(Broken, match="2 cells"):
        draw('{% component "table" caption="C" columns=c rows=r %}', c=["A", "B"], r=[["1"]])


def test_pages_of_a_list_keep_the_filter(draw, rf):
    from django.core.paginator import Paginator

    text = draw(
        '{% component "pagination" page=page %}',
        page=Paginator(range(148), 25).page(2),
        request=rf.get("/cases/?stage=trial&page=2"),
    )
    assert "?stage=trial&amp;page=3" in text
    assert "26 to 50 of 148" in text


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("{{ on|spoken }}", "3 March 2024"),
        ('{{ on|spoken:"month" }}', "March 2024"),
        ('{{ on|spoken:"about" }}', "about March 2024"),
        ("{{ on|due:today }}", "3 days overdue"),
        ("{{ on|since:today }}", "3 days ago"),
        ("{{ nothing|spoken }}{{ nothing|due }}{{ nothing|since }}", ""),
        ("{{ 12|days }}", "12 days"),
    ],
)
def test_dates_are_said_in_templates(draw, call, said):
    values = {"on": date(2024, 3, 3), "today": date(2024, 3, 6), "nothing": None}
    assert draw(call, **values) == said
