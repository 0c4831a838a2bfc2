"""Corpus files to ``AnnotatedText``: quotes resolved to spans, labels checked against the ontology."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from attache.corpus.texts import SourceTexts, corpus_files, digest
from attache.data import read_table
from attache.ontology import CONTEXTS, EVENT_TYPES, INTERNATIONAL_CODES, MODES, SECTORS, STATUSES
from attache.reading import Article, Span

_PARTIAL = ("date", "statements")


class CorpusError(Exception):
    """A line of the corpus that breaks the annotation format; the message names the text and the problem."""


@dataclass(frozen=True, slots=True)
class Who:
    code: str | None
    sector: tuple[str, ...]
    name: str | None


@dataclass(frozen=True, slots=True)
class Filler:
    """A quote that fills a slot, with the one or several parties it stands for."""

    span: Span
    who: tuple[Who, ...] = ()


@dataclass(frozen=True, slots=True)
class AnnotatedEvent:
    event: str
    mode: tuple[str, ...]
    context: tuple[str, ...]
    trigger: Span
    also: tuple[Span, ...]
    actor: tuple[Filler, ...]
    recipient: tuple[Filler, ...]
    loc: Span | None
    when: Span | None
    date: tuple[date, date] | None
    status: str
    background: bool
    said_by: Filler | None
    disputed_by: tuple[Filler, ...]
    quoted: bool


@dataclass(frozen=True, slots=True)
class AnnotatedStatement:
    speaker: Span | None
    cue: Span | None
    content: Span
    direct: bool
    addressee: Span | None


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    id: str
    source: str
    published: date
    text: str
    events: tuple[AnnotatedEvent, ...]
    statements: tuple[AnnotatedStatement, ...]
    chains: tuple[tuple[Span, ...], ...]
    partial: frozenset[str] = (
        frozenset()
    )  # "date", "statements": given here and there, so that what is not given says nothing

    @property
    def authored(self) -> bool:
        return self.source == "authored"

    def article(self) -> Article:
        """The text as the pipeline takes it."""
        return Article(self.id, self.text, self.id, published=self.published.isoformat(), language="en")

    @property
    def gives_every_statement(self) -> bool:
        return "statements" not in self.partial


@dataclass(slots=True)
class Corpus:
    """The texts that could be read; ``missing`` are standoff texts whose source is not at hand."""

    texts: list[AnnotatedText] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def load_corpus(folder: Path, texts_from: Path | None) -> Corpus:
    """Read every ``*.jsonl`` below ``folder``, but for a second annotator's in ``second/`` and the reports of
    ``stories/``, which are grouped and not annotated. ``texts_from`` is the folder that standoff sources name files in
    (``shared/data``); standoff texts that are neither there nor restored are listed as missing."""
    corpus = Corpus()
    sources = SourceTexts(folder, texts_from)
    seen: set[str] = set()
    for path in corpus_files(folder):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{path.name}:{number}"
            try:
                raw = json.loads(line)
                if raw["id"] in seen:
                    raise CorpusError(f"the id {raw['id']!r} stands twice")
                seen.add(raw["id"])
                text = raw.get("text") or sources.get(raw["source"])
                if text is None:
                    corpus.missing.append(raw["id"])
                    continue
                if "text" not in raw and digest(text) != raw["sha256"]:
                    raise CorpusError(f"{raw['id']}: the text of {raw['source']} is not the one that was annotated")
                corpus.texts.append(resolve(raw, text))
            except json.JSONDecodeError as error:
                corpus.problems.append(f"{where}: not JSON ({error})")
            except (CorpusError, KeyError, ValueError, TypeError) as error:
                corpus.problems.append(f"{where}: {error if isinstance(error, CorpusError) else repr(error)}")
    return corpus


def resolve(raw: Mapping[str, Any], text: str) -> AnnotatedText:
    """One line of a corpus file with its text. Raises CorpusError for a quote that is not in the text."""
    where = raw["id"]
    return AnnotatedText(
        id=where,
        source=raw["source"],
        published=date.fromisoformat(raw["published"]),
        text=text,
        events=tuple(_event(event, text, where) for event in raw["events"]),
        statements=tuple(_statement(entry, text, where) for entry in raw.get("statements", ())),
        chains=tuple(tuple(_quote(q, text, where) for q in chain) for chain in raw.get("chains", ())),
        partial=frozenset(_known(slot, _PARTIAL, "slot that may be partial", where) for slot in raw.get("partial", ())),
    )


def _quote(quote: Mapping[str, Any], text: str, where: str) -> Span:
    words, at = quote["q"], -1
    if not words:
        raise CorpusError(f"{where}: an empty quote")
    for _ in range(quote.get("nth", 1)):
        at = text.find(words, at + 1)
        if at < 0:
            raise CorpusError(f"{where}: the quote {words!r} (nth {quote.get('nth', 1)}) is not in the text")
    return Span(at, at + len(words))


def _maybe_quote(quote: Mapping[str, Any] | None, text: str, where: str) -> Span | None:
    return None if quote is None else _quote(quote, text, where)


def _known(value: str, values: Any, kind: str, where: str) -> str:
    if value not in values:
        raise CorpusError(f"{where}: {value!r} is no {kind}")
    return value


def _filler(raw: Mapping[str, Any], text: str, where: str) -> Filler:
    who = tuple(
        Who(
            _code(entry["code"], where),
            tuple(_known(sector, SECTORS, "sector", where) for sector in entry["sector"]),
            entry.get("name"),
        )
        for entry in raw["who"]
    )
    return Filler(_quote(raw, text, where), who)


def _code(code: str | None, where: str) -> str | None:
    if code is not None and code not in _codes():
        raise CorpusError(f"{where}: {code!r} is no country or international code")
    return code


@cache
def _codes() -> frozenset[str]:
    """Those that the resolver can give: of states and territories, and of international bodies."""
    return frozenset({*INTERNATIONAL_CODES, *(row[1] for row in read_table("actors") if row[1])})


def _event(raw: Mapping[str, Any], text: str, where: str) -> AnnotatedEvent:
    event = _known(raw["event"], EVENT_TYPES, "event type", where)
    said_by = raw.get("said_by")
    dates = raw.get("date")
    return AnnotatedEvent(
        event=event,
        mode=tuple(_known(mode, MODES[event], f"mode of {event}", where) for mode in raw["mode"]),
        context=tuple(_known(context, CONTEXTS, "context", where) for context in raw["context"]),
        trigger=_quote(raw["trigger"], text, where),
        also=tuple(_quote(quote, text, where) for quote in raw.get("also", ())),
        actor=tuple(_filler(entry, text, where) for entry in raw["actor"]),
        recipient=tuple(_filler(entry, text, where) for entry in raw["recipient"]),
        loc=_maybe_quote(raw.get("loc"), text, where),
        when=_maybe_quote(raw.get("when"), text, where),
        date=(date.fromisoformat(dates[0]), date.fromisoformat(dates[1])) if dates else None,
        status=_known(raw["status"], STATUSES, "status", where),
        background=bool(raw["background"]),
        said_by=_filler(said_by, text, where) if said_by else None,
        disputed_by=tuple(_filler(entry, text, where) for entry in raw.get("disputed_by") or ()),
        quoted=bool(raw.get("quoted")),
    )


def _statement(raw: Mapping[str, Any], text: str, where: str) -> AnnotatedStatement:
    content = _quote(raw["content"], text, where)
    return AnnotatedStatement(
        speaker=_maybe_quote(raw.get("speaker"), text, where),
        cue=_maybe_quote(raw.get("cue"), text, where),
        content=content,
        direct=bool(raw["direct"]),
        addressee=_maybe_quote(raw.get("addressee"), text, where),
    )


#: ``late`` is measured only, as ``test`` is: reports of a time after all others, drawn by lot and read once.
SPLITS = ("train", "dev", "test", "late")


def read_splits(folder: Path) -> Iterator[tuple[str, str]]:
    """(text id, split) of every text that is not in ``train``; the file is ``splits.tsv``."""
    for line in (folder / "splits.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text_id, _, split = line.partition("\t")
            yield text_id, split.strip()


def texts_by_split(folder: Path, texts_from: Path | None) -> dict[str, list[AnnotatedText]]:
    """The texts at hand of each of ``SPLITS``, in the corpus's order."""
    named = dict(read_splits(folder))
    texts: dict[str, list[AnnotatedText]] = {split: [] for split in SPLITS}
    for text in load_corpus(folder, texts_from).texts:
        texts[named.get(text.id, "train")].append(text)
    return texts
