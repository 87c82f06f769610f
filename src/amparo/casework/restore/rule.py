"""When a survivor may be called restored: one pure function, and its reasons why not yet.

Every domain at 3 or above in two rounds at least six months apart, with one version of one
instrument; no open safety alert; and the survivor agrees, or it is written why they were not asked
or do not. The rule is Amparo's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from amparo.casework.restore.scoring import Round

ENOUGH = 3.0
APART = timedelta(days=182)


class Says(StrEnum):
    """What the survivor says of being called restored."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True)
class Condition:
    """One condition of the rule: whether it is met, and what is missing in words."""

    code: str
    name: str
    is_met: bool
    why: str


@dataclass(frozen=True)
class Standing:
    """What the rule looks at."""

    rounds: Sequence[Round]
    domains: Sequence[str]
    names: Mapping[str, str]
    n_alerts: int
    says: Says | None
    reason: str
    today: date


def rule_of(standing: Standing) -> tuple[Condition, ...]:
    """The conditions in order; a survivor is restored when all are met."""
    return (_domains(standing), _apart(standing), _alerts(standing), _says(standing))


def may_be_restored(standing: Standing) -> bool:
    """Whether every condition is met."""
    return all(condition.is_met for condition in rule_of(standing))


def well_rounds(standing: Standing) -> list[Round]:
    """The unbroken run of newest rounds of one version in which every domain is at 3 or above."""
    run: list[Round] = []
    for one in sorted(standing.rounds, key=lambda each: each.on, reverse=True):
        if run and one.instrument != run[0].instrument:
            break
        if not _is_well(one, standing.domains):
            break
        run.append(one)
    return run


def _is_well(one: Round, domains: Sequence[str]) -> bool:
    means = [one.means.get(code) for code in domains]
    return bool(means) and all(mean is not None and mean >= ENOUGH for mean in means)


def _domains(standing: Standing) -> Condition:
    name = "Every domain is at 3 or above"
    newest = max(standing.rounds, key=lambda one: one.on, default=None)
    if newest is None:
        return Condition("domains", name, is_met=False, why="Nothing has been assessed yet.")
    low, unknown = [], []
    for code in standing.domains:
        mean = newest.means.get(code)
        if mean is None:
            unknown.append(standing.names.get(code, code))
        elif mean < ENOUGH:
            low.append(f"{standing.names.get(code, code)} {mean:.1f}")
    said = [f"below 3: {', '.join(low)}"] if low else []
    said += [f"not known well enough: {', '.join(unknown)}"] if unknown else []
    why = f"In the last round {'; '.join(said)}." if said else ""
    return Condition("domains", name, is_met=not said, why=why)


def _apart(standing: Standing) -> Condition:
    name = "It was so in two rounds, six months apart or more"
    run = well_rounds(standing)
    if run and run[0].on - run[-1].on >= APART:
        return Condition("rounds", name, is_met=True, why="")
    if not run:
        return Condition("rounds", name, is_met=False, why="No round yet in which all are.")
    again = run[-1].on + APART
    why = (
        f"So far from {_said(run[-1].on)} to {_said(run[0].on)}, with one version of one "
        f"instrument. Assess again on {_said(again)} or later."
        if len(run) > 1
        else f"So far in the round of {_said(run[0].on)} only. Assess again on {_said(again)} or "
        "later, with the same version of the instrument."
    )
    return Condition("rounds", name, is_met=False, why=why)


def _said(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _alerts(standing: Standing) -> Condition:
    n = standing.n_alerts
    why = f"{n} safety {'alert is' if n == 1 else 'alerts are'} open in this case." if n else ""
    return Condition("alerts", "No safety alert is open", is_met=n == 0, why=why)


def _says(standing: Standing) -> Condition:
    name = "The survivor agrees, or it is written why not"
    if standing.says is Says.AGREES:
        return Condition("says", name, is_met=True, why="")
    if standing.says is None:
        return Condition("says", name, is_met=False, why="The survivor has not been asked.")
    is_met = bool(standing.reason.strip())
    return Condition("says", name, is_met=is_met, why="" if is_met else "Write the reason.")
