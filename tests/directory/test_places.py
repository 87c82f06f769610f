"""Adding places, and how many people live there."""

import pytest
from django.db import IntegrityError, transaction

from amparo.audit.models import Entry
from amparo.directory.models import Jurisdiction
from amparo.directory.services import add_jurisdiction, set_population
from amparo.errors import Refused
from tests.directory.conftest import NOW


def test_a_place_lies_inside_its_parent(sol, coast):
    town = add_jurisdiction(
        by=sol, at=NOW, code="port", name="Port", kind="municipality", parent=coast
    )
    assert town.path == "/coast/port/"


def test_a_path_never_begins_another_places(sol, coast):
    other = add_jurisdiction(by=sol, at=NOW, code="coast-north", name="North", kind="region")
    assert not other.path.startswith(coast.path)


def test_a_place_is_under_its_parents_law(sol):
    land = add_jurisdiction(by=sol, at=NOW, code="land", name="Land", kind="country", pack="ph")
    town = add_jurisdiction(by=sol, at=NOW, code="t", name="T", kind="village", parent=land)
    assert town.pack == "ph"


def test_a_code_is_used_once(sol, coast):
    with pytest.raises(Refused, match="code is there already"):
        add_jurisdiction(by=sol, at=NOW, code="coast", name="Other coast", kind="region")


def test_a_population_without_a_source_is_refused(sol):
    with pytest.raises(Refused, match="year and its source"):
        add_jurisdiction(
            by=sol, at=NOW, code="x", name="X", kind="region", population=5, population_year=2020
        )


def test_a_population_set_later_needs_a_source_too(sol, coast):
    with pytest.raises(Refused, match="year and its source"):
        set_population(by=sol, at=NOW, place=coast, population=5, year=2020, source=" ")


def test_the_trail_names_what_was_set(sol, coast):
    set_population(by=sol, at=NOW, place=coast, population=5, year=2020, source="Census of 2020")
    assert Entry.objects.latest("seq").fields == [
        "population", "population_source", "population_year",
    ]  # fmt: skip


def test_the_database_refuses_a_population_from_nowhere(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Jurisdiction.objects.create(
            code="y", name="Y", kind="region", path="/y/", population=9, population_year=2020
        )


def test_a_place_too_deep_is_refused(sol):
    parent = Jurisdiction.objects.create(code="d", name="D", kind="region", path="/d" * 198 + "/")
    with pytest.raises(Refused, match="too deep"):
        add_jurisdiction(by=sol, at=NOW, code="deep", name="Deep", kind="village", parent=parent)
