"""Details of agreements, exercises, transfers and visits, from the words around the trigger."""

from __future__ import annotations

import re

from attache.number_words import NUMBER_WORDS
from attache.reading import Span

Detail = tuple[str, str | int | Span]

_INSTRUMENT = re.compile(
    r"\b(peace agreement|ceasefire|truce|armistice|memorandum(?: of understanding)?|treaty|protocol|convention|accord|pact|"
    r"cooperation agreement|trade agreement|trade deal|prisoner exchange|agreement|charter|joint statement|contract|deal)\b",
    re.IGNORECASE,
)
_STAGES = (
    ("ratified", r"\bratif"),
    ("in_force", r"\b(?:enter(?:s|ed)? into force|took effect|takes effect|in force)\b"),
    ("suspended", r"\bsuspend"),
    ("ended", r"\b(?:expire[ds]?|terminat|ended the)\b"),
    ("signed", r"\bsign(?:s|ed|ing)?\b"),
    ("negotiating", r"\b(?:negotiat|talks on)"),
    ("proposed", r"\b(?:propos|offer)"),
    ("agreed", r"\b(?:agree|reach|announce|deal)"),
)
_TERM = re.compile(r"\b((?:\d+|two|three|four|five|ten|twenty)[- ](?:year|month|week|day)s?)\b", re.IGNORECASE)
_DOMAINS = (
    ("naval", r"\b(?:naval|maritime|navy|navies|warships?|sea)\b"),
    ("air", r"\b(?:air|aerial|bombers?|fighter jets?)\b"),
    ("missile", r"\bmissiles?\b"),
    ("cyber", r"\bcyber"),
    ("land", r"\b(?:land|ground|army|infantry|tanks?)\b"),
)
_EXERCISE = re.compile(r"\b(?:exercises?|drills?|manoeuvres?|maneuvers?|war games?|patrols?)\b", re.IGNORECASE)
_ORDINALS = {
    word: number
    for number, word in enumerate(
        """
            first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
            """.split(),
        1,
    )
}
_ORDINAL = re.compile(
    r"\b(?:the|their|its)\s+(?P<word>\w+|\d+(?:st|nd|rd|th))\s+(?:such\s+(?:drill|exercise)s?\s+)?since\s+(?P<since>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_CURRENCY = (
    r"(?:dollars?|euros?|pounds?|yen|yuan|roubles?|rubles?|rupees?|francs?|crowns?|kroner|kronor|won|pesos?|riyals?|dirhams?|"
    r"naira|rand|shillings?|lira|zlotys?|hryvnias?)"
)
_VALUE = re.compile(
    r"(?:US\$|A\$|C\$|[$€£¥])\s?\d[\d.,]*(?:\s?(?:million|billion|trillion|m|bn)\b)?|"
    rf"\b(?:\d[\d.,]*|{'|'.join(NUMBER_WORDS)})\s(?:(?:hundred|thousand|million|billion|trillion)\s)?(?:U\.?S\.? )?{_CURRENCY}\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    rf"\b(?P<quantity>\d{{1,3}}(?:,\d{{3}})+|\d+|{'|'.join(NUMBER_WORDS)}) (?:(?:tonnes|tons|litres|barrels|doses|sets|boxes|pieces) of )?"
    r"(?P<item>(?!(?:people|persons|men|women|children|days?|weeks?|months?|years?|hours?|percent|million|billion|thousand|hundred|others?|countries|"
    r"states|sides|parties|times|to|for|from|on|in|and|with|worth|by|at|over|after|of|as|that|which|who|more|was|were|is|are|has)\b)"
    r"[A-Za-z][\w-]*(?: (?!(?:to|for|from|on|in|and|with|worth|by|at|over|after|of|as|that|which|who|held|last|this|next)\b)[\w-]+){0,3})"
)
_PURPOSE = re.compile(
    r"\b((?:aimed at|in order to|meant to|for talks|to (?:discuss|sign|strengthen|mediate|improve|meet|hold|attend|push|press))\b[^.;”\"]{3,90})"
)


def find_details(event: str, modes: tuple[str, ...], text: str, sentence: Span, trigger: Span) -> tuple[Detail, ...]:
    """What the sentence tells beside the parties; an empty tuple where the kind of event has no details."""
    words = sentence.of(text)
    if event in ("AGREE", "SUPPORT"):
        return _agreement(event, text, sentence, trigger)
    if event in ("COOPERATE", "MOBILIZE") and _EXERCISE.search(
        text, max(sentence.start, trigger.start - 60), min(sentence.end, trigger.end + 60)
    ):
        return _exercise(words)
    if event in ("AID", "COOPERATE"):
        return _transfer(text, sentence, trigger)
    if event == "CONSULT" and "visit" in modes:
        found = _PURPOSE.search(text, trigger.end, sentence.end)
        return (("purpose", Span(*found.span(1))),) if found else ()
    return ()


def _agreement(event: str, text: str, sentence: Span, trigger: Span) -> tuple[Detail, ...]:
    instruments = sorted(_INSTRUMENT.finditer(text, *sentence), key=lambda m: abs(m.start() - trigger.start))
    if not instruments or abs(instruments[0].start() - trigger.start) > 90:
        return ()
    details: list[Detail] = [("instrument", instruments[0].group(1).lower())]
    near = text[max(sentence.start, trigger.start - 40) : min(sentence.end, instruments[0].end() + 40)]
    for stage, pattern in _STAGES:
        if re.search(pattern, trigger.of(text), re.IGNORECASE):
            details.append(("stage", stage))
            break
    else:
        for stage, pattern in _STAGES:
            if re.search(pattern, near, re.IGNORECASE):
                details.append(("stage", stage))
                break
    term = _TERM.search(text, *sentence)
    if term:
        details.append(("term", term.group(1)))
    return tuple(details)


def _transfer(text: str, sentence: Span, trigger: Span) -> tuple[Detail, ...]:
    """What was given, how much of it, and what it is worth."""
    details: list[Detail] = []
    value = _VALUE.search(text, *sentence)
    items = [
        m for m in _ITEM.finditer(text, *sentence) if value is None or not value.start() <= m.start() < value.end()
    ]
    if items:
        match = min(items, key=lambda m: (m.start() < trigger.start, abs(m.start() - trigger.end)))
        number = match["quantity"].lower().replace(",", "")
        details.append(("item", Span(*match.span("item"))))
        details.append(("quantity", int(number) if number.isdigit() else NUMBER_WORDS[number]))
    if value is not None:
        details.append(("value", value.group()))
    return tuple(details)


def _exercise(words: str) -> tuple[Detail, ...]:
    details: list[Detail] = []
    domains = [name for name, pattern in _DOMAINS if re.search(pattern, words, re.IGNORECASE)]
    if domains:
        details.append(("domain", domains[0] if len(domains) == 1 or domains[0] == "naval" else "joint"))
    found = _ORDINAL.search(words)
    if found:
        word = found["word"].lower()
        number = _ORDINALS.get(word) or (int(re.sub(r"\D", "", word)) if word[0].isdigit() else None)
        if number:
            details.append(("ordinal", number))
        details.append(("since", int(found["since"])))
    return tuple(details)
