"""A bonded-labour release in Tamil Nadu: from the tip to the release certificate, relief money, school
for two children, and restoration at eighteen months. On a phone, by investigator, social worker and
supervisor.

What lies in the past is given its day through the services' `at=`; what the two people do with their
hands, they do on pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from amparo.access.models import User
from amparo.access.policy import Role
from amparo.access.services import System
from amparo.casework.aftercare.models import Episode
from amparo.casework.aftercare.services.episodes import Plan, begin_service, give_service
from amparo.casework.cases.models import Case, Milestone, Person, RoleKind
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.opening import open_case, start_programme
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.team import add_to_team
from amparo.casework.restore.instruments import own_instrument
from amparo.casework.restore.models import Assessment
from amparo.web.dates import spoken_date
from tests.browser.effort import Effort
from tests.casework.aftercare.furnish import furnish_aftercare
from tests.casework.restore.furnish import all_at, assess, at_noon, planned
from tests.cast import PASSWORD, account

# The live server answers in its own thread, which sees only what is committed.
pytestmark = pytest.mark.django_db(transaction=True)
OWN = own_instrument()
TIP = timezone.localdate() - timedelta(days=560)


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@dataclass
class Kiln:
    """A family released from a brick kiln."""

    case: Case
    mother: Person
    children: list[Person]
    saul: User
    ines: User


@pytest.fixture
def kiln(cast):
    """The case as the team has it on the day of release."""
    saul = account("Saul Ocampo", Role.SOCIAL_WORKER, cast.office)
    programme = start_programme(
        by=System(), at=at_noon(TIP), office=cast.office, name="Bonded labour, Tiruvallur",
        crime_type="bonded_labour", jurisdiction=cast.place, pack="in-tn", starts_on=TIP,
    )  # fmt: skip
    mother = person(cast, "Selvi Murugan", TIP.year - 31)
    case = open_case(
        by=cast.alma, at=at_noon(TIP), programme=programme, on=TIP, victim=mother, lead=saul
    )
    ines = account("Ines Bautista", Role.INVESTIGATOR, cast.office)
    for user in (cast.alma, ines):
        add_to_team(by=cast.alma, at=at_noon(TIP), case=case, user=user, on=TIP)
    children = [
        person(cast, "Kavya Murugan", TIP.year - 9),
        person(cast, "Arun Murugan", TIP.year - 7),
    ]
    for child in children:
        give_role(by=saul, at=at_noon(TIP), case=case, person=child, role=RoleKind.VICTIM, on=TIP)
    return Kiln(case, mother, children, saul, ines)


def person(cast, name, born):
    return add_person(by=cast.alma, at=at_noon(TIP), office=cast.office, name=name, birth_year=born)


def on_day(kiln, kind, after, who=None, note=""):
    on = TIP + timedelta(days=after)
    record_milestone(
        by=kiln.saul, at=at_noon(on), case=kiln.case, type=kind, on=on, person=who, note=note
    )


def send(page, label):
    page.get_by_role("button", name=label, exact=True).first.click()


def here(kiln, part=""):
    return f"/cases/{kiln.case.code}/restore/{kiln.mother.pk}/{part}"


def at_school(kiln, child):
    """Enrolled forty days after the release, and counted once since."""
    enrolled = TIP + timedelta(days=40)
    school = begin_service(
        by=kiln.saul, at=at_noon(enrolled), case=kiln.case, person=child, service="education",
        on=enrolled, plan=Plan(400, Episode.Unit.DAY),
    )  # fmt: skip
    month = enrolled + timedelta(days=30)
    give_service(
        by=kiln.saul, at=at_noon(month), episode=school, from_on=enrolled, to_on=month,
        n_expected=22, n_given=20, why_less="ill",
    )  # fmt: skip


def relief_money(page, kiln):
    """The state's relief: granted after the certificate, late, then in her own account in two."""
    services = f"/cases/{kiln.case.code}/services/"
    page.goto(f"{services}money/add/")
    page.locator(f"[name=person][value='{kiln.mother.pk}']").check()
    page.get_by_label("Which money").select_option(label="Immediate relief of the state")
    page.get_by_label("How much").fill("30000")
    page.get_by_label("Ordered on").fill(spoken_date(TIP + timedelta(days=3)))
    page.get_by_label("Due by").fill(spoken_date(TIP + timedelta(days=33)))
    send(page, "Keep it")
    assert "Late" in page.inner_text("main")
    for amount, after in (("20000", 60), ("10000", 90)):
        page.get_by_role("link", name="Money came").click()
        page.get_by_label("How much came").fill(amount)
        page.get_by_label("When it was in").fill(spoken_date(TIP + timedelta(days=after)))
        send(page, "Keep it")
    told = page.inner_text("main")
    assert "All came" in told
    assert "In all, INR: 30,000.00 came of 30,000.00." in told
    assert "20 of 22 expected by now, 400 planned" in told
    money = Milestone.objects.filter(type="restore.money_received").current().get()
    assert (money.person, money.happened_on) == (kiln.mother, TIP + timedelta(days=90))


def from_the_tip_to_the_certificate(page, kiln):
    """What the investigator writes down, on pages: the tip, the signs of forced labour, the authority
    asked and what it did, each person out, and the release certificate of the third day."""
    rescue, mother = f"/cases/{kiln.case.code}/rescue/", kiln.mother
    page.goto("/referrals/new/")
    page.get_by_label("Programme").select_option(label="Bonded labour, Tiruvallur")
    page.get_by_label("When did it reach us?").fill(day_after(0))
    page.get_by_label("Who referred?").select_option("hotline")
    page.get_by_label("What were you told?").fill("A family works off a debt at the kiln.")
    page.get_by_label("Somebody is in danger now").check()
    send(page, "Keep the referral")
    page.get_by_label("Join it to a case that is here").check()
    page.get_by_label("Case it joins").fill(kiln.case.code)
    send(page, "Record the decision")
    page.goto(f"{rescue}{mother.pk}/screen/ilo11/")
    for sign in ("debt", "movement", "wages"):
        page.locator(f"main [name*={sign}][value=yes]").first.check()
    page.get_by_label("When you spoke").fill(day_after(1))
    send(page, "See what it calls for")
    assert "This decides nothing" in page.inner_text("main")
    page.goto(f"{rescue}complaints/add/")
    page.get_by_label("Who was asked to act").select_option(index=1)
    page.get_by_label("When", exact=True).fill(day_after(1))
    send(page, "Keep it")
    page.goto(rescue)
    page.get_by_role("link", name="What came of it").first.click()
    page.get_by_label("Registered", exact=False).first.check()
    page.get_by_label("When", exact=True).fill(day_after(1))
    page.get_by_label("the number in the register").fill("114/2025")
    send(page, "Keep it")
    for who in (mother, *kiln.children):
        page.goto(f"{rescue}{who.pk}/out/")
        page.get_by_label("By an order of a court or a magistrate").check()
        page.get_by_label("On which day").fill(day_after(2))
        send(page, "Keep it")
        assert "See now to what they need" in page.inner_text("main")
    page.goto(f"{rescue}{mother.pk}/status/")
    page.get_by_label("Victim", exact=True).check()
    page.get_by_label("Another authority", exact=False).check()
    page.get_by_label("Which authority").select_option(label="City Prosecutor")
    page.get_by_label("Decided on").fill(day_after(3))
    page.get_by_label("Which paper was given").select_option(label="Release certificate")
    page.get_by_label("Why: what the decision rests on").fill("The debt book and her account")
    send(page, "Keep the decision")
    page.goto(rescue)
    told = page.inner_text("main")
    for said in ("Release certificate", "Registered", "Out of the violence"):
        assert said in told
    assert "Selvi" not in told
    days = Milestone.objects.filter(case=kiln.case).current().values_list("type", "happened_on")
    assert {
        ("rescue.complaint_registered", TIP + timedelta(days=1)),
        ("rescue.victim_relieved", TIP + timedelta(days=2)),
        ("rescue.status_decided", TIP + timedelta(days=3)),
    } <= set(days)


def day_after(n):
    return spoken_date(TIP + timedelta(days=n))


def lived_until_today(kiln):
    """Aftercare as it went: begun, school, and the first two rounds, each on its day."""
    mother = kiln.mother
    for who in (mother, *kiln.children):
        on_day(kiln, "restore.intake", 5, who)
    for child in kiln.children:
        at_school(kiln, child)
    assess(kiln.case, mother, kiln.saul, TIP + timedelta(days=30), all_at(2, economic=1))
    assess(kiln.case, mother, kiln.saul, TIP + timedelta(days=360), all_at(3))


def test_a_family_goes_from_the_tip_to_a_life_restored(cast, kiln, phone, sign_in, axe):
    page = sign_in(phone, kiln.ines.email, PASSWORD)
    from_the_tip_to_the_certificate(page, kiln)
    axe(page)
    phone.clear_cookies()
    lived_until_today(kiln)
    page = sign_in(phone, kiln.saul.email, PASSWORD)
    assert "Survivors who need you first" in page.inner_text("main")
    page.goto(f"/cases/{kiln.case.code}/restore/")
    assert page.get_by_role("link", name="Survivor", exact=False).count() >= 3
    axe(page)
    relief_money(page, kiln)

    # A plan, while the mother was red in money: agreed by her, approved by the supervisor.
    page.goto(here(kiln, "safety-plan/"))
    page.get_by_label("Whom do they call").fill("The vigilance committee, then us")
    page.get_by_label("What do they do when it comes").fill("Go to the neighbour with the phone")
    send(page, "Keep the plan")
    version = planned(kiln.case, kiln.mother, kiln.saul, timezone.localdate() - timedelta(days=3),
                      domain="economic")  # fmt: skip
    page.goto(here(kiln, f"plan/versions/{version.pk}/"))
    page.get_by_role("button", name="Record who agreed").click()
    page.get_by_label("The survivor agreed and signed").check()
    send(page, "Keep the agreement")
    assert "Waits for a supervisor" in page.inner_text("main")

    phone.clear_cookies()
    page = sign_in(phone, cast.sofia.email, PASSWORD)
    page.goto(here(kiln, f"plan/versions/{version.pk}/"))
    page.get_by_role("button", name="Approve it").click()
    send(page, "Approve it")
    assert "In force" in page.inner_text("main")

    # Eighteen months on: assessed again in few taps and minutes, restored because the rule is met.
    phone.clear_cookies()
    page = sign_in(phone, kiln.saul.email, PASSWORD)
    effort = reassess(page, kiln)
    assert effort.n_taps <= 30, effort
    assert effort.seconds() < 300, effort
    assert Assessment.objects.filter(person=kiln.mother).count() == 3
    page.goto(here(kiln))
    told = page.inner_text("main")
    assert "Everything but the survivor" in told
    axe(page)
    page.goto(here(kiln, "own/"))
    assert "Your way so far" in page.inner_text("main")
    axe(page)
    page.goto(here(kiln, "end/"))
    page.get_by_label("Restored", exact=True).check()
    page.get_by_label("Agrees", exact=True).check()
    send(page, "End it")
    page.wait_for_url(f"**{here(kiln)}")
    assert "Restored by this rule" in page.inner_text("main")
    day = Milestone.objects.get(type="restore.restored").happened_on
    assert 540 <= (day - TIP).days <= 580


def reassess(page, kiln):
    """The whole of a reassessment from the survivor's page, each tap, swipe and letter."""
    effort = Effort(page)
    page.goto(here(kiln))
    effort.tap(page.get_by_role("link", name="Assess again"))
    effort.look()
    effort.tap(page.get_by_role("button", name="Begin"))
    for domain in OWN.domain:
        page.wait_for_url(f"**/{domain.code}/")
        effort.look(decisions=len(domain.items))
        if domain.code == "safety":  # asked anew: each with its score and what it rests on
            for item in domain.items:
                effort.tap(page.locator(f"#id_score-{item.code}_2"))
                effort.write(page.locator(f"#id_note-{item.code}"), "Nobody came by since March")
        if domain.code == "economic":  # what has changed: the debt is gone
            changed = page.locator(".amparo-item", has=page.locator("#id_note-debt"))
            effort.tap(changed.locator("summary"))
            effort.tap(page.locator("#id_score-debt_3"))
            effort.write(page.locator("#id_note-debt"), "Paid back; she showed the paper")
        effort.tap(page.get_by_role("button", name="Save and go on"))
    page.wait_for_url("**/finish/")
    effort.look()
    effort.tap(page.get_by_role("button", name="Finish the assessment"))
    page.wait_for_url(f"**{here(kiln)}")
    return effort


def test_a_draft_outlives_the_session_it_was_typed_in(kiln, phone, sign_in):
    lived_until_today(kiln)
    page = sign_in(phone, kiln.saul.email, PASSWORD)
    page.goto(here(kiln, "assess/"))
    send(page, "Begin")
    with page.expect_response(lambda answer: "keep=1" in answer.url and answer.status == 204):
        page.locator("#id_note-abuse").fill("She sleeps with the door open now")
    phone.clear_cookies()  # the session is dead; nothing was sent by hand
    page = sign_in(phone, kiln.saul.email, PASSWORD)
    page.goto(here(kiln))
    page.get_by_role("link", name="Go on with it").click()
    page.get_by_role("link", name="Open safety").click()
    assert page.locator("#id_note-abuse").input_value() == "She sleeps with the door open now"


def test_the_pages_of_recovery_are_light_and_without_fault(kiln, phone, sign_in, axe, weigh, light):
    lived_until_today(kiln)
    page = sign_in(phone, kiln.saul.email, PASSWORD)
    for part in ("assess/", "danger/", "safety-plan/", "contact/", "threats/add/", "plan/",
                 "return/family/", "visit/", "end/"):  # fmt: skip
        page.goto(here(kiln, part))
        axe(page)
    page.goto("/recovery/")
    axe(page)
    light(weigh(here(kiln), phone))


def test_the_main_pages_of_aftercare_fit_a_phone_and_are_without_fault(
    kiln, cast, phone, sign_in, axe
):
    ids = furnish_aftercare(kiln.case, kiln.saul, kiln.mother, cast.place, cast.police)
    page = sign_in(phone, kiln.saul.email, PASSWORD)
    services = f"/cases/{kiln.case.code}/services/"
    for path in (services, f"{services}place/", f"{services}refer/",
                 f"{services}referrals/{ids['sent']}/", f"{services}episodes/{ids['episode']}/",
                 "/homes/", f"/homes/{ids['home']}/", "/services/"):  # fmt: skip
        page.goto(path)
        axe(page)
