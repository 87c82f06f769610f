"""The two engines that Ibis speaks to, behind one small interface."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

from amparo.errors import Refused

if TYPE_CHECKING:
    import ibis

ENGINES = ("duckdb", "spark")


class Engine(Protocol):
    """What a pass asks of an engine: rows of a file, rows in memory, a table kept, an answer."""

    name: str

    def file(self, path: Path) -> ibis.Table:
        """The rows of a Parquet or CSV file, or of a folder of Parquet files."""

    def given(self, frame: pl.DataFrame) -> ibis.Table:
        """A frame in memory as a table of the engine."""

    def kept(self, table: ibis.Table) -> ibis.Table:
        """The table worked out once, for several questions."""

    def frame(self, table: ibis.Table) -> pl.DataFrame:
        """The answer in memory."""

    def let_go(self) -> None:
        """Free what was given and kept; answers in memory stay."""


@contextmanager
def one_answer(engine: Engine) -> Iterator[None]:
    """What is given and kept within goes at its end, so that many answers hold no more than one."""
    try:
        yield
    finally:
        engine.let_go()


@contextmanager
def opened(name: str) -> Iterator[Engine]:
    """An engine by name: "duckdb", "spark" (on this machine), or an address as spark://host:7077.

    Raises: Refused for another name, or where what it needs is not installed.
    """
    if name == "duckdb":
        with _duckdb() as engine:
            yield engine
    elif name == "spark" or name.startswith(("spark://", "local[")):
        with _spark("local[*]" if name == "spark" else name) as engine:
            yield engine
    else:
        raise Refused(
            "There is no such engine", found=name,
            next_step="leave it out, or choose duckdb, spark or an address such as spark://host:7077",
        )  # fmt: skip


class _Duckdb:
    name = "duckdb"

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._given: list[str] = []
        self._kept: list[str] = []

    def file(self, path: Path) -> ibis.Table:
        place = path / "**" / "*.parquet" if path.is_dir() else path
        read = self._connection.read_csv if _is_text(path) else self._connection.read_parquet
        return _readable(lambda: read(str(place)), path)

    def given(self, frame: pl.DataFrame) -> ibis.Table:
        import ibis

        name = ibis.util.gen_name("given")
        self._connection.con.register(name, frame.to_arrow())
        self._given.append(name)
        return self._connection.table(name)

    def kept(self, table: ibis.Table) -> ibis.Table:
        import ibis

        # As Ibis itself keeps a table, rows go into one made before, which takes a fifth longer.
        name = ibis.util.gen_name("kept")
        self._connection.con.execute(f'CREATE TEMP TABLE "{name}" AS {_sql(table)}')
        self._kept.append(name)
        return self._connection.table(name, database=("temp", "main"))

    def frame(self, table: ibis.Table) -> pl.DataFrame:
        return _frame(self._connection.con.sql(_sql(table)).to_arrow_table())

    def let_go(self) -> None:
        while self._kept:
            self._connection.con.execute(f'DROP TABLE "{self._kept.pop()}"')
        while self._given:
            self._connection.con.unregister(self._given.pop())


@contextmanager
def _duckdb() -> Iterator[Engine]:
    import ibis

    connection = ibis.duckdb.connect()
    # Order of rows means nothing here; keeping it would cost memory.
    connection.raw_sql("SET preserve_insertion_order = false")
    connection.raw_sql("SET TimeZone = 'UTC'")
    try:
        yield _Duckdb(connection)
    finally:
        connection.disconnect()


class _Spark:
    name = "spark"

    def __init__(self, connection: Any, session: Any) -> None:
        self.session = session
        self._connection = connection
        self._kept: list[Any] = []

    def file(self, path: Path) -> ibis.Table:
        if _is_text(path):
            read = self._connection.read_csv
            return _readable(lambda: read(str(path), header=True, inferSchema=True), path)
        return _readable(lambda: self._connection.read_parquet(str(path)), path)

    def given(self, frame: pl.DataFrame) -> ibis.Table:
        import ibis

        name = ibis.util.gen_name("given")
        self._connection.create_view(name, ibis.memtable(frame.to_arrow()), overwrite=True)
        return self._connection.table(name)

    def kept(self, table: ibis.Table) -> ibis.Table:
        cached = table.cache()
        self._kept.append(cached)
        return cached

    def frame(self, table: ibis.Table) -> pl.DataFrame:
        return _frame(table.to_pyarrow())

    def let_go(self) -> None:
        self._kept.clear()


@contextmanager
def _spark(address: str) -> Iterator[Engine]:
    """A Spark session, stopped at the end where it was begun here."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise Refused(
            "The engine “spark” needs PySpark, which is not installed",
            next_step="install it beside Amparo (pip install pyspark), or use --engine duckdb",
        ) from error
    if address.startswith("local") and shutil.which("java") is None and not _java_home():
        raise Refused(
            "The engine “spark” needs Java 17 or later, and found none",
            next_step="install it (Debian: apt-get install default-jre-headless), or use duckdb",
        )
    import ibis

    running = SparkSession.getActiveSession()
    session = running or _session(SparkSession.builder.master(address), address)
    session.sparkContext.setLogLevel("ERROR")
    engine = _Spark(ibis.pyspark.connect(session), session)
    try:
        yield engine
    finally:
        if running is None:
            session.stop()


def _session(builder: Any, address: str) -> Any:
    quiet = {
        "spark.app.name": "amparo",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    if address.startswith("local"):
        # On one machine nothing listens beyond it, and a few partitions are enough.
        quiet |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.sql.shuffle.partitions": "8",
            "spark.driver.memory": "4g",
        }
    for key, value in quiet.items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except Exception as error:  # Py4J's errors share no base with others
        raise Refused(
            "Spark did not start", found=str(error).splitlines()[0][:200], where=address,
            next_step="check the address, and that Java 17 or later is installed",
        ) from error  # fmt: skip


def _java_home() -> bool:
    import os  # noqa: PLC0415

    return bool(os.environ.get("JAVA_HOME"))


def _is_text(path: Path) -> bool:
    return path.name.casefold().removesuffix(".gz").endswith((".csv", ".tsv", ".txt"))


def _readable(read: Any, path: Path) -> Any:
    if not path.exists():
        raise Refused("There is no such file", found=path.name, next_step="check the name")
    try:
        return read()
    except Exception as error:  # each engine has a family of its own
        raise Refused(
            "The engine cannot read the file", found=str(error).splitlines()[0][:200],
            where=path.name, next_step="give it Parquet or CSV, or leave --engine out",
        ) from error  # fmt: skip


def _sql(table: ibis.Table) -> str:
    import ibis

    return str(ibis.to_sql(table, dialect="duckdb"))


def _frame(table: Any) -> pl.DataFrame:
    """An Arrow table's text and numbers as Polars, whatever width the engine gave them."""
    made = pl.DataFrame(pl.from_arrow(table))
    return made.with_columns(
        pl.col(pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32, pl.UInt64).cast(
            pl.Int64
        ),
    )
