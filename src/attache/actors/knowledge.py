"""What attache knows of actors before it reads: states, bodies, groups, persons with offices, kinds of people."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path

from attache.data import read_table
from attache.errors import BadResources
from attache.ontology import SECTORS
from attache.reading import EntityBasis

_NUMERAL = re.compile(r"[IVX]+|[A-Z]\.?")
_LETTERS = re.compile(r"\w+")
LONGEST_ALIAS = 9  # words, hyphens and full stops counted


@dataclass(frozen=True, slots=True)
class Alias:
    """A name, adjective or metonym of a state, body or group, valid from ``begin`` to ``end`` (ISO, or empty);
    ``form`` is how it is written."""

    code: str | None
    sectors: tuple[str, ...]
    basis: EntityBasis
    name: str
    begin: str
    end: str
    form: str

    @property
    def is_state(self) -> bool:
        """True for a state or territory itself, not for its army or parliament, a group or a body."""
        return self.sectors[:1] in ((), ("GOV",)) and self.basis in ("name", "adjective", "metonym")


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a person held: ``begin`` and ``end`` as YYYY or YYYY-MM-DD, empty where not known."""

    name: str
    code: str
    sectors: tuple[str, ...]
    office: str
    begin: str
    end: str
    identifier: str | None

    def held_on(self, on: date | None) -> bool:
        """Whether it was held on a date; without one, whether it has not ended."""
        return _valid(self.begin, self.end, on)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Letters without diacritics, case folded, apostrophes and hyphens evened: the key of names."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    folded = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return folded.replace("’", "'").replace("‘", "'").replace("–", "-").replace("‑", "-")


@lru_cache(maxsize=65536)
def first_word(text: str) -> str:
    """Letters and digits up to the first other character, as ``plain`` has them."""
    found = _LETTERS.match(plain(text))
    return found.group() if found else ""


class Knowledge:
    """Lookups over the tables. ``version`` tells those of a user apart, empty for the shipped ones alone."""

    version = ""

    def __init__(self, aliases: Iterable[list[str]], persons: Iterable[list[str]], agents: Iterable[list[str]]) -> None:
        self._aliases: dict[str, list[Alias]] = {}
        self._exact: dict[str, list[Alias]] = {}  # "US", "IS", "LeT": their capitals tell them from words
        self.small_names: set[str] = set()  # names that are written without a capital: "pope"
        self._longest: dict[str, int] = {}  # characters of the longest alias by its first word: spares look-ups
        for alias, code, sectors, basis, name, begin, end in aliases:
            entry = Alias(code or None, tuple(sectors.split()), basis, name, begin, end, alias)  # type: ignore[arg-type]
            if (alias.isupper() and len(alias) <= 5) or (len(alias) <= 4 and not alias[1:].islower()):
                self._exact.setdefault(alias, []).append(entry)
            else:
                self._aliases.setdefault(plain(alias.removeprefix("the ")), []).append(entry)
            if alias.islower():
                self.small_names.add(alias)
            first = first_word(alias.removeprefix("the "))
            self._longest[first] = max(self._longest.get(first, 0), len(alias))
        # Most of them are never asked for: rows stay rows until they are.
        self._persons: dict[str, list[list[str]]] = {}
        for row in persons:
            self._persons.setdefault(plain(row[0]), []).append(row)
        self._offices: dict[str, list[Office]] = {}
        self.agents = {phrase: tuple(sectors.split()) for phrase, sectors in agents}

    def longest_alias(self, word: str) -> int:
        """Characters of the longest alias that begins with this word; 0 where none does."""
        return self._longest.get(first_word(word), 0)

    def alias(self, text: str, on: date | None) -> Alias | None:
        """The state, body or group that ``text`` names on a date; None where there is none, or none then."""
        entries = self._exact.get(text)
        if entries is None and (not (text.islower() and len(text) <= 4) or text in self.small_names):
            entries = self._aliases.get(plain(text))
        return next(
            (entry for entry in entries or () if _valid(entry.begin, entry.end, on) and _written_like(entry, text)),
            None,
        )

    def person(self, text: str) -> list[Office]:
        """The offices of the person with this full name; an empty list where the name is not known."""
        key = plain(text)
        if key not in self._offices:
            self._offices[key] = [
                Office(name, code, tuple(sectors.split()), office, begin, end, identifier or None)
                for name, code, sectors, office, begin, end, identifier in self._persons.get(key, ())
            ]
        return self._offices[key]

    def surname(self, text: str) -> list[list[Office]]:
        """The persons with this last name, each with the offices held."""
        return [self.person(name) for name in sorted(self._surnames.get(plain(text), ()))]

    @cached_property
    def _surnames(self) -> dict[str, set[str]]:
        """Full names by the last one."""
        found: dict[str, set[str]] = {}
        for name in self._persons:
            last = name.rsplit(" ", 1)[-1]
            if not _NUMERAL.fullmatch(last.upper()):  # "Frederik X" is not called X
                found.setdefault(last, set()).add(name)
        return found

    @lru_cache(maxsize=65536)  # noqa: B019 - few of them, each for as long as the process
    def agent(self, phrase: str) -> tuple[str, ...] | None:
        """Sectors of a kind of people or an office ("defence minister", "gunmen"), singular or plural."""
        for form in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es"), phrase.removesuffix("'s")):
            if form in self.agents:
                return self.agents[form]
        if phrase.endswith("ies"):
            return self.agents.get(phrase[:-3] + "y")
        if phrase.endswith("men"):
            return self.agents.get(phrase[:-3] + "man")
        return None


def _written_like(alias: Alias, text: str) -> bool:
    """Whether ``text`` may be this name: "Lebanese forces" are not the party of the Lebanese Forces, nor is a "red line"
    the Red Line. States are known in any case ("czech republic")."""
    if alias.is_state or " " not in alias.form:
        return True
    last, written = (words.rsplit(" ", 1)[-1][:1] for words in (alias.form, text))
    return not (last.isupper() and written.islower())


def _valid(begin: str, end: str, on: date | None) -> bool:
    if on is None:
        return not end  # what still holds
    day = on.isoformat()
    return (not begin or begin <= day) and (not end or day[: len(end)] <= end)


def office_on(offices: list[Office], on: date | None) -> Office | None:
    """The office held on a date; without a date, one that has not ended."""
    held = [office for office in offices if office.held_on(on)]
    return max(held, key=lambda office: (office.begin, bool(office.identifier))) if held else None


@cache
def load_knowledge(resources: str = "") -> Knowledge:
    """What ships in the package, and before it what the user's folder ``resources`` holds: actors.tsv, persons.tsv and
    agents.tsv, with the columns of the shipped ones and without a header. Raises BadResources."""
    tables = own_rows(resources)
    shown = "".join("\t".join(row) + "\n" for rows in tables.values() for row in rows)
    knowledge = Knowledge(*([*rows, *read_table(name)] for name, rows in tables.items()))
    knowledge.version = hashlib.sha256(shown.encode()).hexdigest()[:8] if resources else ""
    return knowledge


def own_rows(resources: str) -> dict[str, list[list[str]]]:
    """The rows of a folder of the user's own by table, none where ``resources`` is empty. Raises BadResources."""
    tables = {name: list(_own_rows(Path(resources), name)) if resources else [] for name in _COLUMNS}
    if resources and not any(tables.values()):
        raise BadResources(
            Path(resources), f"none of {', '.join(f'{name}.tsv' for name in _COLUMNS)} is there, or all are empty"
        )
    return tables


#: Columns of the tables, and how many of them may be left out at the end of a line.
_COLUMNS = {
    "actors": (("alias", "code", "sectors", "basis", "name", "from", "to"), 2),
    "persons": (("name", "code", "sectors", "office", "from", "to", "wikidata"), 3),
    "agents": (("phrase", "sectors"), 0),
}
_BASES = ("name", "adjective", "metonym")


def _own_rows(folder: Path, name: str) -> Iterator[list[str]]:
    path = folder / f"{name}.tsv"
    if not path.is_file():
        return
    columns, optional = _COLUMNS[name]
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadResources(path, f"not UTF-8 ({error.reason} at byte {error.start})") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if not len(columns) - optional <= len(cells) <= len(columns):
            raise BadResources(path, f"line {number} has {len(cells)} columns; they are {', '.join(columns)}")
        cells += [""] * (len(columns) - len(cells))
        if not cells[0] or (name == "actors" and cells[3] not in _BASES):
            raise BadResources(path, f"line {number}: a name, and for an actor one of {', '.join(_BASES)} as its basis")
        unknown = [sector for sector in cells[columns.index("sectors")].split() if sector not in SECTORS]
        if unknown:
            raise BadResources(path, f"line {number}: {' '.join(unknown)} is no sector of PLOVER's")
        yield cells
