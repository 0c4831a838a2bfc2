"""Raw articles to canonical ones: title, blank line, paragraphs separated by a blank line; debris cut and listed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import date, datetime

from attache.articles.debris import is_link_list, like_a_link, reason_to_cut, without_site_name
from attache.articles.language import detect_language
from attache.articles.markup import Extracted, extract_html
from attache.articles.raw import RawArticle
from attache.errors import BadDate, UnreadableArticle
from attache.reading import Article, PublishedBasis, Removed, stable_id

_BLANKS = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_URL_DATE = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?:[/_-]|\b)")
_TEXT_DATE = re.compile(
    r"^(?:Published(?: on)?:?\s*|Posted(?: on)?:?\s*|Date:\s*)?(?:\w+day,? )?"
    r"(?:(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December),? ((?:19|20)\d\d)"
    r"|(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2}),? ((?:19|20)\d\d))\.?$"
)
_MONTHS = """
    January February March April May June July August September October November December
    """.split()
_LONGEST_TITLE = 220


def clean_article(raw: RawArticle, *, published: str | None = None, max_chars: int = 1_000_000) -> Article:
    """The canonical article. ``published`` is the date that the user gives for inputs that carry none. Raises
    UnreadableArticle for what holds no text, or more than one article can."""
    removed: list[Removed] = []
    title, body = raw.title, raw.text or ""
    found = Extracted()
    if raw.html is not None:
        found = extract_html(raw.html, raw.url, raw.source_id)
        title, body = raw.title or found.title, found.text
        removed += found.removed
    if len(body) > max_chars:
        raise UnreadableArticle(
            raw.source_id,
            "too_long",
            f"{len(body):,} characters are more than one article; split it, or raise max_article_chars ({max_chars:,})",
        )
    paragraphs = split_paragraphs(tidy(body))
    when, basis = _published(raw, found, published, paragraphs)
    kept: list[str] = []
    links = False  # under "More on this story"
    for number, paragraph in enumerate(paragraphs):
        reason = reason_to_cut(paragraph)
        links = is_link_list(paragraph) or (links and like_a_link(paragraph))
        if reason is None and links:
            reason = "teaser"
        if reason is None and number < 4 and _TEXT_DATE.match(paragraph):
            reason = "date_line"
        if reason is None:
            kept.append(paragraph)
        else:
            removed.append(Removed(paragraph, reason))
    title = _BLANKS.sub(" ", tidy(title)).strip() if title else None
    if not title and len(kept) > 1 and _like_a_title(kept[0]):
        title = kept.pop(0)
    if title:
        title, cut = without_site_name(title, raw.publisher or found.publisher)
        removed += [cut] if cut else []
        if kept and kept[0].casefold().startswith(title.casefold()) and len(kept[0]) < len(title) + 60:
            removed.append(Removed(kept.pop(0), "repeated_title"))
    text = "\n\n".join(([title] if title else []) + kept)
    if not re.search(r"[^\W\d_]", text):
        raise UnreadableArticle(raw.source_id, "empty", "there is no text in it")
    return Article(
        id=stable_id(text, raw.url or ""),
        text=text,
        source_id=raw.source_id,
        title=title,
        url=raw.url,
        published=when,
        published_basis=basis,
        publisher=raw.publisher or found.publisher,
        author=raw.author or found.author,
        language=detect_language(text),
        retrieved=raw.retrieved,
        removed=tuple(removed),
        sha256=raw.sha256 or hashlib.sha256((raw.html or raw.text or "").encode("utf-8", "surrogatepass")).hexdigest(),
    )


def tidy(text: str) -> str:
    """Composed characters, plain blanks, Unix line ends, no invisible or control characters."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text)).replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates cannot be stored
    return "\n".join(_BLANKS.sub(" ", line).strip() for line in text.split("\n"))


def split_paragraphs(text: str) -> list[str]:
    """Paragraphs of tidy text: at blank lines; inside a block lines are paragraphs too, unless they are one text
    that was wrapped at a fixed width."""
    paragraphs: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.split("\n") if line]
        if len(lines) > 1 and _wrapped(lines):
            paragraphs.append(" ".join(lines))
        else:
            paragraphs += lines
    return paragraphs


def _wrapped(lines: list[str]) -> bool:
    """Lines of one width, most of which end inside a sentence."""
    inner = lines[:-1]
    longest = max(len(line) for line in lines)
    inside = sum(not line.rstrip("\"'”’)").endswith((".", "!", "?", ":")) for line in inner)
    return (
        longest <= 100
        and inside * 2 >= len(inner)
        and sum(len(line) > longest * 0.6 for line in inner) * 4 >= len(inner) * 3
    )


def _like_a_title(paragraph: str) -> bool:
    return len(paragraph) <= _LONGEST_TITLE and not paragraph.endswith((".", "!”", ".”", ":", ","))


def _published(
    raw: RawArticle, found: Extracted, given: str | None, paragraphs: list[str]
) -> tuple[str | None, PublishedBasis]:
    """When it was published, and how that is known: the source's own word, the user's, the page's metadata, the
    address, a date line. Nothing else: no guess from the clock or the text's events."""
    if raw.published:
        return parse_published(raw.published, raw.source_id), raw.published_basis
    if given:
        return parse_published(given, raw.source_id), "given"
    if found.published:
        return found.published, "metadata"
    if raw.url and (match := _URL_DATE.search(raw.url)):
        try:
            return date(*map(int, match.groups())).isoformat(), "url"
        except ValueError:
            pass
    for paragraph in paragraphs[:4]:
        if match := _TEXT_DATE.match(paragraph):
            day, month, year, month2, day2, year2 = match.groups()
            try:
                return date(
                    int(year or year2), _MONTHS.index(month or month2) + 1, int(day or day2)
                ).isoformat(), "text"
            except ValueError:
                continue
    return None, "none"


def parse_published(value: str, where: str) -> str:
    """An ISO date or date-time, or an RFC 822 date as feeds write it, as ISO. Raises UnreadableArticle."""
    value = value.strip()
    for candidate in (value, value[:10]):
        try:
            parsed = datetime.fromisoformat(candidate)
            return parsed.isoformat() if "T" in value or " " in value.strip() else parsed.date().isoformat()
        except ValueError:
            continue
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError):
        raise UnreadableArticle(
            where, "bad_date", f"its publication date {value!r} is not a date; write YYYY-MM-DD"
        ) from None


def check_date(value: str) -> str:
    """The user's own date as ISO. Raises BadDate."""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise BadDate(value) from None
