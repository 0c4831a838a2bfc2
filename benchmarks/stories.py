"""``python benchmarks/stories.py``: reports of ``corpus/stories`` coded, merged and compared with the happenings that they tell.

A mention (an annotated trigger) is found where an event's trigger overlaps it. Pairs and B-cubed are over the found ones, since
what the reader missed is measured elsewhere; ``found`` says how many, ``recall_of_all`` counts the missed ones as not merged.
``dev`` is the half of the authored reports on which the weights of ``stories/pairs.py`` were set, ``test`` the other; ``later``
were written when all weights stood, and then the last weights were set on them (before that: 33 merges, .94 right, .53 of the pairs
made); ``unseen`` were written after that, and nothing was set on them. ``authored`` are the last three together; ``portal`` are items of two months of one war, grouped standoff, on which nothing was set."""

from __future__ import annotations

import argparse
import json
import zlib
from itertools import combinations
from pathlib import Path
from typing import Any

from attache.articles.raw import RawArticle
from attache.coding import Job, code_one
from attache.corpus.texts import SourceTexts
from attache.reader.model import STANDARD
from attache.stories.group import join
from attache.stories.pairs import compare
from attache.stories.report import Report, report_of
from results import record

Mention = tuple[str, int]  # report, first character of its trigger
PARTS = ("dev", "test", "later", "unseen", "portal")
LATER, UNSEEN = "story-201", "story-301"  # from these reports on


def half(mention: Mention, story: str) -> str:
    """Happenings that are easily confused share the first part of their name, and their half."""
    if mention[0].startswith("portal"):
        return "portal"
    if mention[0] >= LATER:
        return "later" if mention[0] < UNSEEN else "unseen"
    return ("dev", "test")[zlib.crc32(story.split("-")[0].encode()) % 2]


def b_cubed(gold: dict[Mention, str], found: dict[Mention, str]) -> dict[str, float]:
    sums = [0.0, 0.0]
    for mention in found:
        own = {m for m in found if found[m] == found[mention]}
        right = {m for m in found if gold[m] == gold[mention]}
        sums[0] += len(own & right) / len(own)
        sums[1] += len(own & right) / len(right)
    precision, recall = (s / max(1, len(found)) for s in sums)
    return {
        "b3_precision": round(precision, 3),
        "b3_recall": round(recall, 3),
        "b3_f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
    }


def pairs(groups: dict[Mention, str]) -> set[tuple[Mention, Mention]]:
    """Pairs of mentions of two reports: what one report tells in two places is the reader's to keep apart."""
    return {(a, b) for a, b in combinations(sorted(groups), 2) if groups[a] == groups[b] and a[0] != b[0]}


def measure(gold: dict[Mention, str], found: dict[Mention, str]) -> dict[str, Any]:
    wanted, of_all = pairs({m: gold[m] for m in found}), pairs(gold)
    made = pairs(found)
    return {
        "mentions": len(gold),
        "found": len(found),
        "happenings": len(set(gold.values())),
        "precision": round(len(made & wanted) / max(1, len(made)), 3),
        "recall": round(len(made & wanted) / max(1, len(wanted)), 3),
        "recall_of_all": round(len(made & wanted) / max(1, len(of_all)), 3),
        "merges": len(made),
        **b_cubed(gold, found),
    }


def reports_of(corpus: Path, texts: Path) -> list[dict[str, Any]]:
    """The reports with their texts; portal items whose text is not at hand are left out."""
    at_hand = SourceTexts(corpus, texts)
    raws = [
        json.loads(line)
        for file in sorted((corpus / "stories").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    return [{**raw, "text": text} for raw in raws if (text := raw.get("text") or at_hand.get(raw["source"]))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--reader", default=STANDARD)
    parser.add_argument("--show", choices=PARTS, help="print false and missed merges of this part")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    raws = reports_of(options.corpus, options.texts)
    job = Job(None, "2024-12-31", 1_000_000, options.reader)
    gold: dict[Mention, str] = {}
    at: dict[Mention, Report] = {}
    told: dict[tuple[str, str, str], str] = {}
    reports: list[Report] = []
    for raw in raws:
        coded = code_one(RawArticle(raw["id"], text=raw["text"], published=raw["published"]), job)
        assert isinstance(coded, list)
        found = [(report_of(r, raw["published"]), r) for r in coded[1:] if r["record"] == "event"]
        reports += [report for report, _ in found]
        for report, r in found:
            told[report.key] = f"{raw['published']} {r['event']} {r['sentence']['text']}"
        for event in raw["events"]:
            mention = (raw["id"], event["start"])
            gold[mention] = event["story"]
            for report, r in found:
                spans = (r["event_text"], *r["also"])
                if any(s["start"] < event["end"] and event["start"] < s["end"] for s in spans):
                    at.setdefault(mention, report)
    of = {report.key: str(number) for number, group in enumerate(join(reports)) for report in group}
    found_story = {mention: of[report.key] for mention, report in at.items()}
    figures = {
        name: measure(
            {m: s for m, s in gold.items() if half(m, s) == name},
            {m: s for m, s in found_story.items() if half(m, gold[m]) == name},
        )
        for name in PARTS
    }
    authored = {mention for mention, story in gold.items() if half(mention, story) in ("test", "later", "unseen")}
    figures["authored"] = measure(
        {m: s for m, s in gold.items() if m in authored}, {m: s for m, s in found_story.items() if m in authored}
    )
    figures["annotators"] = annotators(options.corpus, gold)
    if options.show:
        _show(options.show, gold, found_story, at, told)
    print(json.dumps(figures, indent=1))
    if options.record:
        record("stories", figures)


def annotators(corpus: Path, gold: dict[Mention, str]) -> dict[str, Any]:
    """How far a second reader of some of the mentions grouped them alike: F1 of pairs."""
    lines = (corpus / "stories/second/portal.jsonl").read_text(encoding="utf-8").splitlines()
    second = {(raw["id"], raw["start"]): raw["story"] for raw in map(json.loads, lines)}
    both = [mention for mention in second if mention in gold]
    first_pairs, second_pairs = pairs({m: gold[m] for m in both}), pairs({m: second[m] for m in both})
    alike = 2 * len(first_pairs & second_pairs) / max(1, len(first_pairs) + len(second_pairs))
    return {"mentions": len(both), "pairs": len(first_pairs), "pairs_f1": round(alike, 3)}


def _show(
    wanted: str,
    gold: dict[Mention, str],
    found: dict[Mention, str],
    at: dict[Mention, Report],
    told: dict[tuple[str, str, str], str],
) -> None:
    for one, other in combinations(sorted(found), 2):
        same, made = gold[one] == gold[other], found[one] == found[other]
        if same == made or one[0] == other[0] or half(one, gold[one]) != wanted or half(other, gold[other]) != wanted:
            continue
        verdict = compare(at[one], at[other])
        why = verdict.veto or f"{verdict.score} " + " ".join(f"{name} {weight:.1f}" for name, weight in verdict.parts)
        print("FALSE" if made else "MISSED", gold[one], gold[other], why)
        for mention in (one, other):
            print("   ", _parties(at[mention]), told[at[mention].key][:150])


def _parties(report: Report) -> str:
    sides = (report.actor, report.recipient)
    return " > ".join(",".join(f"{p.code}{p.sector}" for p in side) or "-" for side in sides)


if __name__ == "__main__":
    main()
