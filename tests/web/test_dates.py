from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.web.dates import CannotReadDate, Dated, Precision, read_date, spoken_due, spoken_since

TODAY = date(2024, 3, 20)
DAY, MONTH, YEAR, ABOUT = Precision.DAY, Precision.MONTH, Precision.YEAR, Precision.ABOUT


@pytest.mark.parametrize(
    ("typed", "on", "precision"),
    [
        ("3 March 2024", date(2024, 3, 3), DAY),
        ("3 mar 2024", date(2024, 3, 3), DAY),
        ("3rd of March, 2024", date(2024, 3, 3), DAY),
        ("March 3, 2024", date(2024, 3, 3), DAY),
        ("  03/03/2024 ", date(2024, 3, 3), DAY),
        ("3.4.2024", date(2024, 4, 3), DAY),
        ("3-4-2024", date(2024, 4, 3), DAY),
        ("2024-04-03", date(2024, 4, 3), DAY),
        ("today", TODAY, DAY),
        ("Yesterday", date(2024, 3, 19), DAY),
        ("March 2024", date(2024, 3, 1), MONTH),
        ("Sept 2023", date(2023, 9, 1), MONTH),
        ("03/2024", date(2024, 3, 1), MONTH),
        ("2024-03", date(2024, 3, 1), MONTH),
        ("2024", date(2024, 1, 1), YEAR),
        ("about June 2023", date(2023, 6, 1), ABOUT),
        ("around 5 June 2023", date(2023, 6, 1), ABOUT),
    ],
)
def test_it_is_read_as_people_write_it(typed, on, precision):
    assert read_date(typed, today=TODAY) == Dated(on, precision)


def test_the_jurisdiction_says_whether_days_or_months_come_first():
    assert read_date("03/04/2024", order="mdy", today=TODAY).on == date(2024, 3, 4)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("31 February 2024", "There is no such day"),
        ("13/13/2024", "There is no such day"),
        ("3 March", "Add the year"),
        ("3/3/24", "Write the year in full"),
        ("about 2024", "Add the month"),
        ("3 March 1066", "from 1900 to 2199"),
        ("soon", "like 3 March 2024"),
        ("", "like 3 March 2024"),
        ("3 March 2024 or 4 March 2024", "like 3 March 2024"),
        ("³ March 2024", "like 3 March 2024"),
    ],
)
def test_what_cannot_be_read_gets_advice(typed, advice):
    with pytest.raises(CannotReadDate, match=advice):
        read_date(typed, today=TODAY)


@given(
    on=st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)),
    precision=st.sampled_from(Precision),
)
def test_what_is_said_reads_back_as_the_same(on, precision):
    kept = {DAY: on, MONTH: on.replace(day=1), YEAR: date(on.year, 1, 1), ABOUT: on.replace(day=1)}
    dated = Dated(kept[precision], precision)
    assert read_date(str(dated), today=TODAY) == dated


@given(typed=st.text(max_size=60))
def test_no_text_breaks_the_reader(typed):
    try:
        read_date(typed, today=TODAY)
    except CannotReadDate as error:
        assert str(error).endswith((".", "do."))


@pytest.mark.parametrize(
    ("due_on", "said"),
    [
        (date(2024, 3, 17), "3 days overdue"),
        (date(2024, 3, 19), "1 day overdue"),
        (date(2024, 3, 20), "today"),
        (date(2024, 3, 21), "tomorrow"),
        (date(2024, 3, 25), "in 5 days"),
        (date(2020, 3, 20), "1,461 days overdue"),
    ],
)
def test_a_due_day_is_said_in_days(due_on, said):
    assert spoken_due(due_on, TODAY) == said


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2024, 3, 20), "today"),
        (date(2024, 3, 19), "yesterday"),
        (date(2024, 3, 15), "5 days ago"),
        (date(2024, 3, 25), "in 5 days"),
    ],
)
def test_a_past_day_is_said_in_days(on, said):
    assert spoken_since(on, TODAY) == said
