"""Place mentions of an article to places, with the article's countries as context."""

from __future__ import annotations

import re
from collections.abc import Collection

from attache.places.gazetteer import Gazetteer, place_of
from attache.reading import Place, Span

_CAPITALISED = re.compile(r"[A-ZÀ-Þ][\w'’-]*(?: (?:(?:al|el|de|la|of|the|and|les|sur|do|da|dos) )?[A-ZÀ-Þ][\w'’-]*)*")


def resolve_place(span: Span, text: str, gazetteer: Gazetteer, near: Collection[str]) -> Place | None:
    """The place that the words at ``span`` name: the whole phrase, else its parts, the most precise first
    ("Kharkiv, Ukraine", "a barracks in the town of Pibor"). None where nothing in it is known."""
    words = span.of(text)
    found = gazetteer.find(words, near)
    if found:
        return place_of(span, text, *found)
    parts = [part for part in _CAPITALISED.findall(words) if part != words]
    codes = set(near)
    for part in reversed(parts):  # the country or region comes last: it tells where to look for what is before
        wide = gazetteer.find(part)
        if wide and wide[0].code and wide[0].precision in ("country", "admin1", "region"):
            codes = {wide[0].code}
            break
    for part in parts:
        found = gazetteer.find(part, codes)
        if found:
            return place_of(span, text, found[0], found[1] * 0.9)
    return None
