"""What is sent is shown to the scanner that the office names; without a plain answer, nothing is
taken. The scanner here speaks ClamAV's protocol over a socket of its own, and finds EICAR's line."""

from __future__ import annotations

import socket
import socketserver
import struct
import tempfile
import threading
from contextlib import contextmanager

import pytest

from amparo.casework.cases.models import Document
from amparo.casework.cases.services.paper import add_document
from amparo.casework.evidence.models import ExhibitFile
from amparo.casework.evidence.services.exhibits import keep_file
from amparo.errors import Refused
from amparo.vault import scanning
from amparo.vault.models import SealedFile
from tests.casework.evidence.test_evidence import logged
from tests.cast import NOW
from tests.vault.test_uploads import pdf

pytestmark = pytest.mark.django_db
# The line that every scanner calls a virus, in two parts, so that this file is none.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CLEAN, HARMFUL = pdf(b"1 0 obj << >>"), pdf(b"% " + EICAR)
MOST = 2_000_000


class Speaks(socketserver.StreamRequestHandler):
    """One line to a scanner: PING, or INSTREAM with its pieces."""

    def handle(self) -> None:
        command = self.read_to_end_of_command()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM":
            held = b""
            while n := struct.unpack("!L", self.rfile.read(4))[0]:
                held += self.rfile.read(n)
            self.server.seen.append(held)
            self.wfile.write(self.answer(held))

    def answer(self, held: bytes) -> bytes:
        if self.server.says is not None:
            return self.server.says
        if len(held) > MOST:
            return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Eicar-Signature FOUND\0" if EICAR in held else b"stream: OK\0"

    def read_to_end_of_command(self) -> bytes:
        told = b""
        while not told.endswith(b"\0"):
            told += self.rfile.read(1)
        return told[:-1]


@contextmanager
def scanner(kind, address, says=None):
    with kind(address, Speaks) as server:
        server.seen, server.says = [], says
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def place():
    """A short path: that of a socket has 107 bytes at most."""
    with tempfile.TemporaryDirectory(prefix="scan-") as folder:
        yield f"{folder}/clamd"


def paper(cast, content):
    return add_document(
        by=cast.alma, at=NOW, case=cast.case, kind="letter", title="A letter", content=[content]
    )


def test_a_paper_that_the_scanner_calls_harmful_is_not_kept(cast, place, settings, caplog):
    settings.SCANNER = f"unix:{place}"
    with scanner(socketserver.UnixStreamServer, place) as server:
        assert scanning.answers()
        assert paper(cast, CLEAN).pk
        with pytest.raises(Refused, match="found something harmful"):
            paper(cast, HARMFUL)
    assert server.seen == [CLEAN, HARMFUL]
    assert Document.objects.count() == SealedFile.objects.count() == 1
    assert "Eicar-Signature FOUND" in caplog.text
    assert "letter" not in caplog.text


def test_nor_is_a_file_of_an_exhibit(cast, settings):
    exhibit = logged(cast.case, cast.alma)
    with scanner(socketserver.TCPServer, ("127.0.0.1", 0)) as server:
        settings.SCANNER = f"127.0.0.1:{server.server_address[1]}"
        with pytest.raises(Refused, match="found something harmful"):
            keep_file(
                by=cast.alma, at=NOW, exhibit=exhibit, content=[HARMFUL],
                copy=ExhibitFile.Copy.EVIDENTIARY,
            )  # fmt: skip
    assert not ExhibitFile.objects.exists()


@pytest.mark.parametrize(
    ("says", "content"),
    [
        (b"", CLEAN), (b"stream: OK", CLEAN + bytes(8)), (b"UNKNOWN COMMAND\0", CLEAN),
        (b"stream: Can't allocate memory ERROR\0", CLEAN), (None, pdf(b"% " + b"x" * MOST)),
    ],
)  # fmt: skip
def test_whatever_else_it_says_nothing_is_taken(says, content, cast, place, settings):
    settings.SCANNER = f"unix:{place}"
    with (
        scanner(socketserver.UnixStreamServer, place, says),
        pytest.raises(Refused, match="gives no answer, so nothing is taken"),
    ):
        paper(cast, content)
    assert not SealedFile.objects.exists()


@pytest.mark.parametrize(
    "address", ["unix:/nowhere/clamd", "127.0.0.1:1", "127.0.0.1:x", "192.0.2.7:3310", "clamd"]
)
def test_where_it_is_not_there_or_elsewhere_nothing_is_taken(address, cast, settings):
    settings.SCANNER = address
    assert not scanning.answers()
    with pytest.raises(Refused, match="tell whoever looks after Amparo"):
        paper(cast, CLEAN)


def test_an_office_that_names_none_asks_none(cast, monkeypatch):
    monkeypatch.setattr(socket, "socket", None)
    assert paper(cast, HARMFUL).pk
