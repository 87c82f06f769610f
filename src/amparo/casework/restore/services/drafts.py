"""Writing an assessment: the draft is kept on the server at each step; nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.restore.instruments import Instrument
from amparo.casework.restore.models import Assessment, Draft, Score
from amparo.casework.restore.services.instruments import instrument_in, require_trained
from amparo.casework.restore.services.seconds import SEEN, require_unseen
from amparo.casework.restore.services.writing import noted, require_survivor
from amparo.errors import Refused

NOT_KNOWN = "?"
Key = tuple[str, str]


@dataclass(frozen=True)
class Typed:
    """One item as it stands in a draft: "" is not answered, "?" is not known."""

    score: str = ""
    note: str = ""
    is_carried: bool = False

    @property
    def value(self) -> int | None:
        """The score as a number, where there is one."""
        return int(self.score) if self.score.isdigit() else None


Typing = Mapping[Key, Typed]


@transaction.atomic
def begin_draft(
    *,
    by: User,
    at: datetime,
    case: Case,
    person: Person,
    instrument: Instrument,
    on: date,
    scored_for: Assessment.Place = Assessment.Place.HERE,
    second_of: Assessment | None = None,
    corrects: Assessment | None = None,
) -> Draft:
    """The draft this person goes on with: theirs that is there already, or a new one.

    A new one is filled in from the last round of the same version, but for domains that are asked
    anew each time. A second scoring begins empty; a correction begins with what it corrects.
    Changes: being filled in with somebody else's scores counts as having seen them.
    Raises: Refused for a day to come, an assessor without the training the licence asks for, and a
    second scorer who gave the first scores or has seen them.
    """
    require_survivor(case, person)
    mine = Draft.objects.filter(
        case=case, person=person, by=by, second_of=second_of, corrects=corrects
    )
    if (there := mine.select_related("case__key").first()) is not None:
        return there
    check_day(on, at=at)
    require_trained(by, instrument, on=on)
    if second_of is not None:
        require_unseen(by, second_of)
    last = corrects or (None if second_of else last_round(case, person, instrument))
    draft = Draft(
        case=case, person=person, by=by, instrument=instrument.code,
        version_of=instrument.version, on=on, scored_for=scored_for,
        filled_from=None if corrects else last, second_of=second_of, corrects=corrects,
        begun_at=at, saved_at=at,
    )  # fmt: skip
    typed = _from_last(last, instrument, is_correction=corrects is not None) if last else {}
    draft.seal_in("answers", _text(typed))
    draft.save(force_insert=True)
    noted(draft, by=by, at=at, verb="assessment.begun")
    if typed and last is not None and last.recorded_by_id != by.pk:
        noted(last, by=by, at=at, verb=SEEN)
    return draft


def last_round(case: Case, person: Person, instrument: Instrument) -> Assessment | None:
    """The newest standing round of this version."""
    rows = Assessment.objects.filter(
        case=case, person=person, instrument=instrument.code, version=instrument.version,
        second_of__isnull=True, superseded_by__isnull=True,
    )  # fmt: skip
    return rows.select_related("case__key").order_by("-on", "-recorded_at").first()


def _from_last(
    last: Assessment, instrument: Instrument, *, is_correction: bool
) -> dict[Key, Typed]:
    anew = {domain.code for domain in instrument.domain if domain.asked_anew}
    found = {}
    for row in Score.objects.filter(assessment=last).select_related("case__key"):
        if is_correction:
            score = NOT_KNOWN if row.score is None else str(row.score)
            found[row.domain, row.item] = Typed(score, row.words("note"))
        elif row.domain not in anew and row.score is not None:
            found[row.domain, row.item] = Typed(str(row.score), row.words("note"), is_carried=True)
    return found


@transaction.atomic
def save_draft(*, by: User, at: datetime, draft: Draft, typed: Mapping[Key, Typed]) -> Draft:
    """Keep what was typed, item by item, whatever it still lacks; other items stay as they are.

    Where a score is left as it was and nothing is written, what it rested on last time is carried
    over. Raises: Refused for a draft that is somebody else's, or finished.
    """
    held = _mine(draft, by)
    kept, carried = read_draft(held), carried_into(held)
    for key, one in typed.items():
        old = carried.get(key)
        is_as_it_was = old is not None and old.score == one.score and not one.note.strip()
        kept[key] = old if old is not None and is_as_it_was else one
    held.seal_in("answers", _text(kept))
    held.saved_at = at
    held.save(update_fields=["answers_sealed", "saved_at"])
    return held


def carried_into(draft: Draft) -> dict[Key, Typed]:
    """What this draft was filled in with from last time."""
    if draft.filled_from is None:
        return {}
    instrument = instrument_in(draft.case.office, draft.key)
    return _from_last(draft.filled_from, instrument, is_correction=False)


def _mine(draft: Draft, by: User) -> Draft:
    rows = Draft.objects.select_for_update(of=("self",)).filter(pk=draft.pk, by=by)
    held = rows.select_related("case__key", "case__office", "filled_from__case__key").first()
    if held is None:
        raise Refused(
            "This draft is finished, or not yours",
            next_step="open the survivor under “Restore” and look at the last assessment",
        )
    return held


def read_draft(draft: Draft) -> dict[Key, Typed]:
    """What stands in a draft, by domain and item."""
    text = draft.words("answers")
    rows = json.loads(text) if text else []
    return {
        (domain, item): Typed(score, note, carried) for domain, item, score, note, carried in rows
    }


def _text(typed: Typing) -> str:
    rows = [[d, i, one.score, one.note, one.is_carried] for (d, i), one in sorted(typed.items())]
    return json.dumps(rows, ensure_ascii=False)


@transaction.atomic
def throw_away(*, by: User, at: datetime, draft: Draft) -> None:
    """Drop a draft on purpose; the trail keeps that there was one."""
    held = _mine(draft, by)
    noted(held, by=by, at=at, verb="assessment.draft_dropped")
    held.delete()
