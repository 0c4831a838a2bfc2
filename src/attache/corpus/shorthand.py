"""A shorthand for annotators, turned into corpus lines: ``python -m attache.corpus.shorthand IN... > OUT.jsonl``.

    = auth-d-001 2024-05-16                     a text: id and publication date (a standoff text adds its source)
    Vietnam and Indonesia agreed on ...         the text, up to the first line that begins with @, E, S, C or =
    @ Vietnam=VNM.GOV; both=VNM.GOV+IDN.GOV     who each quote stands for, said once
    E AGREE|military|agreed~agree|Vietnam;Indonesia||Jakarta|on Wednesday|-1|bg|by=Hanoi
    S Minh|told|Both countries ... calm|reporters
    C Le Van Minh|Minh|he

An E line holds type:modes | contexts | trigger~further mentions | actors | recipients | place | time words | date |
flags. Dates are ISO, days from publication (-1, -3..-2), or empty. Flags: fut, hyp, neg, bg, by=QUOTE, dis=QUOTE.
``quote@VNM.GOV`` says who in place of an @ line. ``quote#2`` is its second occurrence; without a number the trigger is the first occurrence, and any other quote the
one nearest to the trigger. ``first words ... last words`` quotes all between. The annotator decides everything
that matters; this only finds the characters.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from attache.corpus.load import CorpusError
from attache.corpus.texts import digest
from attache.reading import Span
from attache.sentences import find_quotes, split_sentences

Line = dict[str, Any]


def parse(shorthand: str, texts: dict[str, str] | None = None) -> Iterator[Line | CorpusError]:
    """Corpus lines of a shorthand file. ``texts`` gives the texts of standoff sources by id. A text with a quote
    that is not in it comes back as the error that names both."""
    for block in re.split(r"(?m)^= ", shorthand)[1:]:
        head, _, rest = block.partition("\n")
        name, published, *source = head.split()
        body: list[str] = []
        marks: list[str] = []
        for line in rest.split("\n"):
            (marks if re.match(r"[@ESC] ", line) else body).append(line)
        text = (texts or {}).get(name) if source else "\n".join(body).strip()
        if text is None:
            yield CorpusError(f"{name}: its source text is not at hand")
            continue
        try:
            yield _Block(name, published, source[0] if source else "authored", text, marks).line()
        except CorpusError as error:
            yield error
        except (ValueError, IndexError) as error:
            yield CorpusError(f"{name}: {error!r}")


class _Block:
    def __init__(self, name: str, published: str, source: str, text: str, marks: list[str]) -> None:
        self.name, self.published, self.source, self.text = name, published, source, text
        self.who: dict[str, list[Line]] = {}
        self.events: list[Line] = []
        self.statements: list[Line] = []
        self.chains: list[list[Line]] = []
        self.quotes = find_quotes(text)
        self.sentences = [s.span for s in split_sentences(text)]
        for mark in marks:
            kind, rest = mark[0], mark[2:].strip()
            {"@": self._declare, "E": self._event, "S": self._statement, "C": self._chain}[kind](rest)

    def line(self) -> Line:
        line: Line = {"id": self.name, "published": self.published, "source": self.source}
        if self.source == "authored":
            line["text"] = self.text
        else:
            line["sha256"] = digest(self.text)
        return line | {"events": self.events, "statements": self.statements, "chains": self.chains}

    def _declare(self, rest: str) -> None:
        for part in rest.split(";"):
            quote, _, whos = part.strip().rpartition("=")
            entries = []
            for who in whos.split("+"):
                code, *sectors = who.strip().split(".")
                entries.append({"code": None if code == "-" else code, "sector": sectors, "name": quote})
            self.who[quote] = entries

    def _spans(self, words: str) -> list[Span]:
        """Every occurrence, whole words first."""
        pattern = re.escape(words)
        if words[0].isalnum():
            pattern = r"(?<!\w)" + pattern
        if words[-1].isalnum():
            pattern += r"(?!\w)"
        return [Span(*m.span()) for m in re.finditer(pattern, self.text)]

    def _find(self, quote: str, near: int | None = None) -> Span:
        if " ... " in quote:
            first, last = quote.split(" ... ")
            start = self._find(first, near).start
            ends = [s.end for s in self._spans(last) if s.start >= start]
            if not ends:
                raise CorpusError(f"{self.name}: {last!r} does not follow {first!r}")
            return Span(start, ends[0])
        words, _, number = quote.partition("#")
        spans = self._spans(words)
        if not spans:
            raise CorpusError(f"{self.name}: {words!r} is not in the text")
        if number and int(number) > len(spans):
            raise CorpusError(f"{self.name}: {words!r} is in the text {len(spans)} times, there is no #{number}")
        if number:
            return spans[int(number) - 1]
        if near is None:
            return spans[0]
        home = next((s for s in self.sentences if s.start <= near < s.end), Span(0, 0))
        return min(spans, key=lambda s: (not home.covers(s), abs(s.start - near)))

    def _quoted(self, span: Span) -> Line:
        words = span.of(self.text)
        nth, at = 0, -1
        while at < span.start:
            at = self.text.find(words, at + 1)
            nth += 1
        return {"q": words} | ({"nth": nth} if nth > 1 else {})

    def _filler(self, quote: str, near: int) -> Line:
        quote, _, whos = quote.partition("@")
        if whos:
            self._declare(f"{quote.partition('#')[0]}={whos}")
        words = quote.partition("#")[0]
        if words not in self.who:
            raise CorpusError(f"{self.name}: who is {words!r}? Declare it in an @ line")
        return self._quoted(self._find(quote, near)) | {"who": self.who[words]}

    def _event(self, rest: str) -> None:
        parts = [part.strip() for part in rest.split("|")]
        parts += [""] * (8 - len(parts))
        kind, contexts, triggers, actors, recipients, place, when, dates, *flags = parts
        if dates and not re.match(r"[-+\d]", dates):  # the date was left out before the flags
            dates, flags = "", [dates, *flags]
        event, _, modes = kind.partition(":")
        first, *also = triggers.split("~")
        trigger = self._find(first)
        at = trigger.start

        def fillers(value: str) -> list[Line]:
            return [self._filler(q.strip(), at) for q in value.split(";") if q.strip()]

        marked = dict(flag.partition("=")[::2] for flag in flags if flag)
        status = next(
            (s for f, s in (("fut", "future"), ("hyp", "hypothetical"), ("neg", "negated")) if f in marked),
            "actual",
        )
        line: Line = {
            "event": event,
            "mode": [m for m in modes.split(",") if m],
            "context": [c for c in contexts.split(",") if c],
            "trigger": self._quoted(trigger),
            "also": [self._quoted(self._find(q)) for q in also],
            "actor": fillers(actors),
            "recipient": fillers(recipients),
            "loc": self._quoted(self._find(place, at)) if place else None,
            "when": self._quoted(self._find(when, at)) if when else None,
            "date": self._dates(dates),
            "status": status,
            "background": "bg" in marked,
            "said_by": self._filler(marked["by"], at) if "by" in marked else None,
            "quoted": any(quote.covers(trigger) for quote in self.quotes),
        }
        if "dis" in marked:
            line["disputed_by"] = fillers(marked["dis"])
        self.events.append(line)

    def _dates(self, value: str) -> list[str] | None:
        if not value:
            return None
        first, _, last = value.partition("..")
        return [self._day(first), self._day(last or first, last=True)]

    def _day(self, value: str, *, last: bool = False) -> str:
        if re.fullmatch(r"-?\d{1,3}|\+\d{1,3}", value):
            return (date.fromisoformat(self.published) + timedelta(int(value))).isoformat()
        if len(value) == 4:
            return f"{value}-12-31" if last else f"{value}-01-01"
        if len(value) == 7:
            first = date.fromisoformat(value + "-01")
            following = (first + timedelta(32)).replace(day=1)
            return (following - timedelta(1)).isoformat() if last else first.isoformat()
        return date.fromisoformat(value).isoformat()

    def _statement(self, rest: str) -> None:
        speaker, cue, content, *addressee = [part.strip() for part in rest.split("|")]
        told = self._find(content)
        near = told.start
        self.statements.append(
            {
                "speaker": self._quoted(self._find(speaker, near)) if speaker else None,
                "cue": self._quoted(self._find(cue, near)) if cue else None,
                "content": self._quoted(told),
                "direct": any(
                    quote.covers(told) or (told.covers(quote) and told.start <= quote.start)
                    for quote in self.quotes
                    if abs(quote.start - told.start) < 3
                ),
            }
            | ({"addressee": self._quoted(self._find(addressee[0], near))} if addressee and addressee[0] else {})
        )

    def _chain(self, rest: str) -> None:
        self.chains.append([self._quoted(self._find(q.strip())) for q in rest.split("|")])


def main() -> None:
    texts: dict[str, str] = {}
    wrong = 0
    for path in map(Path, sys.argv[1:]):
        if path.suffix == ".jsonl":  # sources of standoff texts
            for source in path.read_text(encoding="utf-8").splitlines():
                entry = json.loads(source)
                texts[entry["id"]] = entry["text"]
    for path in map(Path, sys.argv[1:]):
        if path.suffix != ".jsonl":
            for line in parse(path.read_text(encoding="utf-8"), texts):
                if isinstance(line, CorpusError):
                    wrong += 1
                    print(line, file=sys.stderr)
                else:
                    print(json.dumps(line, ensure_ascii=False))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
