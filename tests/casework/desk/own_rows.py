"""What may be kept about a survivor, and the world of the routes has of none."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from amparo.casework.aftercare.models import Episode
from amparo.casework.aftercare.services.episodes import note_income
from amparo.casework.docket.models import Charge, CompensationOrder
from amparo.casework.docket.services.compensation import record_payment
from amparo.casework.docket.services.verdicts import give_verdict
from amparo.casework.evidence.services.disclosing import make_bundle
from amparo.casework.represent.models import ChargeDecision
from amparo.casework.represent.services.charging import decide_charge
from amparo.casework.restore.models import Ending, Feedback, HarmAgain, ReturnAssessment
from amparo.casework.restore.services.ending import end_aftercare
from amparo.casework.restore.services.returning import (
    assess_return,
    follow_up,
    keep_feedback,
    record_harm,
)
from tests.casework.evidence.test_evidence import agrees
from tests.cast import NOW, Cast

ON = date(2024, 3, 2)
BY_HAND = {
    "aftercare.Income": "Income",
    "docket.CompensationOrder": "Compensation that was ordered",
    "docket.CompensationPayment": "Compensation that was paid",
    "docket.Verdict": "How they ended",
    "evidence.DisclosedPerson": "Bundles of evidence that tell of you",
    "represent.ChargeDecision": "Decisions to charge, or not",
    "restore.Ending": "How the work with you ended",
    "restore.Feedback": "What you said of the office",
    "restore.FollowUpVisit": "Visits afterwards",
    "restore.HarmAgain": "Harm that came again",
    "restore.ReturnAssessment": "Going home",
}


def keep_the_rest(cast: Cast, charge: Charge) -> None:
    """One row of each, by the acts that colleagues have for them."""
    told = {"by": cast.alma, "at": NOW}
    hers = {**told, "case": cast.case, "person": cast.victim, "on": ON}
    episode = Episode.objects.filter(case=cast.case, person=cast.victim).first()
    note_income(**told, episode=episode, on=ON, amount=Decimal(900), currency="PHP", per="week")
    give_verdict(**told, charge=charge, outcome="convicted", on=ON)
    order = CompensationOrder.objects.get(survivor=cast.victim)
    record_payment(**told, order=order, amount=Decimal(1200), on=ON)
    agrees(cast, cast.prosecution)
    make_bundle(**told, case=cast.case, institution=cast.prosecution, why="The trial")
    decide_charge(
        **told, case=cast.case, victim=cast.victim, suspect=cast.suspect, on=ON,
        offence="ph.trafficking", choice=ChargeDecision.Choice.values[0], reason="All facts stand",
    )  # fmt: skip
    assess_return(
        **hers, kind=ReturnAssessment.Kind.FAMILY, answers={}, words="Her aunt waits",
        finding=ReturnAssessment.Finding.values[-1],
    )  # fmt: skip
    follow_up(**hers, is_reached=True, is_safe=True, words="She works again")
    record_harm(**hers, kind=HarmAgain.Kind.VIOLENCE, words="Struck at the market")
    keep_feedback(
        **hers, helped=Feedback.Answer.YES, respected=Feedback.Answer.PARTLY, words="Too slow"
    )
    end_aftercare(**hers, reason="declined", says=Ending.Says.AGREES, words="She goes her way")
