"""Runs the tests on SQLite, on PostgreSQL, or on both at once: `pytest --db=sqlite|postgres|both`.

Loaded with `-p`, because Django reads its settings before any conftest is read. With `--db=both`
two workers run side by side, one a database: each runs every test that touches the database,
and the tests that touch none are shared out between them, file by file. So are, one by one, the
tests that look at pages, in a browser or through a client: what lies beneath a page is tested on
both, and so is who may open it. With `--pages=both` pages are looked at on both, too. A failure
is printed with the worker's name, which is the database's.

Each process has its own AMPARO_HOME in a temporary folder; nothing of a run is left behind.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import zlib
from pathlib import Path

import pytest

from amparo.config.sqlite import use_bundled
from tests.plugins.postgres import MISSING, Throwaway, find_binaries, sweep

# Before anything opens a database: one process, one SQLite library.
use_bundled()

DATABASES = ("sqlite", "postgres")
DATABASE = "AMPARO_TEST_DATABASE"  # the database of this process
SHARED = "AMPARO_TEST_SHARED"  # set where another worker runs the other half of the pure tests
PAGES = "AMPARO_TEST_PAGES"  # set where pages are looked at on both databases
SOCKET = "AMPARO_TEST_SOCKET"  # the folder of PostgreSQL's socket
RUN = "AMPARO_TEST_RUN"  # the folder of everything this run writes
CHECKS = "AMPARO_CHECKS_FAILED"  # the names of the checks that failed before the tests
IN_WORKER = "PYTEST_XDIST_WORKER"

_server: list[Throwaway] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--db` and `--pages`."""
    group = parser.getgroup("amparo")
    group.addoption(
        "--db",
        choices=[*DATABASES, "both"],
        default="sqlite",
        help="the database to test on; both: one worker each, side by side",
    )
    group.addoption(
        "--pages",
        choices=["one", "both"],
        default="one",
        help="with --db=both: look at a page on one of the databases, or on both",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> None:
    """Give this process its database and its folder, before Django reads its settings."""
    if IN_WORKER not in os.environ:
        # Whatever stops the run, a usage error too, this is called.
        early_config.add_cleanup(_end_run)
        known = parser.parse_known_args(args)
        os.environ.pop(PAGES, None)
        if known.pages == "both":
            os.environ[PAGES] = "both"
        _start_run(known.db)
    home = Path(os.environ[RUN]) / os.environ.get(IN_WORKER, "alone")
    home.mkdir(exist_ok=True)
    _clear_settings()
    os.environ["AMPARO_HOME"] = str(home)
    if os.environ[DATABASE] == "postgres":
        os.environ["AMPARO_DATABASE"] = f"postgresql://amparo@/amparo?host={os.environ[SOCKET]}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"


def _start_run(database: str) -> None:
    os.environ[RUN] = tempfile.mkdtemp(prefix="amparo-tests-")
    os.environ[DATABASE] = "sqlite" if database == "both" else database
    os.environ.pop(SHARED, None)
    if database == "sqlite":
        return
    binaries = find_binaries()
    if binaries is None:
        raise pytest.UsageError(MISSING)
    sweep(binaries)
    _server.append(Throwaway(binaries))
    os.environ[SOCKET] = str(_server[0].start())


def _clear_settings() -> None:
    """A developer's own settings must not reach the tests, nor the tests a real office."""
    kept = {DATABASE, SHARED, PAGES, SOCKET, RUN, CHECKS, "AMPARO_REAL_DATA", "AMPARO_CHROMIUM"}
    for name in [name for name in os.environ if name.startswith("AMPARO_") and name not in kept]:
        del os.environ[name]


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """With `--db=both`, ask xdist for one worker a database, each to run its whole collection."""
    if config.option.db != "both" or IN_WORKER in os.environ or config.option.collectonly:
        return
    for place in config.args:
        # xdist's workers would each find nothing, and nobody would say why.
        if not (config.invocation_params.dir / place.split("::", 1)[0]).exists():
            raise pytest.UsageError(f"there are no tests at {place}")
    config.option.dist = "each"
    config.option.tx = [
        f"popen//id={name}//env:{DATABASE}={name}//env:{SHARED}=1" for name in DATABASES
    ]


def touches_database(item: pytest.Item) -> bool:
    """Whether the test stands on the database, by its fixtures or its mark."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(
        fixtures & {"db", "transactional_db", "django_db_setup", "live_server"}
    )


def looks_at_pages(item: pytest.Item) -> bool:
    """Whether the test asks for pages, in a browser or through a client, and not who may see them.

    The tests of access, which open every route as every role, are not among them: they ask the
    database whom it shows what, and run on both.
    """
    if item.get_closest_marker("browser") is not None:
        return True
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"client", "as_"}) and not item.nodeid.startswith("tests/access/")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Share out between the two workers what need not run on both databases."""
    if SHARED not in os.environ:
        return
    mine = DATABASES.index(os.environ[DATABASE])
    items[:] = [item for item in items if shared_out_to(item) in {None, mine}]


def shared_out_to(item: pytest.Item) -> int | None:
    """The number of the one database this test runs on; None for both."""
    if looks_at_pages(item) and not (touches_database(item) and os.environ.get(PAGES)):
        return zlib.crc32(item.nodeid.encode()) % len(DATABASES)
    alone = item.get_closest_marker("one_database") is not None and not os.environ.get(PAGES)
    if touches_database(item) and not alone:
        return None
    return zlib.crc32(item.nodeid.split("::", 1)[0].encode()) % len(DATABASES)


def _end_run() -> None:
    """Leave nothing behind: stop the server and remove the run's folder."""
    while _server:
        _server.pop().stop()
    shutil.rmtree(os.environ.pop(RUN, ""), ignore_errors=True)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With two workers, xdist takes the last one's count of tests, even none, for the run's."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    ran = session.config.option.db == "both" and reporter and reporter.stats.get("passed")
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and ran:
        session.exitstatus = pytest.ExitCode.OK


def pytest_report_header(config: pytest.Config) -> str:
    """Say which database this run is on."""
    return f"database: {config.option.db}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say again, beside the tests' own summary, which checks failed before them."""
    failed = os.environ.get(CHECKS)
    if failed:
        terminalreporter.write_line(f"Before the tests, these checks failed: {failed}", red=True)
