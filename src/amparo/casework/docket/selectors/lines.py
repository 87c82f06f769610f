"""What the docket's pages are made of: one frozen value for each row, without names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from amparo.casework.docket.selectors.custody import Custody


@dataclass(frozen=True)
class SentenceLine:
    """A punishment in words, when it runs, and from which verdict."""

    id: str
    words: str
    on: date
    runs: str


@dataclass(frozen=True)
class AppealLine:
    """An appeal, and what became of it; `result` is empty while it waits."""

    id: str
    side: str
    filed_on: date
    result: str
    decided_on: date | None


@dataclass(frozen=True)
class ChargeLine:
    """One charge with all that a court said of it; `replaced` where another took its place."""

    id: str
    count: int
    offence: str
    law: str
    victim: str
    acted_on: date | None
    laid_on: date
    laid: str
    laid_by: str
    reason: str
    replaced: bool
    plea: str
    plea_on: date | None
    verdict_id: str
    verdict: str
    verdict_on: date | None
    is_conviction: bool
    sent_back: bool
    sentences: tuple[SentenceLine, ...]
    appeals: tuple[AppealLine, ...]

    @property
    def waits_on_appeal(self) -> bool:
        """Whether an appeal against its verdict is not decided."""
        return any(not appeal.result for appeal in self.appeals)


@dataclass(frozen=True)
class AccusedLine:
    """Someone accused in a court case, by what they are to the file."""

    id: str
    person_id: str
    label: str
    since_on: date
    counsel: str
    language: str
    disclosed_on: date | None
    charges: tuple[ChargeLine, ...]
    custody: Custody | None
    days_held: int

    @property
    def standing(self) -> tuple[ChargeLine, ...]:
        """The charges that no other replaced."""
        return tuple(charge for charge in self.charges if not charge.replaced)


@dataclass(frozen=True)
class HearingLine:
    """A day in court: what for, where, and what became of it."""

    id: str
    court_case_id: str
    on: date
    starts_at: time | None
    type: str
    court: str
    room: str
    judge: str
    outcome: str
    outcome_name: str
    reason: str
    party: str

    @property
    def before(self) -> str:
        """Before whom and in which room, as far as is known."""
        return ", ".join(filter(None, [self.judge, self.room and f"Room {self.room}"]))

    def is_untold(self, today: date) -> bool:
        """Whether its day is over and nobody wrote down what happened."""
        return not self.outcome and self.on < today

    def is_ahead(self, today: date) -> bool:
        """Whether it is today or later, and has no outcome."""
        return not self.outcome and self.on >= today


@dataclass(frozen=True)
class OrderLine:
    """What a court ordered, in its words, and whether it was obeyed."""

    id: str
    words: str
    party: str
    made_on: date
    due_on: date | None
    complied_on: date | None

    def days_over(self, today: date) -> int:
        """Days past its day while it is not obeyed; 0 or less otherwise."""
        return 0 if self.complied_on or self.due_on is None else (today - self.due_on).days


@dataclass(frozen=True)
class MoneyLine:
    """Compensation ordered for a survivor, and what of it came."""

    id: str
    label: str
    amount: Decimal
    paid: Decimal
    currency: str
    on: date
    due_on: date | None

    @property
    def is_paid(self) -> bool:
        """Whether all of it came."""
        return self.paid >= self.amount


@dataclass(frozen=True)
class CourtCaseView:
    """A court case with everything under it, as one case of the office shows it."""

    id: str
    name: str
    number: str
    filed_on: date
    ended_on: date | None
    police: str
    appeal_of: str
    also_in: tuple[str, ...]
    accused: tuple[AccusedLine, ...]
    hearings: tuple[HearingLine, ...]
    orders: tuple[OrderLine, ...]
    money: tuple[MoneyLine, ...]

    def next(self, today: date) -> HearingLine | None:
        """The hearing that comes next, if a date is known."""
        return next((hearing for hearing in self.hearings if hearing.is_ahead(today)), None)

    @property
    def is_undecided(self) -> bool:
        """Whether a charge waits for its verdict, or an appeal for its decision."""
        charges = [charge for one in self.accused for charge in one.standing]
        return any(not charge.verdict_id or charge.waits_on_appeal for charge in charges)
