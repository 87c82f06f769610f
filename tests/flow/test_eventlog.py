"""Reading into the log: what counts, what is set aside, and that all of it adds up."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from amparo.errors import Broken, Refused
from amparo.flow import EventLog, Exit, Pathway, Stage
from amparo.flow.eventlog import LedgerLine

WIDE = {
    "case": ["1", "2", "3"],
    "complaint": ["2024-01-01", "2024-01-02", "2024-01-03"],
    "arrest": ["2024-01-11", None, "soon"],
    "status": ["open", "open", "OPEN "],
}
STAGES = {"complaint": "complaint", "arrest": "arrest"}
EVENTS = {
    "id": ["a", "a", "a", "b", "b", None],
    "event": ["Reported", "Arrest", "Arrest", "Reported", "Phone call", "Arrest"],
    "when": ["2024-01-01", "2024-01-09", "2024-01-05", "2024-01-02", "2024-01-03", "2024-01-04"],
    "place": ["north", "north", "north", "south", "south", "south"],
}


def wide(**more: Any) -> EventLog:
    return EventLog.read(
        pl.DataFrame({**WIDE, **more}), case="case", stages=STAGES, as_of="2024-06-30",
        groups=["status"],
    )  # fmt: skip


def events(**how: Any) -> EventLog:
    return EventLog.read(
        pl.DataFrame(EVENTS), case="id", activity="event", time="when",
        stages={"complaint": "Reported", "arrest": "Arrest"}, as_of=date(2024, 6, 30), **how,
    )  # fmt: skip


def line(log: EventLog, what: str) -> LedgerLine:
    assert log.ledger is not None
    return next(line for line in log.ledger.lines if line.what == what)


def test_a_date_that_cannot_be_read_is_told_with_its_row() -> None:
    found = [f for f in wide().findings if "cannot be read" in f.problem]
    assert [(f.column, f.count, f.rows, f.examples) for f in found] == [
        ("arrest", 1, (3,), ("row 3: soon",))
    ]


def test_what_was_read_is_what_was_used_and_what_was_set_aside() -> None:
    arrest = line(wide(), "dates of arrest")
    assert (arrest.read, arrest.used, arrest.set_aside) == (
        2, 1, (("dates that cannot be read", 1),),
    )  # fmt: skip


def test_a_ledger_that_does_not_add_up_cannot_be_made() -> None:
    with pytest.raises(Broken):
        LedgerLine("dates", 3, 1, (("blank", 1),))


def test_spellings_that_differ_by_accident_are_one_group_and_it_is_said() -> None:
    log = wide()
    assert list(log.parts("status")) == ["open"]
    assert any(a.about == "spellings in status" for a in log.assumptions)


def test_a_group_may_have_the_name_of_a_stage() -> None:
    log = EventLog.read(
        pl.DataFrame({**WIDE, "held": ["2024-01-05", None, None]}), case="case",
        stages={"complaint": "complaint", "status": "held"}, groups=["status"], as_of="2024-06-30",
    )  # fmt: skip
    assert log.stages == ("complaint", "status")
    assert sum(part.n for part in log.parts("status").values()) == 3


def test_the_log_holds_no_column_but_those_asked_for() -> None:
    log = wide(victim_name=["Ana", "Bea", "Cora"])
    assert set(log.frame.columns) == {
        "case", "row", "complaint", "arrest", "status", "exit", "exit_on",
    }  # fmt: skip


def test_events_are_gathered_by_case_with_the_earliest_day() -> None:
    log = events(groups=["place"])
    assert log.frame.select("case", "complaint", "arrest", "place").rows() == [
        ("a", date(2024, 1, 1), date(2024, 1, 5), "north"),
        ("b", date(2024, 1, 2), None, "south"),
    ]


def test_every_event_is_accounted_for() -> None:
    told = line(events(), "events")
    assert (told.read, told.used, dict(told.set_aside)) == (
        6,
        3,
        {
            "events that name no case": 1,
            "events that are no stage of the pathway": 1,
            "a later date of the same case and step": 1,
        },
    )


def test_an_event_can_be_an_exit_on_its_own_day() -> None:
    log = events(exits=[Exit("gave up", "event", ("phone call",))])
    assert log.frame.filter(pl.col("case") == "b").select("exit", "exit_on").row(0) == (
        "gave up", date(2024, 1, 3),
    )  # fmt: skip


def test_the_earliest_of_several_exits_counts() -> None:
    log = EventLog.read(
        pl.DataFrame({**WIDE, "closed": ["2024-02-02", None, None], "gone": ["2024-02-01"] * 3,
                      "why": ["left"] * 3}),
        case="case", stages=STAGES, as_of="2024-06-30",
        exits=[Exit("closed", "status", ("open",), "closed"), Exit("gone", "why", ("left",), "gone")],
    )  # fmt: skip
    assert log.frame.get_column("exit").to_list() == ["gone", "closed", "closed"]
    assert log.frame.get_column("exit_on").to_list() == [
        date(2024, 2, 1), date(2024, 1, 2), date(2024, 1, 3),
    ]  # fmt: skip


def test_aliases_of_a_step_give_its_earliest_day() -> None:
    frame = pl.DataFrame({**WIDE, "detained": ["2024-01-05", "2024-01-06", None]})
    stages = (Stage("complaint", "complaint"), Stage("arrest", "arrest", ("detained", "absent")))
    log = EventLog.read(frame, pathway=Pathway("case", stages), as_of="2024-06-30")
    assert log.frame.get_column("arrest").to_list() == [date(2024, 1, 5), date(2024, 1, 6), None]


def test_rows_without_a_case_number_are_cases_of_their_own() -> None:
    assert wide(case=["1", None, None]).n == 3


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(Refused, match="complaint, arrest, status"):
        EventLog.read(pl.DataFrame(WIDE), case="case", stages=STAGES, groups=["district"])


def test_a_typed_stage_that_no_event_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    pl.DataFrame(EVENTS).write_csv(path)
    with pytest.raises(Refused, match="Phone call"):
        EventLog.read(
            path, case="id", activity="event", time="when",
            stages={"complaint": "Reported", "arrest": "Arest"}, as_of="2024-06-30",
        )  # fmt: skip


def test_a_program_may_ask_for_a_stage_nobody_has_reached() -> None:
    stages = (Stage("complaint", "Reported"), Stage("verdict", "Verdict"))
    path = Pathway("id", stages, shape="long", activity="event", time="when")
    log = EventLog.read(pl.DataFrame(EVENTS), pathway=path, as_of="2024-06-30")
    assert log.frame.get_column("verdict").null_count() == log.n


def test_a_pandas_frame_gives_the_same_log() -> None:
    pandas = pytest.importorskip("pandas")
    log = EventLog.read(pandas.DataFrame(WIDE), case="case", stages=STAGES, as_of="2024-06-30")
    assert log.frame.drop("row").equals(wide().frame.drop("row", "status"))


def test_days_and_moments_are_the_same_calendar_day() -> None:
    frame = pl.DataFrame(WIDE).with_columns(
        pl.col("complaint").str.to_datetime("%Y-%m-%d") + pl.duration(hours=23, minutes=59)
    )
    log = EventLog.read(frame, case="case", stages=STAGES, as_of="2024-06-30")
    assert (
        log.frame.get_column("complaint").to_list()
        == wide().frame.get_column("complaint").to_list()
    )


@pytest.mark.parametrize("nothing", [3, object(), pl.DataFrame(), pl.DataFrame({"a": [1]})])
def test_what_is_no_table_is_refused(nothing: Any) -> None:
    with pytest.raises(Refused):
        EventLog.read(nothing)


def test_the_day_of_the_data_is_told_by_every_date_not_only_by_those_of_the_steps() -> None:
    frame = pl.DataFrame({
        **WIDE, "closed_on": [None, "2024-03-20", None], "date_of_birth": ["2024-06-01"] * 3,
    })  # fmt: skip
    log = EventLog.read(frame, case="case", stages=STAGES)
    assert log.as_of == date(2024, 3, 20)
