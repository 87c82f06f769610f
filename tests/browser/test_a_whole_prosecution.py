"""A whole prosecution on a phone: two accused, five charges, two courts, four adjournments.

As in the founding document's Philippine story: a girl abused before a camera, by a man and by a
woman who took the money. An investigator, a lawyer and a supervisor each do their part. Each kind
of page is played; what only repeats is set by the services behind it. Timeline, calendar, clocks,
counts and the bundle are looked at as the case goes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection

from amparo.access.policy import Role
from amparo.casework.cases.models import (
    Breakdown,
    BreakdownState,
    Clock,
    Milestone,
    Person,
    RoleInCase,
    RoleKind,
    SafetyAlert,
    SafetyDuty,
)
from amparo.casework.cases.services.paper import record_consent
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.team import add_to_team
from amparo.casework.docket.models import Accused, Adjournment, Appeal, Charge, CourtCase, Hearing
from amparo.casework.docket.services.filing import lay_charge
from amparo.casework.docket.services.hearings import Told, record_outcome
from amparo.casework.docket.services.verdicts import enter_plea, give_verdict
from amparo.casework.evidence.bundle.manifest import check
from amparo.casework.evidence.models import Exhibit, Interview
from amparo.demo.papers import synthetic_pdf
from amparo.reform.services.detecting import detect
from tests.cast import (
    ALL_TOLD,
    OPENED_ON,
    PASSWORD,
    SUSPECT_NAME,
    VICTIM_NAME,
    account,
    institution,
)

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2025, 6, 2, 9, tzinfo=UTC)
ACTED_ON = date(2023, 11, 2)
TAP = 1.35 + 1.1
"""Seconds to decide on a tap and to make it: the keystroke-level model, Card, Moran and Newell 1980."""
LETTER = 60 / (36 * 5)
"""Seconds to type one on a phone: 36 words a minute, Palin and others 2019."""
PUTTING_OFF = frozenset({"B43", "B44", "B45", "B46", "B47", "B48", "B49"})
PUT_OFF = (
    ("judge_absent", date(2024, 5, 6)), ("lab_report_pending", date(2024, 6, 3)),
    ("not_produced", date(2024, 7, 1)),
)  # fmt: skip


@pytest.fixture(autouse=True)
def without_limits(settings):
    settings.ACCOUNT_RATE_LIMITS = False


@pytest.fixture(scope="module")
def triggers(django_db_setup, django_db_blocker):
    """What the database refuses, put back once its tables are emptied."""
    kept = []
    yield kept
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        [cursor.execute(sql) for sql in kept]


@pytest.fixture(autouse=True)
def emptied(triggers):
    """SQLite may empty the ledgers after this test; PostgreSQL does so without asking."""
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE name = 'vault_custodyentry_stays_delete'"
            )
            triggers.append(cursor.fetchone()[0])
            cursor.execute("DROP TRIGGER vault_custodyentry_stays_delete")


class Phone:
    """One phone, 390 px wide, passed from hand to hand."""

    def __init__(self, window, sign_in, axe, code):
        self.window, self.sign_in, self.axe = window, sign_in, axe
        self.at = f"/cases/{code}/"
        self.page = None
        self.taps = self.letters = 0
        window.set_default_timeout(60_000)

    def of(self, user):
        """This person signs in on it."""
        self.window.clear_cookies()
        self.page = self.sign_in(self.window, user.email, PASSWORD)
        return self

    def open(self, part):
        """A page of the case, or of the office; it fits the screen."""
        self.page.goto(part if part.startswith("/") else f"{self.at}{part}")
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390, f"{self.page.url} is {wide} px wide"

    def send(self, part, **given):
        """Open a form, fill it by the names of its fields, and send it; another page follows."""
        self.open(part)
        here = self.page.url
        for name, value in given.items():
            self.put(name, value)
        self.taps += 1
        self.page.locator("main form button[type=submit]").last.click()
        assert self.page.url != here, self.page.inner_text("main")[:1200]

    def put(self, name, value):
        box = self.page.locator(f'main form [name="{name}"]')
        folded = box.first.locator("xpath=ancestor::details[not(@open)]/summary")
        if folded.count():
            self.taps += 1
            folded.click()
        kind = box.first.evaluate("one => one.type")
        self.taps += 2 if kind == "select-one" else 1  # a list is opened, and one of it chosen
        if value == "on":
            box.check()
        elif kind in ("radio", "checkbox"):
            self.page.locator(f'main form [name="{name}"][value="{value}"]').check()
        elif kind == "file":
            box.set_input_files(value)
        elif kind == "select-one":
            known = box.evaluate("one => [...one.options].map(each => each.value)")
            box.select_option(value) if value in known else box.select_option(label=value)
        else:
            self.letters += len(value)
            box.fill(value)

    def follow(self, words):
        """The address that a link of this page leads to."""
        link = self.page.locator("main").get_by_role("link", name=re.compile(words)).first
        return link.get_attribute("href")

    def reads(self, *words):
        """The page says each of these, and names nobody."""
        told = self.page.inner_text("main")
        missing = [word for word in words if word not in told]
        assert not missing, f"{missing} not in {self.page.url}: {told[:2500]}"
        assert VICTIM_NAME not in told
        assert SUSPECT_NAME not in told

    def tap(self, words):
        """Follow a link of this page, as a thumb does."""
        self.taps += 1
        self.page.locator("main a").filter(has_text=words).first.click()

    def seconds(self):
        """What a hand needs for what was tapped and typed since this was asked last."""
        took = self.taps * TAP + self.letters * LETTER
        self.taps = self.letters = 0
        return took

    def is_sound(self):
        """No accessibility fault on this page."""
        self.axe(self.page)


@pytest.fixture
def girl(cast):
    """The survivor, born so that she was a child then."""
    Person.objects.filter(pk=cast.victim.pk).update(birth_year=2012)
    return cast.victim


@pytest.fixture
def woman(cast):
    """The second suspect."""
    person = add_person(by=cast.alma, at=AT, office=cast.office, name="Teresita Manalastas")
    give_role(
        by=cast.alma, at=AT, case=cast.case, person=person, role=RoleKind.SUSPECT, on=OPENED_ON
    )
    return person


@pytest.fixture
def investigator(cast):
    ines = account("Ines Bautista", Role.INVESTIGATOR, cast.office)
    add_to_team(by=cast.alma, at=AT, case=cast.case, user=ines, on=OPENED_ON)
    return ines


@pytest.fixture
def on_a_phone(phone, sign_in, axe, cast):
    return Phone(phone, sign_in, axe, cast.case.code)


def runs(case, code):
    """When a clock ends and when it was stopped, for each time it started."""
    rows = Clock.objects.filter(case=case, code=code).order_by("started_on", "due_on")
    return list(rows.values_list("due_on", "stopped_on"))


def n_of(case, type_):
    return Milestone.objects.filter(case=case, type=type_).current().count()


def broke(cast):
    """How often each cause is proposed or confirmed for this case, once the detectors looked."""
    detect(by=cast.sofia, at=AT, office=cast.office, today=AT.date(), only=[cast.case])
    rows = Breakdown.objects.filter(case=cast.case).current().with_state()
    return Counter(row.cause for row in rows if row.state != BreakdownState.REJECTED)


def put_off(cast):
    """How often a hearing was put off, by whose side it lay on."""
    return {cause: n for cause, n in broke(cast).items() if cause in PUTTING_OFF}


def wording(case, person):
    return RoleInCase.objects.get(case=case, person=person, to_on=None).role


def test_a_prosecution_from_the_first_source_to_the_appeal(
    on_a_phone, cast, girl, woman, investigator, tmp_path
):
    family_court = institution("Family Court", "court", cast.place)
    on_a_phone.of(investigator)
    _restrained(on_a_phone, cast, woman)
    _proved(on_a_phone, cast, girl, tmp_path)
    on_a_phone.of(cast.beni)
    _charged(on_a_phone, cast, woman, family_court)
    _bailed(on_a_phone, cast, woman)
    _prepared(on_a_phone, cast, girl)
    _put_off_four_times(on_a_phone, cast)
    _decided(on_a_phone, cast, woman)
    _appealed(on_a_phone, cast)
    _overseen(on_a_phone.of(cast.sofia), cast)


def _restrained(phone, cast, woman):
    """A source; a warrant carried out, the arrest verified; a second arrest."""
    case, man = cast.case, f"suspects/{cast.suspect.pk}/"
    phone.send(
        f"{man}sources/add/", kind="witness", told="Seen at the house on two nights",
        reliability="4x4 B", credibility="4x4 2", on="8 January 2024",
    )  # fmt: skip
    phone.send(f"{man}find/", whereabouts="The house by the bridge", needs_warrant="yes")
    phone.send(f"{man}warrants/add/", on="9 January 2024", number="W-24-7", court=cast.court.name)
    assert runs(case, "ph.warrant") == [(date(2024, 1, 19), None)]
    phone.reads("Warrant of 9 January 2024")
    phone.send(phone.follow("What became of it"), what="executed", on="12 January 2024")
    assert runs(case, "ph.warrant") == [(date(2024, 1, 19), date(2024, 1, 12))]
    assert runs(case, "ph.custody") == [(date(2024, 1, 14), None)]
    phone.reads("Arrested 12 January 2024", "Not verified yet")
    phone.send(
        phone.follow("Say how it is known"), is_confirmed="yes", how="record", on="12 January 2024"
    )
    phone.reads("Verified", "Ines Bautista")
    phone.is_sound()
    phone.send("record/restrain.arrested/", on="13 January 2024", person=str(woman.pk))
    phone.send(
        "record/restrain.produced_in_custody/", on="13 January 2024", person=str(cast.suspect.pk)
    )
    assert runs(case, "ph.custody")[0] == (date(2024, 1, 14), date(2024, 1, 13))
    phone.open("suspects/")
    phone.reads("Suspect 1", "Suspect 2", "Arrested")


def _proved(phone, cast, girl, folder):
    """An exhibit with its custody, file and laboratory; abuse material by its hash; statements."""
    paper = Path(folder) / "chats.pdf"
    paper.write_bytes(synthetic_pdf("Synthetic chats", "Nobody here is real."))
    phone.send(
        "evidence/add/", kind="device_image", what="A telephone", seized_on="12 January 2024",
        holder="Exhibit store", seal_number="S-1",
    )  # fmt: skip
    one = f"evidence/exhibits/{Exhibit.objects.get().pk}/"
    phone.send(f"{one}file/", file=str(paper), copy="evidentiary")
    phone.send(f"{one}move/", taker="Crime laboratory", why="To be examined", seal_number="S-2")
    phone.send(f"{one}laboratory/", asked="Which accounts were used", on="15 January 2024")
    phone.reads("Held by", "Crime laboratory", "3. Handed over", "Seal S-2", "SHA-256")
    phone.send(phone.follow("Record the answer"), result="One account", on="20 February 2024")
    phone.reads("One account", "after 36 days")
    phone.send(
        "evidence/add/", kind="device_image", what="A second telephone", is_abuse_material="on",
        reference="SZ-42", seized_on="12 January 2024", holder="Exhibit store",
    )  # fmt: skip
    phone.open(f"evidence/exhibits/{Exhibit.objects.get(number=2).pk}/")
    phone.reads("SZ-42", "Hand it over")
    assert "Keep a file" not in phone.page.inner_text("main")
    asked = {"person": str(girl.pk), "mode": "video", "room": "child_friendly"}
    phone.send("evidence/statement/", **asked, on="14 January 2024")
    phone.open("evidence/statement/")
    [phone.put(name, value) for name, value in asked.items()]
    phone.page.locator("main form button[type=submit]").last.click()
    phone.reads("not questioned again without a written reason")
    assert Interview.objects.count() == 1
    phone.send("evidence/statement/", **asked, reason="The recording failed", on="16 January 2024")
    phone.send(
        "evidence/tie/", point="ph.osaec|act", piece="Exhibit 1: Copy of a telephone or computer"
    )
    phone.open("evidence/")
    phone.reads("1 of 2 elements proven", "The recording failed", "Nothing yet")
    phone.is_sound()


def _charged(phone, cast, woman, family_court):
    """The facts against the law; two courts; five charges, one of them set right."""
    case = cast.case
    pair = f"prepare/{cast.victim.pk}/{cast.suspect.pk}/"
    phone.send(f"{pair}facts/act/", live_stream="yes", image_made="yes")
    phone.send("court/complaint/", place="San Isidro Police", on="10 January 2024", number="C-412")
    phone.send("court/add/", place=cast.court.name, on="22 January 2024", number="R-PSG-24-1")
    opened = CourtCase.objects.get()
    at = f"court/{opened.pk}/"
    for person in (cast.suspect, woman):
        phone.send(f"{at}accuse/", person=str(person.pk), on="22 January 2024")
    first = Accused.objects.get(person=cast.suspect)
    second = Accused.objects.get(person=woman)
    phone.send(
        f"{at}charge/", accused=str(first.pk), offence="ph.corruption_of_minors",
        victim=str(cast.victim.pk), acted_on="2 November 2023", on="22 January 2024",
        place=cast.prosecution.name,
    )  # fmt: skip
    assert wording(case, cast.suspect) == "accused"
    phone.open("prepare/")
    phone.reads("Less was charged than the facts show")
    phone.open(pair)
    phone.reads("was charged by City Prosecutor, though the facts show")
    phone.is_sound()
    assert broke(cast)["B36"] == 1  # the special law fits, and ordinary law was charged
    phone.send(f"{pair}decide/ph.osaec/", choice="ask", reason="All is shown", on="23 January 2024")
    low = Charge.objects.get()
    phone.send(
        f"court/charges/{low.pk}/change/", offence="ph.osaec", reason="The special law is met",
        on="24 January 2024",
    )  # fmt: skip
    phone.reads("The special law is met")
    assert broke(cast)["B36"] == 0  # set right
    for accused, offence in (
        (first, "ph.child_abuse"), (second, "ph.osaec"), (second, "ph.child_abuse"),
    ):  # fmt: skip
        lay_charge(
            by=cast.beni, at=AT, accused=accused, offence=offence, on=date(2024, 1, 22),
            acted_on=ACTED_ON, victim=cast.victim, laid_by=cast.prosecution,
        )  # fmt: skip
    phone.send("court/add/", place=family_court.name, on="29 January 2024", number="R-FC-24-9")
    other = CourtCase.objects.get(court=family_court)
    phone.send(f"court/{other.pk}/accuse/", person=str(cast.suspect.pk), on="29 January 2024")
    third = Accused.objects.get(court_case=other)
    phone.send(
        f"court/{other.pk}/charge/", accused=str(third.pk), offence="ph.vawc",
        acted_on="2 November 2023", on="29 January 2024",
    )  # fmt: skip
    assert Charge.objects.filter(replaced_by=None).count() == 5
    # Both were held when charged: ten days to the arraignment, not thirty.
    assert {due for due, _ in runs(case, "ph.arraignment_detained")} >= {date(2024, 2, 1)}
    assert runs(case, "ph.arraignment") == []
    phone.send(
        f"court/accused/{first.pk}/change/", counsel="public", language="Cebuano",
        disclosed_on="26 January 2024",
    )  # fmt: skip
    charge = first.charges.get(offence="ph.osaec")
    phone.send(f"court/charges/{charge.pk}/plea/", plea="not_guilty", on="30 January 2024")
    phone.reads("Not guilty", "A public defender")
    enter_plea(
        by=cast.beni, at=AT, charge=second.charges.first(), plea="not_guilty",
        on=date(2024, 1, 30),
    )  # fmt: skip
    assert runs(case, "ph.arraignment_detained")[0][1] == date(2024, 1, 30)
    phone.open("court/")
    phone.reads("Regional Trial Court", "Family Court", "No date is known")
    phone.is_sound()


def _bailed(phone, cast, woman):
    """The woman is let out on bail: the girl is checked on and told; a condition is broken."""
    one = f"suspects/{woman.pk}/"
    phone.send(
        f"{one}bail/add/", decision="own_word", on="5 February 2024", conditions="no_contact",
        court=cast.court.name, risk_was_told="no",
    )  # fmt: skip
    phone.reads("Free on bail")
    duty = SafetyDuty.objects.get()
    at = f"safety/{duty.pk}/"
    phone.open("/")
    phone.reads("Survivors to check on and tell", cast.case.code)
    phone.send(f"{at}check/", is_safe="yes", found="With her aunt")
    phone.send(f"{at}tell/", was_told="yes", on="today", through="in_person",
               otherwise="At the shelter, beside her social worker",
               words="By the social worker")  # fmt: skip
    phone.reads("Told on")
    phone.open(one)
    phone.send(phone.follow("breach"), words="A message to the girl", on="20 February 2024")
    assert n_of(cast.case, "restrain.bail_breached") == 1
    assert SafetyAlert.objects.filter(case=cast.case, resolved_at=None).exists()
    phone.open(f"{one}risk/")
    phone.reads("20 February 2024")
    phone.send(f"{one}orders/add/", on="21 February 2024", court=cast.court.name)
    phone.send(
        phone.follow("became of"), what="granted", on="22 February 2024", until="22 May 2025"
    )


def _prepared(phone, cast, girl):
    """A hearing with who must come, protection and what must be ready; the girl's own plan."""
    opened = CourtCase.objects.get(court=cast.court)
    phone.send(
        f"court/{opened.pk}/hearing/", type="in_camera", on="4 March 2024", starts_at="09:00",
        room="3",
    )  # fmt: skip
    at = f"court/hearings/{Hearing.objects.get().pk}/"
    phone.send(f"{at}move/", starts_at="08:30")
    phone.send(f"{at}summon/", person=str(girl.pk), role="survivor")
    phone.send(phone.follow("Victim 1|Survivor 1"), state="served", on="20 February 2024")
    phone.send(f"{at}protect/", person=str(girl.pk), kind="screen", on="21 February 2024")
    phone.send(phone.follow("Not decided"), answer="granted", on="23 February 2024")
    phone.send(f"{at}ready/", what="The laboratory report", party="laboratory")
    phone.send(phone.follow("Not yet"), on="22 February 2024")
    phone.reads("Served", "Granted", "Ready")
    phone.is_sound()
    survivor = f"prepare/survivor/{girl.pk}/"
    phone.send(f"{survivor}plan/", telling="dates", mode="screen", comfort="Her drawing book")
    phone.send(f"{survivor}step/", kind="threats", threatened="no", on="1 March 2024")
    phone.reads("Dates and decisions only", "Behind a screen", "Threats were asked about")
    phone.open("/calendar/?day=2024-03-04")
    phone.reads(cast.case.code, "08:30", "Testimony behind closed doors")
    phone.open("/calendar/list/?on=2024-03-04")
    phone.reads(cast.case.code, "A screen before the accused")


def _put_off_four_times(phone, cast):
    """One form after the hearing; three more adjournments; one outcome taken back."""
    case, hearing = cast.case, Hearing.objects.get()
    accused = Accused.objects.get(court_case=hearing.court_case, person=cast.suspect)
    assert put_off(cast) == {}
    phone.open("court/")
    phone.seconds()
    phone.tap("4 March 2024")
    phone.tap("Say what happened")
    phone.send(
        f"court/hearings/{hearing.pk}/tell/", outcome="adjourned", reason="counsel_absent",
        next_on="8 April 2024", order="The jail brings him in time", order_party="jail",
        order_due_on="8 April 2024",
        **{f"came_{accused.pk.hex}": "yes", f"counsel_{accused.pk.hex}": "no"},
    )  # fmt: skip
    assert phone.seconds() < 60  # with an order, its day, and who was there
    phone.reads("Counsel absent", "Defence", "The jail brings him in time", "After it")
    assert put_off(cast) == {"B46": 1}
    for n, (reason, next_on) in enumerate(PUT_OFF, start=2):
        hearing = Hearing.objects.get(outcome="")
        record_outcome(
            by=cast.beni, at=AT, hearing=hearing,
            told=Told(Hearing.Outcome.ADJOURNED, reason=reason, next_on=next_on),
        )  # fmt: skip
        assert n_of(case, "represent.hearing_adjourned") == n
    sides = Adjournment.objects.values_list("party", flat=True)
    assert sorted(sides) == ["court", "defence", "jail", "laboratory"]
    assert put_off(cast) == {"B43": 1, "B45": 1, "B46": 1, "B48": 1}
    phone.open("court/")
    phone.page.get_by_text("4 hearings so far").click()
    phone.reads(
        "Counsel absent", "Judge absent or unwell", "Laboratory report not there",
        "Accused not brought from jail", "The jail brings him in time",
    )  # fmt: skip
    at = f"court/hearings/{Hearing.objects.get(outcome='').pk}/"
    phone.send(f"{at}tell/", outcome="not_sat", reason="judge_absent")
    assert n_of(case, "represent.hearing_adjourned") == 5
    assert put_off(cast)["B43"] == 2
    phone.send(f"{at}undo/", reason="It was held after all")
    assert n_of(case, "represent.hearing_adjourned") == 4
    phone.seconds()
    phone.send(
        f"{at}tell/", outcome="held", next_on="2 September 2024", next_type="judgment",
    )  # fmt: skip
    assert phone.seconds() < 30
    assert put_off(cast) == {"B43": 1, "B45": 1, "B46": 1, "B48": 1}
    # None of them counts until somebody of the team says that it is so.
    phone.open("breakdowns/")
    phone.reads("Hearing of 4 March 2024: counsel absent")
    phone.send(phone.follow(r"so\s*: Adjourned: counsel"), decision="confirmed")
    phone.is_sound()
    phone.open("prepare/")
    phone.reads("No counsel at a hearing")


def _decided(phone, cast, woman):
    """A verdict for each charge; two terms, one after the other; compensation, and a part paid."""
    case = cast.case
    last = Hearing.objects.get(outcome="")
    phone.send(f"court/hearings/{last.pk}/tell/", outcome="held")
    charges = {
        (one.accused.person_id, one.offence): one
        for one in Charge.objects.filter(replaced_by=None).select_related("accused")
    }
    first = charges[cast.suspect.pk, "ph.osaec"]
    phone.send(f"court/charges/{first.pk}/verdict/", outcome="convicted", on="2 September 2024")
    assert (wording(case, cast.suspect), wording(case, woman)) == ("convict", "accused")
    for key, outcome in (
        ((cast.suspect.pk, "ph.child_abuse"), "convicted"),
        ((woman.pk, "ph.osaec"), "acquitted"), ((woman.pk, "ph.child_abuse"), "acquitted"),
        ((cast.suspect.pk, "ph.vawc"), "withdrawn"),
    ):  # fmt: skip
        give_verdict(by=cast.beni, at=AT, charge=charges[key], outcome=outcome, on=date(2024, 9, 2))
    assert wording(case, woman) == "acquitted"
    phone.open("suspects/")
    phone.reads("No longer suspected", "Convicted 1")
    verdict = first.verdicts.get()
    phone.send(
        f"court/verdicts/{verdict.pk}/sentence/", kind="custody", years="17", credit_days="235",
        on="9 September 2024",
    )  # fmt: skip
    second = charges[cast.suspect.pk, "ph.child_abuse"].verdicts.get()
    phone.send(
        f"court/verdicts/{second.pk}/sentence/", kind="custody", years="3",
        after="After the custody for a term of 9 September 2024", on="9 September 2024",
    )  # fmt: skip
    # Twenty years from 9 September 2024, less the 235 days served before.
    phone.reads("Sentenced to be held", "18 January 2024 to 17 January 2044", "17 years", "3 years")
    phone.is_sound()
    at = f"court/{first.accused.court_case_id}/"
    phone.send(
        f"{at}compensation/", survivor=str(cast.victim.pk), amount="50000", on="9 September 2024"
    )
    phone.reads("0 of 50,000")
    phone.send(phone.follow("of 50,000"), amount="20000", on="1 October 2024")
    phone.reads("20,000", "of 50,000.00 PHP")


def _appealed(phone, cast):
    """The defence appeals; the judgment stands."""
    case = cast.case
    verdict = Charge.objects.get(
        offence="ph.osaec", accused__person=cast.suspect, replaced_by=None
    ).verdicts.get()
    waited = [due for due, stopped in runs(case, "ph.appeal") if stopped is None]
    assert waited
    phone.send(f"court/verdicts/{verdict.pk}/appeal/", side="defence", on="12 September 2024")
    assert date(2024, 9, 12) in {stopped for _, stopped in runs(case, "ph.appeal")}
    phone.open("court/")
    phone.reads("On appeal")
    phone.send(
        f"court/appeals/{Appeal.objects.get().pk}/decide/", result="upheld", on="3 March 2025"
    )
    phone.reads("The judgment stands")
    assert wording(case, cast.suspect) == "convict"


def _overseen(phone, cast):
    """The supervisor looks over timeline, counts and stuck cases, and makes the bundle."""
    case = cast.case
    phone.open("timeline/")
    phone.reads(
        "Arrested", "Released on bail", "Bail breached", "Hearing adjourned", "Convicted",
        "Acquitted", "Sentenced", "Appeal filed", "Appeal decided",
    )  # fmt: skip
    # Four that stand, and the one taken back, struck with its reason.
    stands = phone.page.get_by_role("link", name=re.compile(r"^Correct\s*: Hearing adjourned"))
    assert stands.count() == 4
    phone.reads("It was held after all")
    assert n_of(case, "represent.hearing_adjourned") == 4
    phone.is_sound()
    phone.open("/stuck/")
    phone.open("/charges/below/")
    phone.reads("City Prosecutor")
    phone.open("/where-it-breaks/")
    phone.open("/repairs/detectors/")
    phone.page.get_by_role("button", name="Let them look now").click()
    phone.reads("1 cases read")
    phone.open("/repairs/")
    phone.reads("Adjourned: counsel is absent", "Counted: 1 confirmed")
    assert Breakdown.objects.filter(case=case).counted().get().cause == "B46"
    record_consent(
        by=cast.alma, at=AT, case=case, person=cast.victim, purpose="share_prosecution",
        is_given=True, on=date(2024, 1, 8), explained_how="With drawings", explained_in="Tagalog",
        recipient=cast.prosecution, covers=["case_facts"], **ALL_TOLD,
    )  # fmt: skip
    phone.open("evidence/bundle/")
    phone.put("to", cast.prosecution.name)
    phone.put("why", "For the appeal")
    with phone.page.expect_download() as waiting:
        phone.page.locator("main form button[type=submit]").last.click()
    content = Path(waiting.value.path()).read_bytes()
    checked = check(content)
    assert (checked.case, checked.faults) == (case.code, ())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kinds = {name.rsplit(".", 1)[-1] for name in archive.namelist()}
    assert {"pdf", "docx", "json", "sig"} <= kinds
    phone.open("evidence/")
    phone.reads(cast.prosecution.name, "For the appeal")
