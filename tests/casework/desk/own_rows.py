"""What may be kept about a survivor, and the world of the routes has none of.

Each row by the act that colleagues have for it, and each with words of its own, so that a test can
look for them. Some of the words tell of others, as words that people type do.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from amparo.casework.aftercare.models import Episode, MoneyDue, Paper, PaperStep, Satisfaction
from amparo.casework.aftercare.services.episodes import ask_satisfaction, give_service, note_income
from amparo.casework.aftercare.services.money import receive_money
from amparo.casework.aftercare.services.papers import add_paper_step
from amparo.casework.apart.services import leave_place, put_in_place
from amparo.casework.cases.models import Channel, Conference, Person, Referral
from amparo.casework.cases.services.conferring import record_conference
from amparo.casework.cases.services.opening import decide_referral, receive_referral
from amparo.casework.cases.services.people import Detail, Particulars, change_person
from amparo.casework.docket.models import Charge, CompensationOrder
from amparo.casework.docket.services.compensation import record_payment
from amparo.casework.docket.services.filing import register_police_case
from amparo.casework.docket.services.verdicts import give_verdict
from amparo.casework.evidence.models import Interview
from amparo.casework.evidence.services.disclosing import make_bundle
from amparo.casework.evidence.services.exhibits import ExhibitWords
from amparo.casework.evidence.services.proof import record_interview
from amparo.casework.represent.models import ChargeDecision, Preparation, Visit
from amparo.casework.represent.services.charging import decide_charge
from amparo.casework.represent.services.preparing import record_visit
from amparo.casework.rescue.models import Complaint, ComplaintStep
from amparo.casework.rescue.services.complaints import tell_of_complaint
from amparo.casework.rescue.services.reliefs import record_relief, see_to
from amparo.casework.rescue.services.screening import decide_status
from amparo.casework.restore.models import (
    Ending,
    Feedback,
    HarmAgain,
    ReturnAssessment,
    RiskAssessment,
)
from amparo.casework.restore.services.ending import end_aftercare
from amparo.casework.restore.services.returning import (
    assess_return,
    follow_up,
    keep_feedback,
    record_harm,
)
from amparo.casework.restore.services.safety import keep_contact, make_safety_plan, weigh_danger
from amparo.casework.restrain.models import ProtectiveStep
from amparo.casework.restrain.services.orders import add_order_step, ask_protection
from tests.casework.evidence.furnish import logged
from tests.casework.evidence.test_evidence import agrees
from tests.cast import NOW, OPENED_ON, SUSPECT_NAME, VICTIM_NAME, Cast

ON = date(2024, 3, 2)
SUSPECT_PHONE, SUSPECT_PLACE = "0917 555 0199", "9 Mabini Street"
# What she must find, word for word, of the rows below.
WORDS = (
    "Lourdes of the ferry", "0917 555 0101", "She was seen at the ferry", "Meet again in May",
    "Blotter 88-2024", "Room 4", "25 February 2024, 08:30", "What she told rests on two papers", "“This is no crime”",
    "Register 19 of March", "She walked out by the kitchen", "Rice and a dry dress",
    "A day in court or with the police",
    "The listening helped most", "It helped very much", "450", "Card 7731", "A blue telephone",
    "The first was not heard to the end", "A judge has it on the desk", "Until she has testified",
    "The empty courtroom calmed her", "A lock for the door, by 12 March 2024",
    "Is somebody who harmed them in contact with them now, or able to find them? Yes.",
    "Only the ferry is safe", "Her aunt, at any hour", "Knock twice", "between 14 and 15",
    "Ask for the seamstress", "Her aunt waits", "She works again", "Struck at the market",
    "Too slow", "She goes her way", "All facts stand", "1200",
)  # fmt: skip


def keep_the_rest(cast: Cast, charge: Charge) -> None:
    """One row of each, by the acts that colleagues have for them."""
    told = {"by": cast.alma, "at": NOW}
    hers = {**told, "case": cast.case, "person": cast.victim}
    know_them(cast)
    record_the_case(cast, told)
    take_her_out(cast, told, hers)
    help_her(cast, told)
    bring_it_to_court(cast, charge, told, hers)
    keep_her_safe(cast, hers)
    see_her_home(hers)


def know_them(cast: Cast) -> None:
    """Numbers and other names: hers, and the suspect's, which are nobody's but his."""
    for person, name, contact, details in (
        (
            cast.victim, VICTIM_NAME, "Phone, in the morning",
            (Detail("alias", "Lourdes of the ferry"), Detail("phone", "0917 555 0101")),
        ),
        (
            cast.suspect, SUSPECT_NAME, SUSPECT_PLACE,
            (Detail("phone", SUSPECT_PHONE), Detail("nickname", "Boy Tigas")),
        ),
    ):  # fmt: skip
        fresh = Person.objects.get(pk=person.pk)
        change_person(
            by=cast.alma, at=NOW, person=fresh, version=fresh.version,
            given=Particulars(name, details, contact, fresh.birth_year, fresh.sex, "Tagalog"),
        )  # fmt: skip


def record_the_case(cast: Cast, told: dict[str, Any]) -> None:
    """How it came, who met about it, and its number at the police."""
    referral = receive_referral(
        **told, programme=cast.programme, received_on=OPENED_ON, source="friend",
        told="She was seen at the ferry with Boy Tigas, who is called at 0917-555-0199",
    )  # fmt: skip
    decide_referral(
        **told, referral=referral, decision=Referral.Decision.JOINED, case=cast.case, reason="Hers"
    )
    record_conference(
        **told, case=cast.case, on=ON, came=[cast.alma, cast.beni], others="Her teacher, Ms. Uson",
        survivor=Conference.Survivor.values[0],
        decided=f"Meet again in May; {cast.beni.name} writes to the court",
    )  # fmt: skip
    register_police_case(
        **told, case=cast.case, institution=cast.police, on=ON, number="Blotter 88-2024"
    )


def take_her_out(cast: Cast, told: dict[str, Any], hers: dict[str, Any]) -> None:
    """The complaint and what came of it, how she came out, and the first two days."""
    stay = put_in_place(
        **hers, kind="room", purpose="interview", place="Room 4", from_at=NOW - timedelta(days=9),
        until_at=NOW - timedelta(days=8), is_planned=False,
    )  # fmt: skip
    leave_place(**told, stay=stay, ended_at=NOW - timedelta(days=8, hours=1))
    put_in_place(
        **hers, kind="vehicle", purpose="operation", place="The grey van", is_planned=True,
        is_secret=True, from_at=NOW + timedelta(days=9),
    )  # fmt: skip
    decide_status(
        **hers, status="actual", decided_by="court", institution=cast.court, on=ON,
        words="What she told rests on two papers",
    )  # fmt: skip
    complaint = Complaint.objects.get(case=cast.case)
    step = {**told, "complaint": complaint, "on": ON}
    tell_of_complaint(**step, what=ComplaintStep.What.REFUSED, reason="not_a_crime")
    tell_of_complaint(**step, what=ComplaintStep.What.REGISTERED, reference="Register 19 of March")
    record_relief(
        **hers, how="escape", relieved_at=NOW - timedelta(days=30),
        words="She walked out by the kitchen",
    )  # fmt: skip
    see_to(
        **hers, need="needs", was_met=True, done_at=NOW - timedelta(days=30),
        words="Rice and a dry dress",
    )  # fmt: skip


def help_her(cast: Cast, told: dict[str, Any]) -> None:
    """What took place of a service, what she says of it, and money and papers that came."""
    episode = Episode.objects.get(case=cast.case)
    served = {**told, "episode": episode}
    note_income(**served, on=ON, amount=Decimal(900), currency="PHP", per="week")
    give_service(**served, from_on=ON, to_on=ON, n_expected=2, n_given=1, why_less="court")
    ask_satisfaction(
        **served, on=ON, score=Satisfaction.Score.MUCH, words="The listening helped most"
    )
    due = MoneyDue.objects.get(case=cast.case)
    receive_money(**told, due=due, amount=Decimal(450), on=ON)
    add_paper_step(
        **told, paper=Paper.objects.get(case=cast.case), what=PaperStep.What.RECEIVED, on=ON,
        words="Card 7731",
    )  # fmt: skip


def bring_it_to_court(
    cast: Cast, charge: Charge, told: dict[str, Any], hers: dict[str, Any]
) -> None:
    """Evidence of hers, her statements, orders that protect her, charges and how they ended."""
    logged(
        cast.case, cast.alma, seized_from=cast.victim,
        words=ExhibitWords("A blue telephone", "Her bag", "Sgt. Abad"),
    )  # fmt: skip
    asked = {**hers, "on": ON, "mode": Interview.Mode.WRITTEN, "room": Interview.Room.PRIVATE}
    record_interview(**asked, words="Sgt. Abad, in the steel cabinet")
    record_interview(**asked, reason="The first was not heard to the end")
    order = ask_protection(
        **told, case=cast.case, person=cast.suspect, protects=cast.victim, court=cast.court, on=ON,
        words=f"A judge has it on the desk against {SUSPECT_NAME}",
    )  # fmt: skip
    add_order_step(
        **told, order=order, on=ON, what=ProtectiveStep.What.GRANTED, until=date(2025, 3, 2),
        words="Until she has testified",
    )  # fmt: skip
    plan = Preparation.objects.get(survivor=cast.victim)
    record_visit(
        **told, plan=plan, kind=Visit.Kind.COURTROOM, on=ON, note="The empty courtroom calmed her"
    )
    decide_charge(
        **told, case=cast.case, victim=cast.victim, suspect=cast.suspect, on=ON,
        offence="ph.trafficking", choice=ChargeDecision.Choice.values[0], reason="All facts stand",
    )  # fmt: skip
    give_verdict(**told, charge=charge, outcome="convicted", on=ON)
    money = CompensationOrder.objects.get(survivor=cast.victim)
    record_payment(**told, order=money, amount=Decimal(1200), on=ON)
    agrees(cast, cast.prosecution)
    make_bundle(**told, case=cast.case, institution=cast.prosecution, why="The trial")


def keep_her_safe(cast: Cast, hers: dict[str, Any]) -> None:
    """Danger weighed, a plan against it, and how she wishes to be reached."""
    weigh_danger(
        **hers, on=ON, answers={"contact_now": "yes", "weapon": "no", "alone": "unknown"},
        level=RiskAssessment.Level.SOME, words=f"Only the ferry is safe from {SUSPECT_NAME}",
    )  # fmt: skip
    make_safety_plan(
        **hers, on=ON,
        parts={"people": "Her aunt, at any hour", "steps": "Knock twice", "places": "The chapel"},
    )  # fmt: skip
    keep_contact(
        **hers, on=ON, channel=Channel.PHONE, hours="between 14 and 15",
        says="Ask for the seamstress", never="The office",
    )  # fmt: skip


def see_her_home(hers: dict[str, Any]) -> None:
    """The way back, what came after, and how the work with her ended."""
    hers = {**hers, "on": ON}
    assess_return(
        **hers, kind=ReturnAssessment.Kind.FAMILY, answers={"wish": "yes"}, words="Her aunt waits",
        finding=ReturnAssessment.Finding.values[-1],
    )  # fmt: skip
    follow_up(**hers, is_reached=True, is_safe=True, words="She works again")
    record_harm(**hers, kind=HarmAgain.Kind.VIOLENCE, words="Struck at the market")
    keep_feedback(
        **hers, helped=Feedback.Answer.YES, respected=Feedback.Answer.PARTLY, words="Too slow"
    )
    end_aftercare(**hers, reason="declined", says=Ending.Says.AGREES, words="She goes her way")
