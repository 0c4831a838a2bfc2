"""Looking up who is known: names that are like one, and the office-holders of a state."""

from __future__ import annotations

from functools import cache

from attache.actors.knowledge import own_rows, plain
from attache.data import read_table

_ENOUGH = 70  # of 100, how alike a name must be to be listed
Known = dict[str, str]


def names_like(text: str, limit: int, resources: str = "") -> list[Known]:
    """Names most like ``text``: ``name``, ``code``, ``sectors``, ``what`` (how it is known, or the office), ``begin`` and ``end``
    where it held only then. One entry for each thing that a name means; at most ``limit`` names."""
    from rapidfuzz import fuzz, process

    known = _known(resources)
    found = process.extract(
        plain(text), {name: plain(name) for name in known}, scorer=fuzz.WRatio, limit=limit, score_cutoff=_ENOUGH
    )
    return [entry for _, _, name in found for entry in known[name]]


@cache
def _known(resources: str) -> dict[str, list[Known]]:
    known: dict[str, list[Known]] = {}
    tables = own_rows(resources)
    for alias, code, sectors, basis, name, begin, end in (*tables["actors"], *read_table("actors")):
        told = f"{basis} of {name}" if alias != name else basis
        entry = {"name": alias, "code": code, "sectors": sectors, "what": told, "begin": begin, "end": end}
        known.setdefault(alias, []).append(entry)
    for name, code, sectors, office, begin, end, _ in (*tables["persons"], *read_table("persons")):
        told = office or "office-holder"
        entry = {"name": name, "code": code, "sectors": sectors, "what": told, "begin": begin, "end": end}
        known.setdefault(name, []).append(entry)
    return known


def aliases_of(code: str, *, limit: int = 300) -> list[Known]:
    """How a state or body and whatever belongs to it is called, in the order of the table: ``alias``, ``basis`` (name, adjective,
    metonym), ``name`` (of whom), ``sectors``, ``begin``, ``end``."""
    found = [
        {"alias": alias, "basis": basis, "name": name, "sectors": sectors, "begin": begin, "end": end}
        for alias, of, sectors, basis, name, begin, end in read_table("actors")
        if of == code
    ]
    return found[:limit]


def offices_of(code: str, *, limit: int = 200) -> list[Known]:
    """Who has held which office of a state or body, the latest first: ``name``, ``office``, ``sectors``, ``begin``, ``end``."""
    found = [
        {"name": name, "office": office, "sectors": sectors, "begin": begin, "end": end}
        for name, of, sectors, office, begin, end, _ in read_table("persons")
        if of == code and office
    ]
    return sorted(found, key=lambda each: (each["end"] or "9999", each["begin"]), reverse=True)[:limit]
