"""The texts of ``shared/data/train`` that train the reader without annotation: the portal's reports and GeoVirus's
articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from attache.reading import Span


@dataclass(frozen=True, slots=True)
class RawText:
    """links: what the portal's editors linked; category: the portal's section of the report, None for an article."""

    id: str
    text: str
    links: tuple[Span, ...] = ()
    category: str | None = None


def raw_texts(texts: Path) -> Iterator[RawText]:
    """Every raw text below ``texts``, that is ``shared/data``. Raises OSError."""
    for line in (texts / "train/wp_current_events/train.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        links = tuple(Span(start, end) for start, end, _ in row["links"])
        yield RawText(row["id"], row["text"], links, row["category"])
    articles = ElementTree.parse(texts / "train/geovirus/GeoVirus.xml").getroot().iter("text")
    for number, article in enumerate(articles):
        yield RawText(f"geovirus-{number}", article.text or "")
