"""Sentence boundaries. Paragraphs are given, a line each (what was wrapped has been joined); inside them a boundary is a
sentence's end mark that no abbreviation, initial or number explains.

pysbd is exact but takes 20 ms for a 500-word article beside an encoder of 60 ms; tests/sentences compares the two.
"""

from __future__ import annotations

import re

from attache.reading import Sentence, Span

_PARAGRAPH = re.compile(r"[^\n]+")
# End marks, with the quotation marks and brackets that close after them, then space, then what can open a sentence.
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«(\[]*[^\W\d_a-z]|\s+[\"'“‘«(\[]*\d|\s+[“\"][a-z])", re.UNICODE)

# Abbreviations that a capital follows inside a sentence. Those that can also end one ("U.S.", "p.m.", "Inc.")
# are in _ENDING: there only a word that commonly opens a sentence makes a boundary.
_TITLES = frozenset(
    """
        mr mrs ms dr prof gen lt col maj capt cpl sgt cmdr adm brig rear vice st sen rep gov pres hon rev fr
        sr sra amb min insp supt det messrs mt ft no nos vs v op cf fig al pp vol approx ca jan feb mar apr
        jun jul aug sep sept oct nov dec mon tue wed thu fri sat ex e.g i.e s.e h.e gens lts cols
        """.split()
)
_ENDING = frozenset(
    """
        u.s u.k u.n u.s.a e.u d.c a.m p.m inc corp ltd co jr etc u.a.e d.r n.y
        """.split()
)
_OPENERS = frozenset(
    """
        the a an in on at it he she they we i this that these those there but and however meanwhile earlier
        after before while when as his her their its both some many several officials police under according
        last since for no not one two what if with from by more
        """.split()
)
_LAST_WORD = re.compile(r"[^\s\"'“”‘’«»(\[]+$")
_NEXT_WORD = re.compile(r"\s+[\"'“‘«(\[]*([^\W_]+)")


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a text whose paragraphs are lines; a sentence never crosses one."""
    sentences: list[Sentence] = []
    for number, paragraph in enumerate(_PARAGRAPH.finditer(text)):
        start = paragraph.start()
        for end in _ends(text, paragraph.start(), paragraph.end()):
            span = _trimmed(text, start, end)
            if span.end > span.start:
                sentences.append(Sentence(span, number))
            start = end
    return sentences


def _ends(text: str, start: int, end: int) -> list[int]:
    ends = []
    sentence_start = start
    for mark in _END.finditer(text, start, end):
        if mark.group()[0] == "." and _explained(text, sentence_start, mark):
            continue
        if _unclosed(text, sentence_start, mark.end()):
            continue
        ends.append(mark.end())
        sentence_start = mark.end()
    ends.append(end)
    return ends


def _explained(text: str, sentence_start: int, mark: re.Match[str]) -> bool:
    """True where the full stop belongs to an abbreviation or initial and the sentence goes on."""
    last = _LAST_WORD.search(text, sentence_start, mark.start())
    if last is None:
        return False
    word = last.group().lower()
    if word in _TITLES:
        # "no." before a number is "number"; before anything else it ends the sentence.
        following = _NEXT_WORD.match(text, mark.end())
        return word not in {"no", "nos", "sat", "mon", "mar", "min", "al"} or bool(
            following and following.group(1)[0].isdigit()
        )
    following = _NEXT_WORD.match(text, mark.end())
    opener = bool(following and following.group(1).lower() in _OPENERS)
    if word in _ENDING:
        return not opener
    # A single capital is an initial ("J. Smith"), unless what follows opens a sentence.
    return len(word) == 1 and last.group().isupper() and not opener


def _unclosed(text: str, start: int, end: int) -> bool:
    """True inside brackets: "(AP.) ..." goes on to its bracket's end."""
    return text.count("(", start, end) > text.count(")", start, end) and ")" in text[end : end + 60]


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
