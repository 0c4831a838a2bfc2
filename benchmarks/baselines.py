"""What there is without attache, on the same texts in the same run: ``python benchmarks/baselines.py [--record]``.

Three coders say which event types a sentence of the test split tells: ours; a logistic regression on TF-IDF of words and pairs
of words, trained on the sentences of the train split; and a dictionary coder that matches PETRARCH's verb patterns of 2015 (MIT), with
codes turned to PLOVER by the table of 2021. The dictionary coder has no parser: a pattern fits where its words stand before
and after the verb in their order. F1 over pairs of sentence and type; parties are not asked for, since neither of the two gives any
that could be resolved. Needs scikit-learn (``make setup-training``) and the gazetteers of shared/data.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from attache.corpus.load import AnnotatedText, texts_by_split
from attache.ontology import EVENT_TYPES
from attache.pipeline import read
from attache.reading import Sentence, Span
from attache.sentences import split_sentences
from results import record

Told = set[tuple[str, int, str]]  # text, sentence, type


def told(text_id: str, sentences: list[Sentence], events: Iterable[tuple[str, Iterable[Span]]]) -> Told:
    return {
        (text_id, number, event)
        for event, spans in events
        for span in spans
        for number, sentence in enumerate(sentences)
        if sentence.span.overlaps(span)
    }


def annotated(text: AnnotatedText) -> Told:
    events = ((event.event, (event.trigger, *event.also)) for event in text.events)
    return told(text.id, split_sentences(text.text), events)


def ours(text: AnnotatedText) -> Told:
    reading = read(text.article())
    return told(text.id, reading.sentences, ((e.event, (e.event_text, *e.also)) for e in reading.events))


def learned(train: list[AnnotatedText], dev: list[AnnotatedText], test: list[AnnotatedText]) -> Told:
    """Logistic regression, one against the rest, its regularisation and its threshold chosen on dev."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    def sentences(texts: list[AnnotatedText]) -> list[tuple[str, int, str]]:
        return [(t.id, n, s.span.of(t.text)) for t in texts for n, s in enumerate(split_sentences(t.text))]

    rows, gold = sentences(train), set().union(*map(annotated, train))
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    features = words.fit_transform([words_of for _, _, words_of in rows])
    labels = [[(text, number, event) in gold for event in EVENT_TYPES] for text, number, _ in rows]
    best: tuple[float, float, OneVsRestClassifier] | None = None
    on_dev, right = sentences(dev), set().union(*map(annotated, dev))
    for strength in (1.0, 4.0, 16.0):
        model = OneVsRestClassifier(LogisticRegression(C=strength, max_iter=400)).fit(features, labels)
        for threshold in (0.15, 0.2, 0.25, 0.3, 0.4):
            score = f1(right, _above(model, words, on_dev, threshold))
            if best is None or score > best[0]:
                best = (score, threshold, model)
    assert best is not None
    return _above(best[2], words, sentences(test), best[1])


def _above(model, words, rows: list[tuple[str, int, str]], threshold: float) -> Told:  # type: ignore[no-untyped-def]
    likely = model.predict_proba(words.transform([text for _, _, text in rows]))
    return {
        (text, number, event)
        for (text, number, _), of_row in zip(rows, likely, strict=True)
        for event, probability in zip(EVENT_TYPES, of_row, strict=True)
        if probability >= threshold
    }


@dataclass(slots=True)
class Verb:
    """A verb's own code, and its patterns: words before and after it with the code they give."""

    code: str
    patterns: list[tuple[list[str], list[str], str]] = field(default_factory=list)


class Dictionary:
    """PETRARCH's verb patterns without its parser."""

    def __init__(self, gazetteers: Path) -> None:
        self._types = dict(_plover_types(gazetteers / "plover/CAMEO2PLOVER-2021.txt"))
        self._sets: dict[str, list[str]] = {}
        self._verbs: dict[str, Verb] = {}
        self._read(gazetteers / "petrarch/CAMEO.verbpatterns.150430.txt")

    def _read(self, path: Path) -> None:
        members: list[str] = []
        verb = Verb("")
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            line = line.partition("#")[0].strip()
            if not line:
                continue
            if line.startswith("&"):
                members = self._sets.setdefault(line[1:].strip(), [])
            elif line.startswith("+"):
                members.append(line[1:].strip())
            elif found := re.match(r"---\s*\S+\s*(?:\[([^\]]*)\])?", line):
                verb = Verb((found[1] or "").split(":")[0])
            elif found := re.match(r"- (.*)\[([^\]]*)\]", line):
                if "*" in found[1]:
                    before, _, after = found[1].partition("*")
                    verb.patterns.append((before.split(), after.split(), found[2].split(":")[0]))
            else:
                own = re.search(r"\[([^\]]*)\]", line)  # a verb may have a code that its block has not
                code = own[1].split(":")[0] if own else verb.code
                for form in _forms(line.partition("[")[0].strip()):
                    self._verbs.setdefault(form, Verb(code, verb.patterns))
        for each in self._verbs.values():
            each.patterns.sort(key=lambda pattern: -len(pattern[0]) - len(pattern[1]))

    def types(self, sentence: str) -> set[str]:
        words = re.findall(r"[A-Z0-9'/-]+", sentence.upper())
        found = set()
        for at, word in enumerate(words):
            verb = self._verbs.get(word)
            if verb is not None:
                code = next((c for b, a, c in verb.patterns if self._fits(words, at, b, a)), verb.code)
                found |= {self._types[code]} if code in self._types else set()
        return found

    def _fits(self, words: list[str], at: int, before: list[str], after: list[str]) -> bool:
        return self._in_order(words[:at][::-1], before[::-1], backwards=True) and self._in_order(
            words[at + 1 :], after, backwards=False
        )

    def _in_order(self, words: list[str], pattern: list[str], *, backwards: bool) -> bool:
        at = 0
        for part in pattern:
            if part in ("$", "+", "^", "%"):
                continue  # source, target, any word
            while at < len(words) and not self._same(words[at], part, words[at:], backwards):
                at += 1
            if at == len(words):
                return False
            at += 1
        return True

    def _same(self, word: str, part: str, rest: list[str], backwards: bool) -> bool:
        if part.startswith("&"):
            return any(self._same(word, member, rest, backwards) for member in self._sets.get(part[1:], ()))
        if part.startswith("^") or part.startswith("_"):
            part = part.strip("^_")
        pieces = [piece for piece in part.split("_") if piece]
        if backwards:
            pieces = pieces[::-1]
        return (
            bool(pieces)
            and len(rest) >= len(pieces)
            and all(there.startswith(piece) for there, piece in zip(rest, pieces, strict=False))
        )


def _forms(line: str) -> Iterator[str]:
    """ "GO {GOES WENT GONE GOING}" or a regular verb with its endings."""
    base, _, irregular = line.partition("{")
    base = base.strip().split("_")[0]
    yield base
    yield from irregular.strip("} ").split()
    if not irregular and base:
        stem = base[:-1] if base.endswith(("E", "Y")) else base
        endings = (
            ("ES", "ED", "ING")
            if base.endswith("E")
            else ("IES", "IED", "YING")
            if base.endswith("Y")
            else ("S", "ES", "ED", "ING")
        )
        yield from (stem + ending for ending in endings)


def _plover_types(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"(\w+):\s*([A-Z]+)", line):
            yield found[1], found[2]


def by_dictionary(coder: Dictionary, texts: list[AnnotatedText]) -> Told:
    return {
        (text.id, number, event)
        for text in texts
        for number, sentence in enumerate(split_sentences(text.text))
        for event in coder.types(sentence.span.of(text.text))
        if event in EVENT_TYPES
    }


def f1(gold: Told, found: Told) -> float:
    return 2 * len(gold & found) / (len(gold) + len(found)) if gold or found else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--texts", type=Path, default=Path("../shared/data"))
    parser.add_argument("--record", action="store_true", help="keep the figures in benchmarks/results")
    options = parser.parse_args()
    of_split = texts_by_split(options.corpus, options.texts)
    gold = set().union(*map(annotated, of_split["test"]))
    coders = {
        "attache": set().union(*map(ours, of_split["test"])),
        "tf-idf and logistic regression": learned(of_split["train"], of_split["dev"], of_split["test"]),
        "petrarch's verb patterns": by_dictionary(Dictionary(options.texts / "gazetteers"), of_split["test"]),
    }
    figures: dict[str, object] = {"sentences with types": len(gold)}
    for name, found in coders.items():
        right = len(gold & found)
        shares = (f1(gold, found), right / max(1, len(found)), right / max(1, len(gold)))
        figures[name] = dict(zip(("f1", "precision", "recall"), (round(share, 3) for share in shares), strict=True))
        print(f"{name:<32} F1 {shares[0]:.3f}, precision {shares[1]:.3f}, recall {shares[2]:.3f}")
    if options.record:
        record("baselines", figures)


if __name__ == "__main__":
    main()
