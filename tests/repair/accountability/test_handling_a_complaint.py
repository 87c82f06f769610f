"""From a complaint to an oversight body, a finding, a sanction; and what stands beside it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from amparo.directory.models import Institution
from amparo.errors import NotVisible, Refused
from amparo.repair.accountability.models import DecoyVisit, Grievance, Recognition, Shield, Step
from amparo.repair.accountability.selectors.complaints import complaints_for, standing_of
from amparo.repair.accountability.services import beside
from amparo.repair.accountability.services.handling import Taken, take_step
from tests.cast import NOW, VICTIM_NAME, institution
from tests.repair.accountability.furnish import WORDS, complaint, keeper_of

TODAY = NOW.date()
DUE = TODAY + timedelta(days=30)


@pytest.fixture
def body(cast) -> Institution:
    return institution("Ombudsman", "oversight", cast.place)


@pytest.fixture
def kept(cast) -> Grievance:
    keeper_of(cast.sofia, cast.alma, cast.beni)
    return complaint(cast).grievance


def take(cast, kept, what, **more) -> Step:
    taken = Taken(what, more.pop("on", TODAY), **more)
    return take_step(by=cast.sofia, at=NOW, grievance=kept, taken=taken)


def stands(kept, on=TODAY):
    return standing_of(list(Step.objects.filter(grievance=kept)), today=on)


def test_where_it_stands_follows_from_its_steps(cast, kept, body):
    assert stands(kept).words == "Nothing done yet"
    take(cast, kept, "referred", body=body, due_on=DUE)
    assert stands(kept).due_on == DUE
    assert not stands(kept, DUE).is_over
    assert stands(kept, DUE + timedelta(days=1)).is_over
    take(cast, kept, "replied")
    assert stands(kept, DUE + timedelta(days=1)).due_on is None
    take(cast, kept, "not_substantiated")
    take(cast, kept, "substantiated", words="The recording came to light")
    take(cast, kept, "sanctioned", sanction="suspended")
    assert stands(kept).words == "Found to be so: suspended"


def test_a_late_answer_is_told_in_the_list(cast, kept, body):
    take(cast, kept, "referred", body=body, due_on=TODAY + timedelta(days=1))
    row = complaints_for(cast.sofia, today=TODAY + timedelta(days=10))[0]
    assert row.standing.is_over
    client_text = row.standing.words
    assert client_text == "With an oversight body"


@pytest.mark.parametrize(
    ("what", "more", "said"),
    [
        ("referred", {"due_on": DUE}, "which body"),
        ("replied", {}, "Nobody was asked"),
        ("sanctioned", {"sanction": "suspended"}, "not found to be so"),
        ("substantiated", {"on": TODAY - timedelta(days=1)}, "before it was told"),
        ("looked", {}, "what was done"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(cast, kept, what, more, said):
    with pytest.raises(Refused, match=said):
        take(cast, kept, what, **more)
    assert not Step.objects.exists()


def test_the_institution_named_does_not_look_into_itself(cast, kept):
    with pytest.raises(Refused, match="does not look into itself"):
        take(cast, kept, "referred", body=cast.police, due_on=DUE)


def test_another_finding_needs_its_reason(cast, kept):
    take(cast, kept, "not_substantiated")
    with pytest.raises(Refused, match="needs its reason"):
        take(cast, kept, "substantiated")


def test_a_keeper_does_it_all_by_the_pages(cast, client, kept, body):
    client.force_login(cast.sofia)
    for act, typed in (
        ("answer", {"words": "Thank you. We are looking."}),
        ("refer", {"body": body.pk}),
        ("reply", {"words": "They wrote."}),
        ("finding", {"what": "substantiated"}),
        ("sanction", {"sanction": "charged"}),
    ):
        at = reverse("grievance_act", args=[kept.pk, act])
        form = client.get(at).context["form"]
        begun = {name: value for name, value in form.initial.items() if value is not None}
        assert client.post(at, {**begun, **typed}).status_code == 302
    text = client.get(reverse("grievance", args=[kept.pk])).content.decode()
    assert "Found to be so: charged with a crime" in text
    assert "Passed to Ombudsman" in text
    assert "Thank you. We are looking." in text
    listed = client.get(reverse("grievances")).content.decode()
    assert kept.code in listed
    assert WORDS not in listed


def test_a_colleague_tells_about_a_step_of_a_case_and_is_offered_a_breakdown(cast, client):
    client.force_login(cast.alma)
    at = f"{reverse('grievance_tell')}?case={cast.case.code}"
    form = client.get(at).context["form"]
    typed = {"token": form["token"].value(), "kind": "bribe_asked", "words": WORDS,
             "place": f"u:{cast.station.pk}"}  # fmt: skip
    page = client.post(at, typed)
    text = page.content.decode()
    offered = f"{reverse('breakdown_add', args=[cast.case.code])}?cause=B06"
    assert page.context["code"] in text
    assert offered in text
    assert Grievance.objects.get().case == cast.case
    assert client.get(offered).context["form"]["cause"].value() == "B06"
    assert (
        "Tell of an official"
        in client.get(reverse("case_breakdowns", args=[cast.case.code])).content.decode()
    )
    again = client.post(at, typed)
    assert again.status_code == 422
    assert Grievance.objects.count() == 1
    assert VICTIM_NAME not in text


def test_a_case_that_is_not_ones_own_is_not_there_to_tell_about(cast, client):
    client.force_login(cast.carla)
    assert client.get(f"{reverse('grievance_tell')}?case={cast.case.code}").status_code == 404


def test_protection_is_sealed_and_ends(cast, kept):
    row = beside.shield(
        by=cast.sofia, at=NOW, institution=cast.police, measure="kept_in_post",
        person="Cpl. Abella", from_on=TODAY, review_on=DUE,
    )  # fmt: skip
    assert b"Abella" not in bytes(row.person_sealed)
    assert Shield.objects.all().visible_to(cast.sofia).get().person() == "Cpl. Abella"
    assert not Shield.objects.all().visible_to(cast.beni).exists()
    beside.end_shield(by=cast.sofia, at=NOW, row=row, on=TODAY)
    with pytest.raises(Refused, match="ended already"):
        beside.end_shield(by=cast.sofia, at=NOW, row=row, on=TODAY)


def test_only_keepers_protect_and_keep_decoy_visits(cast, kept):
    visit = beside.Visit(cast.station, TODAY, "trafficking_children", was_registered=True)
    with pytest.raises(NotVisible):
        beside.record_decoy(by=cast.nadia, at=NOW, visit=visit)
    beside.record_decoy(by=cast.sofia, at=NOW, visit=visit)
    assert DecoyVisit.objects.all().visible_to(cast.sofia).count() == 1
    assert not DecoyVisit.objects.all().visible_to(cast.nadia).exists()


def test_good_work_is_honoured_by_post_and_shown(cast, client):
    beside.recognise(
        by=cast.nadia, at=NOW, institution=cast.police, unit=cast.station, post="Desk officer",
        how="letter", why="Wrote the complaint down at two in the morning", on=date(2024, 2, 1),
    )  # fmt: skip
    client.force_login(cast.nadia)
    text = client.get(reverse("grievance_figures")).content.decode()
    assert "Wrote the complaint down at two in the morning" in text
    assert Recognition.objects.get().institution == cast.police
