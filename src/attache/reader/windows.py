"""Windows: what the encoder sees at once. Whole sentences in order, up to ``MAX_PIECES`` word pieces, after the sentences that
end the window before, so that "they" and "the minister" have somebody to be. No text is left out, and a window depends on its
own article only."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from attache.reader.labels import MAX_PIECES, TOLD_PIECES
from attache.reader.words import split_words
from attache.reading import Sentence, Span

_LONGEST_PIECES_A_WORD = 24  # longer "words" are codes and debris: their tail says nothing


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder.

    pieces  int64 [pieces]  word piece ids, [CLS] first and [SEP] last
    first   int64 [words]   index in ``pieces`` of each word's first piece
    words   spans of the words in the article's text
    told    how many words at the start the window before has read: only roles reach into them
    breaks  numbers of the words that begin a sentence: no mention goes on over them
    """

    pieces: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    words: tuple[Span, ...]
    told: int = 0
    breaks: frozenset[int] = frozenset()

    @property
    def own_from(self) -> int:
        """The character from which on the window's own words stand."""
        return self.words[self.told].start

    def digest(self) -> bytes:
        """Of all that the reader sees of it."""
        seen = self.pieces.tobytes() + self.first.tobytes() + repr(sorted(self.breaks)).encode()
        return hashlib.blake2b(seen, digest_size=16).digest()


_MOST_WORDS = 100_000  # remembered, some 20 MB

#: A sentence's words with the ids of their pieces, and how many pieces that is.
_Cut = tuple[list[tuple[Span, list[int]]], int]


def build_windows(
    text: str, sentences: Sequence[Sentence], tokenizer: Tokenizer, known: dict[str, list[int]] | None = None
) -> list[Window]:
    """The windows of a text: every word of every sentence is one window's own. ``known`` remembers the pieces of words from one
    text to the next."""
    first_piece, last_piece, unknown = (_id(tokenizer, piece) for piece in ("[CLS]", "[SEP]", "[UNK]"))

    def window(told: Sequence[_Cut], own: Sequence[_Cut]) -> Window:
        words = [word for words, _ in (*told, *own) for word in words]
        breaks = itertools.accumulate(len(words) for words, _ in (*told, *own))
        pieces, first = [first_piece], []
        for _, ids in words:
            first.append(len(pieces))
            pieces += ids
        return Window(
            np.array([*pieces, last_piece], dtype=np.int64),
            np.array(first, dtype=np.int64),
            tuple(span for span, _ in words),
            sum(len(words) for words, _ in told),
            frozenset(breaks),
        )

    windows: list[Window] = []
    told: list[_Cut] = []
    own: list[_Cut] = []
    known = {} if known is None else known
    for cut in _cuts(text, sentences, tokenizer, unknown, known):
        if own and sum(size for _, size in (*told, *own, cut)) > MAX_PIECES:
            windows.append(window(told, own))
            told, own = _end_of([*told, *own], MAX_PIECES - cut[1]), []
        own.append(cut)
    if own:
        windows.append(window(told, own))
    return windows


def _end_of(cuts: list[_Cut], room: int) -> list[_Cut]:
    """The last sentences that are short enough to be read once more."""
    room = min(room, TOLD_PIECES)
    taken = 0
    while taken < len(cuts) and cuts[-1 - taken][1] <= room:
        taken += 1
        room -= cuts[-taken][1]
    return cuts[len(cuts) - taken :]


def _cuts(
    text: str, sentences: Sequence[Sentence], tokenizer: Tokenizer, unknown: int, known: dict[str, list[int]]
) -> Iterator[_Cut]:
    """The sentences; one that is longer than a window (a table, a list without stops) in several cuts."""
    for sentence in sentences:
        words: list[tuple[Span, list[int]]] = []
        size = 0
        for span in split_words(text, *sentence.span):
            ids = _pieces(span.of(text), tokenizer, known) or [unknown]
            if size + len(ids) > MAX_PIECES:
                yield words, size
                words, size = [], 0
            words.append((span, ids))
            size += len(ids)
        if words:
            yield words, size


def _pieces(word: str, tokenizer: Tokenizer, known: dict[str, list[int]]) -> list[int]:
    """A word's pieces, which do not depend on its neighbours; none where nothing is left of it (a stray accent)."""
    found = known.get(word)
    if found is None:
        encoded = tokenizer.encode([word], is_pretokenized=True, add_special_tokens=False)
        found = encoded.ids[:_LONGEST_PIECES_A_WORD]
        if len(known) >= _MOST_WORDS:
            known.clear()
        known[word] = found
    return found


def _id(tokenizer: Tokenizer, piece: str) -> int:
    found = tokenizer.token_to_id(piece)
    if found is None:
        raise ValueError(f"the tokenizer has no {piece}")
    return int(found)
