"""``python benchmarks/persons.py``: office-holders whom the portal's editors linked. A link counts where an office stands before it
("Iranian foreign minister Abbas Araghchi") and its text is a name of two to four words. By default of the portal's later file: of the
other one persons are taken into ``resources/persons.tsv``.

known     share of them whom the knowledge base has under the name of the linked page
right     share whose entity bears that name
country   share of the known whose entity has one of the countries that the base gives them"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from attache.actors.knowledge import load_knowledge, plain
from attache.actors.resolve import ActorResolver
from attache.pipeline import split
from attache.places.gazetteer import load_gazetteer
from attache.reading import Article, Mention, Reading, Span
from results import record

_OFFICE = re.compile(
    r"\b(?:president(?:-elect)?|prime minister|minister|premier|chancellor|king|queen|emir|secretary(?: of \w+)?|governor|senator|"
    r"leader|ambassador|general|chief|commander|representative|spokesman|spokesperson|mayor|justice|judge)\s$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-ZÀ-Þ][\w.'’-]+(?: (?:al|bin|ibn|van|von|de|da|dos|del) | )(?:[A-ZÀ-Þ][\w.'’-]+ ?){1,3}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=Path("../shared/data/train/wp_current_events/dev.jsonl"))
    parser.add_argument("--show", type=int, default=0, help="print so many that are not right")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    knowledge, gazetteer = load_knowledge(), load_gazetteer()
    counts: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for line in options.file.read_text(encoding="utf-8").splitlines():
        raw = json.loads(line)
        text = raw["text"]
        links = [
            (Span(start, end), re.sub(r" \(.*", "", title))
            for start, end, title in raw["links"]
            if _OFFICE.search(text, max(0, start - 40), start) and _NAME.fullmatch(text[start:end])
        ]
        if not links:
            continue
        reading = split(Reading(Article(raw["id"], text, raw["id"], published=raw["date"], language="en")))
        reading.mentions = [Mention(span, "party", 1.0) for span, _ in links]
        resolver = ActorResolver(reading, knowledge, gazetteer)
        for span, title in links:
            counts["links"] += 1
            (entity, *_) = resolver.resolve(span)
            offices = knowledge.person(title) or knowledge.person(span.of(text))
            counts["known"] += bool(offices)
            right = entity.name is not None and plain(entity.name) in (plain(title), plain(span.of(text)))
            counts["right"] += right
            counts["country"] += bool(offices) and entity.code in {office.code for office in offices}
            if not right:
                wrong[f"{span.of(text)} ({title}): {entity.name}, {entity.code}"] += 1
    figures = {
        "links": counts["links"],
        "known": round(counts["known"] / counts["links"], 3),
        "right": round(counts["right"] / counts["links"], 3),
        "country": round(counts["country"] / max(1, counts["known"]), 3),
    }
    print(json.dumps(figures))
    for what, times in wrong.most_common(options.show):
        print(f"{times:4} {what}")
    if options.record:
        record("persons", figures)


if __name__ == "__main__":
    main()
