"""Consents, refusals, withdrawals and sendings at random; withdrawal and sending in one moment."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Event, Thread
from time import sleep

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amparo.casework.aftercare.services.referring import send_referral
from amparo.casework.cases.models import Consent, Person, Recall, RoleKind, Sending, Task
from amparo.casework.cases.services.paper import record_consent, withdraw_consent
from amparo.casework.cases.services.people import add_person, give_role
from amparo.casework.cases.services.sending import (
    RECALL,
    answer_recall,
    consent_standing,
    tell_recall,
)
from amparo.errors import Conflict, Refused
from tests.casework.aftercare.furnish import agree, draft
from tests.cast import ALL_TOLD, NOW, OPENED_ON, Cast

TODAY = NOW.date()
GROUPS = ("identity", "medical")
FIELDS = {(): ("age_band",), ("identity",): ("name",)}
COVERS = st.sets(st.sampled_from(GROUPS)).map(lambda found: tuple(sorted(found)))
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("agree"), st.integers(0, 1), COVERS, st.integers(0, 9)),
        st.tuples(st.just("refuse"), st.integers(0, 1)),
        st.tuples(st.just("withdraw"), st.integers(0, 4)),
        st.tuples(st.just("guardian"), st.integers(0, 1), COVERS),
        st.tuples(st.just("suspected")),
        st.tuples(st.just("send"), st.integers(0, 1), st.sampled_from(sorted(FIELDS))),
    ),
    min_size=3, max_size=14,
)  # fmt: skip


class Model:
    """What is in force, kept in the plainest way: one consent at a time may carry a sending."""

    def __init__(self) -> None:
        self.live: list[dict[str, object]] = []
        self.is_suspected = False

    def carries(self, to: int, covers: tuple[str, ...], day: date) -> bool:
        return any(
            one["to"] == to
            and set(covers) <= set(one["covers"])
            and one["until"] >= day
            and not (one["guardian"] and self.is_suspected)
            for one in self.live
        )


def play(cast: Cast, acts, guardian: Person) -> list[tuple[bool, bool]]:
    """Carry the acts out, one a day; what the model says of each sending and what happened."""
    model, seen = Model(), []
    institutions = (cast.police, cast.court)
    for number, what in enumerate(acts):
        at = NOW + timedelta(days=number)
        match what:
            case ("agree", to, covers, days):
                until = at.date() + timedelta(days)
                row = record_consent(
                    by=cast.alma, at=at, case=cast.case, person=cast.victim, is_given=True,
                    purpose="share_police" if to == 0 else "referral_services", on=at.date(),
                    explained_how="Aloud", explained_in="Tagalog", until=until, covers=covers, **ALL_TOLD,
                    recipient=institutions[to],
                )  # fmt: skip
                model.live.append(
                    {"pk": row.pk, "to": to, "covers": covers, "until": until, "guardian": False}
                )
            case ("guardian", to, covers) if not model.is_suspected:
                row = record_consent(
                    by=cast.alma, at=at, case=cast.case, person=cast.victim, is_given=True,
                    purpose="share_police" if to == 0 else "referral_services", on=at.date(),
                    explained_how="Aloud", explained_in="Tagalog", covers=covers, **ALL_TOLD,
                    basis=Consent.Basis.ASSENT_GUARDIAN, guardian=guardian,
                    recipient=institutions[to],
                )  # fmt: skip
                model.live.append(
                    {"pk": row.pk, "to": to, "covers": covers, "until": date.max, "guardian": True}
                )
            case ("refuse", to):
                agree(cast.alma, cast.case, cast.victim, institutions[to], given=False,
                      on=at.date(), at=at)  # fmt: skip
                model.live = [one for one in model.live if one["to"] != to]
            case ("withdraw", which) if which < len(model.live):
                gone = model.live.pop(which)
                row = Consent.objects.select_related("case").get(pk=gone["pk"])
                withdraw_consent(by=cast.alma, at=at, consent=row, on=at.date())
            case ("suspected",) if not model.is_suspected:
                give_role(by=cast.alma, at=at, case=cast.case, person=guardian,
                          role=RoleKind.SUSPECT, on=at.date())  # fmt: skip
                model.is_suspected = True
            case ("send", to, covers):
                row = draft(cast.alma, cast.case, cast.victim, institutions[to],
                            known=FIELDS[covers], at=at)  # fmt: skip
                expected = model.carries(to, covers, at.date())
                try:
                    send_referral(by=cast.alma, at=at, referral=row)
                except Refused:
                    seen.append((expected, False))
                else:
                    seen.append((expected, True))
    return seen


@given(acts=ACTS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.django_db
def test_whatever_is_agreed_refused_and_withdrawn_only_what_is_live_leaves(cast, acts):
    with transaction.atomic():
        guardian = add_person(by=cast.alma, at=NOW, office=cast.office, name="A Guardian")
        give_role(by=cast.alma, at=NOW, case=cast.case, person=guardian, role=RoleKind.GUARDIAN,
                  on=OPENED_ON)  # fmt: skip
        seen = play(cast, acts, guardian)
        withdrawn = Sending.objects.filter(consent__withdrawn_on__isnull=False)
        unrecalled = withdrawn.filter(recall__isnull=True).count()
        transaction.set_rollback(True)
    assert [expected for expected, _ in seen] == [left for _, left in seen]
    assert unrecalled == 0


@pytest.fixture
def left(cast) -> Sending:
    agree(cast.alma, cast.case, cast.victim, cast.police)
    row = draft(cast.alma, cast.case, cast.victim, cast.police)
    send_referral(by=cast.alma, at=NOW, referral=row)
    return Sending.objects.get()


@pytest.mark.django_db
def test_withdrawal_queues_a_recall_and_a_task_for_each_thing_that_left(cast, left):
    withdraw_consent(by=cast.alma, at=NOW, consent=left.consent, on=TODAY)
    recall = Recall.objects.get()
    assert (recall.sending, recall.told_on, recall.answer) == (left, None, "")
    assert Task.objects.get(what=RECALL, done_at=None).owner == cast.alma


@pytest.mark.django_db
def test_a_refusal_to_the_same_recipient_calls_back_what_was_agreed_before(cast, left):
    agree(cast.alma, cast.case, cast.victim, cast.police, given=False, on=TODAY)
    assert Recall.objects.get().sending == left


@pytest.mark.django_db
def test_withdrawal_and_recall_stand_or_fall_together(cast, left, monkeypatch):
    def broken(**given):
        raise RuntimeError

    monkeypatch.setattr("amparo.casework.cases.services.paper.recall_what_left", broken)
    with pytest.raises(RuntimeError):
        withdraw_consent(by=cast.alma, at=NOW, consent=left.consent, on=TODAY)
    left.consent.refresh_from_db()
    assert left.consent.withdrawn_on is None


@pytest.mark.django_db
def test_the_recipient_is_told_and_answers_once(cast, left):
    withdraw_consent(by=cast.alma, at=NOW, consent=left.consent, on=TODAY)
    recall = Recall.objects.get()
    with pytest.raises(Refused, match="after consent was withdrawn"):
        tell_recall(by=cast.alma, at=NOW, recall=recall, on=OPENED_ON, how="phone")
    tell_recall(by=cast.alma, at=NOW, recall=recall, on=TODAY, how="phone")
    assert Task.objects.get(what=RECALL).due_on == TODAY + timedelta(7)
    answer_recall(by=cast.pilar, at=NOW, recall=recall, on=TODAY, answer="destroyed")
    assert Task.objects.get(what=RECALL).done_at == NOW
    with pytest.raises(Conflict):
        answer_recall(by=cast.alma, at=NOW, recall=recall, on=TODAY, answer="returned")


@pytest.mark.django_db
def test_a_guardian_who_becomes_a_suspect_carries_nothing_any_more(cast):
    guardian = add_person(by=cast.alma, at=NOW, office=cast.office, name="A Guardian")
    give_role(by=cast.alma, at=NOW, case=cast.case, person=guardian, role=RoleKind.GUARDIAN,
              on=OPENED_ON)  # fmt: skip
    record_consent(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, purpose="share_police",
        is_given=True, on=OPENED_ON, explained_how="Aloud", explained_in="Tagalog",
        recipient=cast.police, basis=Consent.Basis.ASSENT_GUARDIAN, guardian=guardian, **ALL_TOLD,
    )  # fmt: skip
    asked = {"case": cast.case, "person": cast.victim, "recipient": cast.police, "covers": (),
             "on": TODAY}  # fmt: skip
    assert consent_standing(**asked).consent is not None
    give_role(by=cast.alma, at=NOW, case=cast.case, person=guardian, role=RoleKind.SUSPECT,
              on=TODAY)  # fmt: skip
    assert consent_standing(**asked).consent is None


@pytest.mark.django_db(transaction=True)
def test_what_leaves_in_the_moment_of_a_withdrawal_is_called_back_or_does_not_leave(cast) -> None:
    consent = agree(cast.alma, cast.case, cast.victim, cast.police)
    row = draft(cast.alma, cast.case, cast.victim, cast.police)
    begun = Event()

    def leave() -> None:
        with transaction.atomic():
            send_referral(by=cast.alma, at=NOW, referral=row)
            begun.set()
            sleep(0.3)
        connection.close()

    def withdraw() -> None:
        begun.wait(20)
        withdraw_consent(by=cast.beni, at=NOW, consent=consent, on=TODAY)
        connection.close()

    threads = [Thread(target=leave), Thread(target=withdraw)]
    [thread.start() for thread in threads]
    [thread.join(60) for thread in threads]
    assert (Sending.objects.count(), Recall.objects.count()) == (1, 1)
