"""Whose people are meant where no word says it ("police", "the minister", "two hundred workers"): the countries of
the article compete, by where and how they are named. The weights in data/context.tsv were learned from the corpus's
train split (``python -m training.context``)."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from attache.actors.hits import Hit, is_seat_of_courts
from attache.actors.kin import Kin
from attache.data import read_table
from attache.ontology import INTERNATIONAL_CODES
from attache.reading import Kinship, Sentence, Span

_IN = re.compile(
    r"\b(?:in|at|near|outside|around|across|inside|off|over|of)\s+(?:the\s+)?(?:[\w-]+ern\s+)?$", re.IGNORECASE
)
_HEAD_ENDS = re.compile(r" (?:of|who|from|in|linked|suspected|accused) ")
_WORD = re.compile(r"\w+")
_COMMON = re.compile(r"\b[a-z][a-z'-]{3,}")
_NEAR = 60  # characters
NO_COUNTRY = ""
PRONOUNS = {
    **dict.fromkeys(("it", "its", "itself"), "it"),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves", "both", "each"), "they"),
}  # weighed like people without a name; for "he" and "she" the person named last is right oftener
_KINDS = ("GOV", "MIL", "COP", "JUD", "REB", "CVL")


#: A body's seat and the country where things happen that happen "in Brussels".
_SEATS = {"brussels": "BEL"}


class Named(NamedTuple):
    """A place in the text that names a state or an international body; ``how``: name, adjective, metonym, place."""

    span: Span
    code: str
    how: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What the party is in its event, and who is on the other side: police arrest their own people, armies attack
    others, and nobody is both sides at once."""

    event: str
    role: str
    codes: frozenset[str]
    spans: frozenset[Span] = frozenset()


class Context:
    """The countries of one article and where each is named."""

    def __init__(
        self,
        text: str,
        sentences: Sequence[Sentence],
        hits: Sequence[Hit],
        cities: Iterable[tuple[Span, str]],
        told: Iterable[tuple[Span, str, str]],
        kinships: Sequence[Kinship] = (),
    ):
        """``told``: parties whose country their own words give, with code and sector ("Israeli soldiers")."""
        self._text = text
        self._told = sorted(told)
        named: list[Named] = []
        for hit in hits:
            code: str | None = hit.alias.code
            how: str = hit.alias.basis
            if how in ("name", "metonym") and _is_scene(hit, text):
                code, how = _SEATS.get(hit.span.of(text).casefold(), code), "place"
            heard = hit.alias.sectors[:1] == ("JRN",) or is_seat_of_courts(hit, text)
            if code and not heard:  # a source or a seat of courts, no scene
                named.append(Named(hit.span, code, how))
        named += [Named(span, code, "place") for span, code in cities]
        self.named = sorted(named)
        self.kin = Kin(kinships, [(span, code) for span, code, _ in self.named])
        self.counts = Counter(code for _, code, _ in self.named)
        self._at = {sentence.span.start: number for number, sentence in enumerate(sentences)}
        self._of_sentence: list[list[Named]] = [[] for _ in sentences]
        number = 0
        for entry in self.named:
            while number + 1 < len(sentences) and sentences[number].span.end <= entry[0].start:
                number += 1
            if sentences:
                self._of_sentence[number].append(entry)
        self._whole = self._marks_of_article()
        self._weighed: dict[tuple[Span, tuple[str, ...], str | None, frozenset[str]], dict[str, float]] = {}

    def best(
        self,
        span: Span,
        sentence: Sentence | None,
        sectors: Sequence[str],
        near: str | None,
        beside: Beside | None = None,
        guess: frozenset[str] = frozenset(),
        without: frozenset[str] = frozenset(),
    ) -> tuple[str | None, float] | None:
        """The likeliest country with its probability among those named, or no country ("migrants", "eleven suspects");
        None where the article names none. ``guess``: whose a pronoun would be by its place in the sentence; ``without``: those
        that it cannot be."""
        key = (span, tuple(sectors), near, guess)
        if key not in self._weighed:  # a party is asked for by every event that it is in
            self._weighed[key] = self._weigh(span, sentence, sectors, near, guess)
        scores = self._weighed[key]
        if without:
            scores = {code: score for code, score in scores.items() if code not in without}
        if not scores:
            return None
        if beside is not None and beside.codes:
            weight = sum(_weights().get(name, 0.0) for name in _names_of_side(beside, _kind(sectors)))
            scores = {code: score + weight if code in beside.codes else score for code, score in scores.items()}
        top = max(scores.values())
        total = sum(math.exp(score - top) for score in scores.values())
        code = min(code for code, score in scores.items() if score == top)
        return code or None, 1 / total

    def _weigh(
        self, span: Span, sentence: Sentence | None, sectors: Sequence[str], near: str | None, guess: frozenset[str]
    ) -> dict[str, float]:
        """What speaks for each country, and for none, whoever is on the other side; empty where the article names none."""
        weights, words, odds = _weights(), _words_with_weights(), self.kin.odds(span)
        kind, definite = _kind(sectors), _definite(span.of(self._text))
        share = weights.get("share", 0.0) / max(1, self.counts.total())
        scores = {code: odds.get(code, 0.0) + share * self.counts[code] for code in self._candidates(near, guess)}
        if not scores:
            return {}
        for mark, marked in self._all_marks(span, sentence, sectors, near, guess).items():
            weight = _weight_of_mark(mark, kind, definite)
            for code in scores.keys() & marked if weight else ():
                scores[code] += weight
        for word in self._common_words(span):
            for code, weight in words.get(word, {}).items():
                if code in scores:
                    scores[code] += weight
        scores[NO_COUNTRY] = sum(weights.get(name, 0.0) for name in self._names_of_none(span, kind, definite))
        return scores

    def features(
        self,
        span: Span,
        sentence: Sentence | None,
        sectors: Sequence[str],
        near: str | None,
        beside: Beside | None = None,
        guess: frozenset[str] = frozenset(),
    ) -> dict[str, dict[str, float]]:
        """For each country that the party at ``span`` may be of, what speaks for it, as named values; "" is none.
        What ``best`` weighs, in words: the weights are learned from it."""
        kind, definite = _kind(sectors), _definite(span.of(self._text))
        total = max(1, self.counts.total())
        found = {code: {"share": self.counts[code] / total} for code in self._candidates(near, guess)}
        for mark, marked in self._all_marks(span, sentence, sectors, near, guess).items():
            for code in found.keys() & marked:
                found[code].update(dict.fromkeys(_names_of_mark(mark, kind, definite), 1.0))
        for word in self._common_words(span):
            for code, names in found.items():
                names[f"{word}={code}"] = 1.0
        if beside is not None:
            for code in found.keys() & beside.codes:
                found[code].update(dict.fromkeys(_names_of_side(beside, kind), 1.0))
        if found:
            found[NO_COUNTRY] = dict.fromkeys(self._names_of_none(span, kind, definite), 1.0)
        return found

    def _candidates(self, near: str | None, guess: frozenset[str]) -> list[str]:
        return sorted({*self.counts, *guess, *([near] if near and near not in INTERNATIONAL_CODES else [])})

    def _all_marks(
        self,
        span: Span,
        sentence: Sentence | None,
        sectors: Sequence[str],
        near: str | None,
        guess: frozenset[str],
    ) -> dict[str, Collection[str | None]]:
        return {
            **self._whole,
            **self._marks(span, sentence),
            **self._kin(span, sectors),
            "near": (near,),
            "guess": guess,
            "body": INTERNATIONAL_CODES,
            "epithet": self._epithet(span),
        }

    def _epithet(self, span: Span) -> set[str | None]:
        """The states that a word of the party goes with: "the emirate", "two settlers", "the king"."""
        words = _WORD.findall(span.of(self._text).casefold())
        return {code for word in words for code in _epithets().get(word, ())}

    def _common_words(self, span: Span) -> list[str]:
        """The words of the party that are no names: some go with a state ("settlers", "cartel"). In one order, for sums of floats
        depend on it."""
        return sorted(set(_COMMON.findall(span.of(self._text))))

    def _names_of_none(self, span: Span, kind: str, definite: str) -> list[str]:
        surface = span.of(self._text)
        head = [word for word in _HEAD_ENDS.split(surface, maxsplit=1)[0].split()[-1:] if word.islower()]
        return [
            "none",
            f"none:{kind}",
            f"none:{definite}",
            f"none:{kind}:{definite}",
            *(f"none={word}" for word in head),
        ]

    def _marks_of_article(self) -> dict[str, set[str | None]]:
        most = max(self.counts.values(), default=0)
        lead = [{code for _, code, _ in entries} for entries in self._of_sentence[:2]]
        return {
            "most": {code for code, count in self.counts.items() if count == most},
            "first": {code for _, code, _ in self.named[:1]},
            "title": {*lead[0]} if lead else set(),
            "lead": {*lead[1]} if len(lead) > 1 else set(),
            "in_article": {code for _, code, how in self.named if how == "place"},
            "only": {*self.counts} if len(self.counts) == 1 else set(),
        }

    def _kin(self, span: Span, sectors: Sequence[str]) -> dict[str, set[str | None]]:
        """Countries that have a party of the same kind: after "Israeli soldiers" jets are likelier Israel's."""
        kin = [(other, code) for other, code, sector in self._told if sectors and sector == sectors[0]]
        before = [code for other, code in kin if other.end <= span.start]
        return {
            "kin": {code for other, code in kin if not other.overlaps(span)},
            "kin_before": {*before},
            "kin_last": {*before[-1:]},
        }

    def _marks(self, span: Span, sentence: Sentence | None) -> dict[str, set[str | None]]:
        """Where each country is named as seen from the party: name of the mark -> countries."""
        at = self._at.get(sentence.span.start, 0) if sentence is not None else 0
        inside = self._of_sentence[at] if sentence is not None and self._of_sentence else []
        before = [entry for entry in inside if entry[0].end <= span.start]
        after = [entry for entry in inside if entry[0].start >= span.end]
        previous = self._of_sentence[at - 1] if at else []
        earlier = bisect_left(self.named, span.start, key=lambda entry: entry[0].end) if not before else 0
        return {
            "before": {code for _, code, _ in before},
            "after": {code for _, code, _ in after},
            "subject": {code for _, code, _ in before[:1]},
            "nearest": {code for _, code, _ in before[-1:]},
            "last": {self.named[earlier - 1][1]} if earlier else set(),
            "previous": {code for _, code, _ in previous},
            "previous_subject": {code for _, code, _ in previous[:1]},
            "in_before": {code for _, code, how in before if how == "place"},
            "in_after": {code for _, code, how in after if how == "place"},
            "in_close": {code for s, code, how in after if how == "place" and s.start - span.end < _NEAR},
        }


def _is_scene(hit: Hit, text: str) -> bool:
    """ "in Kabul", and the place before an agency's dash ("BRUSSELS -"): where something happens, not who acts."""
    surface = hit.span.of(text)
    return bool(_IN.search(text, max(0, hit.span.start - 30), hit.span.start)) or (
        surface.isupper() and len(surface) > 3
    )


def _kind(sectors: Sequence[str]) -> str:
    return sectors[0] if sectors and sectors[0] in _KINDS else "other"


def _definite(surface: str) -> str:
    first = surface.split(" ", 1)[0].lower()
    if first in PRONOUNS:
        return PRONOUNS[first]
    return "the" if surface[:4].lower() == "the " else "own" if surface[:1].isupper() else "bare"


def _names_of_mark(mark: str, kind: str, definite: str) -> tuple[str, str, str]:
    return mark, f"{mark}:{kind}", f"{mark}:{definite}"


def _names_of_side(beside: Beside, kind: str) -> tuple[str, ...]:
    side = f"other:{beside.role}"
    return side, f"{side}:{kind}", f"{side}:{beside.event}", f"{side}:{beside.event}:{kind}"


@cache
def _weight_of_mark(mark: str, kind: str, definite: str) -> float:
    return sum(_weights().get(name, 0.0) for name in _names_of_mark(mark, kind, definite))


@cache
def _words_with_weights() -> dict[str, dict[str, float]]:
    """How much each common word of a party speaks for which states."""
    found: dict[str, dict[str, float]] = {}
    for name, weight in _weights().items():
        word, equals, code = name.partition("=")
        if equals and word != "none":
            found.setdefault(word, {})[code] = weight
    return found


@cache
def _epithets() -> dict[str, tuple[str, ...]]:
    return {word: tuple(codes.split()) for word, codes in read_table("epithets")}


@cache
def _weights() -> dict[str, float]:
    return {name: float(weight) for name, weight in read_table("context")}
