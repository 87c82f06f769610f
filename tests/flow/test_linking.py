"""Lists are linked before they are counted, and only counts leave."""

from __future__ import annotations

import hashlib
from random import Random

import polars as pl
import pytest
from click.testing import CliRunner

from amparo.errors import Refused
from amparo.flow.commands.link import link as command
from amparo.flow.linking import doubts, link

FIRST = [
    "ana",
    "maria",
    "jose",
    "luis",
    "rosa",
    "juan",
    "pedro",
    "carmen",
    "elena",
    "mario",
    "lito",
    "nena",
    "dong",
    "celia",
    "rico",
    "paz",
]
LAST = [
    "santos",
    "reyes",
    "cruz",
    "bautista",
    "ocampo",
    "garcia",
    "mendoza",
    "torres",
    "flores",
    "ramos",
    "diaz",
    "lopez",
    "navarro",
]
TOWNS = ("cebu", "mandaue", "talisay", "danao")
ON = ("name", "birth", "town")


def slip(name, chance):
    at = chance.randrange(len(name))
    return name[:at] + name[at + 1 :] if chance.random() < 0.2 else name


@pytest.fixture(scope="module")
def made():
    """Three lists over 500 people who are known, with slips of the pen in one name of five."""
    chance = Random(7)
    people = [
        (f"{chance.choice(FIRST)} {chance.choice(LAST)}",
         f"{chance.randint(1960, 2010)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
         chance.choice(TOWNS)) for _ in range(500)
    ]  # fmt: skip
    on = {name: [i for i in range(500) if chance.random() < share]
          for name, share in (("police", 0.4), ("shelter", 0.35), ("hotline", 0.3))}  # fmt: skip
    rows = {
        name: [(slip(people[i][0], chance), *people[i][1:]) for i in who]
        for name, who in on.items()
    }
    lists = {
        name: pl.DataFrame(found, schema=list(ON), orient="row") for name, found in rows.items()
    }
    return lists, len(set().union(*on.values())), on


@pytest.fixture(scope="module")
def found(made):
    return link(made[0], ON)


def test_it_finds_who_is_who_within_two_in_a_hundred(made, found):
    _, n, on = made
    assert found.n_people == pytest.approx(n, rel=0.02)
    assert found.overlap.columns == ["police", "shelter", "hotline", "people"]
    three = found.overlap.row(
        by_predicate=pl.col("police") + pl.col("shelter") + pl.col("hotline") == 3
    )
    truth = len(set(on["police"]) & set(on["shelter"]) & set(on["hotline"]))
    assert three[-1] == pytest.approx(truth, abs=3)


def test_hashes_part_what_is_written_otherwise_until_somebody_answers(made):
    lists, n, _ = made
    hashed = {
        name: one.select(
            pl.col(column).map_elements(
                lambda v: hashlib.sha256(v.encode()).hexdigest(), return_dtype=pl.String
            )
            for column in ON
        )
        for name, one in lists.items()
    }
    found = link(hashed, ON)
    answered = link(hashed, ON, answers={(p.left, p.right): True for p in found.uncertain})
    assert found.n_people >= 0.98 * n
    assert answered.n_people == pytest.approx(n, rel=0.05)


def test_an_answer_settles_a_pair_in_doubt(made, found):
    lists, _, _ = made
    settled = link(lists, ON, answers={(p.left, p.right): True for p in found.uncertain})
    assert settled.uncertain == ()
    assert settled.n_people <= found.n_people
    assert doubts(found, lists, ON).columns[-1] == "same"


def test_the_command_writes_counts_in_which_nobody_is_named(made, tmp_path):
    lists, _, _ = made
    for name, one in lists.items():
        one.write_csv(tmp_path / f"{name}.csv")
    files = [str(tmp_path / f"{name}.csv") for name in lists]
    on = [word for column in ON for word in ("--on", column)]
    done = CliRunner().invoke(
        command, [*files, *on, "-o", str(tmp_path / "overlap.csv")], catch_exceptions=False
    )
    assert done.exit_code == 0
    assert "people" in done.output
    text = (tmp_path / "overlap.csv").read_text()
    assert not [name for name in FIRST + LAST if name in text]


def test_a_list_without_the_column_is_named(made):
    lists, _, _ = made
    with pytest.raises(Refused, match="shelter lacks town"):
        link({**lists, "shelter": lists["shelter"].drop("town")}, ON)
