"""Courses and sessions: who came, what the test tells, what changed in the files."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from amparo.directory.packs.teaching import topic_names
from amparo.flow.beforeafter import BeforeAfter
from amparo.flow.survival import Interval
from amparo.flow.wording import percent_interval
from amparo.repair.training.models import Curriculum, Score
from amparo.repair.training.selectors.courses import (
    Changed,
    CourseDetail,
    SessionDetail,
    Taken,
)
from amparo.repair.training.selectors.handing import Handing, Reading
from amparo.repair.training.selectors.support import Ledger
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Figure, Row, Tone

COURSES = ("Course", "Topic", "Sessions", "Curriculum")
SESSIONS = ("Session", "Where", "By", "Stands")
ITEMS = (Column("Question", number=True), "What it asks", "Right", "Tells who knows more", "Doubt")
PEOPLE = ("Who", "From", "Hours", "Before", "After", "Later", "Certificate")
SIDES = ("", Column("Cases", number=True), Column("Of them in time", number=True), "Share")
YEARS = ("Year", Column("Cases", number=True), Column("Opened by officials", number=True), "Share")
GATES = ("What it takes", "Where it stands", "Met", "Source")
FEWEST = 10
PHASES = {"reform": "system reform", "sustain": "sustaining gains"}


def course_rows(courses: Sequence[CourseDetail]) -> list[Row]:
    """The courses of the office."""
    return [
        Row(
            (
                Cell(one.course.title, href=reverse("course", args=[one.course.pk])),
                topic_names()[one.course.topic],
                f"{len(one.sessions)}, finished {len(one.finished & _ids(one))}",
                f"Version {one.newest.number}, {float(one.newest.hours):g} hours" if one.newest
                else "Not written yet",
            )
        )
        for one in courses
    ]  # fmt: skip


def _ids(one: CourseDetail) -> frozenset[UUID]:
    return frozenset(session.pk for session in one.sessions)


def session_rows(one: CourseDetail) -> list[Row]:
    """Sessions of a course, newest first."""
    return [
        Row(
            (
                Cell(spoken_date(row.from_on), href=reverse("session", args=[row.pk]),
                     note=f"until {spoken_date(row.to_on)}"),
                row.place, row.trainers,
                Cell("", tag="Finished" if row.pk in one.finished else "Open",
                     tone=Tone.GOOD if row.pk in one.finished else Tone.ACTIVE),
            )
        )
        for row in one.sessions
    ]  # fmt: skip


def curriculum_facts(row: Curriculum) -> list[Fact]:
    """One version."""
    facts = [
        Fact("Since", spoken_date(row.added_at.date())),
        Fact("Hours", f"{float(row.hours):g}"),
        Fact("What is taught", row.outline),
        Fact("Questions", str(len(row.questions)) if row.questions else "None"),
        Fact("Needed to pass", f"{row.pass_share:.0%}" if row.pass_share else ""),
    ]
    return [fact for fact in facts if fact.value]


def session_facts(found: SessionDetail) -> list[Fact]:
    """When, where, by whom, and for which repair."""
    row = found.session
    serves = row.intervention
    facts = [
        Fact("Course", row.curriculum.course.title,
             href=reverse("course", args=[row.curriculum.course_id])),
        Fact("Curriculum",
             f"Version {row.curriculum.number}, {float(row.curriculum.hours):g} hours"),
        Fact("Where", row.place), Fact("Who teaches", row.trainers),
        Fact("People", str(len(found.people))),
        Fact("Stands", "Finished" if found.is_finished else "Open"),
        Fact("Repair it serves", serves.name if serves else "",
             href=reverse("repair", args=[serves.pk]) if serves else ""),
    ]  # fmt: skip
    return [fact for fact in facts if fact.value]


def learned_cards(found: SessionDetail) -> list[Figure]:
    """Change in points, normalised gain, and what is kept months later."""
    change = found.change
    points = f"{change.change.value * 100:+.0f} points" if change.change.value is not None else "–"
    return [
        Figure("More right answers", points, _note(change.change, change.n, change.missing)),
        Figure("Learned of what was not known", percent_interval(found.gain.ratio),
               f"{found.gain.n} people with both tests (normalised gain)"),
        Figure("Kept months later", percent_interval(found.kept.ratio),
               f"{found.kept.n} people tested again" if found.kept.n else "Not tested again yet"),
    ]  # fmt: skip


def _note(value: Interval, n: int, missing: int) -> str:
    words = f"{n} people with both tests"
    if missing:
        words += f", {missing} with one"
    if value.low is None or value.high is None:
        return words
    return f"{value.low * 100:+.0f} to {value.high * 100:+.0f}; {words}"


def item_rows(found: SessionDetail) -> list[Row]:
    """Every question of the test."""
    asked = found.session.curriculum.questions
    return [
        Row((str(item.number), asked[item.number - 1], f"{item.difficulty:.0%}",
             "–" if item.discrimination is None else f"{item.discrimination:+.2f}",
             item.doubt or "None"))
        for item in found.items.items
    ]  # fmt: skip


def items_sentence(found: SessionDetail) -> str:
    """How far the questions may be trusted."""
    items = found.items
    if items.n == 0:
        return "Nobody's answers are noted yet."
    kept = "" if items.reliability is None else f" Reliability (KR-20) is {items.reliability:.2f}."
    few = (
        " Fewer than ten sat it: take these numbers as hints only." if items.n < FEWEST else ""
    )  # fmt: skip
    return f"{items.n} people sat the last full test.{kept}{few}"


def people_rows(found: SessionDetail, *, may_manage: bool) -> list[Row]:
    """Who came. Scores of one person are for those who keep them."""
    return [_person_row(found, one, may_manage=may_manage) for one in found.people]


def _person_row(found: SessionDetail, one: Taken, *, may_manage: bool) -> Row:
    person = one.came.official
    href = reverse("session_person", args=[found.session.pk, person.pk]) if may_manage else ""
    marks = [one.share(sitting) for sitting in Score.Sitting]
    shown = [
        "–" if mark is None else f"{mark:.0%}" if may_manage else "Noted" for mark in marks
    ]  # fmt: skip
    return Row(
        (
            Cell(person.name, href=href), one.came.unit.name, f"{float(one.came.hours):g}", *shown,
            "Yes" if one.came.has_certificate else "No",
        )
    )  # fmt: skip


def side_rows(found: BeforeAfter) -> list[Row]:
    """Before and after, from ten cases on."""
    sides = (
        ("Before", found.k_before, found.n_before, found.before),
        ("After", found.k_after, found.n_after, found.after),
    )
    rows = []
    for name, k, n, share in sides:
        if n < FEWEST:
            rows.append(Row((name, "Under 10", "–", "Fewer than ten")))
        else:
            rows.append(Row((name, f"{n:,}", f"{k:,}", percent_interval(share))))
    return rows


def side_sentence(found: BeforeAfter) -> str:
    """The difference in words, where both sides have ten."""
    if min(found.n_before, found.n_after) < FEWEST:
        return "There are too few cases on one side to set the two against each other."
    return found.sentence()


def changed_title(one: Changed) -> str:
    """Which step, of whose cases."""
    if one.behaviour is None:
        return ""
    return f"{one.behaviour.name} within {one.behaviour.within} days"


def year_rows(years: Sequence[tuple[int, int, int, Interval]]) -> list[Row]:
    """Cases that officials opened themselves, year by year."""
    return [
        Row((str(year), f"{n:,}", f"{k:,}", percent_interval(share)) if n >= FEWEST
            else (str(year), "Under 10", "–", "Fewer than ten"))
        for year, k, n, share in years
    ]  # fmt: skip


def gate_parts(rows: Sequence[Handing]) -> list[tuple[str, str, list[Row]]]:
    """Each programme: its name, whether it may move on, and every criterion."""
    return [(one.programme.name, _gate_words(one), gate_rows(one.readings)) for one in rows]


def _gate_words(one: Handing) -> str:
    phase = one.programme.get_phase_display()
    if not one.readings:
        return f"{phase}. There is no further phase: keep watching that what was won stays."
    to = PHASES[one.readings[0].gate.to]
    if one.is_open:
        return f"{phase}. Everything is met: it may move on to {to}, if the authority agrees."
    n = sum(reading.is_met is True for reading in one.readings)
    return f"{phase}. {n} of {len(one.readings)} are met on the way to {to}."


def gate_rows(readings: Sequence[Reading]) -> list[Row]:
    """Every criterion of the way out of a phase."""
    words = {True: ("Met", Tone.GOOD), False: ("Not met", Tone.WAITING),
             None: ("Cannot be told", Tone.NEUTRAL)}  # fmt: skip
    return [
        Row((one.gate.words, one.shown,
             Cell("", tag=words[one.is_met][0], tone=words[one.is_met][1]), one.gate.source))
        for one in readings
    ]  # fmt: skip


SUPPORT = ("Case", Column("Hours", number=True), Column("Times", number=True), "Last")


def support_rows(found: Ledger) -> list[Row]:
    """The ledger of support, most hours first; cases that are not open to the reader together."""
    rows = [
        Row((
            Cell(one.code, href=reverse("case", args=[one.code])), f"{one.hours:,.1f}",
            f"{one.times:,}", spoken_date(one.last_on),
        ))
        for one in found.rows[:100]
    ]  # fmt: skip
    if found.n_others:
        cases = "case that is" if found.n_others == 1 else "cases that are"
        rows.append(
            Row(
                (
                    f"{found.n_others:,} {cases} not open to you",
                    f"{found.hours_others:,.1f}",
                    "",
                    "",
                )
            )
        )
    return rows
