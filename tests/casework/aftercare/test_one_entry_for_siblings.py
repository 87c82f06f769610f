"""What siblings got together is entered once, and each has a row of their own."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from amparo.casework.aftercare.models import Delivered, Episode
from amparo.casework.aftercare.services.episodes import Plan, begin_service, end_service
from amparo.casework.aftercare.services.together import begin_together, give_together
from amparo.casework.cases.models import Milestone
from amparo.errors import Refused
from amparo.web.dates import spoken_date
from tests.casework.aftercare.furnish import FEBRUARY, survivor
from tests.cast import NOW, Cast


@pytest.fixture
def sister(cast):
    return survivor(cast, name="Her Sister")


def begin(cast: Cast, *also, **more) -> list[Episode]:
    told = {"service": "education", "on": FEBRUARY, "plan": Plan(100, Episode.Unit.DAY)}
    return begin_together(
        by=cast.alma, at=NOW, case=cast.case, person=cast.victim, also=also,
        **{**told, "token": uuid4(), **more},
    )  # fmt: skip


def give(cast: Cast, episode, *also, **more) -> list[Delivered]:
    told = {"from_on": FEBRUARY, "to_on": FEBRUARY, "n_expected": 5, "n_given": 4}
    return give_together(
        by=cast.alma, at=NOW, episode=episode, also=also,
        **{**told, "why_less": "ill", "token": uuid4(), **more},
    )  # fmt: skip


def test_each_gets_a_service_a_milestone_and_counts_of_their_own(cast, sister):
    mine, hers = begin(cast, sister)
    give(cast, mine, hers)
    assert {row.person for row in Episode.objects.all()} == {cast.victim, sister}
    told = Milestone.objects.filter(type="restore.service_started")
    assert set(told.values_list("person", flat=True)) == {cast.victim.pk, sister.pk}
    assert {row.episode for row in Delivered.objects.all()} == {mine, hers}


def test_sent_twice_it_is_kept_once_for_each(cast, sister):
    token, counted = uuid4(), uuid4()
    first = begin(cast, sister, token=token)
    assert begin(cast, sister, cast.victim, token=token) == first
    give(cast, *first, token=counted)
    give(cast, *first, token=counted)
    assert (Episode.objects.count(), Delivered.objects.count()) == (2, 2)


def test_what_one_of_them_may_not_have_is_kept_for_none(cast, sister):
    mine, hers = begin(cast, sister)
    end_service(by=cast.alma, at=NOW, episode=hers, on=FEBRUARY, why="done")
    hers.refresh_from_db()
    with pytest.raises(Refused, match="had ended"):
        give(cast, mine, hers, to_on=NOW.date())
    assert not Delivered.objects.exists()


def test_another_service_is_not_counted_along(cast, sister):
    (mine,) = begin(cast)
    other = begin_service(by=cast.alma, at=NOW, case=cast.case, person=sister, service="medical",
                          on=FEBRUARY, plan=Plan(3))  # fmt: skip
    with pytest.raises(Refused, match="same service"):
        give(cast, mine, other)


def test_the_form_asks_for_the_others_only_where_there_are_some(cast, as_):
    (mine,) = begin(cast)
    here = {"code": cast.case.code}
    give_page = reverse("service_give", kwargs={**here, "episode": mine.pk})
    client, today = as_(cast.alma), spoken_date(timezone.localdate())
    assert "Also for" not in client.get(give_page).text
    assert "Also for" not in client.get(reverse("service_begin", kwargs=here)).text
    sister = survivor(cast, name="Her Sister")
    begun = {
        "token": uuid4(), "person": sister.pk, "service": "education", "provider": "", "n": 50,
        "on": spoken_date(FEBRUARY), "unit": "day", "also": [cast.victim.pk],
    }  # fmt: skip
    client.post(reverse("service_begin", kwargs=here), begun)
    assert Episode.objects.filter(person=sister).count() == 1
    hers = Episode.objects.get(person=sister)
    assert "Also for" in client.get(give_page).text
    counted = {
        "token": uuid4(), "from_on": today, "to_on": today, "n_expected": 1, "n_given": 1,
        "also": [hers.pk],
    }  # fmt: skip
    client.post(give_page, counted)
    assert set(Delivered.objects.values_list("episode", flat=True)) == {mine.pk, hers.pk}
