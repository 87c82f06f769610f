"""What the accused were owed and did not get, shown as openly as anything else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amparo.access.models import User
from amparo.casework.cases.models import Case
from amparo.casework.docket.models import Accused, Presence
from amparo.casework.docket.selectors.court import ELSEWHERE
from amparo.casework.docket.selectors.hearing import labels_in

DISCLOSED_WITHIN = 30  # days after the first charge; later is shown, the law says when it is late


@dataclass(frozen=True)
class Lack:
    """One right that was not kept: whose, which, on which day if on one."""

    who: str
    what: str
    on: date | None


def lacks_of(user: User, case: Case, today: date) -> tuple[Lack, ...]:
    """Every lack in the court cases of a case, the newest first; three queries."""
    labels = labels_in(user, case)
    accused = list(
        Accused.objects.visible_to(user)
        .filter(court_case__joined__case=case)
        .prefetch_related("charges")
    )
    found = []
    for row in accused:
        who = labels.get(str(row.person_id), ELSEWHERE)
        charged = min((charge.laid_on for charge in row.charges.all()), default=None)
        if charged and row.counsel in (Accused.Counsel.NONE, Accused.Counsel.UNKNOWN):
            said = "Nobody defends them" if row.counsel == "none" else "Not known who defends them"
            found.append(Lack(who, said, None))
        late = charged and row.disclosed_on is None and (today - charged).days > DISCLOSED_WITHIN
        if late:
            found.append(Lack(who, "The papers were not given to the defence", charged))
    rows = Presence.objects.visible_to(user).filter(accused__in=accused)
    for one in rows.select_related("hearing", "accused"):
        who = labels.get(str(one.accused.person_id), ELSEWHERE)
        found += [Lack(who, what, one.hearing.on) for what in _of(one)]
    return tuple(sorted(found, key=lambda one: (one.on or date.max, one.who), reverse=True))


def _of(one: Presence) -> list[str]:
    lacked = []
    if one.counsel == Presence.Had.NO:
        lacked.append("No counsel at a hearing")
    if one.interpreter == Presence.Had.NO:
        lacked.append("No interpreter at a hearing")
    if one.came == Presence.Came.NOT_BROUGHT:
        lacked.append("Not brought from jail to a hearing")
    return lacked
