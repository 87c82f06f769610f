"""`amparo demo`: safe to run twice, apart from every real office."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.config.conftest import Office, office_in


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One demo for the questions below: growing it takes a while."""
    real = office_in(tmp_path_factory.mktemp("demo"))
    demo = Office(real.home.parent / "demo", real.environment, real.port)
    process = demo.start("demo", "--port", str(demo.port), "--folder", str(demo.home))
    yield demo
    process.send_signal(signal.SIGINT)
    process.wait(20)


def test_it_prints_the_address_and_the_sign_ins(demo):
    assert f"The demo office is open: {demo.address}" in demo.said
    assert "@" in demo.said.partition("Sign in as")[2]


def test_it_answers(demo):
    assert demo.get("account/login/")[0] == 200


def test_a_second_one_says_where_the_first_is_and_succeeds(demo):
    second = demo.run("demo", "--folder", str(demo.home), "--port", str(demo.port))
    assert second.returncode == 0
    assert demo.address in second.stderr
    assert "@" in second.stderr


def test_it_is_not_grown_again_while_it_is_open(demo):
    second = demo.run("demo", "--folder", str(demo.home), "--fresh")
    assert second.returncode == 2
    assert "Ctrl-C" in second.stderr


def test_it_never_touches_the_folder_of_a_real_office(demo):
    assert not (demo.home.parent / "office").exists()


def test_it_refuses_to_grow_into_a_real_office(office):
    office.home.mkdir()
    (office.home / "amparo.sqlite3").write_bytes(b"")
    done = office.run("demo", "--folder", str(office.home), "--port", str(office.port))
    assert done.returncode == 2
    assert "not the demo" in done.stderr
