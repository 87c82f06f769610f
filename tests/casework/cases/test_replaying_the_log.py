"""The log as it stood on a day: late entries and corrections cannot change an old report."""

from datetime import UTC, date, datetime

from amparo.casework.cases.eventlog import COLUMNS, Scope, read
from amparo.casework.cases.models import Precision
from amparo.casework.cases.services.milestones import correct_milestone, withdraw_milestone
from tests.casework.cases.acting import DAY, happened

FIRST = datetime(2024, 3, 5, 9, tzinfo=UTC)
LATER = datetime(2024, 6, 1, 9, tzinfo=UTC)
THEN = date(2024, 3, 5)


def days_of(cast, kind, *, as_known_on=None):
    log = read(cast.nadia, Scope(), as_known_on)
    return log.filter(log["type"] == kind)["happened_on"].to_list()


def test_a_late_entry_is_not_in_the_log_as_it_stood(cast):
    happened(cast, "rescue.verified", at=LATER)
    assert days_of(cast, "rescue.verified", as_known_on=THEN) == []
    assert days_of(cast, "rescue.verified") == [DAY]


def test_a_corrected_day_shows_as_it_was_known(cast):
    wrong = happened(cast, "rescue.verified", after=3, at=FIRST)
    correct_milestone(
        by=cast.alma, at=LATER, milestone=wrong, reason="The memo.", on=DAY,
        precision=Precision.DAY,
    )  # fmt: skip
    assert days_of(cast, "rescue.verified", as_known_on=THEN) == [date(2024, 2, 4)]
    assert days_of(cast, "rescue.verified") == [DAY]


def test_a_withdrawn_milestone_is_there_as_it_was_known(cast):
    wrong = happened(cast, "rescue.verified", at=FIRST)
    withdraw_milestone(by=cast.alma, at=LATER, milestone=wrong, reason="Another case.")
    assert days_of(cast, "rescue.verified", as_known_on=THEN) == [DAY]
    assert days_of(cast, "rescue.verified") == []


def test_what_was_recorded_on_the_day_itself_is_known_on_it(cast):
    happened(cast, "rescue.verified", at=FIRST)
    assert days_of(cast, "rescue.verified", as_known_on=THEN) == [DAY]


def test_the_log_has_no_column_for_a_name(cast):
    assert set(read(cast.nadia, Scope()).columns) == set(COLUMNS)


def test_dario_reads_nothing_of_another_organisation(cast):
    assert read(cast.dario, Scope()).height == 0
