"""A partner of one institution sees their own unit's problems, repairs and commitments only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from amparo.directory.models import Post, PostHolder, Unit
from amparo.reform.models import Exposure, Intervention, SystemProblem
from amparo.reform.services.problems import About, open_problem, share_problem
from amparo.reform.services.repairs import begin_intervention, expose
from amparo.repair.accountability.models import DecoyVisit, Grievance
from amparo.repair.hope.models import Commitment
from tests.cast import NOW, OPENED_ON
from tests.repair.accountability.furnish import complaint, keeper_of
from tests.repair.hope.furnish import a_promise

ELSEWHERE = "Station 9"


def problem(cast, title, institution):
    row = open_problem(by=cast.nadia, at=NOW, about=About("B15"), title=title, on=OPENED_ON)
    return share_problem(
        by=cast.nadia, at=NOW, problem=row, authority=institution, post="Chief", on=OPENED_ON
    )


def repair(cast, of, name, kind=Intervention.Kind.RESOURCES, unit=None):
    row = begin_intervention(
        by=cast.nadia, at=NOW, problem=of, name=name, kind=kind, what="It is given",
        planned_on=OPENED_ON,
    )  # fmt: skip
    expose(by=cast.nadia, at=NOW, intervention=row, from_on=OPENED_ON, unit=unit)
    return row


@pytest.fixture
def office(cast):
    """Pilar holds a post at Station 7 of the police."""
    post = Post.objects.create(unit=cast.station, title="Liaison officer")
    PostHolder.objects.create(
        post=post, holder_name="P. Vega", account_id=cast.pilar.pk, from_on=OPENED_ON
    )
    other = Unit.objects.create(institution=cast.police, name=ELSEWHERE)
    mine = problem(cast, "Scenes are not visited", cast.police)
    courts = problem(cast, "Hearings are put off", cast.court)
    open_problem(by=cast.nadia, at=NOW, about=About("B05", institution=cast.police),
                 title="Complaints are refused", on=OPENED_ON)  # fmt: skip
    repair(cast, mine, "A motorcycle", unit=cast.station)
    repair(cast, mine, "A boat", unit=other)
    repair(cast, mine, "Decoy visits", Intervention.Kind.ACCOUNTABILITY, unit=cast.station)
    repair(cast, courts, "A court for children", unit=cast.station)
    a_promise(cast.nadia, cast.police, unit=cast.station, promise="A desk at Station 7")
    a_promise(cast.nadia, cast.police, unit=other, promise="A desk at Station 9")
    a_promise(cast.nadia, cast.police, promise="An order to all stations")
    a_promise(cast.nadia, cast.court, promise="Hearings by video")
    keeper_of(cast.sofia, cast.alma, cast.beni)
    complaint(cast)
    return cast


def test_only_their_own_units_problems_repairs_and_commitments(office, client):
    client.force_login(office.pilar)
    text = client.get(reverse("shared_with")).content.decode()
    seen = ("Scenes are not visited", "A motorcycle", "A desk at Station 7",
            "An order to all stations")  # fmt: skip
    hidden = ("Hearings are put off", "Complaints are refused", "A boat", "Decoy visits",
              "A court for children", "A desk at Station 9", "Hearings by video", ELSEWHERE)  # fmt: skip
    assert [one for one in seen if one not in text] == []
    assert [one for one in hidden if one in text] == []


def test_it_is_held_in_the_queries_themselves(office):
    partner = office.pilar
    problems = SystemProblem.objects.all().visible_to(partner)
    repairs = Intervention.objects.all().visible_to(partner)
    places = Exposure.objects.all().visible_to(partner)
    promises = Commitment.objects.all().visible_to(partner)
    assert set(problems.values_list("title", flat=True)) == {"Scenes are not visited"}
    assert set(repairs.values_list("name", flat=True)) == {"A motorcycle"}
    assert set(places.values_list("unit__name", flat=True)) == {"Station 7"}
    assert promises.count() == 2
    assert not SystemProblem.objects.all().visible_to(partner, "repairs.manage").exists()


def test_never_anything_of_misconduct(office, client):
    assert not Grievance.objects.all().visible_to(office.pilar).exists()
    assert not DecoyVisit.objects.all().visible_to(office.pilar).exists()
    client.force_login(office.pilar)
    asked = [client.get(reverse(name)).status_code for name in (
        "grievances", "grievance_figures", "hope", "problems", "what_breaks",
    )]  # fmt: skip
    assert asked == [404] * 5


def test_a_partner_without_a_post_sees_what_is_the_whole_institutions(office):
    PostHolder.objects.update(to_on=OPENED_ON + timedelta(days=1))
    promises = Commitment.objects.all().visible_to(office.pilar)
    assert set(promises.values_list("promise", flat=True)) == {"An order to all stations"}
    assert not Intervention.objects.all().visible_to(office.pilar).exists()


def test_nobody_else_opens_the_partners_page(office, client):
    client.force_login(office.nadia)
    assert client.get(reverse("shared_with")).status_code == 404
