"""Every rule by the name that packs/detectors.toml calls it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from amparo.directory.packs import Detector
from amparo.reform.detect.history import History, Seen
from amparo.reform.detect.rules import care, court, police, shapes, units

Rule = Callable[[History, Detector], Iterator[Seen]]

RULES: Mapping[str, Rule] = {
    "late": shapes.late,
    "happened": shapes.happened,
    "followed": shapes.followed,
    "adjourned": shapes.adjourned,
    "nothing_done": police.nothing_done,
    "investigator_moved": police.investigator_moved,
    "open_desk": police.open_desk,
    "child_again": police.child_again,
    "lab_late": police.lab_late,
    "custody_broken": police.custody_broken,
    "empty_venue": police.empty_venue,
    "without_proof": police.without_proof,
    "proof_left": police.proof_left,
    "kept_together": police.kept_together,
    "victim_arrested": police.victim_arrested,
    "shielded": police.shielded,
    "undercharged": court.undercharged,
    "asked_in_vain": court.asked_in_vain,
    "no_reason": court.no_reason,
    "bail_unknowing": court.bail_unknowing,
    "risk_unwritten": court.risk_unwritten,
    "not_told": court.not_told,
    "faced_accused": court.faced_accused,
    "threatened": court.threatened,
    "only_a_fine": court.only_a_fine,
    "unpaid": court.unpaid,
    "gave_up_waiting": court.gave_up_waiting,
    "wanting": units.wanting,
    "overloaded": units.overloaded,
    "untaught": units.untaught,
    "trained_left": units.trained_left,
    "unanswered": care.unanswered,
    "turned_away": care.turned_away,
    "without_paper": care.without_paper,
    "untold": care.untold,
    "sum_late": care.sum_late,
}


def look(history: History, rule: Detector) -> list[Seen]:
    """What one detector sees in one case."""
    if rule.packs and history.pack not in rule.packs:
        return []
    return list(RULES[rule.rule](history, rule))
