"""Recovery in figures: each agrees with calling the engine directly, and says what it counts."""

from datetime import date, timedelta

import polars as pl
import pytest

from amparo.casework.aftercare.models import Episode
from amparo.casework.aftercare.services.episodes import Plan, begin_service, give_service
from amparo.casework.aftercare.services.referring import answer_referral, send_referral
from amparo.casework.cases.eventlog import Scope
from amparo.casework.cases.models import Case, Person
from amparo.casework.cases.services.bulk import CaseHistory, NewFact, NewPerson, record_many
from amparo.casework.restore.instruments import own_instrument
from amparo.casework.restore.models import Feedback
from amparo.casework.restore.selectors.figures import figures_for, survivors_log
from amparo.casework.restore.services.assessments import finish_draft
from amparo.casework.restore.services.drafts import begin_draft, save_draft
from amparo.casework.restore.services.returning import keep_feedback
from amparo.flow import EventLog, Exit
from amparo.flow.agreement import weighted_kappa
from amparo.flow.competing import aalen_johansen
from amparo.flow.counts import of, of_step
from amparo.flow.delivery import Planned, delivery_of
from amparo.flow.paired import paired_change
from tests.casework.aftercare.furnish import agree, draft
from tests.casework.restore.furnish import all_at, assess, at_noon, typed

pytestmark = pytest.mark.django_db
TODAY = date(2024, 12, 2)
START = date(2023, 1, 2)
OWN = own_instrument()


@pytest.fixture(scope="module")
def twenty_four(gathered, django_db_blocker):
    """Survivors begun a month apart: some restored, some left, some on the way."""
    with django_db_blocker.unblock():
        record_many([history(gathered, n) for n in range(24)])


@pytest.fixture
def many(twenty_four, cast):
    return cast


def history(cast, n):
    begun = START + timedelta(days=20 * n)
    at = at_noon(begun)
    person = NewPerson(cast.alma, at, name=f"Survivor {n}", birth_year=2000)

    def fact(kind, after):
        on = begun + timedelta(days=after)
        return NewFact(cast.alma, at_noon(on), kind, on, person=person)

    acts = [fact("restore.intake", 0)]
    acts += [fact("restore.safety_planned", 3)] if n % 4 else []
    acts += [fact("restore.plan_agreed", 10 + 2 * n)] if n % 3 else []
    acts += [fact("restore.restored", 300 + n)] if n < 9 else []
    acts += [fact("restore.help_declined", 100)] if n in (10, 13, 16) else []
    acts += [fact("restore.contact_ended", 150)] if n == 11 else []
    return CaseHistory(
        programme=cast.programme, by=cast.alma, at=at, on=begun, victim=person, lead=cast.alma,
        acts=acts,
    )  # fmt: skip


def directly(cast, name, code):
    """The engine asked by hand, over a wide table made another way: a day a stage, an exit."""
    rows, _ = survivors_log(cast.nadia, Scope())
    wide = rows.group_by("survivor").agg(
        pl.col("happened_on").filter(pl.col("type") == "restore.intake").min().alias("begun"),
        pl.col("happened_on").filter(pl.col("type") == code).min().alias("reached"),
        pl.col("type").filter(pl.col("type").is_in(["restore.help_declined", "restore.contact_ended"]))
        .replace({"restore.help_declined": "help declined", "restore.contact_ended": "contact lost"})
        .first().alias("left"),
        pl.col("happened_on")
        .filter(pl.col("type").is_in(["restore.help_declined", "restore.contact_ended"]))
        .first().alias("left_on"),
    ).filter(pl.col("begun").is_not_null())  # fmt: skip
    log = EventLog.read(
        wide, case="survivor", stages={"Aftercare begun": "begun", name: "reached"},
        exits=[Exit(kind, "left", (kind,), "left_on") for kind in ("help declined", "contact lost")],
        as_of=TODAY,
    )  # fmt: skip
    return aalen_johansen(of_step(of(log), 0))


@pytest.mark.parametrize(
    ("which", "name", "code", "days"),
    [
        ("plans", "Plan agreed", "restore.plan_agreed", 30),
        ("safety", "Safety plan made", "restore.safety_planned", 7),
        ("restored", "Restored", "restore.restored", 365),
    ],
)
def test_each_share_agrees_with_the_engine_asked_directly(many, which, name, code, days):
    found = getattr(figures_for(many.nadia, Scope(), today=TODAY), which)
    asked = directly(many, name, code)
    assert (found.n, found.at(days)) == (asked.n, asked.at(days))
    assert found.in_the_limit() == asked.in_the_limit()


def test_those_still_on_the_way_are_neither_failed_nor_left_out(many):
    found = figures_for(many.nadia, Scope(), today=TODAY).restored
    assert (found.n, set(found.exits)) == (24, {"help declined", "contact lost"})
    naive = 9 / 24
    assert found.at(365).value > naive
    assert found.tail_censored


def test_change_is_paired_within_one_version_and_agrees_with_the_engine(many):
    cases = list(Case.objects.exclude(pk=many.case.pk).order_by("opened_on")[:12])
    pairs = []
    for n, case in enumerate(cases):
        person = Person.objects.get(roles__case=case)
        first, last = 1 + n % 3, min(4, 2 + n % 3)
        assess(case, person, many.alma, case.opened_on, all_at(first))
        assess(case, person, many.alma, case.opened_on + timedelta(days=190), all_at(last))
        pairs.append((float(first), float(last)))
    found = figures_for(many.nadia, Scope(), today=TODAY).by_instrument
    assert len(found) == 1
    assert {one.found for one in found[0].changes} == {paired_change(pairs)}
    assert (found[0].n_survivors, found[0].n_once) == (12, 0)


def people_of(many, n):
    cases = list(Case.objects.exclude(pk=many.case.pk).order_by("opened_on")[:n])
    return [(case, Person.objects.get(roles__case=case)) for case in cases]


def test_services_given_against_planned_agree_with_the_engine(many):
    rows = []
    for n, (case, person) in enumerate(people_of(many, 11)):
        for service, expected in (("education", 20), ("trauma_therapy", 4)):
            episode = begin_service(
                by=many.alma, at=at_noon(TODAY), case=case, person=person, service=service,
                on=case.opened_on, plan=Plan(100, Episode.Unit.DAY),
            )  # fmt: skip
            given = expected - n % 3
            give_service(
                by=many.alma, at=at_noon(TODAY), episode=episode, from_on=case.opened_on,
                to_on=case.opened_on + timedelta(days=30), n_expected=expected, n_given=given,
                why_less="ill" if given < expected else "",
            )  # fmt: skip
            rows.append(Planned(str(person.pk), expected, given))
    found = {one.name: one for one in figures_for(many.nadia, Scope(), today=TODAY).given}
    assert len(found) == 3
    whole = found["All services"]
    assert (whole.n_services, whole.n_planned, whole.found.n_people) == (22, 2200, 11)
    asked = delivery_of(rows)
    assert whole.found.share.value == pytest.approx(asked.share.value)
    assert whole.found.share.low == pytest.approx(asked.share.low)
    assert whole.found.n_given == asked.n_given


def test_help_begun_after_asking_agrees_with_the_engine(many):
    days = [0, 3, 10, 25, 40, None, None, "declined", 8, 60, 15, "declined"]
    rows = []
    for (case, person), after in zip(people_of(many, 12), days, strict=True):
        on = case.opened_on
        agree(many.alma, case, person, many.police, on=on, at=at_noon(on))
        row = draft(many.alma, case, person, many.police, at=at_noon(on))
        send_referral(by=many.alma, at=at_noon(on), referral=row)
        row.refresh_from_db()
        line = {"id": str(row.pk), "asked": on, "begun": None, "left": None, "left_on": None}
        if after == "declined":
            left_on = on + timedelta(days=5)
            answer_referral(
                by=many.alma, at=at_noon(left_on), referral=row, what="declined", reason="full"
            )
            line |= {"left": "declined", "left_on": left_on}
        elif after is not None:
            begun = on + timedelta(days=after)
            answer_referral(by=many.alma, at=at_noon(begun), referral=row, what="accepted")
            begin_service(
                by=many.alma, at=at_noon(begun), case=case, person=person, service="legal",
                on=begun, plan=Plan(5), referral=row,
            )  # fmt: skip
            line |= {"begun": begun}
        rows.append(line)
    log = EventLog.read(
        pl.DataFrame(rows), case="id", stages={"Asked": "asked", "Help begun": "begun"},
        exits=[Exit("declined", "left", ("declined",), "left_on")], as_of=TODAY,
    )  # fmt: skip
    asked = aalen_johansen(of_step(of(log), 0))
    found = figures_for(many.nadia, Scope(), today=TODAY).begun
    assert (found.n, found.at(30), found.exits) == (12, asked.at(30), asked.exits)
    assert found.at(30).value == pytest.approx(6 / 12)


def test_second_scores_give_kappa(many):
    case = Case.objects.exclude(pk=many.case.pk).order_by("opened_on").first()
    person = Person.objects.get(roles__case=case)
    first = assess(case, person, many.alma, case.opened_on, all_at(3, social=2))
    draft = begin_draft(
        by=many.beni, at=at_noon(TODAY), case=case, person=person, instrument=OWN,
        on=case.opened_on, second_of=first,
    )  # fmt: skip
    save_draft(by=many.beni, at=at_noon(TODAY), draft=draft, typed=typed(all_at(3, social=1)))
    finish_draft(by=many.beni, at=at_noon(TODAY), draft=draft)
    found = figures_for(many.nadia, Scope(), today=TODAY).by_instrument[0].agreement
    assert (found.n, found.n_equal) == (24, 20)
    assert found == weighted_kappa([(3, 3)] * 20 + [(2, 1)] * 4, [1, 2, 3, 4])


def test_the_last_word_of_each_survivor_counts_once(many):
    for on, helped in ((START, "no"), (START + timedelta(days=9), "yes")):
        keep_feedback(
            by=many.alma, at=at_noon(TODAY), case=many.case, person=many.victim, on=on,
            helped=Feedback.Answer(helped), respected=Feedback.Answer.YES,
        )  # fmt: skip
    content = figures_for(many.nadia, Scope(), today=TODAY).content
    assert (content.n, content.helped.value) == (1, 1.0)


def test_the_page_gives_each_number_its_count_its_interval_and_its_name(many, as_):
    for person in (many.nadia, many.sofia):
        page = as_(person).get("/recovery/").text
        for said in ("I41", "I43", "I45", "I46", "n = 24", "24 survivors", "Aalen–Johansen"):
            assert said in page
        assert "Survivor 3" not in page
