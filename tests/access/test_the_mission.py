"""docs/mission.md says where each thing the model needs is found; each of those pages opens."""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
from django.db import transaction

from amparo.cli import COMMANDS
from tests.access.test_every_route_as_every_role import address
from tests.access.world import World, build
from tests.cast import gather
from tests.house.source import ROOT
from tests.house.test_routes import every_route

MISSION = (ROOT / "docs" / "mission.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<lines>\d[\d, a-z-]*) \| (?P<what>[^|]+) \| (?P<where>[^|]+) \|$", re.M)
PLACE = re.compile(r"`(/[^`]*)` \((\w+)\)")
COMMAND = re.compile(r"`amparo ([a-z-]+)[^`]*`")
WHO = {
    "caseworker": "alma", "lawyer": "beni", "supervisor": "sofia", "analyst": "nadia",
    "publisher": "eva", "auditor": "amira", "administrator": "adan", "partner": "pilar",
}  # fmt: skip

ROWS = [row.groupdict() for row in ROW.finditer(MISSION)]
PLACES = sorted({found for row in ROWS for found in PLACE.findall(row["where"])})
ROUTES = {f"/{re.sub(r'<[a-z]+:', '<', at)}": (entry.name, entry) for at, entry in every_route()}
SHAPED = {re.sub(r"<\w+>", "<>", shown): route for shown, route in ROUTES.items()}


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, sealing_key):
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(gather())
        transaction.set_rollback(True)


@pytest.fixture
def world(built: World, db) -> World:
    return deepcopy(built)


@pytest.mark.parametrize(("place", "who"), PLACES)
def test_a_page_that_the_mission_names_opens(world, client, place, who):
    name, entry = SHAPED[re.sub(r"<\w+>", "<>", place)]
    client.force_login(world.people()[WHO[who]])
    answer = client.get(address(name, entry, world, world.own))
    assert answer.status_code == 200


def test_every_row_names_a_page_or_a_command():
    assert [row["lines"] for row in ROWS if not PLACE.search(row["where"])
            and not COMMAND.search(row["where"])] == []  # fmt: skip


def test_every_command_that_the_mission_names_is_there():
    assert {name for row in ROWS for name in COMMAND.findall(row["where"])} - set(COMMANDS) == set()


def test_the_mission_names_many_rows():
    assert len(ROWS) > 30
