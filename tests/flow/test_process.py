"""What follows what, the paths of cases and the work done again, against plain Python."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.errors import Refused
from amparo.flow import EventLog, Exit
from amparo.flow.process.coded import coded_of
from amparo.flow.process.kernel import follows_of
from tests.flow import reference_process as plain

AS_OF = date(2024, 12, 31)
STAGES = ["report", "arrest", "charge", "verdict"]
EVENT = st.tuples(st.sampled_from([*STAGES, "hearing", "adjourned"]), st.integers(0, 300))
CASES = st.lists(st.lists(EVENT, max_size=7), min_size=1, max_size=12).filter(any)


def read(rows: list[tuple[str, str, date]], **how: Any) -> EventLog:
    """A log of events; the stages are named, so that nothing of it is guessed."""
    frame = pl.DataFrame(rows, schema=["id", "what", "on"], orient="row")
    stages = {name: name for name in STAGES}
    return EventLog.read(
        frame, case="id", activity="what", time="on", stages=stages, as_of=AS_OF, **how
    )


def rows_of(cases: list[list[tuple[str, int]]]) -> list[tuple[str, str, date]]:
    start = date(2024, 1, 1)
    return [
        (f"c{number}", what, start + timedelta(days=after))
        for number, case in enumerate(cases)
        for what, after in case
    ]


def paths_of(cases: list[list[tuple[str, int]]]) -> dict[str, plain.Path]:
    """In order of day; on one day as the pathway has it, then by name."""
    start = date(2024, 1, 1)
    order = {name: (0, place, "") for place, name in enumerate(STAGES)}
    return {
        f"c{number}": [
            (what, start + timedelta(days=after))
            for what, after in sorted(
                case, key=lambda event: (event[1], order.get(event[0], (1, 0, event[0])))
            )
        ]
        for number, case in enumerate(cases)
    }


def finished_of(paths: dict[str, plain.Path]) -> set[str]:
    return {name for name, path in paths.items() if any(what == "verdict" for what, _ in path)}


@given(CASES)
@settings(max_examples=20, deadline=None)
def test_what_follows_what_equals_a_plain_count(cases: list[list[tuple[str, int]]]) -> None:
    found = read(rows_of(cases)).follows()
    got = {(row["source"], row["target"]): row for row in found.frame.to_dicts()}
    wanted = plain.follows(paths_of(cases))
    assert got.keys() == wanted.keys()
    assert [{name: got[pair][name] for name in numbers} for pair, numbers in wanted.items()] == [
        pytest.approx({k: float(v) for k, v in numbers.items()}) for numbers in wanted.values()
    ]


@given(CASES)
@settings(max_examples=20, deadline=None)
def test_where_cases_begin_end_and_stand_equals_a_plain_count(
    cases: list[list[tuple[str, int]]],
) -> None:
    paths = paths_of(cases)
    found = read(rows_of(cases)).follows().activities
    got = {row.pop("activity"): row for row in found.to_dicts()}
    assert got == plain.activities(paths, finished_of(paths))


@given(CASES)
@settings(max_examples=20, deadline=None)
def test_paths_equal_a_plain_count(cases: list[list[tuple[str, int]]]) -> None:
    paths = paths_of(cases)
    found = read(rows_of(cases)).variants()
    got = {
        (tuple(row["path"]), row["finished"]): (
            row["count"],
            row["median_days"] if row["finished"] else row["median_days_so_far"],
        )
        for row in found.frame.to_dicts()
    }
    assert got == plain.variants(paths, finished_of(paths), AS_OF)


@given(CASES)
@settings(max_examples=20, deadline=None)
def test_work_done_again_equals_a_plain_count(cases: list[list[tuple[str, int]]]) -> None:
    found = read(rows_of(cases)).rework().frame.filter(pl.col("kind") == "again")
    columns = ("activity", "times", "at_once", "n_cases", "extra_days")
    got = {row[0]: row[1:] for row in found.select(columns).rows()}
    assert got == plain.repeated(paths_of(cases))


@given(CASES)
@settings(max_examples=20, deadline=None)
def test_returns_to_an_earlier_stage_equal_a_plain_count(
    cases: list[list[tuple[str, int]]],
) -> None:
    paths = paths_of(cases)
    found = read(rows_of(cases)).rework()
    back = found.frame.filter(pl.col("kind") == "back")
    made = plain.returns(paths, STAGES, finished_of(paths), AS_OF)
    pairs = {(activity, after) for _, activity, after, _, _ in made}
    assert {
        (row["activity"], row["after"]): (
            row["times"], row["n_cases"], row["extra_days"], row["n_not_yet"]
        )
        for row in back.to_dicts()
    } == {
        pair: (
            len(of_pair := [r for r in made if r[1:3] == pair]), len({r[0] for r in of_pair}),
            sum(r[3] for r in of_pair), sum(not r[4] for r in of_pair),
        )
        for pair in pairs
    }  # fmt: skip
    assert found.n_back == len({row[0] for row in made})


@given(CASES, st.floats(0.05, 1))
@settings(max_examples=20, deadline=None)
def test_a_filtered_map_is_joined_and_says_all_that_it_hides(
    cases: list[list[tuple[str, int]]], share: float
) -> None:
    whole = read(rows_of(cases)).follows()
    for part in (whole.covering(share), whole.above(share)):
        kept = part.frame.get_column("count").sum()
        assert kept + part.hidden.n == whole.frame.get_column("count").sum()
        assert part.frame.height + part.hidden.pairs == whole.frame.height
        assert part.activities.height + len(part.hidden.activities) == whole.activities.height
        assert kept >= 0
    covered = whole.covering(share).frame.get_column("count").sum()
    assert covered >= share * whole.frame.get_column("count").sum() - 1e-6


def reached_from(starts: set[str], pairs: list[tuple[str, str]]) -> set[str]:
    seen = set(starts)
    for _ in pairs:
        seen |= {target for source, target in pairs if source in seen}
    return seen


@given(CASES, st.floats(0.05, 0.9))
@settings(max_examples=20, deadline=None)
def test_every_activity_of_a_filtered_map_is_reached_and_goes_on_to_an_end(
    cases: list[list[tuple[str, int]]], share: float
) -> None:
    part = read(rows_of(cases)).follows().covering(share)
    pairs = part.frame.select("source", "target").rows()
    shown = part.activities
    names = set(shown.get_column("activity"))
    starts = set(shown.filter(pl.col("started") > 0).get_column("activity"))
    stops = set(shown.filter(pl.col("ended") + pl.col("open") > 0).get_column("activity"))
    assert reached_from(starts, pairs) == names
    assert reached_from(stops, [(target, source) for source, target in pairs]) == names


def test_a_case_that_goes_round_is_counted_once_as_a_case() -> None:
    log = read(rows_of([[("hearing", 1), ("adjourned", 2), ("hearing", 9), ("adjourned", 12)]]))
    row = log.follows().frame.filter(pl.col("source") == "hearing").row(0, named=True)
    assert (row["count"], row["n_cases"], row["median_days"]) == (2, 1, 2)


def test_an_open_path_is_never_a_finished_one() -> None:
    found = read(rows_of([[("report", 0), ("verdict", 30)], [("report", 0)]])).variants()
    assert found.frame.select("variant", "finished", "median_days").rows() == [
        ("report → …", False, None),
        ("report → verdict", True, 30),
    ]
    assert found.n_finished == 1


def test_named_ends_say_which_cases_are_finished() -> None:
    log = read(rows_of([[("report", 0), ("adjourned", 30)], [("report", 0), ("verdict", 9)]]))
    shown = log.follows(ends=["adjourned"]).activities
    assert shown.select("activity", "ended", "open").sort("activity").rows() == [
        ("adjourned", 1, 0),
        ("report", 0, 0),
        ("verdict", 0, 1),
    ]


def test_an_end_that_never_happens_is_refused() -> None:
    with pytest.raises(Refused, match="appeal"):
        read(rows_of([[("report", 0), ("verdict", 30)]])).follows(ends=["appeal"])


def test_an_exit_of_a_wide_log_finishes_the_path() -> None:
    frame = pl.DataFrame(
        {
            "id": ["1", "2"], "reported": ["2024-01-01", "2024-01-01"],
            "arrested": ["2024-01-11", None], "status": ["open", "withdrawn"],
            "left": [None, "2024-02-01"],
        }
    )  # fmt: skip
    log = EventLog.read(
        frame, case="id", stages={"report": "reported", "arrest": "arrested", "charge": "left"},
        exits=[Exit("withdrawn", "status", ("withdrawn",), "left")], as_of="2024-03-01",
    )  # fmt: skip
    found = log.variants().frame
    assert set(found.filter("finished").get_column("variant")) == {"report → charge → withdrawn"}
    assert "no work done again is seen in it" in log.rework().sentence()


def test_a_stage_is_named_as_the_pathway_names_it() -> None:
    rows = rows_of([[("report", 0), ("hearing", 3)]])
    frame = pl.DataFrame(rows, schema=["id", "what", "on"], orient="row")
    log = EventLog.read(
        frame, case="id", activity="what", time="on", as_of=AS_OF,
        stages={"complaint": "report", "session": "hearing"},
    )  # fmt: skip
    assert log.follows().frame.select("source", "target").rows() == [("complaint", "session")]


def test_two_activities_are_never_made_one_by_a_name() -> None:
    rows = rows_of([[("report", 0), ("hearing", 3), ("verdict", 5)]])
    frame = pl.DataFrame(rows, schema=["id", "what", "on"], orient="row")
    log = EventLog.read(
        frame, case="id", activity="what", time="on", as_of=AS_OF,
        stages={"hearing": "report", "verdict": "verdict"},
    )  # fmt: skip
    assert log.follows().activities.height == 3


def test_the_rest_of_the_paths_is_counted_when_few_are_asked_for() -> None:
    log = read(rows_of([[("report", 0)], [("report", 0), ("arrest", 1)], [("report", 4)]]))
    assert log.variants(most=1).left_out == (1, 1)


def test_cases_without_an_event_are_told() -> None:
    found = read([("1", "report", date(2024, 1, 1)), ("2", "report", date(2199, 1, 1))]).follows()
    assert (found.n, found.without_events) == (1, 1)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    found = read(rows_of([[("report", 0), ("verdict", 30)]])).follows()
    with pytest.raises(Refused, match="between 0 and 1"):
        found.covering(share)


def test_a_median_between_two_days_lies_between_them() -> None:
    found = read(rows_of([[("report", 0), ("arrest", 1)], [("report", 0), ("arrest", 4)]]))
    row = found.follows().frame.row(0, named=True)
    assert [row[name] for name in ("quarter_days", "median_days", "three_quarters_days")] == [
        float(Fraction(7, 4)), 2.5, float(Fraction(13, 4)),
    ]  # fmt: skip


def test_the_sentence_says_how_many_are_open_and_what_is_hidden() -> None:
    cases = [[("report", 0), ("arrest", 3)]] * 9 + [[("report", 0), ("hearing", 1)]]
    said = read(rows_of(cases)).follows().covering(0.8).sentence()
    assert "10 (100%) are still open" in said
    assert "Hidden: 1 rarer way, once (10% of all that followed); and hearing." in said


@given(CASES, st.randoms(use_true_random=False))
@settings(max_examples=12, deadline=None)
def test_the_order_of_the_rows_does_not_matter(
    cases: list[list[tuple[str, int]]], random: Any
) -> None:
    rows = rows_of(cases)
    mixed = random.sample(rows, len(rows))
    one, other = read(rows), read(mixed)
    assert one.follows().frame.equals(other.follows().frame)
    assert one.variants().frame.equals(other.variants().frame)
    assert one.rework().frame.equals(other.rework().frame)


@given(CASES, CASES)
@settings(max_examples=12, deadline=None)
def test_the_counts_of_two_halves_add_up_to_those_of_the_whole(
    left: list[list[tuple[str, int]]], right: list[list[tuple[str, int]]]
) -> None:
    def counted(cases: list[list[tuple[str, int]]]) -> pl.DataFrame:
        found = coded_of(read(rows_of(cases)))
        days = follows_of(
            found.case_code, found.activity_code, found.day, found.finished, len(found.activities)
        ).days
        names = pl.Series(found.activities, dtype=pl.String)
        return days.with_columns(names.gather(days[end]).alias(end) for end in ("source", "target"))

    keys = ["source", "target", "days"]
    halves = pl.concat([counted(left), counted(right)]).group_by(keys).agg(pl.col("n").sum())
    assert halves.sort(keys).equals(counted([*left, *right]).sort(keys))


def test_a_log_without_any_event_has_an_empty_map() -> None:
    found = read([("1", "report", date(2199, 1, 1)), ("2", "arrest", date(2199, 1, 1))])
    assert (found.follows().n, found.follows().frame.height) == (0, 0)
    assert found.variants().n_paths == 0
    assert found.rework().frame.height == 0
    assert "nothing follows anything" in found.follows().sentence()
    assert "<svg" in found.follows().svg()
