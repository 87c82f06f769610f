"""A partner sees means and training of the units in which they hold a post, and of no other."""

from __future__ import annotations

import pytest
from django.urls import reverse

from amparo.directory.models import Post, PostHolder, Unit
from amparo.errors import NotVisible
from amparo.reform.services.problems import share_problem
from amparo.repair.resources.selectors.shared import own_resources
from amparo.repair.training.selectors.shared import own_training
from tests.cast import NOW, OPENED_ON
from tests.reform.repairing import a_problem
from tests.repair.resources.furnish import a_check, approved, handed
from tests.repair.training.furnish import (
    a_course,
    a_session,
    asks,
    came,
    finished,
    joined,
    sat,
    somebody,
)

TODAY = NOW.date()


@pytest.fixture
def unit(cast):
    """Pilar holds a post at Station 7; another station was seen, trained and given things too."""
    post = Post.objects.create(unit=cast.station, title="Liaison officer")
    held = PostHolder.objects.create(
        post=post, holder_name="P. Vega", account_id=cast.pilar.pk, from_on=OPENED_ON
    )
    other = Unit.objects.create(institution=cast.police, name="Station 9")
    a_check(cast, "vehicle")
    a_check(cast, "radio", unit=other)
    handed(cast, approved(cast), held)
    asks(cast, post)
    asks(cast, Post.objects.create(unit=other, title="Elsewhere"))
    person = somebody(cast)
    joined(cast, held, person)
    session = a_session(cast, a_course(cast, "The law, taught here"))
    came(cast, session, person)
    sat(cast, session, person, "1000")
    finished(cast, session, person)
    return held


def shared(cast):
    share_problem(
        by=cast.nadia, at=NOW, problem=a_problem(cast), authority=cast.police, post="Chief",
        on=OPENED_ON,
    )  # fmt: skip


def test_they_see_what_their_unit_has_and_what_its_posts_ask_for(cast, unit, client):
    shared(cast)
    client.force_login(cast.pilar)
    page = client.get(reverse("shared_resources")).content.decode()
    assert "12 of 13 things" in page
    assert "Motorcycle 125" in page
    assert "Station 9" not in page
    page = client.get(reverse("shared_training")).content.decode()
    assert "Liaison officer" in page
    assert "The law, taught here" in page
    assert "Elsewhere" not in page


def test_nothing_is_seen_of_an_office_that_shares_no_problem(cast, unit):
    (mine,) = own_resources(cast.pilar, today=TODAY)
    assert (mine.last, mine.requests, mine.things) == (None, (), ())
    (taught,) = own_training(cast.pilar, today=TODAY)
    assert (taught.lines, taught.courses) == ((), ())


def test_once_they_leave_the_post_nothing_is_left(cast, unit):
    shared(cast)
    PostHolder.objects.filter(pk=unit.pk).update(to_on=TODAY)
    assert own_resources(cast.pilar, today=TODAY) == ()
    assert own_training(cast.pilar, today=TODAY) == ()


def test_who_is_no_partner_meets_nothing(cast):
    with pytest.raises(NotVisible):
        own_resources(cast.nadia, today=TODAY)
    with pytest.raises(NotVisible):
        own_training(cast.eva, today=TODAY)
