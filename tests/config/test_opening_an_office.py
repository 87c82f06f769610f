"""`amparo serve`: the first use, the second, and every reason not to open."""

import errno
import fcntl
import os
import re
import signal
import socket
import stat
import subprocess
import time

import pytest

from amparo.access.models import User
from amparo.config.opening import set_up_first_use
from amparo.config.server import WATCH
from tests.config.conftest import FIRST_USE


def mode(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_answers_with_the_sign_in_page(open_office):
    status, page = open_office.get("account/login/")
    assert status == 200
    assert "password" in page


def test_it_shows_a_password_once_and_keeps_it_nowhere(open_office):
    password = re.search(r"Password: +(\S{16,})", open_office.said)[1]
    kept = [path.read_bytes() for path in open_office.home.rglob("*") if path.is_file()]
    assert not any(password.encode() in content for content in kept)


def test_the_first_account_signs_in_with_the_password_shown(open_office):
    password = re.search(r"Password: +(\S{16,})", open_office.said)[1]
    code = (
        "from django.contrib.auth import authenticate;"
        f"print(authenticate(None, username='alma@example.org', password='{password}').roles)"
    )
    said = open_office.run("manage", "shell", "-v", "0", "-c", code)
    assert said.stdout.strip() == "['administrator', 'supervisor']", said.stderr


@pytest.mark.django_db
def test_the_password_is_shown_before_the_account_is_kept(tmp_path):
    """Whoever is cut off in between sets the office up again, and is not locked out of it."""
    said = []

    def say(line):
        said.append(line)
        if "Password" in line:
            raise KeyboardInterrupt

    told = {"email": "alma@example.org", "name": "Alma Reyes", "organisation": "A House"}
    with pytest.raises(KeyboardInterrupt):
        set_up_first_use(**told, pack="ph", home=tmp_path, say=say)
    assert not User.objects.exists()
    said.clear()
    set_up_first_use(**told, pack="ph", home=tmp_path, say=said.append)
    password = re.search(r"Password: +(\S{16,})", "\n".join(said))[1]
    assert User.objects.get().check_password(password)


def test_only_its_owner_may_read_the_folder(open_office):
    modes = {mode(path) for path in open_office.home.rglob("*") if path.is_file()}
    assert mode(open_office.home) == 0o700
    assert modes == {0o600}


def test_a_second_process_says_where_the_first_is(open_office):
    second = open_office.run("serve")
    assert second.returncode == 2
    assert open_office.address in second.stderr


def serving(office):
    """The processes that serve it. -ww: where COLUMNS is set, ps would cut each line there."""
    asked = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(office.pid)]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    return {int(line.split()[0]) for line in said.splitlines() if "spawn_main" in line}


def somebody_watches(office):
    with (office.home / WATCH).open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def answers(office):
    try:
        return office.get("account/login/")[0] == 200
    except OSError:
        return False


def test_two_processes_serve_where_two_can_write_and_one_of_them_watches(open_office):
    on_postgres = "AMPARO_DATABASE" in open_office.environment
    assert len(serving(open_office)) == (min(2, os.cpu_count()) if on_postgres else 1)
    assert somebody_watches(open_office)


def test_a_process_that_is_killed_is_replaced_and_somebody_watches(open_office):
    before = serving(open_office)
    killed = min(before)
    os.kill(killed, signal.SIGKILL)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        after = serving(open_office)
        is_whole = killed not in after and len(after) == len(before)
        if is_whole and answers(open_office) and somebody_watches(open_office):
            return
        time.sleep(0.2)
    raise AssertionError(f"{killed} of {before} was killed, and {after} serve")


HEAD = b" /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
HIDDEN = b"GET /hidden/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
CHUNKED, LONG = b"Transfer-Encoding: chunked\r\n", b"Content-Length: 48\r\n"


@pytest.mark.parametrize(
    "sent",
    [
        b"TRACE" + HEAD + b"X-Secret: boats\r\nConnection: close\r\n\r\n",
        b"POST" + HEAD + LONG + CHUNKED + b"\r\n0\r\n\r\n" + HIDDEN,
        b"POST" + HEAD + b"Content-Length: 0\r\n" + LONG + b"\r\n" + HIDDEN,
        b"POST" + HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        b"POST" + HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        b"POST" + HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
        b"POST" + HEAD + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    ],
)  # fmt: skip
def test_a_request_of_two_meanings_gets_one_refusal_and_the_line_is_closed(open_office, sent):
    with socket.create_connection(("127.0.0.1", open_office.port), timeout=20) as line:
        line.sendall(sent)
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert re.findall(rb"^HTTP/1.1 (\d)", answer, re.MULTILINE) == [b"4"]
    assert b"boats" not in answer


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGHUP])
def test_it_closes_cleanly(office, blow):
    process = office.start("serve", "--port", str(office.port), *FIRST_USE)
    process.send_signal(blow)
    assert process.wait(20) == 0
    assert "Closed." in office.said
    assert "Traceback" not in office.said


def test_a_killed_office_leaves_no_worker_behind(office):
    process = office.start("serve", "--port", str(office.port), *FIRST_USE)
    process.kill()
    process.wait()
    again = office.start("serve", "--port", str(office.port), after_seconds=3)
    again.send_signal(signal.SIGINT)
    assert again.wait(20) == 0


def test_the_second_use_asks_nothing(new_office):
    first = new_office.start("serve", "--port", str(new_office.port), *FIRST_USE)
    first.send_signal(signal.SIGINT)
    first.wait(20)
    second = new_office.start("serve", "--port", str(new_office.port))
    second.send_signal(signal.SIGINT)
    assert second.wait(20) == 0
    assert "Password" not in new_office.said


def test_without_a_terminal_it_names_what_is_missing(new_office):
    done = new_office.run("serve", "--port", str(new_office.port), "--email", "alma@example.org")
    assert done.returncode == 2
    assert "--name, --organisation, --pack" in done.stderr


def test_a_weak_set_up_leaves_nothing_half_made(new_office):
    done = new_office.run("serve", "--port", str(new_office.port), *FIRST_USE[:-1], "ZZ")
    count = "from amparo.directory.models import Institution; print(Institution.objects.count())"
    assert done.returncode == 2
    assert "ph, in-tn" in done.stderr
    assert new_office.run("manage", "shell", "-v", "0", "-c", count).stdout.strip() == "0"


def test_a_port_in_use_is_named_with_one_that_is_free(office, taken_port):
    done = office.run("serve", "--port", str(taken_port))
    assert done.returncode == 2
    assert re.search(rf"Port {taken_port} is in use .* --port \d+", done.stderr)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "office.example.org"])  # noqa: S104
def test_without_https_it_listens_on_this_machine_only(office, host):
    done = office.run("serve", "--host", host, "--port", str(office.port))
    assert done.returncode == 2
    assert "AMPARO_HTTPS=1" in done.stderr
    assert not office.home.exists()


def test_a_folder_that_cannot_be_made_is_named(office):
    done = office.run("serve", AMPARO_HOME="/proc/amparo")
    assert done.returncode == 2
    assert "/proc/amparo: This folder cannot be written" in done.stderr


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_named(number, tmp_path, monkeypatch):
    from amparo.config import folder
    from amparo.errors import Refused

    def full(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(folder.os, "fsync", full)
    with pytest.raises(Refused, match="The disk is full"):
        folder.prepare(tmp_path)


def test_a_database_that_does_not_answer_is_named_without_its_password(office):
    address = "postgresql://alma:sesame@/nothing?host=/nowhere"
    done = office.run("serve", "--port", str(office.port), AMPARO_DATABASE=address)
    assert done.returncode == 2
    assert "AMPARO_DATABASE" in done.stderr
    assert "sesame" not in done.stderr


def test_help_is_answered_without_a_folder(office):
    done = office.run("serve", "--help")
    assert done.returncode == 0
    assert "--organisation" in done.stdout
    assert not office.home.exists()


def test_a_management_command_runs_on_the_same_office(open_office):
    assert open_office.run("manage", "migrate", "--check").returncode == 0
