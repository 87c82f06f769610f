"""Complaints and decoy visits in numbers and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from amparo.directory.packs import code_list
from amparo.repair.accountability.models import Recognition
from amparo.repair.accountability.reckoning import Change, Rate, Share, Wait
from amparo.repair.accountability.selectors.figures import Figures, Opened
from amparo.web.dates import spoken_date, spoken_days
from amparo.web.shapes import Column, Figure, Row

UNITS = ("Unit", Column("Complaints", number=True), Column("Found to be so", number=True))
DECOYS = ("Unit", Column("Visits", number=True), Column("Registered", number=True))
OPENED = (
    "Complaints", Column("Before", number=True), Column("Since", number=True),
)  # fmt: skip
RECOGNISED = ("Post", "What for", "How", "When")


def share_words(share: Share) -> str:
    """40% (22% to 61%), or what can be said instead."""
    i = share.interval
    if i.value is None or i.low is None or i.high is None:
        return "None yet"
    return f"{i.value:.0%} ({i.low:.0%} to {i.high:.0%})"


def wait_words(wait: Wait) -> str:
    """The median with its interval; more than half must have come to it."""
    if not wait.n:
        return "None yet"
    if wait.median is None:
        return "Not half yet"
    ends = (
        f" ({wait.low:.0f} to {wait.high:.0f})"
        if wait.low is not None and wait.high is not None
        else ""
    )
    return f"{wait.median:.0f} days{ends}"


def cards(found: Figures) -> list[Figure]:
    """The numbers of the top."""
    decided = found.substantiated
    return [
        Figure("Complaints", f"{found.n:,}", f"{found.n_anonymous:,} without a name"),
        Figure(
            "Found to be so", share_words(decided),
            f"{decided.k:,} of {decided.n:,} decided; {found.n_unclear:,} cannot be told, "
            f"{found.n_open:,} open",
        ),
        Figure(
            "Something followed", share_words(found.sanctioned),
            f"{found.sanctioned.k:,} of {found.sanctioned.n:,} found to be so",
        ),
        Figure(
            "Until it was decided", wait_words(found.to_finding),
            "Median; those still open count as waiting",
        ),
        Figure(
            "Until something followed", wait_words(found.to_sanction),
            f"{found.to_sanction.n_done:,} of {found.to_sanction.n:,}; the rest count as waiting",
        ),
    ]  # fmt: skip


def units(found: Figures) -> list[Row]:
    """Units of ten complaints and more; the others only counted."""
    rows = [Row((name, f"{share.n:,}", f"{share.k:,}")) for name, share in found.units]
    if found.n_small_units:
        rows.append(Row((small(found.n_small_units), "Not shown", "Not shown")))
    return rows


def small(n: int) -> str:
    """How many are kept back."""
    return f"{n} other{'s' if n > 1 else ''}, too few to tell apart"


def decoys(rate: Rate) -> list[Row]:
    """The rate by unit."""
    rows = [Row((name, f"{share.n:,}", share_words(share))) for name, share in rate.units.items()]
    if rate.n_small:
        rows.append(Row((small(rate.n_small), "Not shown", "Not shown")))
    return rows


def decoys_sentence(rate: Rate, bribes: Share) -> str:
    """What the visits show."""
    i = rate.overall
    told = f"{i.value:.0%}" if i.value is not None else ""
    ends = f" ({i.low:.0%} to {i.high:.0%})" if i.low is not None and i.high is not None else ""
    return (
        f"{told}{ends} of {rate.n:,} decoy complaints at {rate.n_units} units were registered. "
        f"Money was asked for at {bribes.k:,} of {bribes.n:,} visits."
    )


@dataclass(frozen=True)
class OpenedCard:
    """A channel, what changed, and why a rise is not by itself a failure."""

    title: str
    sentence: str
    guard: str
    rows: list[Row]


def opened(rows: Sequence[Opened]) -> list[OpenedCard]:
    """Each way to complain, with what changed when it opened."""
    return [_opened(row) for row in rows]


def _opened(row: Opened) -> OpenedCard:
    title = f"{row.channel.name}, open since {spoken_date(row.channel.opened_on)}"
    if row.change is None:
        return OpenedCard(title, "It opened today: nothing can be compared yet.", "", [])
    change = row.change
    table = [
        Row(("Complaints", f"{change.before:,}", f"{change.after:,}")),
        Row(
            (
                "Found to be so, of those decided",
                f"{change.before_found.k:,} of {change.before_found.n:,}",
                f"{change.after_found.k:,} of {change.after_found.n:,}",
            )
        ),
        Row(("Share", share_words(change.before_found), share_words(change.after_found))),
    ]
    return OpenedCard(title, change_sentence(change), guard(change), table)


def change_sentence(change: Change) -> str:
    """How many more or fewer, with the interval of the ratio."""
    i = change.ratio
    said = (
        f"{change.before:,} complaints in the {spoken_days(change.days)} before, {change.after:,} "
        f"in the {spoken_days(change.days)} since."
    )
    if i.low is None:
        return said
    upper = f"{i.high:.1f}" if i.high is not None else "more than can be told"
    times = f"{i.value:.1f} times as many" if i.value is not None else "A ratio"
    return f"{said} {times}; it may be from {i.low:.1f} to {upper}."


def guard(change: Change) -> str:
    """Why more complaints are not by themselves a failure; nothing where they did not rise."""
    if not change.rose:
        return ""
    return (
        "More complaints are not by themselves a failure: people who could not speak before now "
        "can. Look at the share found to be so. Where it holds, the channel brings to light what "
        "was there already; where it falls, look at what is being told. Whether misconduct itself "
        "rose cannot be told from complaints: ask people, and send decoy visits."
    )


def recognised(rows: Sequence[Recognition]) -> list[Row]:
    """Good work, honoured."""
    names = code_list("recognitions")
    return [
        Row(
            (
                f"{one.post}, {one.unit.name if one.unit else one.institution.name}", one.why,
                names.name_of(one.how), spoken_date(one.on),
            )
        )
        for one in rows
    ]  # fmt: skip
