"""Promises, cases that were told, and what people believe."""

from __future__ import annotations

from statistics import fmean
from typing import Any

from amparo.access.models import User
from amparo.flow.survival import Interval
from amparo.protection.selectors.made import Made, Missing, of_interval, share
from amparo.protection.selectors.records.asked import Asked, of_the_office
from amparo.repair.hope.models import ConfidenceWave, Proof, Showing
from amparo.repair.hope.selectors.word import commitments_for, kept_in_time

RELY = "rely"


def promises(user: User, asked: Asked) -> Made:
    """Commitments kept in time, of those that fell due (I65)."""
    if asked.programme is not None:
        return of_the_office()
    held = commitments_for(user, today=asked.as_of)
    k, n, _ = kept_in_time(held)
    late = sum(one.stands == "late" for one in held)
    waits = sum(one.stands == "waiting" for one in held)
    return share(k, n, beside=[f"{late:,} kept late, {waits:,} not yet due"], of="due promises")


def told(user: User, asked: Asked) -> Made:
    """Cases with a conviction that were told as a proof point, of all with one (I66).

    Counts: cases; a proof point that was withdrawn is told no longer.
    """
    won = set(asked.first("represent.convicted"))
    proofs = Proof.objects.filter(
        case__in=asked.cases(user), published_on__lte=asked.as_of, withdrawn_on__isnull=True
    )
    k = len({str(case) for case in proofs.values_list("case", flat=True)} & won)
    showings = Showing.objects.filter(proof__in=proofs, on__lte=asked.as_of)
    heard = sum(showings.values_list("n_people", flat=True))
    beside = [f"told to {heard:,} people, as counted then"] if heard else []
    return share(k, len(won), beside=beside, of="convictions")


def waves_of(user: User, asked: Asked) -> dict[Any, list[ConfidenceWave]]:
    """The waves of each survey, oldest first."""
    rows = ConfidenceWave.objects.all().visible_to(user).filter(to_on__lte=asked.as_of)
    found: dict[Any, list[ConfidenceWave]] = {}
    for row in rows.select_related("survey").order_by("to_on", "made_at"):
        found.setdefault(row.survey_id, []).append(row)
    return found


def _last(user: User, asked: Asked) -> list[ConfidenceWave]:
    waves = waves_of(user, asked).values()
    return max(waves, key=lambda rows: (rows[-1].to_on, rows[-1].made_at), default=[])


def confidence(user: User, asked: Asked) -> Made:
    """The mean, over the questions, of the share of confident answers in the last wave (I67).

    The interval is the mean of the questions' own: one person answers all, so that it is no
    narrower than it should be.
    """
    if asked.programme is not None:
        return of_the_office()
    waves = _last(user, asked)
    if not waves:
        return Made(None, withheld="No survey of confidence has a wave")
    asked_of = [one for one in waves[-1].result["questions"] if one["share"] is not None]
    if not asked_of:
        return Made(None, withheld="Nobody answered")
    found = Interval(*(fmean(one[key] for one in asked_of) for key in ("share", "low", "high")))
    n = min(one["n"] for one in asked_of)
    blank = sum(one["missing"] for one in asked_of)
    missing = Missing(blank, blank + sum(one["n"] for one in asked_of), "answers are blank")
    earlier = [one for one in waves[0].result["questions"] if one["share"] is not None]
    beside = [waves[-1].survey.name]
    if len(waves) > 1 and earlier:
        first = fmean(one["share"] for one in earlier)
        beside.append(f"{first:.0%} in the first wave, until {waves[0].to_on.year}")
    return of_interval(found, n, missing=missing, beside=beside, few="who answered")


def reliance(user: User, asked: Asked) -> Made:
    """People who would tell the police, in the last wave of confidence (I74)."""
    if asked.programme is not None:
        return of_the_office()
    waves = _last(user, asked)
    one = next((q for q in waves[-1].result["questions"] if q["code"] == RELY), None) \
        if waves else None  # fmt: skip
    if one is None or one["share"] is None:
        return Made(None, withheld="No wave asked whether people would tell the police")
    missing = Missing(one["missing"], one["missing"] + one["n"], "answers are blank")
    found = Interval(one["share"], one["low"], one["high"])
    return of_interval(found, one["n"], missing=missing, beside=[waves[-1].survey.name],
                       few="who answered")  # fmt: skip
