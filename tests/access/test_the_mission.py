"""docs/mission.md says where each thing the model needs is found; each of those pages opens."""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
from click.testing import CliRunner
from django.db import transaction

from amparo.cli import COMMANDS, amparo
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
LINE_BY_LINE = MISSION.split("## Line by line", 1)[1]
LINES = [row["lines"] for row in ROW.finditer(LINE_BY_LINE)]
FROM_28_TO_125 = [
    "28",
    "30a",
    "30b",
    "33",
    "35",
    "38a",
    "38b",
    "40a",
    "40b",
    "40c",
    "43a",
    "43b",
    "43c",
    "50",
    "52-53",
    "54-55",
    "56-57",
    "58-59",
    "60",
    "62-66",
    "68",
    "69",
    "70",
    "71",
    "73a",
    "73b",
    "73c",
    "76a",
    "76b",
    "76c",
    "76d",
    "76e",
    "79a",
    "79b",
    "79c",
    "79d",
    "82a",
    "82b",
    "82c",
    "84-85",
    "113-115",
    "87-89",
    "91a",
    "91b",
    "91c",
    "91d",
    "91e",
    "93-95",
    "97a",
    "97b",
    "99",
    "101",
    "103a",
    "103b",
    "103c",
    "105-107",
    "107",
    "109a",
    "109b",
    "111",
    "117-120",
    "122",
    "125",
]
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


def test_every_row_from_28_to_125_is_there_once():
    named = [one for row in LINES for one in row.split(", ")]
    assert sorted(named) == sorted(FROM_28_TO_125)


@pytest.mark.parametrize("name", sorted({n for row in ROWS for n in COMMAND.findall(row["where"])}))
def test_a_command_that_the_mission_names_tells_how_it_is_used(name):
    told = CliRunner().invoke(amparo, [name, "--help"])
    assert told.exit_code == 0
    assert f"Usage: amparo {name}" in told.output


def test_the_mission_names_many_rows():
    assert len(ROWS) > 30
