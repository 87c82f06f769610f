"""The pages of an assessment: one domain, the last look, and one that is finished."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.urls import reverse

from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.case import Who
from amparo.casework.frame.shell import address
from amparo.casework.restore.forms.assessing import Asked, DomainForm, FinishForm
from amparo.casework.restore.instruments import Instrument
from amparo.casework.restore.scoring import domain_scores
from amparo.casework.restore.selectors.assessments import (
    AssessmentPage,
    DraftPage,
    ItemLine,
)
from amparo.casework.restore.services.assessments import lacks_in
from amparo.casework.restore.shapes.progress import TONES, number_of, said_of, tone_of
from amparo.web.dates import spoken_date
from amparo.web.shapes import Cell, Column, Fact, Row, Tone


def domain_page(page: DraftPage, form: DomainForm, case: Case, about: Who) -> dict[str, Any]:
    """One domain of a draft."""
    codes = [domain.code for domain in page.instrument.domain]
    place = codes.index(form.domain.code)
    return {
        "case": case,
        "form": form,
        "domain": form.domain,
        "caption": f"{about.label}, {place + 1} of {len(codes)}",
        "hint": _hint(form),
        "items": [_item(one) for one in form.asked()],
        "before": spoken_date(page.row.filled_from.on) if page.row.filled_from else "",
        "keep_href": "?keep=1",
        "back": reverse("recovery", args=[case.code, about.person_id]),
        "parts": [
            (domain.name, address("assessment_domain", case, survivor=about.person_id,
                                  draft=page.row.pk, part=domain.code), n == place)
            for n, domain in enumerate(page.instrument.domain)
        ],
    }  # fmt: skip


def _hint(form: DomainForm) -> str:
    if form.domain.asked_anew:
        return "Asked anew each time."
    return "As last time, where you change nothing." if form.before else ""


@dataclass(frozen=True)
class ItemShown:
    """One item of a domain: its boxes, and what it was last time where it still is so."""

    name: str
    score: BoundField
    rests: BoundField
    said: str = ""
    tone: Tone = Tone.NEUTRAL
    anchor: str = ""
    note: str = ""


def _item(one: Asked) -> ItemShown:
    last = one.before
    if last is None:
        return ItemShown(one.name, one.score, one.note)
    return ItemShown(
        one.name, one.score, one.note, said=f"{last.step.sign} {last.step.name}",
        tone=TONES[last.step.colour], anchor=last.anchor, note=last.note,
    )  # fmt: skip


def finish_page(page: DraftPage, form: FinishForm, case: Case, about: Who) -> dict[str, Any]:
    """The last look at a draft."""
    answers = {key: one.value for key, one in page.typed.items()}
    n_carried = sum(one.is_carried for one in page.typed.values())
    facts = []
    for score in domain_scores(page.instrument, answers):
        lack = lacks_in(score.domain, page.typed)
        href = address("assessment_domain", case, survivor=about.person_id, draft=page.row.pk,
                       part=score.domain.code)  # fmt: skip
        said = lack.split(": ", 1)[1].capitalize() if lack else f"Mean {number_of(score.mean)}"
        facts.append(
            Fact(score.domain.name, said, tag="Missing" if lack else said_of(score),
                 tone=Tone.WAITING if lack else tone_of(score), action="Open", action_href=href)
        )  # fmt: skip
    return {
        "case": case,
        "form": form,
        "facts": facts,
        "caption": about.label,
        "carried": f"{n_carried} of {page.instrument.n_items} scores are as last time."
        if n_carried
        else "",
        "submit": "Keep the correction" if page.row.corrects else "Finish the assessment",
        "back": reverse("recovery", args=[case.code, about.person_id]),
        "drop_href": address("assessment_drop", case, survivor=about.person_id, draft=page.row.pk),
    }


def assessment_page(
    page: AssessmentPage, case: Case, about: Who, *, writes: bool
) -> dict[str, Any]:
    """A finished assessment with what each score rests on."""
    row, here = page.scored.row, {"survivor": about.person_id}
    is_first = row.second_of_id is None
    stands = page.corrected_by is None
    return {
        "title": f"{about.label}, {spoken_date(row.on)}",
        "about": _about(page),
        "sections": [
            (score.domain.name, said_of(score), tone_of(score), number_of(score.mean),
             [_line(line, page.scored.instrument) for line in page.items[score.domain.code]])
            for score in page.scored.domains
        ],
        "columns": (Column("Item"), Column("Score"), Column("What it rests on")),
        "corrected_href": (
            address("assessment", case, done=page.corrected_by, **here) if page.corrected_by else ""
        ),
        "second_href": address("assessment", case, done=page.second, **here) if page.second else "",
        "n_apart": page.n_apart,
        "correct_href": (
            address("assessment_correct", case, done=row.pk, **here)
            if writes and stands and is_first
            else ""
        ),
        "back": address("recovery", case, **here),
        "about_label": about.label,
    }  # fmt: skip


def _about(page: AssessmentPage) -> list[Fact]:
    row = page.scored.row
    kind = "Second score" if row.second_of_id else "Correction" if row.corrects else "Round"
    facts = [
        Fact("What it is", kind),
        Fact("By", page.by),
        Fact("With", f"{page.scored.instrument.name}, version {row.version}"),
        Fact("Scored for", row.get_scored_for_display()),
    ]
    return facts + ([Fact("What was wrong", page.why)] if page.why else [])


def _line(line: ItemLine, instrument: Instrument) -> Row:
    if line.score is None:
        return Row([line.item.name, Cell("Not known"), ""])
    step = next(one for one in instrument.step if one.score == line.score)
    anchor = line.item.anchors[instrument.step.index(step)]
    note = f"{line.note} (as last time)" if line.is_carried else line.note
    return Row([
        line.item.name, Cell(f"{line.score} {step.sign} {step.name}", note=anchor), note,
    ])  # fmt: skip
