"""Happenings in the columns of the event data sets that researchers' tools read: GDELT 1.0 and 2.0, POLECAT, ACLED.

The columns and their order are theirs; what attache does not know is empty, never guessed. A row is a happening (GDELT: a pair of
an actor and a recipient in it), as GDELT and POLECAT mean it; only what happened is written, since these sets have no status.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any, Final

from attache.actors.states import cow_number, last_life, state_codes
from attache.data import read_table
from attache.export.crosswalk import base_code, cameo_of
from attache.export.records import Record
from attache.ontology import scale_of

Row = list[Any]


def happened(stories: Iterable[Record]) -> Iterator[Record]:
    """Only what is told as having happened."""
    return (story for story in stories if story["status"] == "actual")


# ---------------------------------------------------------------------- GDELT

_ACTOR = (
    "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code Type1Code Type2Code Type3Code".split()
)
_GEO = "Type FullName CountryCode ADM1Code ADM2Code Lat Long FeatureID".split()


def gdelt_columns(version: int = 2) -> list[str]:
    """61 columns of GDELT 2.0's event table, 58 of 1.0's, which has no ADM2Code."""
    geo = [name for name in _GEO if version == 2 or name != "ADM2Code"]
    return [
        *"GLOBALEVENTID SQLDATE MonthYear Year FractionDate".split(),
        *(f"Actor{n}{name}" for n in (1, 2) for name in _ACTOR),
        *"IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale".split(),
        *"NumMentions NumSources NumArticles AvgTone".split(),
        *(f"{place}Geo_{name}" for place in ("Actor1", "Actor2", "Action") for name in geo),
        *"DATEADDED SOURCEURL".split(),
    ]


def gdelt_rows(stories: Iterable[Record], urls: Callable[[str], str], version: int = 2) -> Iterator[Row]:
    """Rows of GDELT's event table, tab-separated and without a header where it is a file. ``urls`` gives an article's address."""
    for story in happened(stories):
        if story["date"] is None or story["date"] != story["enddate"]:
            continue  # SQLDATE is one day; one that is not known is not made up
        for number, (actor, recipient) in enumerate(_pairs(story)):
            yield _gdelt_row(story, number, actor, recipient, urls, version)


def _pairs(story: Record) -> list[tuple[Record | None, Record | None]]:
    """Each actor with each recipient; the parties of what is mutual with each other, each pair once."""
    actors, recipients = story["actor"], story["recipient"]
    if recipients:
        return list(product(actors or [None], recipients))
    if len(actors) > 1:
        return [(a, b) for n, a in enumerate(actors) for b in actors[n + 1 :]]
    return [(actors[0] if actors else None, None)]


def _gdelt_row(
    story: Record,
    number: int,
    actor: Record | None,
    recipient: Record | None,
    urls: Callable[[str], str],
    version: int,
) -> Row:
    day = story["date"]
    code = cameo_of(story["event"], story["mode"], story["context"], signed="instrument" in (story["details"] or {}))
    added = (story["first_published"] or day)[:10].replace("-", "")
    of_year = date.fromisoformat(day).timetuple().tm_yday / 365
    geo = 8 if version == 2 else 7
    return [
        _number(story["id"], number),
        day.replace("-", ""),
        day[:4] + day[5:7],
        day[:4],
        f"{int(day[:4]) + min(of_year, 0.9999):.4f}",
        *_gdelt_actor(actor, day),
        *_gdelt_actor(recipient, day),
        int(not story["background"]),
        code,
        base_code(code),
        code[:2],
        story["quad_code"],
        scale_of(story["event"], tuple(story["mode"])),
        story["reports"],
        story["sources"],
        story["reports"],
        "",
        *[""] * (2 * geo),
        *_gdelt_place(story["event_loc"], version),
        added + ("000000" if version == 2 else ""),
        urls(story["evidence"][0]["article"]),
    ]


def _number(id: str, part: int) -> int:
    """A number that stays the same for a pair of a happening: GDELT's ids are whole numbers."""
    return int(hashlib.sha256(f"{id}-{part}".encode()).hexdigest()[:13], 16)


#: PLOVER's sectors as CAMEO's roles.
_ROLES: Final = {"REB": "REB", "UAF": "UAF", "PRM": "UAF", "MIL": "MIL", "GOV": "GOV", "COP": "COP", "JUD": "JUD", "LEG": "LEG", "OPP": "OPP", "SPY": "SPY", "CVL": "CVL", "BUS": "BUS", "EDU": "EDU", "LAB": "LAB", "MED": "MED", "REF": "REF", "CRM": "CRM", "ELI": "ELI", "AGR": "AGR", "HLH": "HLH", "RAD": "RAD"}  # fmt: skip
_BODIES: Final = {"IGO": "IGO", "UNO": "IGOUNO", "EUR": "IGOEUREEC", "NGO": "NGO", "ISM": "INT", "IMG": "IMG", "MNC": "MNC"}  # fmt: skip


def _gdelt_actor(entity: Record | None, day: str) -> Row:
    if entity is None:
        return [""] * 10
    code = entity["code"] or ""
    country = "" if code in _BODIES else _cameo_country(code, day, entity["name"])
    group = _BODIES.get(code, "")
    roles = [_ROLES[sector] for sector in entity["sector"] if sector in _ROLES][:3]
    whole = (country or group) + "".join(roles)
    return [whole, entity["name"].upper(), country, group, "", "", "", *roles, *[""] * (3 - len(roles))]


def _cameo_country(code: str, day: str, name: str) -> str:
    found = state_codes(code, date.fromisoformat(day), name) if code else None
    return found.cameo if found and found.cameo else code


def _gdelt_place(place: Record | None, version: int) -> Row:
    """GDELT's geo types: 1 country, 2 US state, 3 US city, 4 world city, 5 world state; a sea has none of its own."""
    if place is None:
        return [""] * (8 if version == 2 else 7)
    american = place["code"] == "USA"
    kind = {"country": 1, "admin1": 2 if american else 5, "city": 3 if american else 4, "point": 3 if american else 4}
    life = last_life(place["code"])
    return [
        kind.get(place["precision"], ""),
        ", ".join(filter(None, (place["name"], place["admin1"] if place["admin1"] != place["name"] else None))),
        life.fips if life else "",
        "",
        *([""] if version == 2 else []),
        "" if place["lat"] is None else place["lat"],
        "" if place["lon"] is None else place["lon"],
        "" if place["geonames_id"] is None else place["geonames_id"],
    ]


# ---------------------------------------------------------------------- POLECAT

_SIDE = "Name,Country,COW,Primary Sector,Sectors,Title,Name Raw".split(",")
POLECAT: Final = [
    *"Event ID,Event Date,Event Type,Event Mode,Intensity,Quad Code,Contexts".split(","),
    *(f"Actor {name}" for name in _SIDE),
    "Wikipedia Actor ID",
    *(f"Recipient {name}" for name in _SIDE),
    "Wikipedia Recipient ID",
    *"Placename,City,District,Province,Country,Latitude,Longitude,GeoNames ID,Raw Placename,Feature Type".split(","),
    *"Source,Publication Date,Story People,Story Organizations,Story Locations,Language,Version".split(","),
]


def polecat_rows(stories: Iterable[Record]) -> Iterator[Row]:
    """Rows in POLECAT's 40 columns."""
    for story in happened(stories):
        first = story["evidence"][0]
        yield [
            story["id"],
            story["date"] if story["date"] == story["enddate"] and story["date"] else "",
            story["event"],
            ";".join(story["mode"]),
            scale_of(story["event"], tuple(story["mode"])),
            story["quad_code"],
            ";".join(story["context"]),
            *_polecat_side(story["actor"], story["date"]),
            *_polecat_side(story["recipient"], story["date"]),
            *_polecat_place(story["event_loc"]),
            first["publisher"] or first["source_id"],
            (first["published"] or "")[:10],
            ";".join(_people(story)),
            ";".join(sorted({e["name"] for side in ("actor", "recipient") for e in story[side]} - set(_people(story)))),
            story["event_loc"]["name"] if story["event_loc"] else "",
            "English",
            first["coder"],
        ]


def _people(story: Record) -> list[str]:
    sides = (entity for side in ("actor", "recipient") for entity in story[side])
    return sorted({entity["name"] for entity in sides if entity["office"] or entity["identifier_id"]})


def _polecat_side(entities: Sequence[Record], day: str | None) -> Row:
    def each(read: Callable[[Record], str]) -> str:
        return ";".join(read(entity) for entity in entities)

    return [
        each(lambda e: e["name"]),
        each(lambda e: e["code"] or "None"),
        each(lambda e: cow_number(e["code"], day, e["name"])),
        each(lambda e: e["sector"][0] if e["sector"] else "None"),
        each(lambda e: "+".join(e["sector"])),
        each(lambda e: e["office"] or "None"),
        each(lambda e: e["entity_text"]),
        "",  # Wikipedia's page names are not known here; Wikidata's ids are in the record
    ]


def _polecat_place(place: Record | None) -> Row:
    if place is None:
        return [""] * 10
    city = place["name"] if place["precision"] in ("city", "point") else ""
    kind = {"city": "PPL", "point": "PPL", "admin1": "ADM1", "country": "PCLI", "sea": "SEA", "region": "RGN"}
    return [
        place["name"],
        city,
        "",
        place["admin1"] or "",
        place["code"] or "",
        "" if place["lat"] is None else place["lat"],
        "" if place["lon"] is None else place["lon"],
        place["geonames_id"] or "",
        place.get("text", place["name"]),
        kind.get(place["precision"], ""),
    ]


# ---------------------------------------------------------------------- ACLED

ACLED: Final = (
    "event_id_cnty event_date year time_precision disorder_type event_type sub_event_type actor1 assoc_actor_1 inter1 actor2 "
    "assoc_actor_2 inter2 interaction civilian_targeting iso region country admin1 admin2 admin3 location latitude longitude "
    "geo_precision source source_scale notes fatalities tags timestamp"
).split()
_VIOLENCE, _DEMO, _STRATEGIC = "Political violence", "Demonstrations", "Strategic developments"
#: (type, mode) -> disorder type, event type, sub-event type.
_ACLED_TYPES: Final[dict[tuple[str, str], tuple[str, str, str]]] = {
    ("ASSAULT", ""): (_VIOLENCE, "Violence against civilians", "Attack"),
    ("ASSAULT", "abduct"): (_VIOLENCE, "Violence against civilians", "Abduction/forced disappearance"),
    ("ASSAULT", "sexual"): (_VIOLENCE, "Violence against civilians", "Sexual violence"),
    ("ASSAULT", "beat"): (_VIOLENCE, "Violence against civilians", "Attack"),
    ("ASSAULT", "torture"): (_VIOLENCE, "Violence against civilians", "Attack"),
    ("ASSAULT", "targeted"): (_VIOLENCE, "Violence against civilians", "Attack"),
    ("ASSAULT", "aerial"): (_VIOLENCE, "Explosions/Remote violence", "Air/drone strike"),
    ("ASSAULT", "drone"): (_VIOLENCE, "Explosions/Remote violence", "Air/drone strike"),
    ("ASSAULT", "explosives"): (_VIOLENCE, "Explosions/Remote violence", "Remote explosive/landmine/IED"),
    ("ASSAULT", "suicide-attack"): (_VIOLENCE, "Explosions/Remote violence", "Suicide bomb"),
    ("ASSAULT", "heavy-weapons"): (_VIOLENCE, "Explosions/Remote violence", "Shelling/artillery/missile attack"),
    ("ASSAULT", "unconventional"): (_VIOLENCE, "Explosions/Remote violence", "Chemical weapon"),
    ("ASSAULT", "crowd-control"): (_DEMO, "Protests", "Excessive force against protesters"),
    ("ASSAULT", "destroy"): (_STRATEGIC, "Strategic developments", "Looting/property destruction"),
    ("PROTEST", ""): (_DEMO, "Protests", "Peaceful protest"),
    ("PROTEST", "riot"): (_DEMO, "Riots", "Violent demonstration"),
    ("PROTEST", "vandalize"): (_DEMO, "Riots", "Violent demonstration"),
    ("COERCE", "arrest"): (_STRATEGIC, "Strategic developments", "Arrests"),
    ("COERCE", "seize"): (_STRATEGIC, "Strategic developments", "Looting/property destruction"),
    ("RETREAT", "withdraw"): (_STRATEGIC, "Strategic developments", "Change to group/activity"),
    ("RETREAT", "ceasefire"): (_STRATEGIC, "Strategic developments", "Agreement"),
}
_ARMED: Final = {"MIL", "COP", "REB", "UAF", "PRM", "SPY"}


def acled_rows(stories: Iterable[Record]) -> Iterator[Row]:
    """Rows in the columns of ACLED's export, of what is in its scope: violence, demonstrations and some strategic developments.
    Armed force between two armed sides is a battle."""
    regions = dict(read_table("regions"))
    for story in happened(stories):
        kind = _acled_type(story)
        if kind is None or story["date"] is None:
            continue
        place, actor, other = story["event_loc"] or {}, story["actor"], story["recipient"]
        life = last_life(place.get("code"))
        first = story["evidence"][0]
        civilian = kind[0] == _VIOLENCE and any("CVL" in entity["sector"] for entity in other)
        days = (date.fromisoformat(story["enddate"]) - date.fromisoformat(story["date"])).days
        yield [
            (place.get("code") or "XXX") + story["id"][1:],
            story["date"],
            story["date"][:4],
            1 if days == 0 else 2 if days <= 7 else 3,
            *kind,
            actor[0]["name"] if actor else "Unidentified actor",
            "; ".join(entity["name"] for entity in actor[1:]),
            _inter(actor[0]) if actor else "",
            other[0]["name"] if other else "",
            "; ".join(entity["name"] for entity in other[1:]),
            _inter(other[0]) if other else "",
            "-".join(_inter(side[0]) for side in (actor, other) if side),
            "Civilian targeting" if civilian else "",
            life.isonum if life else "",
            regions.get(place.get("code") or "", ""),
            life.name if life else "",
            place.get("admin1") or "",
            "",
            "",
            place.get("name") or "",
            "" if place.get("lat") is None else place["lat"],
            "" if place.get("lon") is None else place["lon"],
            {"point": 1, "city": 1, "admin1": 3, "country": 3}.get(place.get("precision") or "", "") if place else "",
            first["publisher"] or first["source_id"],
            "",
            first["sentence"]["text"],
            _fatalities(story),
            "",
            "",
        ]


def _acled_type(story: Record) -> tuple[str, str, str] | None:
    event, modes = story["event"], [*story["mode"], ""]
    found = next((_ACLED_TYPES[event, mode] for mode in modes if (event, mode) in _ACLED_TYPES), None)
    sides = [{sector for entity in story[side] for sector in entity["sector"]} for side in ("actor", "recipient")]
    if event == "ASSAULT" and found and found[1] == "Violence against civilians" and all(s & _ARMED for s in sides):
        return _VIOLENCE, "Battles", "Armed clash"
    return found


def _inter(entity: Record) -> str:
    """ACLED's kind of actor by PLOVER's sector."""
    kinds = {
        "MIL": "State forces",
        "COP": "State forces",
        "GOV": "State forces",
        "SPY": "State forces",
        "REB": "Rebel group",
        "UAF": "Political militia",
        "PRM": "Political militia",
        "CVL": "Civilians",
    }
    return next((kinds[sector] for sector in entity["sector"] if sector in kinds), "Other")


def _fatalities(story: Record) -> int | str:
    """The toll's lower bound; empty where nobody told one, which is not the same as none."""
    dead = (story["size"] or {}).get("dead")
    return "" if dead is None else dead["low"] if dead["low"] is not None else dead["high"]
