"""The texts that standoff lines are about: found beside the corpus, or restored once into its folder ``texts``.

A standoff line names its source and the SHA-256 of the text; the text itself is not ours to ship. Reports of the
Current Events portal stand on one public page a day; a report on such a page is the annotated one where the sums agree.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lxml import html

PORTAL = "train/wp_current_events/"  # sources that begin so are portal reports
_RESTORED = "texts"
_MONTHS = "January February March April May June July August September October November December".split()


def digest(text: str) -> str:
    """SHA-256 of a text's UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def corpus_files(folder: Path) -> Iterator[Path]:
    """The corpus's own files in order: not a second annotator's, not restored texts."""
    for path in sorted(folder.rglob("*.jsonl")):
        if not {"second", "stories", _RESTORED} & {*path.relative_to(folder).parts[:-1]}:
            yield path


class SourceTexts:
    """Texts by source (``file#id``): from the folder that the sources name files in, else as they were restored."""

    def __init__(self, folder: Path, texts_from: Path | None) -> None:
        self._texts_from = texts_from
        self._files: dict[str, dict[str, str]] = {}
        self._restored = _read(folder / _RESTORED, "source") or _read(folder.parent / _RESTORED, "source")

    def get(self, source: str) -> str | None:
        """None where the text is not at hand."""
        name, _, wanted = source.partition("#")
        if name not in self._files:
            self._files[name] = _read(self._texts_from / name, "id") if self._texts_from is not None else {}
        return self._files[name].get(wanted) or self._restored.get(source)


def _read(path: Path, key: str) -> dict[str, str]:
    """The texts of a JSON Lines file, or of all in a folder; none where there is no such file."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path] if path.is_file() else []
    found: dict[str, str] = {}
    for file in files:
        with file.open(encoding="utf-8") as lines:
            found |= {entry[key]: entry["text"] for entry in map(json.loads, lines)}
    return found


@dataclass(frozen=True, slots=True)
class Standoff:
    """A line without its text."""

    id: str
    source: str
    published: date
    sha256: str

    @property
    def page(self) -> str | None:
        """The public page that the text stood on; None for sources other than the portal."""
        if not self.source.startswith(PORTAL):
            return None
        day = self.published
        return f"https://en.wikipedia.org/wiki/Portal:Current_events/{day.year}_{_MONTHS[day.month - 1]}_{day.day}"


def standoff_lines(folder: Path) -> Iterator[Standoff]:
    """Every line of the corpus, the second annotation and the grouped reports included, that carries no text."""
    beside = [path for name in ("second", "stories") for path in sorted((folder / name).glob("*.jsonl"))]
    for path in [*corpus_files(folder), *beside]:
        with path.open(encoding="utf-8") as lines:
            for raw in map(json.loads, lines):
                if "text" not in raw:
                    yield Standoff(raw["id"], raw["source"], date.fromisoformat(raw["published"]), raw["sha256"])


@dataclass(slots=True)
class Restored:
    """What came back: texts by source, what is still missing, and sources whose text is another than the annotated."""

    texts: dict[str, str] = field(default_factory=dict)
    missing: list[Standoff] = field(default_factory=list)
    changed: list[Standoff] = field(default_factory=list)


def restore(wanted: Iterable[Standoff], at_hand: SourceTexts, pages: Iterable[bytes]) -> Restored:
    """Texts of standoff lines from what is at hand and from portal pages (HTML)."""
    found = Restored()
    lines = {line.source: line for line in wanted}
    by_sum = {digest(text): text for page in pages for text in reports_of_page(page)}
    for line in lines.values():
        text = at_hand.get(line.source)
        if text is not None and digest(text) != line.sha256:
            found.changed.append(line)
            text = None
        text = text or by_sum.get(line.sha256)
        if text is None:
            found.missing.append(line)
        else:
            found.texts[line.source] = text
    return found


def reports_of_page(page: bytes) -> Iterator[str]:
    """The reports of a portal page as plain text: the innermost list items, without the sources behind them."""
    if not page.strip():
        return
    for item in html.fromstring(page).iter("li"):
        if item.find(".//li") is not None:
            continue
        for link in list(item.iterfind(".//a")):
            if "external" in (link.get("class") or "").split():
                link.drop_tree()
        text = re.sub(r"\s+", " ", item.text_content()).strip()
        if text:
            yield text


def save_restored(folder: Path, texts: dict[str, str]) -> Path:
    """Write the texts where ``SourceTexts`` looks for them, whole or not at all."""
    path = folder / _RESTORED / "restored.jsonl"
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as lines:
        for source in sorted(texts):
            lines.write(json.dumps({"source": source, "text": texts[source]}, ensure_ascii=False) + "\n")
    part.replace(path)
    return path
