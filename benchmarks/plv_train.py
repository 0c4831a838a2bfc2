"""``python benchmarks/plv_train.py``: share of the sentences of shared/data/measure/plv_train for which an event of
the right root links source and target (spans overlap; a reciprocal event may hold both in ``actor``; YIELD is
CONCEDE or RETREAT). Measuring only: nothing is trained on it or tuned to it."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from attache.pipeline import load_coder, read
from attache.reader.model import STANDARD
from attache.reading import Article, Entity, Span
from results import record


def span_of(text: str, words: str, marked: str, tag: str) -> Span:
    """Where the marked words stand in the plain text: tags before it are taken off."""
    at = marked.find(f"<{tag}>")
    before = marked[: max(0, at)]
    for other in ("<s>", "</s>", "<t>", "</t>"):
        before = before.replace(other, "")
    start = text.find(words, max(0, len(before) - 3))
    return Span(start, start + len(words))


def overlaps(entities: tuple[Entity, ...], span: Span) -> bool:
    return any(entity.span.overlaps(span) for entity in entities)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=Path("../shared/data/measure/plv_train/plv_train.jsonl"))
    parser.add_argument("--reader", default=STANDARD, help="as for attache code")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    coder = load_coder(options.reader)
    counts: Counter[str] = Counter()
    by_root: dict[str, Counter[str]] = {}
    for line in options.file.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        text = raw["text"]
        source = span_of(text, raw["source"], raw["marked"], "s")
        target = span_of(text, raw["target"], raw["marked"], "t")
        roots = {"CONCEDE", "RETREAT"} if raw["root"] == "YIELD" else {raw["root"]}
        events = read(Article(raw["id"], text, raw["id"], language="en"), coder).events
        linked = [
            event
            for event in events
            if (overlaps(event.actor, source) and overlaps(event.recipient, target))
            or (overlaps(event.actor, source) and overlaps(event.actor, target))
        ]
        right = any(event.event in roots for event in linked)
        counts["sentences"] += 1
        counts["linked"] += bool(linked)
        counts["right"] += right
        counts["root somewhere"] += any(event.event in roots for event in events)
        by_root.setdefault(raw["root"], Counter()).update({"n": 1, "right": int(right)})
    figures = {
        "reader": options.reader,
        "sentences": counts["sentences"],
        "linked": round(counts["linked"] / counts["sentences"], 4),
        "right_root_and_linked": round(counts["right"] / counts["sentences"], 4),
        "right_root_somewhere": round(counts["root somewhere"] / counts["sentences"], 4),
        "by_root": {root: round(c["right"] / c["n"], 3) for root, c in sorted(by_root.items())},
    }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("plv_train", figures)


if __name__ == "__main__":
    main()
