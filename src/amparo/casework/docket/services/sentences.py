"""What a convicted person was sentenced to, conviction by conviction."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from amparo.access.models import User
from amparo.casework.cases.services.milestones import check_day
from amparo.casework.docket.models import (
    CONVICTIONS,
    Sentence,
    Verdict,
)
from amparo.casework.docket.services.filing import cases_of, told_in_cases, written
from amparo.directory.packs import code_list
from amparo.errors import Refused


@transaction.atomic
def pass_sentence(
    *, by: User, at: datetime, verdict: Verdict, kind: str, on: date, years: int = 0,
    months: int = 0, days: int = 0, amount: Decimal | None = None, currency: str = "",
    after: Sentence | None = None, credit_days: int = 0, token: UUID | None = None,
) -> Sentence:  # fmt: skip
    """One punishment for one conviction. The first for an accused records represent.sentenced.

    Raises: Refused for a verdict that is no conviction, custody without a term, a fine without an
    amount, or a term after a sentence of someone else.
    """
    if token and (first := Sentence.objects.filter(pk=token, verdict=verdict).first()):
        return first
    check_day(on, at=at)
    _check_sentence(verdict, kind, on=on, term=(years, months, days), amount=amount, after=after)
    accused = verdict.charge.accused
    is_first = not Sentence.objects.filter(verdict__charge__accused=accused).exists()
    row = Sentence.objects.create(
        verdict=verdict, kind=kind, on=on, years=years, months=months, days=days, amount=amount,
        currency=currency if amount is not None else "", after=after, credit_days=credit_days,
        runs=Sentence.Runs.CONSECUTIVE if after else Sentence.Runs.CONCURRENT,
        recorded_by=by, recorded_at=at, **({"id": token} if token else {}),
    )  # fmt: skip
    if is_first:
        told_in_cases(
            accused.court_case, by=by, at=at, type="represent.sentenced", on=on,
            person=accused.person, source="court_record",
        )  # fmt: skip
    written(row, by=by, verb="sentence.passed", at=at, case_id=cases_of(accused.court_case)[0].pk)
    return row


def _check_sentence(
    verdict: Verdict, kind: str, *, on: date, term: tuple[int, int, int], amount: Decimal | None,
    after: Sentence | None,
) -> None:  # fmt: skip
    if verdict.outcome not in CONVICTIONS:
        raise Refused("A sentence needs a conviction", next_step="record the verdict first")
    if kind not in dict(code_list("sentences").choices(on=on)):
        raise Refused("This kind of sentence is not known", next_step="choose one from the list")
    if on < verdict.on:
        raise Refused(
            "A sentence cannot come before the verdict", found=on.isoformat(),
            next_step=f"the verdict was given on {verdict.on.isoformat()}",
        )  # fmt: skip
    if kind in ("custody", "suspended", "probation") and not any(term):
        raise Refused("This sentence needs a term", next_step="give years, months or days")
    if kind == "life" and any(term):
        raise Refused("A life sentence has no term", next_step="leave years, months and days out")
    if kind in ("fine", "compensation") and amount is None:
        raise Refused("This sentence needs an amount", next_step="give the amount")
    if amount is not None and amount <= 0:
        raise Refused("An amount is more than nothing", found=str(amount))
    if after is not None and after.verdict.charge.accused_id != verdict.charge.accused_id:
        raise Refused(
            "A sentence follows one of the same person", next_step="choose another sentence"
        )
