"""One suspect as sections of cards."""

from __future__ import annotations

from datetime import date

from amparo.casework.frame.shell import address
from amparo.casework.restrain.liberty import IN_WORDS, STAGE_WORDS, Liberty, Stage
from amparo.casework.restrain.models import Source, Tie, WarrantStep
from amparo.casework.restrain.selectors.dossier import Dossier
from amparo.casework.restrain.selectors.suspect import (
    ArrestCard,
    CustodyClock,
    SuspectPage,
    WarrantCard,
)
from amparo.casework.restrain.shapes import liberty
from amparo.casework.restrain.shapes.cards import (
    Card,
    Section,
    Seeing,
    facts_of,
    take_back_link,
)
from amparo.web.dates import spoken_date, spoken_days, spoken_due
from amparo.web.shapes import Cell, Fact, Tone

LIBERTY_TONES = {
    Liberty.AT_LARGE: Tone.DANGER, Liberty.ON_BAIL: Tone.DANGER, Liberty.RELEASED: Tone.DANGER,
    Liberty.UNKNOWN: Tone.WAITING, Liberty.LOCATED: Tone.ACTIVE,
}  # fmt: skip


def liberty_tone(liberty: Liberty) -> Tone:
    """Red where a person who is accused of harm is free; calm where they are held."""
    return LIBERTY_TONES.get(liberty, Tone.NEUTRAL)


def tags_of(page: SuspectPage) -> list[Cell]:
    """Stage and liberty, in words."""
    suspect = page.suspect
    tags = [Cell(tag=STAGE_WORDS[suspect.stage])]
    if suspect.stage is not Stage.ACQUITTED:
        tags.append(Cell(tag=IN_WORDS[suspect.liberty], tone=liberty_tone(suspect.liberty)))
    return tags


def standing_facts(page: SuspectPage, seeing: Seeing) -> list[Fact]:
    """Where the person stands, and in how many other cases."""
    suspect = page.suspect
    since = f", since {spoken_date(suspect.since)}" if suspect.since else ""
    names = seeing.names
    revealed = [Fact("Name", names.name)] if names else []
    revealed += [
        Fact("Also known as", detail.value)
        for detail in (names.details if names else ())
        if detail.kind in {"alias", "nickname"}
    ]
    return [
        *revealed,
        Fact("In this case", STAGE_WORDS[suspect.stage]),
        Fact("Free or held", f"{IN_WORDS[suspect.liberty]}{since}"),
        *_sentence(page),
        *_elsewhere(page),
        _known(page, seeing),
    ]


def _sentence(page: SuspectPage) -> list[Fact]:
    """When custody ends by the court's terms; the survivors want to know before it does."""
    if page.custody is None:
        return []
    if page.custody.until is None:
        return [Fact("Sentence", "For life. Parole may come earlier.")]
    ends = spoken_date(page.custody.until)
    return [Fact("Sentence ends", f"{ends} by the court’s terms. Parole may come earlier.")]


def _elsewhere(page: SuspectPage) -> list[Fact]:
    if page.elsewhere is Liberty.UNKNOWN:
        return []
    since = f", since {spoken_date(page.elsewhere_since)}" if page.elsewhere_since else ""
    return [Fact("By another case", f"{IN_WORDS[page.elsewhere]}{since}")]


def _known(page: SuspectPage, seeing: Seeing) -> Fact:
    known = page.known
    said = "In no other case of the office"
    if known.n_cases:
        cases = "1 other case" if known.n_cases == 1 else f"{known.n_cases} other cases"
        codes = f" ({', '.join(known.codes)})" if known.codes else ""
        said = f"Known in {cases}{codes}"
    if known.n_possible:
        more = "1 more" if known.n_possible == 1 else f"{known.n_possible} more"
        said += f". Perhaps in {more}"
    href = address("suspect_same", seeing.case, suspect=page.person.pk)
    return Fact("Elsewhere", said, action="Compare", action_href=href)


def clocks(page: SuspectPage, today: date) -> list[Fact]:
    """The pack's terms, beside the person."""
    return [_clock(clock, today) for clock in page.clocks]


def _clock(clock: CustodyClock, today: date) -> Fact:
    kind = "Clock of the law" if clock.is_statutory else "Good practice"
    if clock.stopped_on is not None:
        late = f", {spoken_days(clock.days_over)} late" if clock.days_over else ""
        return Fact(clock.name, f"{kind}, due {spoken_date(clock.due_on)}",
                    tag=f"Done{late}", tone=Tone.WAITING if late else Tone.GOOD)  # fmt: skip
    tone = Tone.ALERT if clock.days_over and clock.is_statutory else Tone.WAITING
    hint = f"{kind}, by {spoken_date(clock.due_on)}. {clock.note}".strip()
    return Fact(clock.name, hint, tag=spoken_due(clock.due_on, today).capitalize(), tone=tone)


def sections_of(page: SuspectPage, seeing: Seeing) -> list[Section]:
    """What was done and what is known, the most urgent first."""
    who = page.person.pk
    return [
        Section(
            "warrants", "Warrants", [_warrant(card, seeing) for card in page.warrants],
            empty="No warrant is recorded.",
            links=seeing.link("Keep a warrant", "warrant_add", suspect=who),
        ),
        Section(
            "arrests", "Arrests", [_arrest(card, seeing) for card in page.arrests],
            empty="No arrest is recorded.",
            links=seeing.link("Record an arrest", "record_step", type="restrain.arrested"),
        ),
        liberty.bail_section(page, seeing),
        liberty.orders_section(page, seeing),
        Section(
            "known", "How to find them", [_file(page)] if page.file else [],
            empty="How they look and where they can be found is not written down.",
            links=[
                *seeing.link("Write it down", "suspect_file", suspect=who),
                *seeing.link("Change names and aliases", "person_change", person_id=who),
            ],
        ),
        Section(
            "sources", "Sources", [_source(row, seeing) for row in page.sources],
            text="One card a source. The letter says how reliable it is, the number how sure what "
            "it told.", empty="No source is recorded.",
            links=seeing.link("Add a source", "source_add", suspect=who),
        ),
        Section(
            "associates", "Associates", [_tie(row, seeing) for row in page.associates],
            empty="No associate is recorded.",
            links=seeing.link("Add an associate", "associate_add", suspect=who),
        ),
        Section(
            "venues", "Venues", [_tie(row, seeing) for row in page.venues],
            empty="No venue is recorded.",
            links=seeing.link("Add a venue", "venue_add", suspect=who),
        ),
    ]  # fmt: skip


def _warrant(card: WarrantCard, seeing: Seeing) -> Card:
    row = card.row
    steps = [
        Fact(
            spoken_date(step.on), _step_said(step),
            action="Entered wrongly?" if seeing.may_write else "",
            action_href=address("fact_take_back", seeing.case, fact="warrant-step", row=step.pk),
        )
        for step in card.steps
    ]  # fmt: skip
    age = f"{spoken_days(card.age_days)} old" if card.is_open else "Ended"
    more = seeing.link("What became of it?", "warrant_step", warrant=row.pk)
    title = f"Warrant of {spoken_date(row.on)}"
    return Card(
        title,
        [*facts_of(("Court", row.court.name if row.court else ""),
                   ("Number", row.words("number") if seeing.shows_names else "")), *steps],
        tag=age, tone=Tone.WAITING if card.is_open else Tone.NEUTRAL,
        links=[
            *(more if card.is_open else []),
            *([] if card.steps else take_back_link(row, seeing.case, may_write=seeing.may_write,
                                                   what=title)),
        ],
    )  # fmt: skip


def _step_said(step: WarrantStep) -> str:
    why = f": {step.get_reason_display().lower()}" if step.reason else ""
    words = step.words("words")
    return f"{step.get_what_display()}{why}" + (f". {words}" if words else "")


def _arrest(card: ArrestCard, seeing: Seeing) -> Card:
    row = card.row
    where = row.unit.name if row.unit else (row.institution.name if row.institution else "")
    last = card.checks[-1] if card.checks else None
    tag, tone = ("Not verified yet", Tone.WAITING)
    if last is not None:
        tag, tone = ("Verified", Tone.GOOD) if last.is_confirmed else ("Not confirmed", Tone.ALERT)
    checks = [
        Fact(
            f"Checked {spoken_date(check.on)}",
            f"{check.get_how_display()}, {check.recorded_by.name}"
            + (f". {check.words('words')}" if check.words_sealed else ""),
            action="Entered wrongly?" if seeing.may_write else "",
            action_href=address("fact_take_back", seeing.case, fact="check", row=check.pk),
        )
        for check in card.checks
    ]  # fmt: skip
    return Card(
        f"Arrested {spoken_date(row.happened_on, row.precision)}",
        [*facts_of(("Where", where)), *checks], tag=tag, tone=tone,
        links=seeing.link("Say how it is known", "arrest_verify", milestone=row.pk),
    )  # fmt: skip


def _file(page: SuspectPage) -> Card:
    assert page.file is not None  # noqa: S101  (asked for only where there is one)
    return Card(
        f"Written {spoken_date(page.file.changed_at.date())}",
        facts_of(
            ("How they look", page.file.words("description") or "Not recorded"),
            ("Where they can be found", page.file.words("whereabouts") or "Not recorded"),
            ("A warrant is needed", "Yes" if page.file.needs_warrant else "No"),
        ),
    )


def _source(row: Source, seeing: Seeing) -> Card:
    title = f"{row.get_kind_display()}, {spoken_date(row.on)}"
    return Card(
        title,
        facts_of(
            ("Told", row.words("told")),
            ("Who", (row.words("who") or "Not written down") if seeing.shows_names else ""),
            ("Kept by", row.recorded_by.name),
        ),
        tag=f"{row.reliability}{row.credibility} ({row.scheme})",
        links=take_back_link(row, seeing.case, may_write=seeing.may_write, what=title),
    )


def _tie(row: Tie, seeing: Seeing) -> Card:
    title = f"{row.get_relation_display()}, known since {spoken_date(row.on)}"
    label = "Who" if row.kind == Tie.Kind.ASSOCIATE else "Where"
    return Card(
        title,
        facts_of(
            (label, row.words("who") if seeing.shows_names else "Shown with the names"),
            ("What is known", row.words("words")),
        ),
        links=take_back_link(row, seeing.case, may_write=seeing.may_write, what=title),
    )


def dossier_facts(dossier: Dossier, seeing: Seeing) -> list[Fact]:
    """Who it is about, where they stand, and how many are near them."""
    suspect, names = dossier.page.suspect, seeing.names
    since = f", since {spoken_date(suspect.since)}" if suspect.since else ""
    children = f", of whom {dossier.n_children} under 18" if dossier.n_children else ""
    others = dossier.n_other_cases
    return [
        Fact("Person", names.name if names else "____________________________"),
        Fact("In this case", STAGE_WORDS[suspect.stage]),
        Fact("Free or held", f"{IN_WORDS[suspect.liberty]}{since}"),
        Fact("Survivors near them here", f"{dossier.n_survivors}{children}"),
        Fact("Suspect in other cases of the office", str(others) if others else "None known"),
    ]


def dossier_cards(dossier: Dossier, seeing: Seeing) -> list[Section]:
    """Bail and protection so far, as the page shows them, without what names a person."""
    page = dossier.page
    return [
        Section("bail", "Bail so far", liberty.bail_cards(page, seeing),
                empty="No decision about bail is recorded."),
        Section("orders", "Protective orders", liberty.orders_section(page, seeing).cards,
                empty="No protective order is recorded."),
    ]  # fmt: skip


def handed_text(dossier: Dossier) -> str:
    """When it was handed to a prosecutor before, and whether there is a receipt."""
    if not dossier.page.handovers:
        return ""
    last = dossier.page.handovers[0]
    receipt = last.receipt
    shown = (
        f"receipt: {receipt.get_kind_display().lower()}, {spoken_date(receipt.on)}"
        if receipt else "no receipt is kept"
    )  # fmt: skip
    return f"Handed to {last.row.to.name} on {spoken_date(last.row.on)}; {shown}."
