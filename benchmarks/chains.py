"""``python benchmarks/chains.py``: who is who in GUM's documents: mentions of persons, organisations and places, and their chains.

mentions   F1 of spans whose head word is that of a gold mention of a person, an organisation or a place; recall says how many of the
           gold mentions attache tags at all: it tags parties of events and their speakers, GUM whoever is talked of
links      of the gold mentions that were found: pairs of one chain; precision and recall
The genres news, interview and speech are the nearest to what attache reads; ``all`` counts every document."""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path

from attache.pipeline import load_coder, read
from attache.reader.model import STANDARD
from attache.reading import Article, Span
from results import record

_KINDS = frozenset({"person", "organization", "place"})
_LIKE_NEWS = ("news", "interview", "speech")


def gold_of(path: Path) -> tuple[str, list[tuple[Span, str]]]:
    """The text of a document and its mentions with their groups. Brackets are read in the order in which they stand: a mention
    ends with the token of its closing bracket, the innermost of a group first."""
    text, mentions = "", []
    open_: list[tuple[str, str, int]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newpar") and text:
            text = text.rstrip() + "\n\n"
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if not cells[0].isdigit():
            continue
        start = len(text)
        text += cells[1]
        entity = next((part[7:] for part in cells[9].split("|") if part.startswith("Entity=")), "")
        for part in re.findall(r"\([^()]*\)?|[^()]+\)", entity):
            if part.startswith("("):
                fields = part[1:].rstrip(")").split("-")
                open_.append((fields[0], fields[1] if len(fields) > 1 else "", start))
                if not part.endswith(")"):
                    continue
                group = fields[0]
            else:
                group = part[:-1].split("-")[0]
            at = next((n for n in range(len(open_) - 1, -1, -1) if open_[n][0] == group), None)
            if at is not None:
                group, kind, begin = open_.pop(at)
                if kind in _KINDS:
                    mentions.append((Span(begin, len(text)), group))
        if "SpaceAfter=No" not in cells[9]:
            text += " "
    return text.rstrip(), mentions


_TAIL = re.compile(r",| (?:of|who|at|in|from|for|with|on|to|that|whose|and|which) ")


def head(span: Span, text: str) -> int:
    """Where the head word of a noun phrase ends: before a comma, a preposition or a relative."""
    words = span.of(text)
    cut = _TAIL.search(words)
    end = span.start + (cut.start() if cut and cut.start() else len(words.rstrip()))
    return end - 2 if text[end - 2 : end] in ("'s", "’s") else end


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("../shared/data/train/gum/dev"))
    parser.add_argument("--reader", default=STANDARD)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    coder = load_coder(options.reader)
    counts: dict[str, Counter[str]] = {"all": Counter(), "like news": Counter()}
    for path in sorted(options.folder.glob("*.conllu")):
        text, mentions = gold_of(path)
        reading = read(Article(path.stem, text, path.stem, language="en"), coder)
        of = {head(span, text): group for span, group in mentions}
        found = {head(m.span, text): m.span for m in reading.mentions if m.kind in ("party", "place")}
        right = sorted(end for end in found if end in of)
        chain = {head(span, text): number for number, spans in enumerate(reading.chains) for span in spans}
        tally = Counter({"gold": len(of), "found": len(found), "right": len(right)})
        for one, other in combinations(right, 2):
            same = of[one] == of[other]
            joined = one in chain and chain.get(one) == chain.get(other)
            tally["same"] += same
            tally["joined"] += joined
            tally["both"] += same and joined
        counts["all"] += tally
        if path.stem.split("_")[1] in _LIKE_NEWS:
            counts["like news"] += tally
    figures = {
        name: {
            "mentions_f1": round(2 * c["right"] / max(1, c["gold"] + c["found"]), 3),
            "mentions_precision": round(c["right"] / max(1, c["found"]), 3),
            "mentions_recall": round(c["right"] / max(1, c["gold"]), 3),
            "links_precision": round(c["both"] / max(1, c["joined"]), 3),
            "links_recall": round(c["both"] / max(1, c["same"]), 3),
            "links_f1": round(2 * c["both"] / max(1, c["joined"] + c["same"]), 3),
        }
        for name, c in counts.items()
    }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("chains", figures)


if __name__ == "__main__":
    main()
