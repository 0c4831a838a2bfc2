"""The gazetteer: countries, admin-1, cities over 15,000 inhabitants, seas, straits and regions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache

from attache.actors.knowledge import plain
from attache.data import table_lines
from attache.reading import Place, PlacePrecision, Span

_CITY_MARGIN = 4.0  # how many times larger than its namesakes a city must be to be meant without any context
_PREFIXES = (
    "the city of ",
    "the town of ",
    "the village of ",
    "the port of ",
    "the capital ",
    "central ",
    "downtown ",
    "northern ",
    "southern ",
    "eastern ",
    "western ",
    "northeastern ",
    "northwestern ",
    "southeastern ",
    "southwestern ",
    "north ",
    "near ",
    "the ",
    "in ",
    "at ",
    "off ",
    "outside ",
)
_SUFFIXES = (
    " province",
    " state",
    " region",
    " governorate",
    " oblast",
    " district",
    " county",
    " prefecture",
    " department",
    " city",
    " metropolitan area",
)


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    code: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geonames_id: int | None
    precision: PlacePrecision
    population: int


class Gazetteer:
    """The shipped table of places, searched by name. Loading it whole would take longer than reading an article."""

    def __init__(self) -> None:
        self._rows = table_lines("places")[1:]
        self._names = table_lines("place_names")[1:]

    @lru_cache(maxsize=16384)  # noqa: B019 - one gazetteer a process
    def candidates(self, name: str) -> tuple[Entry, ...]:
        """The places of this name, the most populous first among cities."""
        key = f"{plain(name)}\t".encode()
        at = bisect_left(self._names, key)
        if at == len(self._names) or not self._names[at].startswith(key):
            return ()
        return tuple(_entry(self._rows[int(row)]) for row in self._names[at][len(key) :].split(b","))

    def find(self, name: str, near: Collection[str] = ()) -> tuple[Entry, float] | None:
        """The place that ``name`` means in an article about the countries ``near``, with a probability.
        None where the gazetteer has no such name, or several and nothing tells them apart."""
        found = self._stripped(name)
        if not found:
            return None
        entries, loosened = found
        wide = [entry for entry in entries if entry.precision in ("sea", "region", "country")]
        if wide:
            return wide[0], 0.9 if not loosened else 0.7
        local = [entry for entry in entries if entry.code in near]
        if local:
            best = max(local, key=lambda entry: (entry.precision == "city", entry.population))
            return best, 0.9 if len(local) == 1 else 0.8
        ordered = sorted(entries, key=lambda entry: -entry.population)
        if len(ordered) == 1:
            return ordered[0], 0.75
        if ordered[0].population >= _CITY_MARGIN * max(1, ordered[1].population) or (
            ordered[0].code == ordered[1].code and len({entry.code for entry in ordered}) == 1
        ):
            return ordered[0], 0.6
        return None

    def _stripped(self, name: str) -> tuple[tuple[Entry, ...], bool] | None:
        """Entries of the name, or of the name without what narrows it ("northern Syria"): then loosened."""
        text = name.strip(" ,.'’").removesuffix("'s").removesuffix("’s")
        for loosened in (False, True):
            entries = self.candidates(text)
            if entries:
                return entries, loosened
            if " " not in text:
                return None
            for _ in range(3):
                lower = text.lower()
                if lower.startswith(_PREFIXES):
                    text = text[max(len(prefix) for prefix in _PREFIXES if lower.startswith(prefix)) :]
                if lower.endswith(_SUFFIXES):
                    text = text[: -max(len(suffix) for suffix in _SUFFIXES if lower.endswith(suffix))]
        entries = self.candidates(text)
        return (entries, True) if entries else None


def _entry(line: bytes) -> Entry:
    name, _, code, admin1, lat, lon, geonames_id, precision, population = line.decode().split("\t")
    return Entry(
        name,
        code or None,
        admin1 or None,
        float(lat) if lat else None,
        float(lon) if lon else None,
        int(geonames_id) if geonames_id else None,
        precision,  # type: ignore[arg-type]
        int(population or 0),
    )


def place_of(span: Span, text: str, entry: Entry, confidence: float) -> Place:
    """The place record for a mention."""
    return Place(
        span,
        entry.name,
        entry.code,
        entry.admin1,
        entry.lat,
        entry.lon,
        entry.geonames_id,
        entry.precision,
        confidence,
    )


@cache
def load_gazetteer() -> Gazetteer:
    return Gazetteer()
