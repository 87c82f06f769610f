"""Institutions that forms elsewhere offer."""

from amparo.directory.selectors import institutions_for
from amparo.directory.services import add_institution
from tests.directory.conftest import NOW


def test_whoever_reads_the_directory_chooses_from_all_by_name(sol, alma, police, coast):
    add_institution(by=sol, at=NOW, name="Clinic", kind="health", jurisdiction=coast)
    assert [row.name for row in institutions_for(alma)] == ["Clinic", "Coast Police"]


def test_an_account_without_a_role_chooses_from_none(nadia, police):
    assert institutions_for(nadia) == []


def test_choosing_asks_the_database_once(alma, police, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [row.jurisdiction.name for row in institutions_for(alma)] == ["Coast"]
