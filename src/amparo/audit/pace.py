"""How much one account may open within an hour, asked where each look is written into the trail.

Nothing of a person is given before the trail says so; so whoever counts there counts every page,
file and export, those of rooms to come as well, and two hundred asked for at once are counted one
after another. The figures are data (`packs/limits.toml`); an office may set its own.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Max, QuerySet

from amparo.audit.models import Entry, Slowed
from amparo.errors import Broken, TooMany

if TYPE_CHECKING:
    from amparo.audit.services import Act

SYSTEM = "system"
LIFTED_HOURS = 12
# A clock that is set back must not empty the count; one that was a day ahead must not keep it full.
CLOCK_BACK = timedelta(days=1)
LIFTED_TIMES = 4
COUNTS = {"cases": "case_id", "records": "object_id", "acts": "seq", "pages": ""}


@dataclass(frozen=True)
class Limit:
    """So many of something, within so many minutes."""

    name: str
    said: str
    verbs: tuple[str, ...]
    counts: str
    most: int
    minutes: int

    @property
    def span(self) -> timedelta:
        """The time within which it counts."""
        return timedelta(minutes=self.minutes)


def limits() -> tuple[Limit, ...]:
    """Every limit, with the office's own figures where it names any."""
    return _read(settings.LIMITS)


def limit_named(name: str) -> Limit:
    """The limit of this name."""
    return next(one for one in limits() if one.name == name)


@lru_cache(maxsize=8)
def _read(own: str) -> tuple[Limit, ...]:
    shipped = tomllib.loads(files("amparo.packs").joinpath("limits.toml").read_text("utf-8"))
    figures = _figures(own, known=set(shipped)) if own else {}
    return tuple(
        Limit(
            name, said["said"], tuple(said["verbs"]), said["counts"],
            figures.get(name, said["most"]), said["minutes"],
        )
        for name, said in shipped.items()
    )  # fmt: skip


def _figures(own: str, *, known: set[str]) -> dict[str, int]:
    """The office's own figures. Raises: Broken for a file that cannot be read or says others."""
    try:
        found = tomllib.loads(Path(own).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Broken(
            "The office's limits cannot be read", where=own,
            next_step="mend the file, or take AMPARO_LIMITS away",
        ) from error  # fmt: skip
    figures = {}
    for name, said in found.items():
        most = said.get("most") if isinstance(said, dict) else None
        if name not in known or not isinstance(most, int) or most < 1:
            raise Broken(
                "The office's limits are not understood", found=f"[{name}]", where=own,
                next_step="give `most`, a whole number, for one of: " + ", ".join(sorted(known)),
            )  # fmt: skip
        figures[name] = most
    return figures


def hold_to(acts: Iterable[Act]) -> None:
    """Refuse what would go past a limit, before anything of it is given.

    Looking again at what was opened within the hour is always free, so that work at hand goes on.
    Raises: TooMany, with the instant from which one more may be opened.
    """
    told: dict[tuple[str, Limit], list[Act]] = {}
    by_verb = {verb: limit for limit in limits() for verb in limit.verbs}
    for act in acts:
        limit = by_verb.get(act.verb)
        if limit is not None and act.by.actor_id != SYSTEM:
            told.setdefault((act.by.actor_id, limit), []).append(act)
    for (account, limit), asked in told.items():
        _hold(account, limit, asked)


def _hold(account: str, limit: Limit, asked: Sequence[Act]) -> None:
    at = max(act.at for act in asked)
    field = COUNTS[limit.counts]
    rows = Entry.objects.filter(
        actor_id=account, at__gt=at - limit.span, at__lte=at + CLOCK_BACK, verb__in=limit.verbs
    ).order_by()
    if limit.counts == "acts":
        n_before, n_new = rows.count(), len(asked)
    else:
        ids = {getattr(act, field) for act in asked}
        seen = set(rows.values_list(field, flat=True).distinct())
        n_before, n_new = len(seen), len(ids - seen)
    if n_new and n_before + n_new > limit.most:
        most = limit.most * (LIFTED_TIMES if is_lifted(account, at) else 1)
        if n_before + n_new > most:
            raise TooMany(
                limit.name, limit.said, limit.most, limit.minutes, _free_from(rows, limit)
            )


def _free_from(rows: QuerySet[Entry], limit: Limit) -> datetime | None:
    """When the first of what counts no longer does."""
    field = COUNTS[limit.counts]
    last = rows.values(field).annotate(last=Max("at")).order_by("last").first()
    return last["last"] + limit.span if last else None


def is_lifted(account: str, at: datetime) -> bool:
    """Whether a supervisor let this account go on, within the last twelve hours."""
    return Slowed.objects.filter(
        account_id=account, answer=Slowed.Answer.LIFTED,
        answered_at__gt=at - timedelta(hours=LIFTED_HOURS),
    ).exists()  # fmt: skip
