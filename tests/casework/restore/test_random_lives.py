"""Three hundred random lives of a survivor's plan, half of them on each database, where the seeds
differ: whatever is done in whatever order, the promises hold. Restored only by the rule, no mean
over too little, no draft lost, no plan complete with a red domain without a goal, no referral
without live consent, none left where consent was withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from amparo.casework.aftercare.services.referring import send_referral
from amparo.casework.cases.models import Consent, Milestone, SafetyAlert, Sending
from amparo.casework.cases.services.paper import withdraw_consent
from amparo.casework.cases.services.tasks import raise_alert, resolve_alert
from amparo.casework.restore.instruments import read_instrument
from amparo.casework.restore.models import Draft, Ending, PlanSignature
from amparo.casework.restore.rule import APART, ENOUGH
from amparo.casework.restore.scoring import MOST_MISSING
from amparo.casework.restore.selectors.assessments import rounds_for
from amparo.casework.restore.selectors.plans import plan_page_for
from amparo.casework.restore.services.agreeing import agree_plan
from amparo.casework.restore.services.assessments import finish_draft
from amparo.casework.restore.services.drafts import begin_draft, read_draft, save_draft
from amparo.casework.restore.services.ending import end_aftercare, has_ended, resume_aftercare
from amparo.casework.restore.services.instruments import load_instrument
from amparo.casework.restore.services.plans import content_of, make_version, plan_of, write_plan
from amparo.errors import Conflict, Refused
from tests.casework.aftercare.furnish import agree
from tests.casework.aftercare.furnish import draft as drafted
from tests.casework.restore.furnish import DAY, all_at, at_noon, goal_for, typed
from tests.cast import NOW

pytestmark = pytest.mark.django_db
# A short instrument: the promises are the same, and a life is lived seven times as fast.
SHORT = """
code = "short.open"
version = "1"
name = "Short"
language = "en"
licence = "Apache-2.0"
holder = "Tests"
source = "Made up"
is_open = true
needs_training = false
step = [
  {score = 1, name = "One", plain = "One", colour = "red", shape = "square", needs_goal = true},
  {score = 2, name = "Two", plain = "Two", colour = "amber", shape = "triangle"},
  {score = 3, name = "Three", plain = "Three", colour = "green", shape = "circle"},
]
[[domain]]
code = "safety"
name = "Safety"
plain = "Safe"
meaning = "Safe."
asked_anew = true
item = [{code = "a", name = "A", anchors = ["1", "2", "3"]}]
[[domain]]
code = "home"
name = "Home"
plain = "Home"
meaning = "Home."
item = [
  {code = "a", name = "A", anchors = ["1", "2", "3"]},
  {code = "b", name = "B", anchors = ["1", "2", "3"]},
]
"""
OWN = read_instrument(SHORT, where="test")
CODES = [domain.code for domain in OWN.domain]
DATABASES = ("sqlite", "postgresql")
LIVES = settings(
    max_examples=150, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip

PLANNED = {"finish", "goal", "drop_goals", "version"}
a_score = st.sampled_from([None, 1, 2, 3])
act = st.one_of(
    st.tuples(st.just("save"), st.sampled_from(CODES), a_score),
    st.tuples(st.just("save_well")),
    st.tuples(st.just("save_well")),
    st.tuples(st.just("finish")),
    st.tuples(st.just("finish")),
    st.tuples(st.just("wait"), st.sampled_from([30, 182, 200])),
    st.tuples(st.just("wait"), st.sampled_from([182, 200])),
    st.tuples(st.just("goal"), st.sampled_from(CODES)),
    st.tuples(st.just("drop_goals")),
    st.tuples(st.just("version")),
    st.tuples(st.just("agree")),
    st.tuples(st.just("alert")),
    st.tuples(st.just("answer")),
    st.tuples(st.just("end"), st.sampled_from(["restored", "restored", "declined", "transferred"])),
    st.tuples(st.just("end"), st.just("restored")),
    st.tuples(st.just("resume")),
    st.tuples(st.just("consent"), st.booleans()),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("refer")),
    st.tuples(st.just("refer")),
)  # fmt: skip


@dataclass
class Life:
    """One survivor's recovery as it is lived; `written` is what the draft must still hold."""

    cast: object
    on: object = DAY
    written: dict = field(default_factory=dict)
    agrees: bool = False

    @property
    def told(self):
        return {"by": self.cast.alma, "at": at_noon(self.on)}

    @property
    def whose(self):
        return {"case": self.cast.case, "person": self.cast.victim}

    def draft(self):
        is_new = not Draft.objects.exists()
        found = begin_draft(**self.told, **self.whose, instrument=OWN, on=self.on)
        if is_new:
            self.written = dict(read_draft(found))
        return found

    def _keep(self, given):
        draft = self.draft()
        save_draft(**self.told, draft=draft, typed=given)
        self.written.update(given)

    def save(self, domain, score):
        self._keep({key: one for key, one in typed(all_at(score, OWN)).items() if key[0] == domain})

    def save_well(self):
        self._keep(typed(all_at(3, OWN)))

    def finish(self):
        finish_draft(**self.told, draft=self.draft())
        self.written = {}

    def wait(self, days):
        self.on += timedelta(days=days)

    def plan(self):
        return plan_of(**self.told, **self.whose)

    def goal(self, domain):
        goal_for(self.plan(), self.cast.alma, domain)

    def drop_goals(self):
        plan = self.plan()
        for goal in content_of(plan).goals:
            plan = write_plan(
                **self.told, plan=plan, version=plan.version, what="x",
                change=lambda content, gone=goal.id: content.without(gone),
            )  # fmt: skip

    def version(self):
        make_version(
            **self.told, plan=self.plan(), on=self.on, review_on=self.on + timedelta(days=60)
        )

    def agree(self):
        newest = self.plan().versions.order_by("-number").first()
        if newest is not None:
            agree_plan(**self.told, version=newest, kind=PlanSignature.Kind.AGREED, on=self.on)

    def alert(self):
        raise_alert(**self.told, case=self.cast.case, what="Followed home")

    def answer(self):
        for alert in SafetyAlert.objects.filter(resolved_at=None).select_related("case"):
            resolve_alert(**self.told, alert=alert, measure="Seen to")

    def end(self, reason):
        end_aftercare(**self.told, **self.whose, on=self.on, reason=reason, says=Ending.Says.AGREES)

    def consent(self, given):
        to = self.cast.police
        agree(self.cast.alma, *self.whose.values(), to, on=self.on, at=self.told["at"], given=given)
        self.agrees = given

    def withdraw(self):
        given = Consent.objects.filter(is_given=True, withdrawn_on=None).select_related("case")
        for consent in given:
            withdraw_consent(**self.told, consent=consent, on=self.on)
        self.agrees = False

    def refer(self):
        row = drafted(self.cast.alma, *self.whose.values(), self.cast.police, at=self.told["at"])
        send_referral(**self.told, referral=row)

    def resume(self):
        resume_aftercare(**self.told, **self.whose, on=self.on)


def live(life, acts):
    """Do each act; what is refused changes nothing."""
    for name, *facts in acts:
        restored, written, sent = _n_restored(), dict(life.written), Sending.objects.count()
        try:
            with transaction.atomic():
                getattr(life, name)(*facts)
        except (Refused, Conflict):
            life.written = written
        if _n_restored() > restored:
            assert_by_the_rule(life)
        assert life.agrees or Sending.objects.count() == sent
        assert_nothing_lost(life)
        if name in PLANNED:
            assert_plans_are_whole(life)
    assert_no_mean_over_too_little(life)
    left = Sending.objects.filter(consent__withdrawn_on__isnull=False)
    assert not left.filter(recall__isnull=True).exists()


def _n_restored():
    return Milestone.objects.filter(type="restore.restored").current().count()


def assert_by_the_rule(life):
    """Worked out anew and slowly, from the rows: each domain of the newest round and of one at
    least six months older at 3 or above, of one version, nothing worse between, no alert open."""
    rounds = rounds_for(life.cast.alma, life.cast.case, life.cast.victim)
    well = [all(d.mean is not None and d.mean >= ENOUGH for d in one.domains) for one in rounds]
    first = len(well)
    while first and well[first - 1]:
        first -= 1
    assert first < len(rounds), "restored without one good round"
    assert rounds[-1].row.on - rounds[first].row.on >= APART
    assert not SafetyAlert.objects.filter(resolved_at=None).exists()


def assert_nothing_lost(life):
    draft = Draft.objects.select_related("case__key").first()
    if draft is None:
        assert life.written == {}
        return
    kept = read_draft(draft)
    assert {key: one.score for key, one in kept.items()} == {
        key: one.score for key, one in life.written.items()
    }
    assert all(kept[key].note for key, one in life.written.items() if one.note)


def assert_plans_are_whole(life):
    page = plan_page_for(life.cast.alma, life.cast.case, life.cast.victim)
    if page.lacks or not page.plan:
        return
    goals = {goal.domain for goal in page.content.goals if goal.reached_on is None}
    assert set(page.reds) <= goals


def assert_no_mean_over_too_little(life):
    for one in rounds_for(life.cast.alma, life.cast.case, life.cast.victim):
        for score in one.domains:
            missing = score.n_items - score.n_known
            assert score.mean is None or missing <= MOST_MISSING * score.n_items


# Long lives that get somewhere are rare among random ones; this one shows that the end is reached.
GOOD = [
    ("save_well",),
    ("finish",),
    ("wait", 200),
    ("save_well",),
    ("finish",),
    ("consent", True),
    ("refer",),
    ("end", "restored"),
    ("withdraw",),
    ("refer",),
]


@pytest.fixture
def lived(cast):
    """The cast, in an office that uses the short instrument."""
    load_instrument(by=cast.sofia, at=NOW, office=cast.office, text=SHORT, where="test")
    return cast


@seed(DATABASES.index(connection.vendor))
@LIVES
@given(st.lists(act, max_size=8), st.sampled_from([False, False, True]))
def test_three_hundred_lives_keep_the_promises(lived, acts, is_good):
    with transaction.atomic():
        live(Life(lived), [*acts, *GOOD] if is_good else acts)
        transaction.set_rollback(True)


def test_a_good_life_ends_restored(lived):
    live(Life(lived), GOOD)
    assert _n_restored() == 1
    assert has_ended(lived.case, lived.victim)
    assert Sending.objects.get().recall is not None
