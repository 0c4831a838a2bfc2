"""``python benchmarks/ecb.py``: event coreference across articles with gold mentions, on the dev part of ECB+ (for measuring only).

ours   attache's pair scorer and grouping (``attache.stories``) on reports made of the gold mentions: the trigger's words, the gold
       participants before it as actor and behind it as recipient, the gold place and time of its sentence, and the sentence.
       ECB+ tells of anything (awards, sport, phones), so there is no PLOVER type to go by: the stem of the last word stands for it
lemma  the usual baseline: mentions of one topic whose last word has one stem are one event
Both know the topic. CoNLL F1 is the mean of MUC, B-cubed and CEAF-e; ``joins`` is the threshold that ours has in use."""

from __future__ import annotations

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from attache.actors.knowledge import load_knowledge, plain
from attache.dates.grammar import resolve_phrase
from attache.places.gazetteer import load_gazetteer
from attache.stories.group import settle
from attache.stories.pairs import JOINS, compare
from attache.stories.report import Party, Report, Where, _proper, _spots, stem, stems
from results import record

Clusters = list[frozenset[int]]
_TODAY = date(2012, 1, 1)  # articles of one topic are of one time


def sentences_of(path: Path) -> dict[tuple[str, int], list[str]]:
    """Tokens by document and sentence."""
    found: dict[tuple[str, int], list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) == 5:
            found[cells[0], int(cells[1])].append(cells[3])
    return found


def topic_of(document: str) -> str:
    return document.split("_")[0]


def party_of(words: str) -> Party:
    alias = load_knowledge().alias(words.removeprefix("the "), None)
    named = bool(re.search(r"[A-Z]", words))
    name = frozenset(word for word in plain(words).split() if len(word) > 2) if named and alias is None else frozenset()
    return Party(alias.code if alias else None, "", name, stems(words))


def where_of(words: str) -> Where | None:
    found = load_gazetteer().find(words)
    if found is None:
        return Where(plain(words), None, None, None, True)
    entry = found[0]
    return Where(plain(words), entry.code, entry.lat, entry.lon, entry.precision in ("point", "city"))


def report_of_mention(
    number: int, mention: Mapping[str, Any], tokens: Sequence[str], beside: Iterable[Mapping[str, Any]]
) -> Report:
    first = mention["tokens_number"][0]
    sentence = " ".join(tokens)
    sides: dict[bool, list[Party]] = {True: [], False: []}
    where, when = None, None
    for entity in beside:
        if entity["mention_type"] == "HUM":
            sides[entity["tokens_number"][0] < first].append(party_of(entity["tokens_str"]))
        elif entity["mention_type"] == "LOC":
            where = where or where_of(entity["tokens_str"])
        elif entity["mention_type"] == "TIM":
            when = when or resolve_phrase(entity["tokens_str"], published=None)
    actor, recipient = tuple(sides[True]), tuple(sides[False])
    return Report(
        key=(topic_of(mention["doc_id"]), mention["doc_id"], f"{number:06}"),
        article=f"{mention['doc_id']}#{number}",  # what one article tells apart is the reader's to know; here nobody read it
        kind=stem(mention["tokens_str"].split()[-1]),
        event="",
        status="actual",
        background=False,
        mode=frozenset(),
        actor=actor,
        recipient=recipient,
        first=when.first if when else None,
        last=when.last if when else None,
        sure=when is not None,
        published=_TODAY,
        place=where,
        trigger=stems(mention["tokens_str"]) or frozenset([plain(mention["tokens_str"])]),
        words=stems(sentence),
        proper=_proper(sentence) - {word for party in (*actor, *recipient) for word in party.called},
        spots=_spots(sentence),
        size=(),
        stage=None,
        unit="",
    )


def ours(reports: Sequence[Report]) -> Clusters:
    """The groups that settling gives."""
    groups: Clusters = []
    by_topic: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        by_topic[report.key[0]].append(report)
    for chosen in by_topic.values():
        verdicts = {(a, b): compare(chosen[a], chosen[b]) for a, b in combinations(range(len(chosen)), 2)}
        scores = {pair: verdict.score for pair, verdict in verdicts.items() if verdict.joins}
        never = frozenset(pair for pair in verdicts if chosen[pair[0]].article == chosen[pair[1]].article)
        groups += [frozenset(int(chosen[at].key[2]) for at in group) for group in settle(chosen, scores, never=never)]
    return groups


def grouped(keys: Iterable[object]) -> Clusters:
    found: dict[object, set[int]] = defaultdict(set)
    for number, key in enumerate(keys):
        found[key].add(number)
    return [frozenset(group) for group in found.values()]


def f1(right: float, of_found: float, wrong: float, of_gold: float) -> float:
    precision, recall = right / max(1e-9, of_found), wrong / max(1e-9, of_gold)
    return 2 * precision * recall / max(1e-9, precision + recall)


def muc(gold: Clusters, found: Clusters) -> float:
    def links(one: Clusters, other: Clusters) -> tuple[float, float]:
        of = {member: number for number, group in enumerate(other) for member in group}
        right = sum(len(group) - len({of[member] for member in group}) for group in one)
        return right, sum(len(group) - 1 for group in one)

    return f1(*links(found, gold), *links(gold, found))


def b_cubed(gold: Clusters, found: Clusters) -> float:
    def share(one: Clusters, other: Clusters) -> tuple[float, float]:
        of = {member: group for group in other for member in group}
        each = [len(group & of[member]) / len(group) for group in one for member in group]
        return sum(each), len(each)

    return f1(*share(found, gold), *share(gold, found))


def ceaf_e(gold: Clusters, found: Clusters) -> float:
    likeness = np.array([[2 * len(a & b) / (len(a) + len(b)) for b in found] for a in gold])
    total = likeness[linear_sum_assignment(-likeness)].sum()
    return f1(total, len(found), total, len(gold))


def figures_of(gold: Clusters, found: Clusters) -> dict[str, float]:
    measures: dict[str, Callable[[Clusters, Clusters], float]] = {"muc": muc, "b3": b_cubed, "ceaf_e": ceaf_e}
    each = {name: measure(gold, found) for name, measure in measures.items()}
    return {name: round(value, 3) for name, value in {**each, "conll": sum(each.values()) / 3}.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("../shared/data/measure/ecb_plus"))
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    sentences = sentences_of(options.folder / "ECB_Dev_corpus.txt")
    events, entities = (
        json.loads((options.folder / f"ECB_Dev_{kind}_gold_mentions.json").read_text(encoding="utf-8"))
        for kind in ("Event", "Entity")
    )
    beside: dict[tuple[str, int], list[Mapping[str, Any]]] = defaultdict(list)
    for entity in entities:
        beside[entity["doc_id"], entity["sent_id"]].append(entity)
    reports = []
    for number, mention in enumerate(events):
        place = (mention["doc_id"], mention["sent_id"])
        reports.append(report_of_mention(number, mention, sentences[place], beside[place]))
    gold = grouped(mention["coref_chain"] for mention in events)
    lemma = grouped((topic_of(m["doc_id"]), stem(m["tokens_str"].split()[-1])) for m in events)
    figures: dict[str, Any] = {"mentions": len(events), "chains": len(gold), "joins": JOINS}
    figures["ours"] = figures_of(gold, ours(reports))
    figures["lemma"] = figures_of(gold, lemma)
    figures["alone"] = figures_of(gold, grouped(range(len(events))))
    print(json.dumps(figures, indent=1))
    if options.record:
        record("ecb", figures)


if __name__ == "__main__":
    main()
