"""An empty directory is filled from a pack."""

import pytest

from amparo.audit.models import Entry
from amparo.directory.models import Institution, Jurisdiction, Unit
from amparo.directory.packs import load_pack, pack_codes
from amparo.directory.services import add_jurisdiction, install_pack
from amparo.errors import Broken
from tests.directory.conftest import NOW


@pytest.mark.parametrize("code", pack_codes())
def test_it_adds_what_the_pack_lists(sol, code):
    pack = load_pack(code)
    done = install_pack(by=sol, at=NOW, pack_code=code)
    assert (done.n_jurisdictions, done.n_institutions) == (
        Jurisdiction.objects.count(), Institution.objects.count(),
    )  # fmt: skip
    assert (done.n_jurisdictions, done.n_units) == (
        len(pack.jurisdictions), sum(len(i.units) for i in pack.institutions),
    )  # fmt: skip
    assert done.n_units == Unit.objects.count()


@pytest.mark.parametrize("code", pack_codes())
def test_the_second_time_it_adds_nothing(sol, code):
    install_pack(by=sol, at=NOW, pack_code=code)
    n = Entry.objects.count()
    done = install_pack(by=sol, at=NOW, pack_code=code)
    assert (done.n_jurisdictions, done.n_institutions, done.n_units) == (0, 0, 0)
    assert Entry.objects.count() == n


def test_places_inside_are_under_the_packs_law_and_the_country_around_is_not(sol):
    install_pack(by=sol, at=NOW, pack_code="in-tn")
    packs = dict(Jurisdiction.objects.values_list("code", "pack"))
    assert (packs["in"], packs["in-tn"], packs["in-tn-kanchipuram"]) == ("", "in-tn", "in-tn")


def test_what_the_office_added_itself_stays(sol):
    own = add_jurisdiction(by=sol, at=NOW, code="ph", name="Pilipinas", kind="country", pack="ph")
    install_pack(by=sol, at=NOW, pack_code="ph")
    own.refresh_from_db()
    assert own.name == "Pilipinas"


def test_both_packs_stand_side_by_side(sol):
    install_pack(by=sol, at=NOW, pack_code="ph")
    done = install_pack(by=sol, at=NOW, pack_code="in-tn")
    assert done.n_jurisdictions == len(load_pack("in-tn").jurisdictions)


def test_institutions_keep_their_places_time(sol):
    install_pack(by=sol, at=NOW, pack_code="ph")
    zones = set(Institution.objects.values_list("time_zone", flat=True))
    assert zones == {"Asia/Manila"}


def test_a_pack_that_does_not_ship_is_told(sol):
    with pytest.raises(Broken, match="unknown code"):
        install_pack(by=sol, at=NOW, pack_code="zz")
