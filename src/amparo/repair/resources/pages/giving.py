"""Requests and things handed over, as their pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from amparo.access.models import User
from amparo.directory.packs.equipping import thing_names
from amparo.flow.beforeafter import BeforeAfter
from amparo.flow.wording import counted
from amparo.repair.resources.models import AssetLine
from amparo.repair.resources.selectors.giving import Asking, Thing
from amparo.repair.resources.upkeep import Times
from amparo.web.dates import spoken_date
from amparo.web.shapes import Action, Cell, Column, Fact, Happening, Row, Tone

REQUESTS = ("What", "For", "Where it stands", "Asked on")
THINGS = ("What", "Where", "How it is", "Use", "Handed over on")
LOG = ("On", "What", "Case", "Noted by")
TONES = {"waits for a second person": Tone.WAITING, "approved": Tone.ACTIVE,
         "ordered": Tone.ACTIVE, "handed over": Tone.GOOD}  # fmt: skip
STATES = {"works": ("Works", Tone.GOOD), "broken": ("Broken", Tone.ALERT),
          "gone": ("No longer there", Tone.NEUTRAL)}  # fmt: skip
FEWEST = 10


def request_rows(rows: Sequence[Asking]) -> list[Row]:
    """One row a request."""
    names = thing_names()
    return [
        Row(
            (
                Cell(f"{names[one.wanted.item]}: {one.wanted.quantity}",
                     href=reverse("wanted", args=[one.wanted.pk]), note=one.wanted.why),
                f"{one.wanted.unit.name}, {one.wanted.unit.institution.name}",
                Cell("", tag=one.standing.capitalize(),
                     tone=TONES.get(one.standing, Tone.NEUTRAL)),
                spoken_date(one.wanted.asked_on),
            )
        )
        for one in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class RequestPage:
    """One request."""

    title: str
    facts: Sequence[Fact]
    steps: Sequence[Happening]
    actions: Sequence[Action]
    why_not: str


def request_page(one: Asking, user: User) -> RequestPage:
    """Compose the page: where it stands, and what this person may do next."""
    wanted, name = one.wanted, thing_names()[one.wanted.item]
    serves = wanted.intervention
    days = one.days_to_hand_over
    facts = [
        Fact("For", f"{wanted.unit.name}, {wanted.unit.institution.name}",
             href=reverse("unit_resources", args=[wanted.unit_id])),
        Fact("Why", wanted.why),
        Fact("Repair it serves", serves.name if serves else "",
             href=reverse("repair", args=[serves.pk]) if serves else ""),
        Fact("Stands", one.standing.capitalize(), tone=TONES.get(one.standing, Tone.NEUTRAL)),
        Fact("Handed over", f"{one.n_handed} of {wanted.quantity}"),
        Fact("From request to hand-over", f"{days} days" if days is not None else ""),
    ]  # fmt: skip
    steps = [
        Happening("Asked for", spoken_date(wanted.asked_on), wanted.asked_by.name),
        *(Happening(step.get_kind_display(), spoken_date(step.on), step.taken_by.name,
                    _step_words(step.words, step.cost, step.currency)) for step in one.steps),
        *(Happening("Handed over", spoken_date(asset.handed_on), "",
                    f"{asset.quantity} × {asset.name}", href=reverse("thing", args=[asset.pk]))
          for asset in one.assets),
    ]  # fmt: skip
    actions, why_not = _next(one, user)
    return RequestPage(
        f"{name}: {wanted.quantity}", [f for f in facts if f.value], steps, actions, why_not
    )


def _step_words(words: str, cost: object, currency: str) -> str:
    return f"{words} {currency} {cost:,.0f}".strip() if cost is not None else words


def _next(one: Asking, user: User) -> tuple[list[Action], str]:
    pk, standing = one.wanted.pk, one.standing
    if not user.may("repairs.manage") or standing in {"declined", "dropped", "handed over"}:
        return [], ""
    drop = Action("No longer needed", reverse("wanted_drop", args=[pk]))
    if standing == "waits for a second person":
        if user.pk == one.wanted.asked_by_id:
            return [drop], "You asked for this yourself. Another person approves or declines it."
        return [Action("Approve or decline", reverse("wanted_decide", args=[pk]), "primary"),
                drop], ""  # fmt: skip
    hand = Action("Hand it over", reverse("hand_over", args=[pk]), "primary")
    order = Action("Note the order", reverse("wanted_order", args=[pk]))
    return [hand, *([] if standing == "ordered" else [order]), drop], ""


def thing_rows(things: Sequence[Thing]) -> list[Row]:
    """One row a thing, what needs somebody first."""
    return [_thing_row(one) for one in things]


def _thing_row(one: Thing) -> Row:
    asset = one.asset
    return Row(
        (
            Cell(asset.name, href=reverse("thing", args=[asset.pk]), note=asset.mark),
            f"{asset.unit.name}, {asset.unit.institution.name}",
            state_cell(one),
            use_words(one),
            spoken_date(asset.handed_on),
        )
    )


def state_cell(one: Thing) -> Cell:
    """How it is today, with a warning of expiry."""
    words, tone = STATES[one.state]
    expiry = expiry_words(one)
    if expiry and one.state != "gone" and one.left:
        return Cell(expiry, tag="Expired" if (one.days_to_expiry or 0) < 0 else "Expires soon"
                    if one.warns else words, tone=Tone.ALERT if one.warns else tone)  # fmt: skip
    return Cell("", tag=words, tone=tone)


def expiry_words(one: Thing) -> str:
    """When it expires, and how many are left."""
    asset = one.asset
    if asset.expires_on is None:
        return ""
    return f"{one.left} left, good until {spoken_date(asset.expires_on)}"


def use_words(one: Thing) -> str:
    """What the log adds up to."""
    trips, scenes = one.total("n_trips"), one.total("n_scenes")
    if trips or scenes:
        return f"{trips:,} trips, {scenes:,} scenes reached"
    used = one.total("n_used")
    return f"{used:,} of {one.asset.quantity:,} used" if used else "No use noted"


def times_sentence(times: Times) -> str:
    """Repair times in words, the waits that still run among them."""
    n, done = len(times.spells), sum(fixed for _, fixed in times.spells)
    if n == 0:
        return "Nothing broke down yet."
    median = times.median
    half = (
        f"Half work again within {median.value:.0f} days" if median.value is not None
        else "More than half of the waits still run"
    )  # fmt: skip
    return f"{n:,} breakdowns, {done:,} repaired. {half} (waits that still run are counted)."


def thing_facts(one: Thing) -> list[Fact]:
    """What it is, who signed for it, how it fares."""
    asset, share = one.asset, one.times.share_working
    serves = asset.exposure.intervention if asset.exposure else None
    facts = [
        Fact("Where", f"{asset.unit.name}, {asset.unit.institution.name}",
             href=reverse("unit_resources", args=[asset.unit_id])),
        Fact("What", f"{asset.quantity} × {thing_names()[asset.item]}"),
        Fact("Number on it", asset.mark),
        Fact("Handed over on", spoken_date(asset.handed_on)),
        Fact("Signed for by", f"{asset.signed_by.holder_name}, {asset.signed_by.post.title}"),
        Fact("Handed over by", asset.handed_by.name),
        Fact("Request", "As it was asked for and approved",
             href=reverse("wanted", args=[asset.wanted_id])),
        Fact("Repair it serves", serves.name if serves else "",
             href=reverse("repair", args=[serves.pk]) if serves else ""),
        Fact("How it is", STATES[one.state][0]),
        Fact("Expiry", expiry_words(one)),
        Fact("Use", use_words(one)),
        Fact("Days it worked", f"{share:.0%} of {one.times.days_there:,}" if share is not None
             else ""),
    ]  # fmt: skip
    return [fact for fact in facts if fact.value]


def log_rows(lines: Sequence[AssetLine], codes: Mapping[UUID, str], *, may_note: bool) -> list[Row]:
    """The log, the newest first; a case is named to whoever may open it."""
    return [_log_row(line, codes, may_note=may_note) for line in reversed(lines)]


def _log_row(line: AssetLine, codes: Mapping[UUID, str], *, may_note: bool) -> Row:
    code = codes.get(line.case_id) if line.case_id else None
    case = Cell(code, href=reverse("case", args=[code])) if code else Cell(
        "A case" if line.case_id else "–"
    )  # fmt: skip
    edit = reverse("line_correct", args=[line.pk]) if may_note else ""
    what = Cell(line.get_kind_display(), note=line_words(line))
    return Row((Cell(spoken_date(line.on), href=edit), what, case, line.noted_by.name))


def line_words(line: AssetLine) -> str:
    """What a line says, in a row of words."""
    parts = [
        counted(line.n_trips, "trip") if line.n_trips else "",
        counted(line.n_scenes, "scene") + " reached" if line.n_scenes else "",
        f"{line.km:,.0f} km" if line.km else "",
        f"{line.n_used} used up" if line.n_used else "",
        line.words,
        f"{line.currency} {line.cost:,.0f}" if line.cost is not None else "",
    ]
    return ", ".join(part for part in parts if part)


REACH = ("", Column("Cases", number=True), Column("Scene visited in 14 days", number=True),
         "Share")  # fmt: skip


def reach_rows(found: BeforeAfter) -> list[Row]:
    """Scenes reached before and after the hand-over; shares from ten complaints on."""
    sides = (
        ("Before the hand-over", found.k_before, found.n_before, found.before),
        ("After it", found.k_after, found.n_after, found.after),
    )
    rows = []
    for name, k, n, share in sides:
        few = n < FEWEST
        words = (
            "Fewer than ten" if few else f"{share.value:.0%} ({share.low:.0%} to {share.high:.0%})"
        )
        rows.append(Row((name, str(n) if not few else "Under 10", "" if few else str(k), words)))
    return rows


def reach_sentence(found: BeforeAfter) -> str:
    """The difference in words, where both sides have ten."""
    if min(found.n_before, found.n_after) < FEWEST:
        return "There are too few complaints on one side to set the two against each other."
    return found.sentence()
