"""What is known of a suspect: looks, whereabouts, sources, ties; and how an arrest is known."""

from datetime import timedelta

import pytest

from amparo.casework.cases.services.milestones import correct_milestone
from amparo.casework.restrain.models import Source, SuspectFile, Tie
from amparo.casework.restrain.selectors.suspect import suspect_page_for
from amparo.casework.restrain.services.facts import take_back
from amparo.casework.restrain.services.knowing import (
    add_source,
    add_tie,
    check_arrest,
    keep_file,
)
from amparo.errors import Conflict, Refused
from tests.casework.cases.acting import DAY, happened
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def source(cast, scheme="4x4", reliability="B", credibility="2", **facts):
    return add_source(
        by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY, kind="informant",
        scheme=scheme, reliability=reliability, credibility=credibility,
        told="Sleeps at the green house", who="The tricycle driver", **facts,
    )  # fmt: skip


def keep(cast, version, text):
    return keep_file(
        by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, version=version,
        description=text, whereabouts="", needs_warrant=True,
    )  # fmt: skip


def page(cast):
    return suspect_page_for(cast.alma, cast.case, cast.suspect.pk, today=NOW.date())


def test_a_source_is_kept_sealed_with_its_grade(cast):
    source(cast)
    row = Source.objects.select_related("case__key").get()
    assert (row.words("told"), row.words("who")) == (
        "Sleeps at the green house",
        "The tricycle driver",
    )
    assert (row.scheme, row.reliability, row.credibility) == ("4x4", "B", "2")
    assert b"green" not in bytes(row.told_sealed)
    assert b"driver" not in bytes(row.who_sealed)


@pytest.mark.parametrize(
    ("scheme", "reliability", "credibility"),
    [("4x4", "X", "4"), ("4x4", "A", "1"), ("6x6", "F", "6"), ("6x6", "D", "5")],
)
def test_the_grades_of_both_schemes_are_taken(cast, scheme, reliability, credibility):
    assert source(cast, scheme, reliability, credibility).pk


@pytest.mark.parametrize(
    ("scheme", "reliability", "credibility"),
    [("4x4", "D", "1"), ("4x4", "A", "5"), ("6x6", "X", "1"), ("5x5", "A", "1"), ("4x4", "", "1")],
)
def test_a_grade_of_another_scheme_is_refused(cast, scheme, reliability, credibility):
    with pytest.raises(Refused, match="grade"):
        source(cast, scheme, reliability, credibility)


def test_two_sources_are_two_cards(cast):
    source(cast)
    source(cast, reliability="A")
    assert len(page(cast).sources) == 2


def test_a_source_taken_back_leaves_the_page_and_stays_kept(cast):
    take_back(by=cast.beni, at=NOW, row=source(cast), reason="Another man")
    assert page(cast).sources == ()
    assert Source.objects.get().taken_back_by == cast.beni


def test_it_is_taken_back_once(cast):
    row = source(cast)
    take_back(by=cast.beni, at=NOW, row=row, reason="Another man")
    with pytest.raises(Conflict):
        take_back(by=cast.alma, at=NOW, row=row, reason="Another man")


def test_taking_back_needs_a_reason(cast):
    with pytest.raises(Refused, match="reason"):
        take_back(by=cast.beni, at=NOW, row=source(cast), reason="")


def test_whoever_saves_the_file_second_is_shown_both(cast):
    keep(cast, 0, "Tall")
    with pytest.raises(Conflict) as both:
        keep(cast, 0, "Short")
    assert (both.value.theirs["How they look"], both.value.yours["How they look"]) == (
        "Tall",
        "Short",
    )


def test_the_file_is_sealed_and_changed_by_its_version(cast):
    keep(cast, 0, "Tall")
    keep(cast, 1, "Tall, a scar")
    row = SuspectFile.objects.select_related("case__key").get()
    assert (row.words("description"), row.version) == ("Tall, a scar", 2)
    assert b"scar" not in bytes(row.description_sealed)


@pytest.mark.parametrize(("kind", "relation"), [("associate", "home"), ("venue", "kin")])
def test_a_person_is_no_place_and_a_place_no_person(cast, kind, relation):
    with pytest.raises(Refused, match="choose again"):
        add_tie(
            by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY, kind=kind,
            relation=relation, who="Somebody",
        )  # fmt: skip


def test_associates_and_venues_are_kept_apart_and_sealed(cast):
    for kind, relation in (("associate", "kin"), ("venue", "business")):
        add_tie(
            by=cast.beni, at=NOW, case=cast.case, person=cast.suspect, on=DAY, kind=kind,
            relation=relation, who=f"The {kind}",
        )  # fmt: skip
    assert [t.words("who") for t in page(cast).associates] == ["The associate"]
    assert [t.words("who") for t in page(cast).venues] == ["The venue"]
    assert not any(b"The " in bytes(t.who_sealed) for t in Tie.objects.all())


def test_an_arrest_stands_unverified_until_someone_says_how_it_is_known(cast):
    arrest = happened(cast, "restrain.arrested", person=cast.suspect)
    assert page(cast).arrests[0].checks == ()
    check_arrest(
        by=cast.beni, at=NOW, arrest=arrest, on=DAY + timedelta(1), how="seen", is_confirmed=True
    )
    (check,) = page(cast).arrests[0].checks
    assert (check.how, check.recorded_by, check.is_confirmed) == ("seen", cast.beni, True)


def test_a_corrected_arrest_keeps_its_verification(cast):
    arrest = happened(cast, "restrain.arrested", person=cast.suspect)
    check_arrest(by=cast.beni, at=NOW, arrest=arrest, on=DAY, how="record", is_confirmed=True)
    correct_milestone(
        by=cast.alma, at=NOW, milestone=arrest, reason="The register", on=DAY - timedelta(1),
        precision=arrest.precision,
    )  # fmt: skip
    assert len(page(cast).arrests[0].checks) == 1


def test_an_arrest_is_not_verified_before_it_took_place(cast):
    arrest = happened(cast, "restrain.arrested", person=cast.suspect)
    with pytest.raises(Refused, match="before it took place"):
        check_arrest(
            by=cast.beni, at=NOW, arrest=arrest, on=DAY - timedelta(1), how="seen",
            is_confirmed=True,
        )  # fmt: skip


def test_only_an_arrest_is_verified(cast):
    other = happened(cast, "restrain.remanded", person=cast.suspect)
    with pytest.raises(Refused, match="Only the arrest"):
        check_arrest(by=cast.beni, at=NOW, arrest=other, on=DAY, how="seen", is_confirmed=True)
