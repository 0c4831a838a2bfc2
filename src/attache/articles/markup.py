"""HTML to text with trafilatura, which takes a string and never asks the network; the page's own metadata."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from attache.errors import UnreadableArticle
from attache.reading import Removed

_CUT_ELEMENTS = (
    ("navigation", "//nav | //header//ul | //*[@role='navigation']"),
    ("caption", "//figcaption"),
    ("teaser", "//aside | //*[contains(@class, 'related')]"),
    ("comment_notice", "//*[@id='comments' or contains(@class, 'comments')]"),
    ("navigation", "//footer"),
)
_META_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@name='date' or @name='pubdate' or @name='publishdate' or @name='DC.date' or @name='dc.date' or @itemprop='datePublished']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//article//time/@datetime",
)


@dataclass(slots=True)
class Extracted:
    """What a page gives: its article's text and what stood around it."""

    text: str = ""
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None
    removed: list[Removed] = field(default_factory=list)


def extract_html(html: str, url: str | None, where: str) -> Extracted:
    """The article of a page. Raises UnreadableArticle where there is none."""
    import lxml.html
    import trafilatura

    if not html.strip():
        raise UnreadableArticle(where, "empty", "the page is empty")
    tree = trafilatura.load_html(html)
    if tree is None:
        raise UnreadableArticle(
            where, "broken_html", "this cannot be read as HTML; save the page again, or code its text"
        )
    metadata = _metadata(tree)
    outside = _outside(tree)
    document: Any = trafilatura.bare_extraction(
        lxml.html.tostring(tree, encoding="unicode"),
        url=url,
        fast=True,
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = (document.text if document is not None else "") or ""
    if not text.strip():
        raise UnreadableArticle(where, "no_article", "no article was found on the page; is it a list or a script page?")
    # One line break is a paragraph's end in what trafilatura gives.
    text = re.sub(r"\n+", "\n\n", text)
    removed = [Removed(words, reason) for reason, words in outside if words not in text]
    return Extracted(
        text=text,
        title=metadata.title or (document.title if document is not None else None),
        published=metadata.published,
        publisher=metadata.publisher or (document.sitename if document is not None else None),
        author=document.author if document is not None else None,
        removed=removed,
    )


def _metadata(tree: Any) -> Extracted:
    found = Extracted()
    for block in tree.xpath("//script[@type='application/ld+json']/text()"):
        _from_linked_data(block, found)
    for path in _META_DATES:
        for value in tree.xpath(path):
            found.published = found.published or _iso(str(value))
    heading = tree.xpath("string(//meta[@property='og:title']/@content)") or tree.xpath("string(//h1[1])")
    found.title = found.title or (re.sub(r"\s+", " ", heading).strip() or None)
    found.publisher = found.publisher or tree.xpath("string(//meta[@property='og:site_name']/@content)") or None
    return found


def _from_linked_data(block: str, found: Extracted) -> None:
    try:
        data = json.loads(block)
    except ValueError:
        return
    entries = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
    for entry in entries:
        if isinstance(entry, dict) and "datePublished" in entry:
            found.published = found.published or _iso(str(entry["datePublished"]))
            publisher = entry.get("publisher")
            if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
                found.publisher = found.publisher or publisher["name"]


def _iso(value: str) -> str | None:
    value = value.strip().replace("Z", "+00:00")
    for candidate in (value, value[:10]):
        try:
            parsed = datetime.fromisoformat(candidate)
        except ValueError:
            continue
        return parsed.isoformat() if len(candidate) > 10 else parsed.date().isoformat()
    return None


def _outside(tree: Any) -> list[tuple[str, str]]:
    """Text of navigation, captions, teasers and comments, by element, for the list of what was cut."""
    found: list[tuple[str, str]] = []
    for reason, path in _CUT_ELEMENTS:
        for element in tree.xpath(path):
            words = re.sub(r"\s+", " ", element.text_content()).strip()
            if words and all(words not in other for _, other in found):
                found.append((reason, words[:500]))
    return found
