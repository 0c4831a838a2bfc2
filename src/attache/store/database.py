"""Opening the project's SQLite file: WAL, foreign keys, numbered migrations, errors that say what to do."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

from attache.errors import DiskFull, NotAProject, ProjectBusy, ProjectMissing, ProjectTooNew

FILE_NAME = "attache.sqlite"
#: Condition on a table with ``article`` and ``coder`` (its name goes in): that the row is of the article's newest reading.
NEWEST = (
    "{0}.coder = (SELECT coder FROM readings r WHERE r.article = {0}.article "
    "ORDER BY r.coded_date DESC, r.coder DESC LIMIT 1)"
)
_WITH_FACTS = 5  # the version from which facts are written with records; older ones get them when they are migrated
_APPLICATION_ID = 0x41545443  # "ATTC": tells our files from any other SQLite database


@cache
def _migrations() -> list[tuple[int, str]]:
    folder = files("attache.store").joinpath("migrations")
    found = []
    for entry in folder.iterdir():
        match = re.fullmatch(r"(\d{3})_\w+\.sql", entry.name)
        if match:
            found.append((int(match.group(1)), entry.read_text(encoding="utf-8")))
    return sorted(found)


def database_version() -> int:
    """The newest database version that this attache knows."""
    return _migrations()[-1][0]


@contextmanager
def speaking_errors(path: Path) -> Iterator[None]:
    """SQLite's errors as ours: busy, full, damaged."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise ProjectBusy(path) from error
        if "full" in text or "disk I/O" in text:
            raise DiskFull(path) from error
        if "not a database" in text or "malformed" in text:
            raise NotAProject(path) from error
        raise
    except sqlite3.DatabaseError as error:
        if "not a database" in str(error) or "malformed" in str(error):
            raise NotAProject(path) from error
        raise


def create(folder: Path) -> Path:
    """Make the project's folder and file; an existing project is left as it is. Returns the file's path."""
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise NotAProject(folder) from error
    connect(path, create=True).close()
    return path


def find(folder: Path) -> Path:
    """The project file in a folder. Raises ProjectMissing."""
    path = folder / FILE_NAME
    if not path.is_file():
        raise ProjectMissing(folder)
    return path


def connect(
    path: Path, *, create: bool = False, busy_timeout_s: float = 10.0, shared: bool = False
) -> sqlite3.Connection:
    """A connection in autocommit mode to a project file of the newest version; older ones are migrated. ``shared``: other
    threads may use it, one at a time. Raises ProjectTooNew, NotAProject, ProjectBusy, DiskFull."""
    if not create and not path.is_file():
        raise ProjectMissing(path.parent)
    with speaking_errors(path):
        connection = sqlite3.connect(path, timeout=busy_timeout_s, isolation_level=None, check_same_thread=not shared)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and application != _APPLICATION_ID:
        raise NotAProject(path)
    known = database_version()
    if version > known:
        raise ProjectTooNew(path, version, known)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -32000")  # kB: indexes of a large project are written all over
    for number, script in _migrations():
        if number > version:
            connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA application_id = {_APPLICATION_ID};")
            if number == _WITH_FACTS and version:
                from attache.store.facts import write_all_facts

                write_all_facts(connection)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")


def beginning(column: str) -> str:
    """SQL: the column begins with ``:start``, which an index finds (LIKE looks at every row)."""
    return f"({column} >= :start AND {column} < :start || char(0x10FFFF))"


@contextmanager
def transaction(path: Path, *, busy_timeout_s: float = 10.0) -> Iterator[sqlite3.Connection]:
    """A connection inside one write transaction: committed at the end, rolled back where anything goes wrong."""
    connection = connect(path, busy_timeout_s=busy_timeout_s)
    try:
        with atomic(connection, path):
            yield connection
    finally:
        connection.close()


@contextmanager
def atomic(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """A write transaction on an open connection: all or nothing."""
    with speaking_errors(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
