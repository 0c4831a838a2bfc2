"""Numbers of dead, injured, arrested and displaced that the words around a trigger tell."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

from attache.number_words import NUMBER_WORDS
from attache.reading import Count, Span

Kind = Literal["dead", "injured", "arrested", "displaced"]

_WORDS: Final = NUMBER_WORDS | {
    "a": 1,
    "an": 1,
    "another": 1,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
#: Words for numbers that nobody counted, as the range that they stand for.
_VAGUE: Final = {
    "dozens": (24, 99),
    "scores": (40, 99),
    "hundreds": (200, 999),
    "thousands": (2000, 9999),
    "tens of thousands": (20_000, 99_999),
    "hundreds of thousands": (200_000, 999_999),
}
_NUMBER = (
    r"(?P<number>tens of thousands|hundreds of thousands|dozens|scores|hundreds|thousands|\d{1,3}(?:,\d{3})+|\d+|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|an|a|another)(?! (?:day|week|month|year|hour|night|minute)s?\b)(?P<scale> hundred| thousand| million)?"
    r"(?:(?: to | and |-|–)(?P<to>\d{1,3}(?:,\d{3})+|\d+|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty)\b)"
    r"(?! (?:other|more|others)))?"
)
_BOUND = r"(?P<bound>between |from |at least |more than |over |as many as |up to |nearly |almost |about |around |some |fewer than |an estimated )?"
_FEW = r"(?:[^\W\d][\w'’-]* ){0,4}?"
_VERBS: Final[dict[Kind, tuple[str, str]]] = {
    # after the verb ("killed at least 12"), before it ("12 people were killed", "12 dead")
    "dead": (
        r"(?:kill(?:s|ed|ing)|claim(?:s|ed|ing) the lives of|executed|shot dead|leav(?:es|ing)|left)",
        r"(?:killed|dead|die[ds]?|executed|were shot dead|lost their lives|deaths?)",
    ),
    "injured": (r"(?:injur(?:es?|ed|ing)|wound(?:s|ed|ing))", r"(?:injured|wounded|hurt)"),
    "arrested": (
        r"(?:arrest(?:s|ed|ing)|detain(?:s|ed|ing)|rounded up)",
        r"(?:arrested|detained|held|in custody)",
    ),
    "displaced": (
        r"(?:displac(?:es?|ed|ing)|uproot(?:s|ed|ing)|forc(?:es?|ed|ing)(?= [^.;]{0,60}\b(?:from their homes|to flee|to leave))|"
        r"dr(?:ove|iv(?:es?|en|ing))(?= [^.;]{0,60}\b(?:from their homes|out of their homes)))",
        r"(?:displaced|uprooted|homeless|fle(?:d|e)|left their homes)",
    ),
}
# "A bomb killed at least twelve": what stands before the verb is not the number of the dead.
_NO_OBJECT = (
    r"(?! (?:at least|more than|over|as many as|up to|nearly|almost|about|around|some|fewer|between|an? |the |his |her |their |him\b|"
    r"them\b|\d|dozens|scores|hundreds|thousands|tens of|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)\b))"
)
_AFTER = {k: re.compile(rf"\b{after} {_BOUND}{_NUMBER}\b", re.IGNORECASE) for k, (after, _) in _VERBS.items()}
_BEFORE = {
    k: re.compile(
        rf"\b{_BOUND}{_NUMBER} {_FEW}(?:is |are |were |was |have been |had been )?{before}\b"
        + ("" if k == "displaced" else _NO_OBJECT),
        re.IGNORECASE,
    )
    for k, (_, before) in _VERBS.items()
}
# Most sentences tell of none: this looks for the words alone, which is quick.
_TOLD = {k: re.compile(rf"\b(?:{after}|{before})\b", re.IGNORECASE) for k, (after, before) in _VERBS.items()}
_LEFT = re.compile(r"^(?:leav|left)", re.IGNORECASE)


@lru_cache(maxsize=64)  # events of one sentence ask for the same; small, for it keeps the texts alive
def find_sizes(text: str, sentence: Span) -> tuple[tuple[str, Count], ...]:
    """The first number of each kind in the sentence, with its bounds: "at least six" has no upper one."""
    found: list[tuple[str, Count]] = []
    for kind in _VERBS:
        if not _TOLD[kind].search(text, *sentence):
            continue
        matches = [m for m in (_AFTER[kind].search(text, *sentence), _BEFORE[kind].search(text, *sentence)) if m]
        if kind == "dead":
            matches = [
                m for m in matches if not _LEFT.match(m.group()) or re.search(r"\bdead\b", text[m.end() : m.end() + 40])
            ]
        if not matches:
            continue
        match = min(matches, key=lambda m: m.end() - m.start())
        value = _value(match["number"], match["scale"])
        if value is None:
            continue
        span = Span(
            match.start("bound") if match["bound"] else match.start("number"),
            max(match.end("number"), match.end("scale"), match.end("to")),
        )
        low, high = _bounds(value, (match["bound"] or "").strip().lower())
        if match["number"].lower() in _VAGUE:
            low, high = _VAGUE[match["number"].lower()]
        elif match["to"] and (last := _value(match["to"], None)) is not None and last > low:
            high = last
        found.append((kind, Count(low, high, span)))
    return tuple(found)


def _value(number: str, scale: str | None) -> int | None:
    word = number.lower().replace(",", "")
    if word in _VAGUE:
        return _VAGUE[word][0]
    if word.isdigit():
        value = int(word)
    elif "-" in word:
        tens, _, ones = word.partition("-")
        if ones not in _WORDS:
            return None
        value = _WORDS[tens] + _WORDS[ones]
    else:
        value = _WORDS[word]
    return value * {"hundred": 100, "thousand": 1000, "million": 1_000_000}.get((scale or "").strip(), 1)


def _bounds(value: int, bound: str) -> tuple[int, int | None]:
    if bound in ("at least", "more than", "over"):
        return value + (bound != "at least"), None
    if bound in ("up to", "as many as", "fewer than", "nearly", "almost"):
        return 0, value
    return value, value
