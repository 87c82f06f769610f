"""What was sent is shown to the virus scanner of this machine, where the office names one.

The scanner is ClamAV's daemon, asked over its own socket (INSTREAM; see its manual, clamd(8)). It
is shown a paper unsealed, so it must stand on this machine. Where one is named and does not answer,
nothing is taken: what nobody looked at is not kept as if somebody had.
"""

from __future__ import annotations

import logging
import socket
import struct
from contextlib import closing

from django.conf import settings

from amparo.errors import Refused

PIECE = 256 * 1024
PATIENCE_SECONDS = 30
LONGEST_ANSWER = 4096
UNIX = "unix:"

logger = logging.getLogger("amparo")


def must_be_clean(content: bytes) -> None:
    """Show it to the scanner that the settings name, if they do.

    Raises: Refused where the scanner finds something, and where it gives no plain answer.
    """
    if not settings.SCANNER:
        return
    try:
        answer = _asked(b"zINSTREAM\0", content)
    except (OSError, ValueError) as error:
        logger.error("The virus scanner does not answer: %s", type(error).__name__)
        answer = ""
    if answer.endswith(" FOUND"):
        # What it is called, and nothing of the file or of who sent it.
        logger.warning("A file was refused: %s", answer.removeprefix("stream: ")[:120])
        raise Refused(
            "The virus scanner found something harmful in this file",
            next_step="do not open it; keep where it came from and its hash, and send a new scan "
            "or photograph of the paper",
        )
    if answer != "stream: OK":
        raise Refused(
            "The virus scanner gives no answer, so nothing is taken",
            next_step="keep the file, tell whoever looks after Amparo in your office, and send it "
            "later",
        )


def answers() -> bool:
    """Whether the scanner that is named is there."""
    try:
        return _asked(b"zPING\0", None) == "PONG"
    except (OSError, ValueError):
        return False


def is_of_this_machine(address: str) -> bool:
    """Whether an address is a socket in a folder, or a port of this machine."""
    host = address.rpartition(":")[0].strip("[]")
    return address.startswith(UNIX) or host in {"127.0.0.1", "::1", "localhost"}


def _asked(command: bytes, content: bytes | None) -> str:
    with closing(_open(settings.SCANNER)) as line:
        line.sendall(command)
        if content is not None:
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
        told = b""
        while not told.endswith(b"\0") and len(told) < LONGEST_ANSWER:
            more = line.recv(LONGEST_ANSWER)
            if not more:
                break
            told += more
    if not told.endswith(b"\0"):
        raise ValueError("the answer is cut off")
    return told.rstrip(b"\0").decode("utf-8", "replace").strip()


def _open(address: str) -> socket.socket:
    if not is_of_this_machine(address):
        raise ValueError("not on this machine")
    if address.startswith(UNIX):
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(PATIENCE_SECONDS)
        try:
            line.connect(address.removeprefix(UNIX))
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE_SECONDS)
