"""Today and the caseload: codes, what waits, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

from amparo.casework.cases.selectors.caseload import COUNT_UP_TO, CaseFilter, CasePage, CaseRow
from amparo.casework.cases.selectors.today import NewReferral, Waiting, WaitingList
from amparo.casework.cases.selectors.ways import WAY_NAMES
from amparo.casework.docket.selectors.calendar import Listed
from amparo.casework.restore.selectors.first import FirstList
from amparo.web.dates import spoken_date, spoken_days, spoken_due, spoken_since
from amparo.web.shapes import Action, Cell, Column, Fact, Row, Tone

if TYPE_CHECKING:
    from amparo.access.pace import SlowedRow
    from amparo.casework.aftercare.selectors.keeping import NotesDue
    from amparo.casework.aftercare.selectors.received import Received
    from amparo.casework.cases.models import BreakGlass


NEVER_FOLDED = frozenset({"safety", "alerts", "first"})
"""Lists of Today of whoever may be in danger: every row of them is seen at once."""

SEEN = 5  # rows of the other lists before the fold; a phone shows about five at a time


@dataclass(frozen=True)
class Section:
    """One list of Today: its heading and count, its rows, the whole list, and what it means."""

    id: str
    title: str
    count: str
    rows: Sequence[Fact]
    href: str
    link: str
    empty_title: str = ""
    empty_text: str = ""
    empty_action: Action | None = None

    @property
    def seen(self) -> Sequence[Fact]:
        """The rows before the fold; one or two more than fit are not worth folding."""
        whole = self.id in NEVER_FOLDED or len(self.rows) <= SEEN + 2
        return self.rows if whole else self.rows[:SEEN]

    @property
    def folded(self) -> Sequence[Fact]:
        """The rows under the fold."""
        return self.rows[len(self.seen) :]


def safety_section(waiting: Sequence[tuple[str, date, UUID]], n: int, *, today: date) -> Section:
    """Survivors to check on and tell, since a suspect near them may be free."""
    return Section(
        id="safety", title="Survivors to check on and tell", count=up_to_many(n),
        rows=[
            Fact(
                code, "Check on them and tell them",
                href=reverse("safety_duty", kwargs={"code": code, "duty": duty}),
                tag=spoken_due(due_on, today).capitalize(), tone=Tone.DANGER,
            )
            for code, due_on, duty in waiting
        ],
        href=reverse("safety_duties"), link="See all of them",
    )  # fmt: skip


def caseload_address(chosen: CaseFilter) -> str:
    """The address of the caseload under this filter."""
    stated = {
        "due": chosen.due, "mine": chosen.mine, "programme": chosen.programme,
        "at": chosen.stage, "code": chosen.code,
        "state": chosen.state if chosen.state != "open" else "",
    }  # fmt: skip
    query = urlencode({name: value for name, value in stated.items() if value})
    return f"{reverse('caseload')}{'?' if query else ''}{query}"


def counted(n: int, *, is_more: bool) -> str:
    """500+ where counting stopped."""
    return f"{n:,}+" if is_more else f"{n:,}"


def up_to_many(n: int) -> str:
    """A number that `count_of` found: 500+ where it stopped."""
    return counted(min(n, COUNT_UP_TO), is_more=n > COUNT_UP_TO)


def cases_in_words(n: int, *, is_more: bool) -> str:
    """1 case, 12 cases."""
    return "1 case" if n == 1 and not is_more else f"{counted(n, is_more=is_more)} cases"


def section(
    waiting: WaitingList,
    *,
    id: str,  # noqa: A002  (the attribute's own name)
    title: str,
    today: date,
    empty: tuple[str, str],
) -> Section:
    """A list of cases, with a link to all of them that says the same number."""
    words = cases_in_words(waiting.n, is_more=waiting.n_is_more)
    one = waiting.n == 1
    return Section(
        id=id,
        title=title,
        count=counted(waiting.n, is_more=waiting.n_is_more),
        rows=[_waiting_row(row, today=today) for row in waiting.rows],
        href=caseload_address(waiting.chosen),
        link=f"See the {words}" if one else f"See all {words}",
        empty_title=empty[0],
        empty_text=empty[1],
    )


def _waiting_row(row: Waiting, *, today: date) -> Fact:
    is_silent = row.what == "Last recorded"
    over = (today - row.due_on).days if row.due_on else 0
    more = f". And {row.n_more} more" if row.n_more else ""
    when = spoken_date(row.due_on) if row.due_on else ""
    if is_silent:
        said = f"Nothing recorded since {when}" if when else "Nothing recorded yet"
        return Fact(row.code, said, href=_case(row.code))
    kind = "Clock of the law: " if row.is_statutory else ""
    hint = f"{kind}{row.what}{', by ' if when else ''}{when}{more}"
    tag = spoken_due(row.due_on, today).capitalize() if row.due_on else ""
    tone = Tone.ALERT if over > 0 and row.is_statutory else Tone.WAITING
    return Fact(row.code, hint, href=_case(row.code), tag=tag, tone=tone)


def court_section(rows: Sequence[Listed], *, today: date) -> Section:
    """The next days in court, a week ahead; the calendar holds the rest."""
    return Section(
        id="court",
        title="In court, a week ahead",
        count=f"{len(rows)}",
        rows=[_court_row(one, today=today) for one in rows],
        href=reverse("calendar"),
        link="Open the calendar",
        empty_title="No hearing in the coming week",
        empty_text="Hearings are set on the Court page of a case, and stand here a week before.",
    )


def _court_row(one: Listed, *, today: date) -> Fact:
    line, codes = one.line, ", ".join(one.codes)
    clock = f" at {line.starts_at:%H:%M}" if line.starts_at else ""
    said = f"{line.type}, {spoken_date(line.on)}{clock}, {line.court}"
    href = reverse("hearing", args=[one.codes[0], line.id]) if one.codes else ""
    return Fact(codes, said, href=href, tag=spoken_due(line.on, today).capitalize())


def alerts_section(waiting: WaitingList) -> Section:
    """Dangers to people, each with its case; left out when there is none."""
    words = cases_in_words(waiting.n, is_more=waiting.n_is_more)
    return Section(
        id="alerts",
        title="Safety alerts",
        count=counted(waiting.n, is_more=waiting.n_is_more),
        rows=[
            Fact(row.code, row.what, href=_case(row.code), tag="Danger", tone=Tone.DANGER)
            for row in waiting.rows
        ],
        href=caseload_address(waiting.chosen),
        link=f"See the {words}" if waiting.n == 1 else f"See all {words}",
        empty_title="No open safety alert",
        empty_text="When a suspect is released, a threat is reported or someone is harmed again, "
        "it stands here until a colleague writes what was done about it.",
    )


def referrals_section(rows: Sequence[NewReferral], n: int, *, today: date) -> Section:
    """Referrals that wait for a decision, by code."""
    return Section(
        id="referrals",
        title="New referrals",
        count=up_to_many(n),
        rows=[
            Fact(
                row.code, f"Came {spoken_since(row.received_on, today)}",
                href=reverse("referral", kwargs={"code": row.code}),
                tag="Urgent" if row.is_urgent else "", tone=Tone.DANGER,
            )
            for row in rows
        ],
        href=reverse("referrals"),
        link="See the referral" if n == 1 else f"See all {up_to_many(n)} referrals",
        empty_title="No referral waits for a decision",
        empty_text="A referral is how a suspicion reaches the office. It becomes a case, joins one "
        "that is there, or is passed on: always with a decision that is written down.",
        empty_action=Action("Write down a referral", reverse("referral_new")),
    )  # fmt: skip


def received_section(waiting: Sequence[Received]) -> Section:
    """What was sent to a partner and waits for their answer, by code."""
    rows = [
        Fact(
            one.code, f"{one.service}, asked for by {one.sender} on {spoken_date(one.sent_on)}",
            href=reverse("received_one", args=[one.code]),
            tag="Consent was withdrawn" if one.is_recall_open else "Waits for your answer",
            tone=Tone.ALERT if one.is_recall_open else Tone.WAITING,
        )
        for one in waiting
    ]  # fmt: skip
    return Section(
        id="received", title="Referred to you", count=f"{len(rows):,}", rows=rows,
        href=reverse("received"), link="See all that was referred to you",
    )  # fmt: skip


def reviews_section(openings: Sequence[BreakGlass], n: int) -> Section:
    """Emergency openings that wait for a supervisor's review; `n` in all."""
    return Section(
        id="reviews",
        title="Emergency openings to review",
        count=up_to_many(n),
        rows=[
            Fact(
                opening.case.code, f"Opened by {opening.user.name}: {opening.reason}",
                href=reverse("emergency_review", kwargs={"opening_id": opening.pk}),
            )
            for opening in openings
        ],
        href=reverse("emergency_reviews"),
        link="See the opening" if n == 1 else f"See all {up_to_many(n)} openings",
        empty_title="No emergency opening waits for a review",
        empty_text="A colleague who is not on a team may open a case for three hours, with a "
        "reason. Another person looks at each opening afterwards and writes what they found.",
    )  # fmt: skip


def kept_section(n_files: int, n_notes: int) -> Section:
    """Files and notes that were kept as long as the office keeps them."""
    page = reverse("erasures")
    rows = [
        Fact(f"{n:,} {one if n == 1 else more}", "One asks, another agrees", href=page)
        for n, one, more in (
            (n_files, "closed file", "closed files"),
            (n_notes, "service with notes", "services with notes"),
        )
        if n
    ]
    return Section(
        id="kept", title="Kept long enough", count=f"{n_files + n_notes:,}", rows=rows, href=page,
        link="Keeping and erasing", empty_title="Nothing was kept long enough",
        empty_text="What was kept as long as the office decided stands here.",
    )  # fmt: skip


def own_notes_section(own: Sequence[NotesDue], *, today: date) -> Section:
    """Notes that whoever wrote them, or leads their case, should look at before they are gone."""
    rows = [
        Fact(
            one.code, f"{one.service}: notes {_fallen_due(one, today)}",
            href=reverse("episode", kwargs={"code": one.code, "episode": one.episode}),
            tag="Asked for" if one.is_asked else "", tone=Tone.WAITING,
        )
        for one in own
    ]  # fmt: skip
    return Section(
        id="own-notes", title="Notes of yours that fall due", count=f"{len(rows):,}", rows=rows,
        href=reverse("erasures"), link="What becomes of them",
        empty_title="No notes of yours fall due",
        empty_text="Notes of a service that were kept as long as the office decided stand here.",
    )  # fmt: skip


def _fallen_due(one: NotesDue, today: date) -> str:
    was = "were" if one.until_on < today else "are"
    return f"{was} to be kept until {spoken_date(one.until_on)}"


def slowed_section(waiting: Sequence[SlowedRow]) -> Section:
    """Accounts that opened more than any work asks for, and that nobody looked into yet."""
    page = reverse("slowed")
    rows = [Fact(one.name, one.what, href=page, tag="Ask them", tone=Tone.ALERT) for one in waiting]
    return Section(
        id="slowed", title="Accounts that were slowed", count=f"{len(rows):,}", rows=rows,
        href=page, link="See what they opened", empty_title="No account was slowed",
        empty_text="An account that opens more than work asks for stands here.",
    )  # fmt: skip


def _case(code: str) -> str:
    return reverse("case", kwargs={"code": code})


COLUMNS = (
    Column("Case"), Column("What waits"), Column("Where it stands"), Column("Led by"),
    Column("Opened"),
)  # fmt: skip
PARTNER_COLUMNS = (Column("Case"), Column("Programme"), Column("File"), Column("Opened"))


def case_rows(page: CasePage, *, today: date) -> list[Row]:
    """The caseload as a table; on a phone each row is a card."""
    return [
        Row(
            [
                Cell(row.code, href=_case(row.code), tag="Safety alert" if row.has_alert else "",
                     tone=Tone.DANGER, note=row.programme),
                _next_cell(row, today=today),
                Cell("; ".join(f"{WAY_NAMES[way]}: {stage}" for way, stage in row.stages)
                     or "Nothing recorded yet"),
                row.lead or "Nobody",
                spoken_date(row.opened_on),
            ],
            urgent=row.has_alert,
        )
        for row in page.rows
    ]  # fmt: skip


def _next_cell(row: CaseRow, *, today: date) -> Cell:
    if not row.is_open:
        return Cell(tag="File closed")
    if row.next_due_on is None:
        return Cell(tag="No next step", tone=Tone.WAITING)
    if row.days_over:
        return Cell(overdue=f"{row.next_what}: {spoken_days(row.days_over)} overdue")
    return Cell(row.next_what, note=spoken_due(row.next_due_on, today).capitalize())


def partner_rows(page: CasePage) -> list[Row]:
    """What a partner sees of each case: its code, and whether it is open."""
    return [
        Row([Cell(row.code, href=_case(row.code)), row.programme,
             "Open" if row.is_open else "Closed", spoken_date(row.opened_on)])
        for row in page.rows
    ]  # fmt: skip


def first_section(found: FirstList, *, today: date) -> Section:
    """The survivors who come before the others, danger first."""
    shown = len(found.rows)
    return Section(
        id="first", title="Survivors who need you first",
        count=f"{shown:,} of {found.n_survivors:,}",
        rows=[
            Fact(
                one.code, f"{one.who}: {one.why}" if one.who else one.why,
                href=reverse("recovery", kwargs={"code": one.code, "survivor": one.person_id}),
                tag=(
                    spoken_since(one.due_on, today).capitalize() if one.is_danger
                    else spoken_due(one.due_on, today).capitalize()
                ),
                tone=Tone.DANGER if one.is_danger else Tone.WAITING,
            )
            for one in found.rows
        ],
        href=caseload_address(CaseFilter(mine="team")), link="See your cases",
        empty_title="No survivor waits for you today",
        empty_text="Whoever is in danger stands here first, then whoever waits for a safety plan, "
        "a review, an assessment or a visit.",
    )  # fmt: skip
