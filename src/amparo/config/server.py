"""The server behind `amparo serve` and `amparo demo`: granian, in workers of a few threads.

On PostgreSQL there are two, so that pages use two processors; each keeps names in memory of its
own. What is done by the clock one of them does: whichever holds the lock.
"""

from __future__ import annotations

import errno
import fcntl
import ipaddress
import logging
import multiprocessing
import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.errors import Refused

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

# One writer at a time is SQLite's nature; more threads only wait in the same queue.
THREADS = 4
PATIENCE_SECONDS = 30
FORGET_SECONDS = 60
WATCH = "watch.lock"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def address_of(host: str, port: int, *, https: bool = False) -> str:
    """The address to open in a browser on this machine."""
    shown = "127.0.0.1" if host in {"", "0.0.0.0"} else host  # noqa: S104  (compared, not bound)
    shown = f"[{shown}]" if ":" in shown and not shown.startswith("[") else shown
    return f"{'https' if https else 'http'}://{shown}:{port}/"


def require_free(host: str, port: int) -> None:
    """Raise Refused, naming a port that is free, where another program listens on this one."""
    try:
        _bind(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            what = f"Port {port} is in use by another program"
        elif error.errno == errno.EACCES:
            what = f"Port {port} may not be used by this account"
        else:
            raise Refused(
                f"Amparo cannot listen on {host}, port {port}",
                found=(error.strerror or str(error)).lower(),
                next_step="name an address of this machine with --host, and a port with --port",
            ) from error
        raise Refused(what, next_step=f"choose another: --port {_free_port(host, port)}") from error


def _bind(host: str, port: int) -> int:
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind((host, port))
        return int(attempt.getsockname()[1])


def _free_port(host: str, port: int) -> int:
    for candidate in range(max(port, 8000) + 1, max(port, 8000) + 100):
        try:
            return _bind(host, candidate)
        except OSError:
            continue
    return _bind(host, 0)


def run(host: str, port: int, *, on_ready: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM; `on_ready` is called once the first page answers."""
    from django.conf import settings  # noqa: PLC0415
    from granian import Granian  # noqa: PLC0415  (0.2 s that `amparo --help` need not pay)
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    # A forked worker would inherit locks of threads that it lacks (polars, once a demo is grown).
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "amparo.config.wsgi:application",
        address=host.strip("[]"),
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WORKERS,
        blocking_threads=THREADS,
        workers_kill_timeout=5,
        respawn_failed_workers=True,  # one that dies again at once ends the office
        log_level=LogLevels.warning,
        websockets=False,
    )
    waiter = threading.Thread(target=_wait, args=(host, port, on_ready), daemon=True)
    server.on_startup(waiter.start)
    # A closed terminal closes the office; granian would take the signal for a wish to reload.
    server.on_startup(lambda: signal.signal(signal.SIGHUP, server.signal_handler_interrupt))
    server.serve(target_loader=partial(_load, os.getpid()), wrap_loader=False)


def _load(parent: int) -> WSGIHandler:
    """The application, in the worker; it follows its parent, however that one ends."""
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    from amparo.config.wsgi import application  # noqa: PLC0415  (Django, in the worker)

    threading.Thread(target=_let_keys_go, daemon=True).start()
    _start_watching()
    return application


def _let_keys_go() -> None:
    """What another worker destroyed this one holds in memory no longer than FORGET_SECONDS."""
    from amparo.vault.sealing import forget_keys  # noqa: PLC0415

    while True:
        time.sleep(FORGET_SECONDS)
        forget_keys()


def _start_watching() -> None:
    from amparo.casework.cases import reading  # noqa: PLC0415  (its tables need the app registry)

    reading.start()
    threading.Thread(target=_watch_alone, daemon=True).start()


def _watch_alone() -> None:
    """Of several workers one watches; when it ends, the next gets the lock and goes on.

    Where there is one, it watches in any case; several without a lock would do everything twice.
    """
    from django.conf import settings  # noqa: PLC0415

    while True:
        try:
            with (Path(settings.HOME) / WATCH).open("w") as held:
                fcntl.flock(held, fcntl.LOCK_EX)
                _watch()
        except OSError as error:
            logging.getLogger(__name__).error(
                "Reminders, checkpoints and upkeep wait: %s cannot be locked (%s)",
                WATCH, error.strerror,
            )  # fmt: skip
            if settings.WORKERS == 1:
                _watch()
        time.sleep(FORGET_SECONDS)


def _watch() -> None:
    from amparo.config.upkeep import clerk  # noqa: PLC0415
    from amparo.reform import foreman  # noqa: PLC0415

    for watching in (foreman.start(), clerk.start()):
        watching.join()


def _follow(parent: int) -> None:
    """A killed parent cannot say goodbye; a worker left alone would keep port and folder."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _wait(host: str, port: int, on_ready: Callable[[], None]) -> None:
    for _ in range(PATIENCE_SECONDS * 10):
        try:
            # Any answer will do, an error page too: the server is up.
            urllib.request.urlopen(address_of(host, port), timeout=5).close()  # noqa: S310
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(0.1)
            continue
        break
    on_ready()
