"""The gazetteer: countries, admin-1, towns over 1,000 inhabitants, seas, straits, rivers and regions.

Two sorted files, searched where they lie: a process that resolves a few names reads a few pages of them.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

from attache.actors.knowledge import plain
from attache.reading import Place, PlacePrecision, Span

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
    "north-eastern ",
    "north-western ",
    "south-eastern ",
    "south-western ",
    "north ",
    "greater ",
    "near ",
    "the ",
    "in ",
    "at ",
    "off ",
    "outside ",
)
_OF_REGIONS = (
    " province",
    " state",
    " region",
    " governorate",
    " oblast",
    " prefecture",
    " department",
)
_SUFFIXES = (*_OF_REGIONS, " district", " county", " city", " metropolitan area", " island", " peninsula")
_ALIKE_KM = 100.0  # two bearers of a name that lie so near are no reason to doubt
# Scores are orders of magnitude of inhabitants; what is added to them was chosen on GeoVirus (benchmarks/places.py).
_WIDE = {"country": 8.6, "region": 7.5, "sea": 7.5, "point": 6.0}
_CAPITAL, _ADMIN1, _ALIAS, _SPELT, _ASKED = 1.5, -0.5, -0.7, -0.2, 1.5
_IN_CONTAINER, _IN_FIRST, _IN_NAMED = 5.0, 3.2, 2.4
_LEAST, _MARGIN = 4.6, 0.35


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as the table has it. Degrees; ``population`` 0 where not known."""

    name: str
    code: str | None
    admin1: str | None
    lat: float | None
    lon: float | None
    geonames_id: int | None
    precision: PlacePrecision
    population: int
    capital: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tells namesakes apart: the article's countries, the most often named first; the country or region that
    stands behind the name ("Birmingham, Alabama"); points that the article is about."""

    codes: tuple[str, ...] = ()
    containers: tuple[Entry, ...] = ()
    points: tuple[tuple[float, float], ...] = ()


class Gazetteer:
    """The shipped table of places, searched by name."""

    def __init__(self) -> None:
        self._rows, self._names = _mapped("places.tsv"), _mapped("place_names.tsv")
        self._countries: dict[str, Entry] = {}
        at = self._rows.find(b"\n") + 1
        for _ in range(600):  # seas, regions and countries come first
            end = self._rows.find(b"\n", at)
            entry = _entry(self._rows[at:end])
            if entry.precision == "country" and entry.code:
                self._countries.setdefault(entry.code, entry)
            at = end + 1

    def country(self, code: str) -> Entry | None:
        return self._countries.get(code)

    @lru_cache(maxsize=16384)  # noqa: B019 - one gazetteer a process
    def candidates(self, name: str) -> tuple[Entry, ...]:
        """The places of this name: seas and regions, countries, admin-1, then cities by population."""
        key = f"{plain(name)}\t".encode()
        low, high = 0, len(self._names)
        while low < high:  # byte offsets: the line that holds ``middle`` is before or after the key
            middle = self._names.rfind(b"\n", 0, (low + high) // 2) + 1
            end = self._names.find(b"\n", middle)
            if self._names[middle : end + 1] < key:
                low = end + 1
            else:
                high = middle
        end = self._names.find(b"\n", low)
        line = self._names[low:end]
        if not line.startswith(key):
            return ()
        starts = (int(start, 16) for start in line[len(key) :].split(b","))
        return tuple(_entry(self._rows[start : self._rows.find(b"\n", start)]) for start in starts)

    def named(self, name: str, code: str | None = None) -> Entry | None:
        """The place that a person means by ``name``, in the country ``code`` where one is given: of namesakes the one that
        articles mean oftenest, without abstaining. None where there is no such name (there)."""
        found = self._stripped(name)
        if found is None:
            return None
        key, entries, region = found
        around = Surroundings((code,) if code else ())
        there = [entry for entry in entries if code is None or entry.code == code]
        return max(there, key=lambda entry: _score(entry, key, region, around), default=None)

    def find(self, name: str, around: Surroundings | Sequence[str] = ()) -> tuple[Entry, float] | None:
        """The place that ``name`` means in these surroundings (or in an article about these countries), with a
        probability. None where the gazetteer has no such name, or several and nothing tells them apart."""
        if not isinstance(around, Surroundings):
            around = Surroundings(tuple(around))
        found = self._stripped(name)
        if found is None:
            return None
        key, entries, region = found
        scored = sorted(((_score(e, key, region, around), at, e) for at, e in enumerate(entries)), key=_best_first)
        score, _, best = scored[0]
        rival = next((s for s, _, e in scored[1:] if not _alike(best, e)), None)
        margin = 3.0 if rival is None else score - rival
        if score < _LEAST or margin < _MARGIN:
            return None
        return best, round(0.6 + 0.11 * min(3.0, margin), 3)

    @lru_cache(maxsize=16384)  # noqa: B019 - as above
    def _stripped(self, name: str) -> tuple[str, tuple[Entry, ...], bool] | None:
        """The name, or the name without what narrows it ("northern Syria"), with its bearers, and whether a province
        or the like is asked for."""
        text = name.strip(" ,.'’").removesuffix("'s").removesuffix("’s")
        region = text.lower().endswith(_OF_REGIONS)
        for form in (text, text + "."):  # "U.S." keeps its stop
            if entries := self.candidates(form):
                return plain(form), entries, region
        if " " not in text:
            return None
        for _ in range(3):
            lower = text.lower()
            if lower.startswith(_PREFIXES):
                text = text[max(len(prefix) for prefix in _PREFIXES if lower.startswith(prefix)) :]
            if lower.endswith(_SUFFIXES):
                text = text[: -max(len(suffix) for suffix in _SUFFIXES if lower.endswith(suffix))]
        entries = self.candidates(text)
        return (plain(text), entries, region) if entries else None


def _best_first(scored: tuple[float, int, Entry]) -> tuple[float, int]:
    return -scored[0], scored[1]


def _score(entry: Entry, key: str, region: bool, around: Surroundings) -> float:
    score = _WIDE.get(entry.precision) or math.log10(entry.population + 10)
    own = plain(entry.name).removeprefix("the ")
    other_name = own[:3] != key[:3] and entry.precision not in _WIDE
    if own != key and entry.precision not in _WIDE:
        score += _ALIAS if other_name else _SPELT
    # A capital is meant by its own name: Amman was Philadelphia once.
    score += _CAPITAL * (entry.capital and not other_name) + _ADMIN1 * (entry.precision == "admin1")
    if region:
        score += _ASKED * (entry.precision in ("admin1", "region"))
    if any(inside(entry, container) for container in around.containers):
        score += _IN_CONTAINER
    if entry.code in around.codes:
        score += _IN_FIRST if entry.code == around.codes[0] else _IN_NAMED
    if entry.lat is not None and entry.lon is not None and entry.precision in ("city", "point"):
        score += _near(entry.lat, entry.lon, around.points)
    return score


def _near(lat: float, lon: float, points: Sequence[tuple[float, float]]) -> float:
    """1 beside a place that the article is about, 0 from 500 km on."""
    nearest = min((distance_km((lat, lon), point) for point in points), default=500.0)
    return max(0.0, 1 - nearest / 500)


def inside(entry: Entry, container: Entry) -> bool:
    """Whether a place lies in a country or in an admin-1 division."""
    if entry == container or entry.code is None or entry.code != container.code:
        return False
    return container.precision == "country" or (container.precision == "admin1" and entry.admin1 == container.admin1)


def _alike(one: Entry, other: Entry) -> bool:
    if None in (one.lat, one.lon, other.lat, other.lon):
        return one.code == other.code
    here, there = (one.lat, one.lon), (other.lat, other.lon)
    return inside(one, other) or inside(other, one) or distance_km(here, there) < _ALIKE_KM  # type: ignore[arg-type]


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two points (latitude, longitude in degrees)."""
    a, b = (math.radians(one[0]), math.radians(one[1])), (math.radians(other[0]), math.radians(other[1]))
    half = math.sin((b[0] - a[0]) / 2) ** 2 + math.cos(a[0]) * math.cos(b[0]) * math.sin((b[1] - a[1]) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(half))


def _mapped(name: str) -> mmap.mmap:
    with as_file(files("attache") / "data" / name) as path, path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _entry(line: bytes) -> Entry:
    name, code, admin1, lat, lon, geonames_id, kind, population = line.decode().split("\t")
    precision: PlacePrecision = "city" if kind in ("", "capital") else kind  # type: ignore[assignment]
    return Entry(
        name,
        code or None,
        admin1 or None,
        float(lat) if lat else None,
        float(lon) if lon else None,
        int(geonames_id) if geonames_id else None,
        precision,
        int(population or 0),
        kind == "capital",
    )


def place_of(span: Span, entry: Entry, confidence: float) -> Place:
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
