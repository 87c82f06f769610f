"""One of everything in the docket, hung on a case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from amparo.access.models import User
from amparo.casework.cases.models import Case, Person
from amparo.casework.docket.models import Appeal, Hearing
from amparo.casework.docket.services.appeals import file_appeal
from amparo.casework.docket.services.compensation import order_compensation
from amparo.casework.docket.services.filing import accuse, lay_charge, open_court_case
from amparo.casework.docket.services.hearings import Ordered, Told, record_outcome, set_hearing
from amparo.casework.docket.services.importing import keep_list
from amparo.casework.docket.services.preparing import ask_measure, need_ready, summon
from amparo.casework.docket.services.verdicts import give_verdict
from amparo.casework.docket.sheets import read_sheet
from amparo.directory.models import Institution
from tests.cast import NOW

LIST = b"Docket number,Hearing date\nR-1,2024-04-05\n"
FILED_ON = date(2024, 1, 15)
TRIED_ON = date(2024, 3, 1)


def furnish_docket(
    case: Case, by: User, court: Institution, victim: Person, suspect: Person
) -> dict[str, Any]:
    """A court case with a hearing told, one ahead, a verdict under appeal, and money ordered."""
    told = {"by": by, "at": NOW}
    opened = open_court_case(**told, case=case, court=court, on=FILED_ON)
    accused = accuse(**told, court_case=opened, person=suspect, on=FILED_ON)
    charge = lay_charge(**told, accused=accused, offence="ph.trafficking", on=FILED_ON)
    heard = set_hearing(**told, court_case=opened, on=TRIED_ON, type="judgment")
    order = Ordered("The police produce the telephone", "police", date(2024, 4, 1))
    record_outcome(**told, hearing=heard, told=Told(Hearing.Outcome.HELD, orders=[order]))
    verdict = give_verdict(**told, charge=charge, outcome="convicted", on=TRIED_ON)
    appeal = file_appeal(**told, verdict=verdict, side=Appeal.Side.DEFENCE, on=TRIED_ON)
    ahead = set_hearing(**told, court_case=opened, on=date(2030, 1, 8), type="appeal")
    summons = summon(**told, hearing=ahead, person=victim, role="survivor", on=TRIED_ON)
    measure = ask_measure(**told, hearing=ahead, person=victim, kind="screen", on=TRIED_ON)
    ready = need_ready(**told, hearing=ahead, what="The record", party="court", on=TRIED_ON)
    money = order_compensation(
        **told, court_case=opened, survivor=victim, amount=Decimal(5000), currency="PHP",
        on=TRIED_ON,
    )  # fmt: skip
    source = keep_list(
        **told, court=court, sheet=read_sheet(LIST, "list.csv", order="dmy", today=TRIED_ON)
    )
    return {
        "source": source.pk, "court_case": opened.pk, "accused": accused.pk, "charge": charge.pk,
        "verdict": verdict.pk, "appeal": appeal.pk, "hearing": ahead.pk,
        "summons": summons.pk, "measure": measure.pk, "readiness": ready.pk,
        "order": money.pk, "order_obeyed": heard.orders.get().pk,
    }  # fmt: skip
