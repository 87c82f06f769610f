"""An office is grown, worked in, copied and cut off: whoever takes all of it, but the key, reads no
name, no phone, no address and no word that was sealed, makes no code and is signed in nowhere."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import shutil
import signal
import sqlite3
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.config.conftest import Office, office_in

ROOT = Path(__file__).resolve().parents[2]
GROWS = """
import json
from amparo.vault import sealing
from amparo.demo.office import grow
told, cipher_of = [], sealing.cipher_of
class Listening:
    def __init__(self, cipher):
        self.cipher = cipher
    def encrypt(self, nonce, padded, place):
        n = int.from_bytes(padded[:4], "big")
        told.append([place.decode().split("|")[0], place.decode().split("|")[2],
                     padded[4:4 + n].decode()])
        return self.cipher.encrypt(nonce, padded, place)
    def decrypt(self, *given):
        return self.cipher.decrypt(*given)
sealing.cipher_of = lambda key: Listening(cipher_of(key))
office = grow(n_cases=12, progress=lambda what, share: None)
who = next(one for one in office.sign_ins if "supervisor" in one.role.lower())
from amparo.access.models import User
from amparo.casework.cases.models import Person
from amparo.directory.models import PostHolder
public = [*User.objects.values_list("name", flat=True),
          *PostHolder.objects.values_list("holder_name", flat=True)]
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from amparo.access.sessions import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
user = User.objects.get(email=who.email)
seed = generate_totp_secret()
TOTP.activate(user, seed)
told.append(["mfa", "secret", seed])
told += [["mfa", "code", one] for one in RecoveryCodes.activate(user).generate_codes()]
session = SessionStore()
session.update({SESSION_KEY: str(user.pk), HASH_SESSION_KEY: user.get_session_auth_hash(),
                BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})
session.save()
told.append(["session", "key", session.session_key])
open(TOLD, "w").write(json.dumps(
    {"sealed": told, "public": public, "session": session.session_key}))
"""
READABLE = re.compile(rb"[\x20-\x7e\x80-\xbf\xc3-\xf4]{5,}")
WIDE = re.compile(rb"(?:[\x20-\x7e]\x00){5,}")


@dataclass(frozen=True)
class Taken:
    """Everything a thief carries away, what was sealed in it, and what is public anyway."""

    office: Office
    files: list[Path]
    sealed: list[tuple[str, str, str]]
    public: set[str]

    def needles(self) -> set[bytes]:
        """Names in both orders, phones as they are written and as digits, and whole texts."""
        found: set[str] = set()
        for _, field, text in self.sealed:
            if len(text) >= 9:
                found.add(text)
            if field in {"name", "who"} or len(text.split()) in {2, 3}:
                found.add(" ".join(reversed(text.split())))
            digits = "".join(c for c in text if c.isdigit())
            if len(digits) >= 9 and len(digits) * 2 > len(text):
                found |= {digits, digits[-9:]}
        return {one.lower().encode() for one in found - self.public if len(one) >= 7}


def readable(content: bytes) -> bytes:
    """What of it a person could read, in letters of one byte or of two."""
    low = content.lower()
    wide = b"\n".join(one.replace(b"\x00", b"") for one in WIDE.findall(low))
    return b"\n".join(READABLE.findall(low)) + b"\n" + wide


def told_by(files: list[Path], needles: set[bytes]) -> list[tuple[str, bytes]]:
    texts = {path.name: readable(path.read_bytes()) for path in files}
    return [(name, one) for name, text in texts.items() for one in needles if one in text]


def work(office: Office, session: str) -> None:
    """Mistype a password; then, signed in, open Today and a case, show its names and search for somebody, as people do."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    home = office.address
    host = {"domain": "127.0.0.1", "domain_specified": False, "domain_initial_dot": False}
    mark = http.cookiejar.Cookie(
        version=0, name="session", value=session, port=None, port_specified=False, path="/", path_specified=True, secure=False,
        expires=None, discard=True, comment=None, comment_url=None, rest={}, **host,
    )  # fmt: skip

    def get(path: str) -> str:
        return browser.open(home + path, timeout=60).read().decode()

    def post(path: str, page: str, **typed: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        sent = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **typed}).encode()
        asked = urllib.request.Request(home + path, sent, {"Referer": home + path})  # noqa: S310
        return browser.open(asked, timeout=60).read().decode()

    login = "account/login/"
    post(login, get(login), login="caseworker@demo.example", password="mistyped")
    jar.set_cookie(mark)
    cases = re.findall(r'href="/cases/([A-Z0-9]{6})/"', get("cases/"))
    assert cases
    page = get(f"cases/{cases[0]}/")
    assert "Names" in post(f"cases/{cases[0]}/names/", page) or "Name" in page
    get(f"cases/{cases[0]}/timeline/")
    post("search/", get("search/"), text="Maria Santos")


@pytest.fixture(scope="module")
def taken(tmp_path_factory) -> Iterator[Taken]:
    """An office on SQLite that was at work when the power was cut."""
    place = tmp_path_factory.mktemp("taken")
    office = office_in(place)
    told = tmp_path_factory.mktemp("told") / "told.json"
    (place / "tmp").mkdir()
    office.environment["TMPDIR"] = str(place / "tmp")
    for arguments in (
        ("manage", "migrate", "-v", "0"),
        ("manage", "shell", "-c", GROWS.replace("TOLD", repr(str(told)))),
        ("key", "escrow"),
    ):
        done = office.run(*arguments, PYTHONPATH=str(ROOT))
        assert done.returncode == 0, done.stderr
    known = json.loads(told.read_text())
    made = office.run("copy-key", str(told.with_name("stick.key")))
    office.environment |= dict([made.stdout.strip().split("=", 1)])
    process = office.start("serve", "--port", str(office.port))
    work(office, known["session"])
    for arguments in (("backup", str(place / "copies")), ("checkpoint",)):
        done = office.run(*arguments)
        assert done.returncode == 0, done.stderr
    work(office, known["session"])
    os.killpg(process.pid, signal.SIGKILL)  # whatever it started stops in the same moment
    process.wait(20)
    files = [path for path in place.rglob("*") if path.is_file() and path.name != "sealing.key"]
    yield Taken(office, files, [tuple(one) for one in known["sealed"]], set(known["public"]))


def test_it_is_a_working_office_with_lives_in_it(taken):
    names = {path.name for path in taken.files}
    assert {"amparo.sqlite3", "amparo.sqlite3-wal", "said.txt", "sealing.key.age"} <= names
    assert sum("copies" in path.parts for path in taken.files) > 3
    assert (taken.office.home / "amparo.sqlite3-wal").stat().st_size > 0
    fields = {(table, field) for table, field, _ in taken.sealed}
    assert {("person", "name"), ("person", "safe_contact"), ("person_detail", "value")} <= fields
    assert ("aftercare_home", "address") in fields
    assert {("session", "key"), ("mfa", "secret"), ("mfa", "code")} <= fields
    assert len(taken.needles()) > 200


def test_no_name_phone_address_or_sealed_word_is_in_any_of_it(taken):
    assert told_by(taken.files, taken.needles()) == []


def test_one_name_in_one_column_would_be_found(taken, tmp_path):
    name = next(text for table, field, text in taken.sealed if (table, field) == ("person", "name"))
    for file in taken.office.home.glob("amparo.sqlite3*"):
        shutil.copy(file, tmp_path)
    copy = tmp_path / "amparo.sqlite3"
    held = sqlite3.connect(copy)
    with held:
        changed = held.execute("UPDATE cases_task SET what = 'Call ' || ?", [name]).rowcount
    held.close()
    assert changed > 0
    assert {one for _, one in told_by([copy], taken.needles())} == {name.lower().encode()}


def test_a_session_in_its_rows_would_be_found(taken, tmp_path):
    key = next(text for table, _, text in taken.sealed if table == "session")
    (tmp_path / "row").write_text(f"session_key|{key}|")
    assert {one for _, one in told_by([tmp_path / "row"], taken.needles())} == {key.encode()}


def test_two_bytes_a_letter_would_be_found_too(taken, tmp_path):
    name = next(text for table, field, text in taken.sealed if (table, field) == ("person", "name"))
    (tmp_path / "cache").write_bytes(b"\x01" + name.encode("utf-16-le") + b"\xff\xff")
    assert told_by([tmp_path / "cache"], taken.needles())
