"""Checking the standards of a home, one by one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from amparo.access.models import User
from amparo.casework.aftercare.models import Home, StandardsAnswer, StandardsCheck
from amparo.casework.aftercare.services.told import written
from amparo.casework.cases.services.milestones import check_day
from amparo.directory.models import Institution
from amparo.directory.packs import code_list
from amparo.errors import Refused
from amparo.vault.sealing import seal


@transaction.atomic
def check_standards(
    *, by: User, at: datetime, home: Home, on: date, answers: Mapping[str, str],
    next_due_on: date, authority: Institution | None = None, words: str = "",
    token: UUID | None = None,
) -> StandardsCheck:  # fmt: skip
    """Keep what a visit found of every standard: standard → working, present or missing.

    Raises: Refused unless every standard of the list has an answer, or for a next check that does
    not come later.
    """
    if token and (first := StandardsCheck.objects.filter(pk=token, home=home).first()):
        return first
    check_day(on, at=at)
    asked = [code for code, _ in code_list("home_standards").choices(on=on)]
    left = [code for code in asked if answers.get(code) not in StandardsAnswer.State.values]
    if left or set(answers) - set(asked):
        raise Refused("Every standard is looked at", found=f"{len(left)} without an answer")
    if next_due_on <= on:
        raise Refused("The next check comes after this one", found=next_due_on.isoformat())
    row = StandardsCheck(
        id=token or uuid4(), home=home, on=on, authority=authority, next_due_on=next_due_on,
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    row.words_sealed = seal(
        words.strip(), home.key, table="aftercare_standardscheck", row=row.pk, field="words"
    )
    row.save(force_insert=True)
    StandardsAnswer.objects.bulk_create(
        StandardsAnswer(standards_check=row, item=code, state=answers[code]) for code in asked
    )
    written(row, by=by, at=at, verb="home.checked")
    return row
