"""`amparo demo`: a what-if question is carried out by a process of its own, whatever happens."""

from __future__ import annotations

import os
import re
import signal
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.config.conftest import Office, office_in

PASSWORD = "paper boats on a slow river"


class Analyst:
    """Someone who signs in to the demo and reads figures, by plain requests."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.send("/account/login/", login="analyst@demo.example", password=PASSWORD)

    def read(self, path: str) -> str:
        """A page's text."""
        return self.browser.open(self.address + path, timeout=30).read().decode()

    def send(self, path: str, **typed: object) -> tuple[str, str]:
        """Fill in a page's form and send it: where it leads, and what is there."""
        page = self.read(path)
        fields = dict(re.findall(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"', page))
        content = urllib.parse.urlencode({**fields, **typed}).encode()
        answer = self.browser.open(self.address + path, content, timeout=30)
        return urllib.parse.urlsplit(answer.url).path, answer.read().decode()

    def wait_for(self, path: str, words: str, seconds: float) -> str:
        """The page, once it says this."""
        deadline = time.monotonic() + seconds
        while words not in (page := self.read(path)):
            assert time.monotonic() < deadline, re.sub(r"<[^>]+>|\s+", " ", page)[-1500:]
            time.sleep(0.5)
        return page


def opened(demo: Office):
    return demo.start("demo", "--port", str(demo.port), "--folder", str(demo.home))


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, list]]:
    """A demo that may be killed and opened again."""
    real = office_in(tmp_path_factory.mktemp("asked"))
    office = Office(real.home.parent / "demo", real.environment, real.port)
    processes = [opened(office)]
    yield office, processes
    processes[-1].send_signal(signal.SIGINT)
    processes[-1].wait(20)


def children_of(pid: int) -> list[int]:
    """The processes that this one started, and theirs."""
    own = [int(text) for text in _children(pid).split()]
    return [*own, *(later for child in own for later in children_of(child))]


def _children(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return ""


def test_it_is_answered_while_pages_are_served(demo):
    office, _ = demo
    analyst = Analyst(office.address)
    where, page = analyst.send("/what-if/", arrivals="120")
    assert "Your question is kept" in page
    assert "Learned from" in analyst.wait_for(where, "How this was worked out", 120)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads Linux's list of processes")
def test_a_killed_server_loses_no_question(demo):
    office, processes = demo
    where, _ = Analyst(office.address).send("/what-if/", arrivals="150", years="10")
    for process in [*children_of(processes[-1].pid), processes[-1].pid]:
        os.kill(process, signal.SIGKILL)
    processes[-1].wait(20)
    processes.append(opened(office))
    page = Analyst(office.address).wait_for(where, "How this was worked out", 180)
    assert "50% more new cases" in page
