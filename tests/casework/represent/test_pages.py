"""Facts said, decisions kept, survivors prepared, rights shown, stuck cases found, dates forecast."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import polars as pl
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from amparo.audit.models import Entry
from amparo.casework.cases.eventlog import Scope, read
from amparo.casework.cases.models import Clock, Milestone, SafetyAlert, Task, TeamMember
from amparo.casework.cases.services.milestones import record_milestone
from amparo.casework.cases.services.tasks import add_task
from amparo.casework.docket.models import Hearing, Presence
from amparo.casework.docket.services.filing import lay_charge, open_court_case
from amparo.casework.docket.services.hearings import There, Told, record_outcome, set_hearing
from amparo.casework.docket.services.preparing import summon
from amparo.casework.represent.models import ChargeDecision, KnownFact, Preparation, Visit
from amparo.casework.represent.selectors.charging import mischarging_for, pair_of
from amparo.casework.represent.selectors.forecast import FEWEST, forecasts_for
from amparo.casework.represent.selectors.preparation import prepared_in
from amparo.casework.represent.selectors.rights import lacks_of
from amparo.casework.represent.selectors.stuck import stuck_for
from amparo.casework.represent.services.charging import decide_charge, say_facts
from amparo.casework.represent.services.preparing import keep_plan, plan_of, record_visit
from amparo.errors import Conflict, NotVisible, Refused
from amparo.flow import EventLog, Exit, Pathway, Stage
from amparo.flow.counts import of, of_step
from amparo.flow.survival import kaplan_meier
from tests.casework.docket.conftest import FILED_ON
from tests.cast import NOW, open_one

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
YES, NO = KnownFact.Answer.YES, KnownFact.Answer.NO
TRAFFICKED = {"recruited": YES, "deceived": YES, "forced_labour": YES}


def say(cast, answers):
    return say_facts(
        by=cast.beni, at=NOW, case=cast.case, victim=cast.victim, suspect=cast.suspect,
        answers=answers,
    )  # fmt: skip


def pair(cast, who=None):
    return pair_of(who or cast.beni, cast.case, cast.victim.pk, cast.suspect.pk)


def supported(cast):
    return {one.offence.key for one in pair(cast).assessments if not one.missing}


def test_facts_said_support_charges(cast):
    assert say(cast, TRAFFICKED) == 3
    assert "ph.trafficking_labour" in supported(cast)


def test_the_latest_answer_counts_and_the_earlier_stays(cast):
    say(cast, TRAFFICKED)
    assert say(cast, {"deceived": NO, "recruited": YES}) == 1
    assert "ph.trafficking_labour" not in supported(cast)
    assert KnownFact.objects.filter(fact="deceived").count() == 2


def test_a_fact_is_never_rewritten(cast):
    say(cast, TRAFFICKED)
    with pytest.raises(DatabaseError), transaction.atomic():
        KnownFact.objects.update(answer=NO)


def test_a_fact_that_is_on_no_list_is_refused(cast):
    with pytest.raises(Refused):
        say(cast, {"rumour": YES})


def test_a_lesser_charge_is_found_and_counted_by_who_laid_it(cast, court):
    lay_charge(
        by=cast.beni, at=NOW, accused=court.second, offence="ph.debt_service", on=FILED_ON,
        victim=cast.victim, laid_by=cast.police,
    )  # fmt: skip
    say_facts(
        by=cast.beni, at=NOW, case=cast.case, victim=cast.victim, suspect=court.friend,
        answers=TRAFFICKED,
    )  # fmt: skip
    (finding,) = pair_of(cast.beni, cast.case, cast.victim.pk, court.friend.pk).findings
    assert finding.laid.offence == "ph.debt_service"
    counted = {one.institution: (one.n, one.n_below) for one in mischarging_for(cast.beni)}
    assert counted == {cast.police.name: (1, 1), "Not known": (1, 0)}


def test_a_decision_has_a_reason_that_is_sealed(cast):
    row = decide_charge(
        by=cast.beni, at=NOW, case=cast.case, victim=cast.victim, suspect=cast.suspect,
        offence="ph.trafficking", choice=ChargeDecision.Choice.LEAVE, reason="She will not testify",
        on=TODAY,
    )  # fmt: skip
    assert b"testify" not in bytes(row.reason_sealed)
    assert pair(cast).decided["ph.trafficking"].reason == "She will not testify"
    assert "testify" not in str(list(Entry.objects.values()))


def test_two_people_of_another_file_are_no_pair(cast):
    other = open_one(by=cast.beni, programme=cast.programme)
    with pytest.raises(NotVisible):
        pair_of(cast.beni, other, cast.victim.pk, cast.suspect.pk)


def plan(cast):
    return plan_of(cast.case, cast.victim)


def test_a_plan_keeps_what_the_survivor_said_sealed(cast):
    keep_plan(
        by=cast.beni, at=NOW, plan=plan(cast), mode=Preparation.Mode.VIDEO,
        telling=Preparation.Telling.DATES, words={"comfort": "My sister beside me"},
    )  # fmt: skip
    (found,) = prepared_in(cast.beni, cast.case, TODAY)
    assert (found.mode, found.comfort) == ("By video link", "My sister beside me")
    assert b"sister" not in bytes(plan(cast).comfort_sealed)


def test_whoever_changes_a_plan_second_is_told(cast):
    stale = plan(cast)
    kept = {"mode": Preparation.Mode.VIDEO, "telling": Preparation.Telling.DATES, "words": {}}
    keep_plan(by=cast.beni, at=NOW, plan=plan(cast), **kept)
    with pytest.raises(Conflict):
        keep_plan(by=cast.alma, at=NOW, plan=stale, **kept)


def test_a_suspect_has_no_plan_here(cast):
    with pytest.raises(Refused):
        plan_of(cast.case, cast.suspect)


def test_a_threat_raises_an_alert_at_once(cast):
    record_visit(
        by=cast.beni, at=NOW, plan=plan(cast), kind=Visit.Kind.THREATS, on=TODAY,
        is_threatened=True, note="His cousin came to the shop",
    )  # fmt: skip
    alert = SafetyAlert.objects.get()
    assert alert.case == cast.case
    assert "cousin" not in alert.what


def test_asking_about_threats_needs_the_answer(cast):
    with pytest.raises(Refused, match="whether they are threatened"):
        record_visit(by=cast.beni, at=NOW, plan=plan(cast), kind=Visit.Kind.THREATS, on=TODAY)


def test_preparing_records_one_milestone_a_day(cast):
    for kind in (Visit.Kind.EXPLAINED, Visit.Kind.COURTROOM):
        record_visit(by=cast.beni, at=NOW, plan=plan(cast), kind=kind, on=TODAY)
    assert Milestone.objects.filter(type="represent.survivor_prepared").count() == 1


def test_a_hearing_near_without_a_threat_check_says_so(cast, court):
    set_hearing(
        by=cast.beni, at=NOW, court_case=court.case, on=TODAY + timedelta(days=3), type="mention"
    )
    assert prepared_in(cast.beni, cast.case, TODAY)[0].needs_check
    record_visit(
        by=cast.beni, at=NOW, plan=plan(cast), kind=Visit.Kind.THREATS, on=TODAY,
        is_threatened=False,
    )  # fmt: skip
    assert not prepared_in(cast.beni, cast.case, TODAY)[0].needs_check


def test_what_the_accused_lacked_is_shown(cast, court):
    row = set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=FILED_ON, type="mention")
    there = {court.first.pk: There(Presence.Came.YES, Presence.Had.NO, Presence.Had.NO)}
    told = Told(Hearing.Outcome.HELD, present=there)
    record_outcome(by=cast.beni, at=NOW, hearing=row, told=told)
    said = {one.what for one in lacks_of(cast.beni, cast.case, TODAY)}
    assert {"No counsel at a hearing", "No interpreter at a hearing"} <= said
    assert {"Not known who defends them", "The papers were not given to the defence"} <= said


def reasons(cast, today=TODAY):
    found = stuck_for(cast.beni, today, case=cast.case).rows
    return {reason.code for one in found for reason in one.reasons}


def test_a_court_case_without_a_next_date_is_stuck(cast, court):
    assert "no_next_date" in reasons(cast)
    set_hearing(
        by=cast.beni, at=NOW, court_case=court.case, on=TODAY + timedelta(days=30), type="mention"
    )
    assert "no_next_date" not in reasons(cast)


def test_a_hearing_nobody_told_of_is_stuck_after_two_days(cast, court):
    on = TODAY - timedelta(days=2)
    set_hearing(by=cast.beni, at=NOW, court_case=court.case, on=on, type="mention")
    assert "untold" not in reasons(cast)
    assert "untold" in reasons(cast, TODAY + timedelta(days=1))


def test_a_summons_not_served_in_the_week_before_is_stuck(cast, court):
    row = set_hearing(
        by=cast.beni, at=NOW, court_case=court.case, on=TODAY + timedelta(days=5), type="mention"
    )
    assert "summons_unserved" not in reasons(cast)
    summon(by=cast.beni, at=NOW, hearing=row, person=cast.victim, role="survivor", on=TODAY)
    assert "summons_unserved" in reasons(cast)


def test_a_case_whose_lead_has_left_is_stuck(cast, court):
    assert "owner_left" not in reasons(cast)
    cast.alma.is_active = False
    cast.alma.save()
    assert "owner_left" in reasons(cast)


def test_a_case_nobody_touched_for_a_month_is_stuck(cast, court):
    assert "no_contact" not in reasons(cast)
    assert "no_contact" in reasons(cast, TODAY + timedelta(days=40))


def test_a_judgment_reserved_too_long_is_stuck_until_it_comes(cast, court):
    record_milestone(
        by=cast.beni, at=NOW, case=cast.case, type="represent.judgment_reserved", on=FILED_ON
    )
    assert "reserved" in reasons(cast, FILED_ON + timedelta(days=91))
    record_milestone(
        by=cast.beni, at=NOW, case=cast.case, type="represent.acquitted", on=TODAY,
        person=cast.suspect,
    )  # fmt: skip
    assert "reserved" not in reasons(cast, FILED_ON + timedelta(days=91))


def test_a_case_in_which_nothing_waits_is_stuck(cast, court):
    Clock.objects.filter(case=cast.case).delete()
    Task.objects.filter(case=cast.case).delete()
    assert "no_task" in reasons(cast)
    add_task(by=cast.alma, at=NOW, case=cast.case, what="Call the court", owner=None, due_on=TODAY)
    assert "no_task" not in reasons(cast)


def test_a_case_archived_with_an_accused_at_large_is_stuck_until_the_arrest(cast, court):
    def tell(type_, day):
        record_milestone(
            by=cast.beni, at=NOW, case=cast.case, type=type_, on=FILED_ON + timedelta(days=day),
            person=cast.suspect if type_.startswith("restrain") else None,
        )  # fmt: skip

    tell("represent.archived", 2)
    assert "archived" not in reasons(cast)
    tell("restrain.at_large", 1)
    assert "archived" in reasons(cast)
    tell("restrain.arrested", 9)
    assert "archived" not in reasons(cast)


def test_the_list_of_stuck_cases_holds_ones_own_and_no_others(cast, court):
    assert [one.code for one in stuck_for(cast.beni, TODAY).rows] == [cast.case.code]
    assert stuck_for(cast.carla, TODAY).rows == ()
    assert stuck_for(cast.dario, TODAY).rows == ()


def test_the_list_of_stuck_cases_is_one_tap_away_and_narrowed_to_a_reason(cast, court, client):
    client.force_login(cast.beni)
    address = reverse("stuck")
    assert f'href="{address}"' in client.get(reverse("today")).content.decode()
    page = client.get(address, {"why": "no_next_date"}).content.decode()
    assert cast.case.code in page
    page = client.get(address, {"why": "archived"}).content.decode()
    assert cast.case.code not in page
    assert "No case is stuck for this reason" in page
    assert cast.case.code in client.get(address, {"why": "nonsense"}).content.decode()


def past_case(cast, days, **more):
    """A case of the same court whose plea was taken so many days after the charge sheet.

    `more` are further milestones of it, in days after that sheet.
    """
    case = open_one(by=cast.alma, programme=cast.programme)
    open_court_case(by=cast.alma, at=NOW, case=case, court=cast.court, on=FILED_ON, token=uuid4())
    told = {"charge_sheet_filed": 0, **({"arraigned": days} if days is not None else {}), **more}
    for type_, after in told.items():
        on = date(2023, 6, 1) + timedelta(days=after)
        record_milestone(by=cast.alma, at=NOW, case=case, type=f"represent.{type_}", on=on)
    return case


def test_too_few_past_cases_make_no_forecast(cast, court):
    past_case(cast, 10)
    found = forecasts_for(cast.beni, cast.case, FILED_ON)[0]
    assert (found.step, found.enough, found.n_ended) == ("Plea taken", False, 1)


def test_a_forecast_is_the_quarters_of_past_waits(cast, court):
    for days in range(10, 10 * (FEWEST + 1), 10):  # 10, 20, ..., 120
        past_case(cast, days)
    found = forecasts_for(cast.beni, cast.case, FILED_ON)[0]
    assert found.n == found.n_ended == FEWEST
    assert [(day - FILED_ON).days for day in found.dates] == [30, 60, 90]


def test_a_case_that_waited_already_is_compared_with_those_that_waited_as_long(cast, court):
    for days in range(10, 10 * (FEWEST + 1), 10):
        past_case(cast, days)
    found = forecasts_for(cast.beni, cast.case, FILED_ON + timedelta(days=60))[0]
    assert [(day - FILED_ON).days for day in found.dates] == [80, 90, 110]


def test_every_step_ahead_is_forecast_with_the_numbers_of_the_analysis(cast, court):
    for days in range(10, 10 * (FEWEST + 1), 10):
        past_case(cast, days, trial_opened=days + 30)
    for days in (15, 35):
        past_case(cast, None, withdrawn=days)  # left, and is not waited for since
    past_case(cast, None, trial_opened=50)  # went on, and its plea was not written down
    past_case(cast, None)  # waits
    today = date(2023, 6, 1) + timedelta(days=200)
    plea, trial, judgment, _ = forecasts_for(cast.beni, cast.case, today)
    assert (plea.step, plea.n, plea.n_ended) == ("Plea taken", FEWEST + 4, FEWEST)
    assert (trial.step, trial.n, trial.n_ended) == ("Trial opened", FEWEST + 4, FEWEST + 1)
    assert (judgment.step, judgment.enough) == ("Judgment", False)
    curves = analysed(cast, today)
    for forecast, curve in ((plea, curves[0]), (trial, curves[1])):
        days = [(day - FILED_ON).days for day in forecast.dates]
        assert days == [curve.quantile(share).value for share in (0.25, 0.5, 0.75)]


def analysed(cast, today):
    """The same waits by the office's event log and the analysis library, step by step."""
    held = read(cast.sofia, Scope()).filter(pl.col("case") != str(cast.case.pk))
    exits = (Exit("withdrawn", "type", ("represent.withdrawn",)),)
    found = []
    for step in ("represent.arraigned", "represent.trial_opened"):
        stages = [Stage("a", "represent.charge_sheet_filed"), Stage("b", step)]
        if step == "represent.arraigned":
            stages.append(Stage("c", "represent.trial_opened"))
        path = Pathway(
            "case", tuple(stages), shape="long", activity="type", time="happened_on", exits=exits,
            as_of=today,
        )  # fmt: skip
        found.append(kaplan_meier(of_step(of(EventLog.read(held, pathway=path)), 0)))
    return found


def send(client, name, cast, typed, *parts):
    address = reverse(name, args=[cast.case.code, *parts])
    return client.post(address, {"token": uuid4(), **typed}, follow=True)


def test_the_whole_way_through_the_pages(cast, court, client):
    client.force_login(cast.beni)
    two = (cast.victim.pk, cast.suspect.pk)
    everything = dict.fromkeys(("recruited", "moved", "harboured"), "unknown")
    answered = dict.fromkeys(everything, "unknown") | {"recruited": "yes"}
    page = send(client, "facts_of", cast, answered, *two, "act")
    assert page.status_code == 422  # every question wants an answer
    form = client.get(reverse("facts_of", args=[cast.case.code, *two, "purpose"]))
    names = list(form.context["form"].fields)
    page = send(
        client, "facts_of", cast, dict.fromkeys(names, "unknown") | {"forced_labour": "yes"},
        *two, "purpose",
    )  # fmt: skip
    assert "For forced labour or services" in page.content.decode()
    decided = {"choice": "ask", "reason": "It fits", "on": timezone.localdate().isoformat()}
    page = send(client, "charge_decide", cast, decided, *two, "ph.trafficking")
    assert "Ask for this charge" in page.content.decode()
    wants = {"version": 1, "telling": "asked", "mode": "screen", "comfort": "Water"}
    page = send(client, "plan_change", cast, wants, cast.victim.pk)
    assert "Behind a screen" in page.content.decode()
    step = {"kind": "explained", "on": timezone.localdate().isoformat()}
    page = send(client, "visit_new", cast, step, cast.victim.pk)
    assert "What happens in court was explained" in page.content.decode()
    assert client.get(reverse("stuck")).status_code == 200
    assert client.get(reverse("mischarged")).status_code == 200


def test_the_prepare_page_asks_no_more_of_a_long_story(
    cast, court, client, django_assert_max_num_queries
):
    client.force_login(cast.beni)
    address = reverse("case_prepare", args=[cast.case.code])
    plan(cast)
    with django_assert_max_num_queries(90) as few:
        assert client.get(address).status_code == 200
    say(cast, TRAFFICKED)
    for day in range(20):
        record_visit(
            by=cast.beni, at=NOW, plan=plan(cast), kind=Visit.Kind.EXPLAINED,
            on=TODAY - timedelta(days=day),
        )  # fmt: skip
        set_hearing(
            by=cast.beni, at=NOW, court_case=court.case, on=TODAY + timedelta(days=day + 1),
            type="mention",
        )  # fmt: skip
    with django_assert_max_num_queries(90) as more:
        assert client.get(address).status_code == 200
    assert len(more) == len(few)


def test_a_team_without_a_lead_is_named_no_lead(cast, court):
    TeamMember.objects.filter(case=cast.case).update(leads=False)
    (row,) = stuck_for(cast.beni, TODAY).rows
    assert row.lead == ""
