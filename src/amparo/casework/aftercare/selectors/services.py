"""Everything that the Services page of a case shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from amparo.access.models import User
from amparo.casework.aftercare.selectors.episodes import (
    CourtMoney,
    EpisodeLine,
    MoneyLine,
    PaperLine,
    court_money_in_case,
    episodes_in_case,
    money_in_case,
    papers_in_case,
)
from amparo.casework.aftercare.selectors.placements import (
    Held,
    Stay,
    held_for_case,
    stays_in_case,
)
from amparo.casework.aftercare.selectors.referrals import (
    RecallLine,
    ReferralLine,
    recalls_in_case,
    referrals_in_case,
)
from amparo.casework.cases.models import Case
from amparo.casework.cases.selectors.case import people_in


@dataclass(frozen=True)
class Services:
    """What helps the survivors of one case."""

    stays: tuple[Stay, ...]
    held: tuple[Held, ...]
    without_place: tuple[str, ...]
    referrals: tuple[ReferralLine, ...]
    recalls: tuple[RecallLine, ...]
    episodes: tuple[EpisodeLine, ...]
    papers: tuple[PaperLine, ...]
    money: tuple[MoneyLine, ...]
    court_money: tuple[CourtMoney, ...]


def services_for(user: User, case: Case, *, today: date) -> Services:
    """Where survivors live, and all that helps them; a fixed number of queries."""
    who = people_in(case, user)
    stays = stays_in_case(user, case, who)
    placed = {stay.who for stay in stays if stay.is_now}
    return Services(
        stays=stays,
        held=held_for_case(user, case, today=today),
        without_place=tuple(w.label for w in who if w.is_survivor and w.label not in placed),
        referrals=referrals_in_case(user, case, who, today=today),
        recalls=recalls_in_case(user, case, who),
        episodes=episodes_in_case(user, case, who),
        papers=papers_in_case(user, case, who),
        money=money_in_case(user, case, who),
        court_money=court_money_in_case(user, case, who),
    )
