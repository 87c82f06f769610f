"""Indicators counted over an office's records beside its milestones, each by its own question."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from amparo.access.models import User
from amparo.protection.selectors.made import Made
from amparo.protection.selectors.records import (
    accountability,
    casework,
    courts,
    hope,
    reform,
    resources,
    training,
)
from amparo.protection.selectors.records.asked import Asked, of_no_span

__all__ = ["BESIDE", "COUNTED", "OF_CASES", "Asked", "of_no_span"]

Counted = Mapping[str, Callable[[User, Asked], Made]]
OF_CASES: Counted = {
    "I03": casework.yield_of_operations,
    "I04": casework.dignity,
    "I14": courts.stuck,
    "I18": courts.clearance,
    "I19": courts.disposition,
    "I20": courts.age_of_pending,
    "I24": courts.why_adjourned,
    "I25": courts.cost_of_delay,
    "I29": casework.custody,
    "I32": casework.suitable_room,
    "I33": casework.interviews_each,
    "I34": casework.protected_testimony,
    "I36": casework.informed,
    "I39": courts.custody_sentences,
    "I42": casework.services_given,
    "I47": casework.satisfied,
    "I48": courts.with_counsel,
}
OF_THE_OFFICE: Counted = {
    "I50": reform.recurs,
    "I51": resources.adequacy,
    "I53": resources.by_wealth,
    "I54": training.trained_posts,
    "I55": training.learning,
    "I56": training.kept,
    "I57": training.practice,
    "I58": accountability.decoys,
    "I59": training.self_opened,
    "I60": training.hours,
    "I61": accountability.handled,
    "I62": accountability.bribes,
    "I63": training.left,
    "I64": reform.lasting,
    "I65": hope.promises,
    "I66": hope.told,
    "I67": hope.confidence,
    "I74": hope.reliance,
}
COUNTED: Counted = {**OF_CASES, **OF_THE_OFFICE}
BESIDE: Mapping[str, Callable[[User, Asked], tuple[str, ...]]] = {"I52": resources.reach}
