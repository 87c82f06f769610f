"""The synthetic office's homes, placements, referrals in every state, services, papers, money."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from amparo.access.models import User
from amparo.casework.aftercare.models import Episode, Home, ServiceReferral
from amparo.casework.aftercare.models.placement import Placement
from amparo.casework.aftercare.services.episodes import (
    Plan,
    ask_satisfaction,
    begin_service,
    give_service,
    write_note,
)
from amparo.casework.aftercare.services.homes import (
    HomeFacts,
    add_home,
    hold_beds,
)
from amparo.casework.aftercare.services.money import order_money, receive_money
from amparo.casework.aftercare.services.offers import add_offer
from amparo.casework.aftercare.services.papers import add_paper_step, need_paper
from amparo.casework.aftercare.services.placements import end_placement, place
from amparo.casework.aftercare.services.referring import (
    answer_referral,
    draft_referral,
    send_referral,
)
from amparo.casework.aftercare.services.standards import check_standards
from amparo.casework.cases.models import Case, Consent, Person, RoleKind
from amparo.casework.cases.models.person import SURVIVOR_ROLES
from amparo.casework.cases.services.paper import record_consent, withdraw_consent
from amparo.casework.cases.services.sending import purpose_for
from amparo.demo.agreements import (
    confer,
    look_after_colleagues,
    lose_a_phone,
    sign_agreements,
)
from amparo.demo.morning import Morning
from amparo.directory.models import Institution, Unit
from amparo.directory.packs import code_list
from amparo.directory.services import add_unit

Kind = Placement.Kind
# name, beds, youngest, oldest, sexes, what does not work, days since the check
HOMES = (
    ("Casa Aurora", 12, 6, 17, ("female",), (), 40),
    ("Casa Bahay", 6, 0, None, ("female",), ("fire_exits", "counsellor"), 200),
)
OFFERS = (
    ("trafficking", "health", "medical", "Children and adults, every day"),
    ("trafficking", "health", "trauma_therapy", "Children, Tuesdays and Thursdays"),
    ("trafficking", "social_services", "education", "Places in school, all year"),
    ("trafficking", "social_services", "legal", "Guardianship, on weekdays"),
    ("trafficking", "police", "protection", "Escort to court"),
    ("bonded", "local_government", "cash_relief", "Relief of the state"),
    ("bonded", "social_services", "vocational", "Tailoring, from sixteen on"),
)
CHECK_AGAIN = 180
MONTHS = ((20, 11, "ill"), (21, 19, "court"), (20, 20, ""))  # school days expected, given, why


def give_help(morning: Morning, showcase: Case) -> None:
    """Carry out the acts of aftercare."""
    supervisor = User.objects.get(email__startswith="supervisor@")
    sign_agreements(morning, supervisor)
    look_after_colleagues(morning, supervisor)
    lose_a_phone(morning, supervisor)
    confer(morning, showcase)
    homes = _homes(morning)
    _offers(morning)
    children = survivors_of(showcase)
    for child in children[:2]:
        _live(morning, showcase, child, homes[0])
    _referrals(morning, showcase, children)
    _services(morning, showcase, children[0])
    _papers_and_money(morning, showcase, children[0])
    _others(morning, showcase, homes)
    _elsewhere(morning)


def survivors_of(case: Case) -> list[Person]:
    """The survivors of a case, in the order they came into it."""
    roles = case.roles.filter(role__in=SURVIVOR_ROLES).order_by("from_on", "pk")
    found = dict.fromkeys(role.person for role in roles.select_related("person__key"))
    return list(found)


def _ago(morning: Morning, days: int) -> date:
    return morning.today - timedelta(days=days)


def _homes(morning: Morning) -> list[Home]:
    found = []
    keeper = morning.around.institutions[("trafficking", "social_services")]
    by = morning.team.social_worker
    for name, beds, youngest, oldest, sexes, broken, days in HOMES:
        unit = add_unit(by=by, at=next(morning.ticks), institution=keeper, name=name)
        home = _enter(morning, unit, HomeFacts(
            called=name, place=morning.around.places["ph-cebu"], capacity=beds,
            address=f"Synthetic. {name} stands in a street that does not exist.",
            contact="Synthetic. Ring twice.", youngest=youngest, oldest=oldest, sexes=sexes,
            takes_children_along=oldest is None, languages="Cebuano, Tagalog, English",
        ))  # fmt: skip
        on = _ago(morning, days)
        items = [code for code, _ in code_list("home_standards").choices(on=on)]
        check_standards(
            by=by, at=next(morning.ticks), home=home, on=on,
            answers={item: "present" if item in broken else "working" for item in items},
            next_due_on=on + timedelta(days=CHECK_AGAIN),
            words="Synthetic. The back door sticks." if broken else "Synthetic. Well kept.",
        )  # fmt: skip
        found.append(home)
    hold_beds(
        by=morning.team.investigator, at=next(morning.ticks), home=found[1], n=2,
        from_on=morning.today + timedelta(days=3), until_on=morning.today + timedelta(days=5),
        why="Synthetic. Two beds for a night on which somebody may be freed.",
    )  # fmt: skip
    return found


def _enter(morning: Morning, unit: Unit, facts: HomeFacts) -> Home:
    by = morning.team.social_worker
    return add_home(by=by, at=next(morning.ticks), unit=unit, facts=facts)


def _offers(morning: Morning) -> None:
    for programme, kind, service, for_whom in OFFERS:
        add_offer(
            by=morning.team.social_worker, at=next(morning.ticks), service=service,
            institution=morning.around.institutions[(programme, kind)], for_whom=for_whom,
        )  # fmt: skip


def _live(morning: Morning, case: Case, child: Person, home: Home) -> None:
    """The first nights, then a long stay in the same home."""
    by, told = morning.team.social_worker, morning.ticks
    first = place(
        by=by, at=next(told), case=case, person=child, home=home, on=_ago(morning, 198),
        despite="Synthetic. The only home with two beds that night.",
    )  # fmt: skip
    end_placement(
        by=by, at=next(told), placement=first, on=_ago(morning, 160), why="moved",
        words="Synthetic. To the rooms for longer stays.",
    )  # fmt: skip
    place(
        by=by, at=next(told), case=case, person=child, home=home, on=_ago(morning, 160),
        kind=Kind.LONG, words="Synthetic. Sleeps with the lamp on.",
        despite="Synthetic. The siblings stay together.",
    )  # fmt: skip


def _agree(
    morning: Morning, case: Case, person: Person, to: Institution, *covers: str, days: int = 170
) -> None:
    record_consent(
        by=morning.team.social_worker, at=next(morning.ticks), case=case, person=person,
        purpose=purpose_for(to), is_given=True, on=_ago(morning, days), recipient=to,
        explained_how="Aloud, with drawings", explained_in="Cebuano", covers=covers,
        told=Consent.Told.values, research="no",
    )  # fmt: skip


def _refer(
    morning: Morning, case: Case, person: Person, to: Institution,
    about: tuple[str, str], *known: str, urgency: str = "usual", **words: str,
) -> ServiceReferral:  # fmt: skip
    return draft_referral(
        by=morning.team.social_worker, at=next(morning.ticks), case=case, person=person,
        service=about[0], recipient=to, known=("age_band", "language", *known), urgency=urgency,
        words={"request": f"Synthetic. {about[1]}", **words},
    )  # fmt: skip


def _sent(morning: Morning, row: ServiceReferral) -> ServiceReferral:
    send_referral(by=morning.team.social_worker, at=next(morning.ticks), referral=row)
    row.refresh_from_db()
    return row


def _referrals(morning: Morning, case: Case, children: list[Person]) -> None:
    """One of each: accepted, declined, waiting, called back, and a draft without consent."""
    around, by = morning.around.institutions, morning.team.social_worker
    clinic, schools = around[("trafficking", "health")], around[("trafficking", "social_services")]
    police, first, second = around[("trafficking", "police")], children[0], children[-1]
    _agree(morning, case, first, clinic, "identity", "medical")
    therapy = _sent(morning, _refer(
        morning, case, first, clinic, ("trauma_therapy", "Weekly sessions"), "name",
        health="Synthetic. Sleeps badly.",
    ))  # fmt: skip
    answer_referral(by=by, at=next(morning.ticks), referral=therapy, what="accepted")
    begin_service(
        by=by, at=next(morning.ticks), case=case, person=first, service="trauma_therapy",
        on=_ago(morning, 168), plan=Plan(24, Episode.Unit.SESSION), referral=therapy,
    )  # fmt: skip
    _agree(morning, case, second, clinic, "identity")
    declined = _sent(morning, _refer(
        morning, case, second, clinic, ("trauma_therapy", "A first talk"), "name"
    ))  # fmt: skip
    answer_referral(
        by=by, at=next(morning.ticks), referral=declined, what="declined", reason="full",
        words="Synthetic. Not before the summer.",
    )  # fmt: skip
    _agree(morning, case, first, police)
    _sent(morning, _refer(
        morning, case, first, police, ("protection", "Somebody to go with her to court"),
        urgency="week",
    ))  # fmt: skip
    _agree(morning, case, second, schools, "identity")
    school = _sent(morning, _refer(
        morning, case, second, schools, ("education", "A place in the fourth year"), "name"
    ))  # fmt: skip
    _withdrawn(morning, case, school)
    _refer(morning, case, first, schools, ("legal", "Help to make the aunt her guardian"), "name")


def _withdrawn(morning: Morning, case: Case, row: ServiceReferral) -> None:
    consents = case.consents.filter(person=row.person, recipient=row.recipient, is_given=True)
    for consent in consents.select_related("case"):
        withdraw_consent(
            by=morning.team.social_worker, at=next(morning.ticks), consent=consent,
            on=morning.today,
        )  # fmt: skip


def _services(morning: Morning, case: Case, child: Person) -> None:
    by = morning.team.social_worker
    therapy = Episode.objects.get(case=case, service="trauma_therapy")
    for week in range(20):
        missed = week in {4, 11}
        day = _ago(morning, 166 - 7 * week)
        give_service(
            by=by, at=next(morning.ticks), episode=therapy, from_on=day, to_on=day, n_expected=1,
            n_given=0 if missed else 1, why_less="court" if missed else "",
        )  # fmt: skip
    write_note(
        by=by, at=next(morning.ticks), episode=therapy, on=_ago(morning, 26),
        words="Synthetic. She drew the sea today.",
    )  # fmt: skip
    ask_satisfaction(
        by=by, at=next(morning.ticks), episode=therapy, on=_ago(morning, 20), score=3,
        words="Synthetic. It is easier to sleep.",
    )  # fmt: skip
    school = begin_service(
        by=by, at=next(morning.ticks), case=case, person=child, service="education",
        on=_ago(morning, 120), plan=Plan(200, Episode.Unit.DAY),
        provider=morning.around.institutions[("trafficking", "social_services")],
    )  # fmt: skip
    for month, (expected, given, why) in enumerate(MONTHS):
        day = _ago(morning, 120 - 30 * month)
        give_service(
            by=by, at=next(morning.ticks), episode=school, from_on=day,
            to_on=day + timedelta(days=29), n_expected=expected, n_given=given, why_less=why,
        )  # fmt: skip


def _papers_and_money(morning: Morning, case: Case, child: Person) -> None:
    by, told = morning.team.social_worker, morning.ticks
    paper = need_paper(by=by, at=next(told), case=case, person=child, kind="birth_certificate")
    add_paper_step(by=by, at=next(told), paper=paper, what="applied", on=_ago(morning, 150))
    add_paper_step(
        by=by, at=next(told), paper=paper, what="received", on=_ago(morning, 90),
        words="Synthetic. SYN-BC-7",
    )  # fmt: skip
    card = need_paper(by=by, at=next(told), case=case, person=child, kind="identity_card")
    add_paper_step(by=by, at=next(told), paper=card, what="applied", on=_ago(morning, 60))
    due = order_money(
        by=by, at=next(told), case=case, person=child, kind="victim_fund", amount=Decimal(20000),
        currency="PHP", on=_ago(morning, 100), due_on=_ago(morning, 30),
        payer=morning.around.institutions[("trafficking", "social_services")],
    )  # fmt: skip
    receive_money(by=by, at=next(told), due=due, amount=Decimal(8000), on=_ago(morning, 50))


def _others(morning: Morning, showcase: Case, homes: list[Home]) -> None:
    """Survivors of other cases live in the second home: it is nearly full."""
    by = morning.team.caseworker
    for case in morning.cases(by).exclude(pk=showcase.pk)[:3]:
        for person in survivors_of(case)[:1]:
            place(
                by=by, at=next(morning.ticks), case=case, person=person, home=homes[1],
                on=max(case.opened_on, _ago(morning, 30)), kind=Kind.SHORT,
                despite="Synthetic. Nothing else was free.",
            )  # fmt: skip


def _elsewhere(morning: Morning) -> None:
    """Bonded labour: relief of the state came to one in part, and is late."""
    lead: User = morning.teams["bonded"][0].caseworker
    payer = morning.around.institutions[("bonded", "local_government")]
    cases = morning.cases(lead).filter(roles__role=RoleKind.SURVIVOR).distinct()
    for case in cases[:2]:
        for person in survivors_of(case)[:1]:
            due = order_money(
                by=lead, at=next(morning.ticks), case=case, person=person,
                kind="relief_immediate", amount=Decimal(30000), currency="INR",
                on=max(case.opened_on, _ago(morning, 90)), due_on=_ago(morning, 1),
                payer=payer,
            )  # fmt: skip
            receive_money(
                by=lead, at=next(morning.ticks), due=due, amount=Decimal(10000), on=morning.today
            )
