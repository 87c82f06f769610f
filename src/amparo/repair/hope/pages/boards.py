"""Surveys, commitments, letters, ties and proof points, as rows and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from django.urls import reverse

from amparo.flow.survival import Interval
from amparo.reform.models import Exposure, Intervention, SystemProblem
from amparo.repair.hope.models import ConfidenceSurvey, ConfidenceWave, Showing, Tie
from amparo.repair.hope.questions import versions
from amparo.repair.hope.reckoning import changed
from amparo.repair.hope.selectors.proofs import Candidate, Told
from amparo.repair.hope.selectors.published import ProofPoint
from amparo.repair.hope.selectors.word import Held, Ledger
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Figure, Happening, Row, Tone

HELD = ("Promise", "Who", "Due", "Where it stands")
SURVEYS = ("Survey", "Who is asked", "Waves")
PROOFS = ("Proof point", "Where", "Days", "Where it stands")
TOLD = ("Proof point", "Where", "Days", "Published")
CANDIDATES = ("Case", "Why", "Survivor agrees", "Judgment")
SHARED_PROBLEMS = ("Problem", "Whose post answers for it", "Agreed on", "How far it has come")
SHARED_REPAIRS = ("Repair", "What it is", "Where")
SHOWN = ("When", "Who heard", Column("People", number=True), "Where")

STANDS = {
    "kept": ("Kept", Tone.GOOD), "late": ("Kept late", Tone.WAITING),
    "broken": ("Broken", Tone.ALERT), "taken_back": ("Taken back", Tone.NEUTRAL),
    "waiting": ("Not due yet", Tone.ACTIVE),
}  # fmt: skip


def held(rows: Sequence[Held], *, links: bool = True) -> list[Row]:
    """Commitments with where they stand."""
    return [
        Row(
            (
                Cell(
                    one.row.promise,
                    href=reverse("commitment", args=[one.row.pk]) if links else "",
                ),
                Cell(
                    one.row.post,
                    note=one.row.unit.name if one.row.unit else one.row.institution.name,
                ),
                spoken_date(one.row.due_on),
                Cell("", tag=STANDS[one.stands][0], tone=STANDS[one.stands][1]),
            )
        )
        for one in rows
    ]  # fmt: skip


def kept_card(k: int, n: int, share: Interval) -> Figure:
    """The share kept in time."""
    if not n:
        return Figure("Kept in time", "None due yet", "Commitments that fell due")
    low, high = share.low or 0.0, share.high or 1.0
    return Figure(
        "Kept in time", f"{k / n:.0%}", f"{k} of {n} that fell due; {low:.0%} to {high:.0%}"
    )


def commitment_facts(one: Held) -> list[Fact]:
    """One commitment."""
    row = one.row
    told = [
        Fact("Promised by", f"{row.post}, {row.unit.name if row.unit else row.institution.name}"),
        Fact("What would show it", row.shown_by),
        Fact("Promised", spoken_date(row.promised_on)),
        Fact("Due", spoken_date(row.due_on)),
        Fact("Where it stands", "", tag=STANDS[one.stands][0], tone=STANDS[one.stands][1]),
        Fact("For the problem", row.problem.title if row.problem else ""),
    ]  # fmt: skip
    return [fact for fact in told if fact.value or fact.tag]


def commitment_seen(one: Held) -> list[Happening]:
    """What was seen of it, newest first."""
    return [
        Happening(fact.get_what_display(), spoken_date(fact.on), text=fact.evidence)
        for fact in reversed(one.facts)
    ]


def surveys(rows: Sequence[ConfidenceSurvey]) -> list[Row]:
    """Surveys."""
    return [
        Row(
            (
                Cell(one.name, href=reverse("confidence", args=[one.pk])),
                one.population, f"{len(one.waves.all())}",
            )
        )
        for one in rows
    ]  # fmt: skip


def wave_columns(waves: Sequence[ConfidenceWave]) -> list[Column | str]:
    """The question, then one column a wave."""
    return ["Question", *(Column(_when(one), number=True) for one in waves)]


def _when(one: ConfidenceWave) -> str:
    return spoken_date(one.to_on)


def wave_rows(waves: Sequence[ConfidenceWave]) -> list[Row]:
    """Each question with its share in each wave."""
    texts = {q.code: q.text for one in versions().values() for q in one.asked}
    codes = dict.fromkeys(q["code"] for one in waves for q in one.result["questions"])
    return [
        Row((texts.get(code, code), *(_share(_found(one, code)) for one in waves)))
        for code in codes
    ]


def _found(one: ConfidenceWave, code: str) -> dict[str, float | int | None] | None:
    return next((q for q in one.result["questions"] if q["code"] == code), None)


def _share(found: dict[str, float | int | None] | None) -> Cell | str:
    if found is None or found["share"] is None:
        return "Not asked"
    return Cell(
        f"{found['share']:.0%}",
        note=f"{found['low']:.0%} to {found['high']:.0%}; {found['n']:,} answered, "
        f"{found['missing']:,} did not",
    )


def wave_changes(waves: Sequence[ConfidenceWave]) -> list[str]:
    """How each question changed between the last two waves that asked it."""
    texts = {q.code: q.text for one in versions().values() for q in one.asked}
    said = []
    for code, text in texts.items():
        asked = [one for one in waves if (found := _found(one, code)) and found["n"]]
        for first, last in list(pairwise(asked))[-1:]:
            one, other = _found(first, code), _found(last, code)
            assert one is not None and other is not None  # noqa: S101
            said.append(f"{text} {changed(one, other, (_when(first), _when(last)))}")
    return said


def proofs(rows: Sequence[Told], *, address: str) -> list[Row]:
    """Proof points, without the case they come from."""
    tones = {"Published": Tone.GOOD, "Withdrawn": Tone.NEUTRAL, "Kept back": Tone.ALERT}
    return [
        Row(
            (
                Cell(
                    one.words["title"] or "Withdrawn", href=reverse(address, args=[one.proof.pk])
                ),
                one.proof.place.name,
                f"{one.proof.days:,}" if one.proof.days else "Not known",
                Cell("", tag=one.state, tone=tones.get(one.state, Tone.WAITING)),
            )
        )
        for one in rows
    ]  # fmt: skip


def told(rows: Sequence[ProofPoint]) -> list[Row]:
    """What everybody may read today, for those who neither write nor publish."""
    return [
        Row(
            (
                Cell(one.title, note=one.what_it_shows), one.place_in_general,
                f"{one.days:,}" if one.days else "Not known", spoken_date(one.published_on),
            )
        )
        for one in rows
    ]  # fmt: skip


def candidates(rows: Sequence[Candidate]) -> list[Row]:
    """Cases that could become a proof point, and what is still missing."""
    return [
        Row(
            (
                Cell(one.code, href=f"{reverse('proof_begin')}?case={one.code}"),
                f"{one.why[0].upper()}{one.why[1:]}",
                "Yes" if one.agreed else "Not asked, or no",
                "Final" if one.final else "Not final yet",
            )
        )
        for one in rows
    ]  # fmt: skip


def proof_facts(one: Told, *, repairs: bool = True) -> list[Fact]:
    """What is told, and what keeps it; `repairs` where the reader may open them."""
    row = one.proof
    told = [
        Fact("Where it stands", one.state),
        Fact("What keeps it from being told", " ".join(one.keeps)),
        Fact("Place, in general", row.place.name),
        Fact("Days from telling to the verdict", f"About {row.days:,}" if row.days else ""),
        Fact("What happened", one.words["story"]),
        Fact("What it shows", one.words["shows"]),
        Fact("The repair it shows", row.repair.name if row.repair else "",
             href=reverse("repair_story", args=[row.repair_id]) if row.repair and repairs else ""),
        Fact("Sent back because", one.wording.why),
        Fact("Written by", one.wording.written_by.name),
        Fact("Read by a second person", one.wording.checked_by.name
             if one.wording.checked_by else ""),
        Fact("Published", spoken_date(row.published_on) if row.published_on else ""),
        Fact("Looked at again on", spoken_date(row.review_on) if row.review_on else ""),
    ]  # fmt: skip
    return [fact for fact in told if fact.value]


def shown(rows: Sequence[Showing]) -> list[Row]:
    """To whom it was told."""
    return [
        Row((spoken_date(one.on), one.get_audience_display(), f"{one.n_people:,}", one.where))
        for one in rows
    ]


def ledger_cards(found: Ledger) -> list[Figure]:
    """What binds the office to one institution."""
    return [
        Figure("Cases worked on", f"{found.n_cases:,}", "Of those you may open"),
        Figure("Meetings", f"{found.n_meetings:,}"),
        Figure("Agreements in force", f"{found.in_force:,}"),
        Figure("Letters answered", f"{found.n_answered:,} of {found.n_letters:,}"),
    ]


def ties(rows: Sequence[Tie]) -> list[Happening]:
    """Meetings, joint work and agreements, newest first."""
    return [
        Happening(
            one.get_what_display(), spoken_date(one.on),
            text=one.about + (f" Until {spoken_date(one.until)}." if one.until else ""),
        )
        for one in rows
    ]  # fmt: skip


def shared_problems(rows: Sequence[SystemProblem]) -> list[Row]:
    """Problems shared with an institution."""
    return [
        Row(
            (
                one.title, one.authority_post,
                spoken_date(one.agreed_on) if one.agreed_on else "",
                stages[-1].get_stage_display() if (stages := list(one.stages.all())) else "",
            )
        )
        for one in rows
    ]  # fmt: skip


def shared_repairs(
    rows: Sequence[tuple[Intervention, tuple[Exposure, ...]]],
) -> list[Row]:
    """Repairs that act in the partner's own unit."""
    return [
        Row(
            (
                Cell(
                    row.name, note=row.problem.title, href=reverse("shared_repair", args=[row.pk])
                ),
                row.what,
                ", ".join(
                    f"{one.unit.name if one.unit else one.institution.name} since "
                    f"{spoken_date(one.from_on)}"
                    for one in acting
                ),
            )
        )
        for row, acting in rows
    ]  # fmt: skip
