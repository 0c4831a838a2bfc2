"""``python benchmarks/attribution.py``: who said what in 84 US news articles (PolNeAR, dev). Measuring only.

source    F1 over attributions: a statement is right where its content overlaps the annotated one's and the head word of its
          speaker is that of the annotated source; precision counts statements, recall attributions, since what is said on both
          sides of "he said" is one attribution there and two statements here
content   F1 of the characters that stand in a statement
The annotation holds every attribution, beliefs and feelings too; attache's statements are what is said or written.

Beside it the statements of our own test split, of texts whose statements are annotated: F1 with content that overlaps and a
speaker whose words do, and the share of direct quotations found whose speaker is right."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attache.corpus.load import texts_by_split
from attache.pipeline import Coder, load_coder, read
from attache.reader.model import STANDARD
from attache.reading import Article, Span
from results import record

_TAIL = re.compile(r",| (?:of|who|at|in|from|for|with|on|to|that|whose|and) ")


def head(span: Span, text: str) -> Span:
    """The head word of a noun phrase: the last word before a comma, a preposition or a relative."""
    words = span.of(text)
    cut = _TAIL.search(words)
    words = words[: cut.start()] if cut and cut.start() else words
    start = span.start + words.rstrip().rfind(" ") + 1
    return Span(start, span.start + len(words.rstrip()))


def annotated(path: Path) -> Iterator[tuple[Span | None, Span]]:
    """Source and content of each attribution; of a part in several pieces from the first to the last."""
    spans: dict[str, Span] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if line.startswith("T"):
            numbers = [int(n) for n in re.findall(r"\d+", fields[1])]
            spans[fields[0]] = Span(numbers[0], numbers[-1])
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("E"):
            parts: dict[str, list[Span]] = {}
            for name, key in re.findall(r"(Source|Content)\d*:(T\d+)", line):
                parts.setdefault(name, []).append(spans[key])
            if "Content" in parts:
                source = parts.get("Source", [None])[0]
                yield source, Span(min(s.start for s in parts["Content"]), max(s.end for s in parts["Content"]))


def f1(right: int, found: int, gold: int) -> float:
    return round(2 * right / (found + gold), 4) if found + gold else 0.0


def own_split(corpus: Path, texts: Path, split: str, coder: Coder) -> dict[str, float]:
    """Statements of a split of our corpus. A text without statements counts: what is found there is wrong."""
    right = found = gold = direct = direct_right = 0
    for text in texts_by_split(corpus, texts)[split]:
        if not text.gives_every_statement:
            continue
        statements = read(text.article(), coder).statements
        free = list(text.statements)
        gold, found = gold + len(free), found + len(statements)
        for statement in statements:
            over = [other for other in free if other.content.overlaps(statement.content)]
            who = statement.speaker.span if statement.speaker else None
            hit = next(
                (o for o in over if (who.overlaps(o.speaker) if who and o.speaker else not who and not o.speaker)), None
            )
            if hit is not None:
                free.remove(hit)
                right += 1
            if statement.direct and over:
                direct += 1
                direct_right += hit is not None
    return {
        "statements": gold,
        "found": found,
        "f1": f1(right, found, gold),
        "direct_with_right_speaker": round(direct_right / max(1, direct), 4),
        "direct": direct,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("../shared/data/measure/polnear/dev"))
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--split", choices=("dev", "test"), default="test", help="of our corpus")
    parser.add_argument("--reader", default=STANDARD, help="as for attache code")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    coder = load_coder(options.reader)
    right = found = gold = met = direct = direct_right = 0
    inside = [0, 0, 0]
    for path in sorted((options.folder / "text").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        by_annotator = sorted((options.folder / "attributions").glob(f"{path.stem}_*.ann"))
        wanted = list(annotated(by_annotator[0]))
        statements = read(Article(path.stem, text, path.stem, language="en"), coder).statements
        sourced = [(source, content) for source, content in wanted if source is not None]
        seen: set[tuple[Span, Span]] = set()
        gold += len(sourced)
        for statement in statements:
            if statement.speaker is None:
                continue
            found += 1
            over = [pair for pair in sourced if pair[1].overlaps(statement.content)]
            hits = [pair for pair in over if head(pair[0], text) == head(statement.speaker.span, text)]
            seen.update(hits)
            right += bool(hits)
            if statement.direct and over:
                direct += 1
                direct_right += bool(hits)
        met += len(seen)
        ours = {at for s in statements for at in range(*s.content)}
        theirs = {at for _, content in wanted for at in range(*content)}
        inside = [a + b for a, b in zip(inside, (len(ours & theirs), len(ours), len(theirs)), strict=True)]
    precision, recall = right / max(1, found), met / max(1, gold)
    figures: dict[str, Any] = {
        "reader": options.reader,
        "attributions": gold,
        "statements": found,
        "source_f1": round(2 * precision * recall / max(1e-9, precision + recall), 4),
        "source_precision": round(precision, 4),
        "source_recall": round(recall, 4),
        "content_f1": f1(*inside),
        "content_precision": round(inside[0] / max(1, inside[1]), 4),
        "content_recall": round(inside[0] / max(1, inside[2]), 4),
        "direct_with_right_source": round(direct_right / max(1, direct), 4),
    }
    figures[options.split] = own_split(options.corpus, options.texts, options.split, coder)
    print(json.dumps(figures, indent=1))
    if options.record:
        record("attribution", figures)


if __name__ == "__main__":
    main()
