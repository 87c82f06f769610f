"""A court's list of hearings: shown first, then set, and taken back whole."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import F

from amparo.access.models import User
from amparo.audit.services import record
from amparo.casework.docket.models import Hearing, HearingImport, ImportedRow
from amparo.casework.docket.selectors.matching import Fate, Proposal, proposals_for
from amparo.casework.docket.services.hearings import set_hearing
from amparo.casework.docket.sheets import Sheet, SheetRow
from amparo.directory.models import Institution
from amparo.errors import Conflict, Refused
from amparo.vault.sealing import Erased, make_data_key, seal

MOST = 5000  # rows; a longer list is split, so that a person can still look it over


@transaction.atomic
def keep_list(*, by: User, at: datetime, court: Institution, sheet: Sheet) -> HearingImport:
    """Keep a list, sealed, so that it can be looked over before anything is set.

    Raises: Refused for a list without rows, or longer than anyone looks over.
    """
    if not sheet.rows:
        raise Refused("The list has no rows", next_step="export it again")
    if len(sheet.rows) > MOST:
        raise Refused(
            "The list is too long to look over", found=f"{len(sheet.rows):,} rows",
            next_step=f"bring it in by {MOST:,} rows at a time",
        )  # fmt: skip
    row = HearingImport(key=make_data_key(), court=court, made_by=by, made_at=at)
    text = json.dumps(
        {"rows": [asdict(one) for one in sheet.rows], "columns": sheet.columns,
         "unused": sheet.unused, "note": sheet.note},
        default=str,
    )  # fmt: skip
    row.rows_sealed = seal(text, row.key, table="hearing_import", row=row.pk, field="rows")
    row.save(force_insert=True)
    _written(row, by=by, at=at, verb="hearings.list_read", n=len(sheet.rows))
    return row


def sheet_of(source: HearingImport) -> Sheet:
    """The list as it was read. Raises: Erased where its text went with a case."""
    if source.is_erased:
        raise Erased
    kept = json.loads(source.rows())
    rows = tuple(
        SheetRow(
            **one
            | {
                "on": date.fromisoformat(one["on"]) if one["on"] else None,
                "hour": time.fromisoformat(one["hour"]) if one["hour"] else None,
            }
        )
        for one in kept["rows"]
    )
    return Sheet(rows, kept["columns"], tuple(kept["unused"]), kept["note"])


def look_over(user: User, source: HearingImport) -> list[Proposal]:
    """What each row of the list would do now."""
    return proposals_for(user, source.court, sheet_of(source).rows)


@transaction.atomic
def set_listed(
    *, by: User, at: datetime, source: HearingImport, perhaps: Collection[int]
) -> Sequence[Hearing]:
    """Set the hearings of the rows that fit by number, and of those by name that were looked at.

    `perhaps` are the row numbers of the second kind that a person confirmed.
    Raises: Refused where the list was carried out; Conflict where it is, meanwhile, elsewhere.
    """
    if source.state != HearingImport.State.SHOWN:
        raise Refused(
            "This list was carried out already",
            next_step="open it: it shows what became of each row",
        )
    _move(source, HearingImport.State.DONE)
    made = []
    for one in look_over(by, source):
        wanted = one.fate is Fate.NEW or (one.fate is Fate.PERHAPS and one.row.row in perhaps)
        if not wanted or one.court_case is None or one.row.on is None:
            continue
        hearing = set_hearing(
            by=by, at=at, court_case=one.court_case, on=one.row.on, type=one.row.type,
            starts_at=one.row.hour, room=one.row.room,
        )  # fmt: skip
        ImportedRow.objects.create(source=source, row=one.row.row, hearing=hearing)
        made.append(hearing)
    _written(source, by=by, at=at, verb="hearings.list_set", n=len(made))
    return made


@transaction.atomic
def take_list_back(*, by: User, at: datetime, source: HearingImport) -> tuple[int, int]:
    """Cancel the hearings that the list set, but those of which something is known by now.

    Counts: hearings cancelled, hearings that stay.
    Raises: Refused where it was not carried out, or is taken back already.
    """
    if source.state != HearingImport.State.DONE:
        raise Refused("There is nothing to take back")
    _move(source, HearingImport.State.UNDONE)
    rows = Hearing.objects.filter(pk__in=source.used.values("hearing"))
    untouched = rows.filter(
        outcome="", version=1, summonses=None, measures=None, readiness=None, next_hearings=None
    )
    ids = list(untouched.values_list("pk", flat=True))
    n = Hearing.objects.filter(pk__in=ids).update(
        outcome=Hearing.Outcome.CANCELLED, outcome_at=at, outcome_by=by, version=F("version") + 1
    )
    _written(source, by=by, at=at, verb="hearings.list_taken_back", n=n)
    return n, rows.count() - n


def _move(source: HearingImport, state: HearingImport.State) -> None:
    moved = HearingImport.objects.filter(pk=source.pk, version=source.version).update(
        state=state, version=F("version") + 1
    )
    if not moved:
        raise Conflict("This list was changed in another window first", theirs={}, yours={})
    source.refresh_from_db()


def _written(source: HearingImport, *, by: User, at: datetime, verb: str, n: int) -> None:
    record(
        by=by, verb=verb, kind="docket.hearingimport", object_id=str(source.pk), at=at,
        fields=[f"{n} rows"],
    )  # fmt: skip
