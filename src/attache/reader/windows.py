"""Windows: what the encoder sees at once. Whole sentences in order, up to ``MAX_PIECES`` word pieces; no text is
left out, and a window depends on its own article only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from attache.reader.labels import MAX_PIECES
from attache.reader.words import split_words
from attache.reading import Sentence, Span

_LONGEST_PIECES_A_WORD = 24  # longer "words" are codes and debris: their tail says nothing


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder.

    pieces  int64 [pieces]  word piece ids, [CLS] first and [SEP] last
    first   int64 [words]   index in ``pieces`` of each word's first piece
    words   spans of the words in the article's text
    """

    pieces: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    words: tuple[Span, ...]


def build_windows(text: str, sentences: Sequence[Sentence], tokenizer: Tokenizer) -> list[Window]:
    """The windows of a text: every word of every sentence in exactly one of them."""
    windows: list[Window] = []
    pieces: list[int] = []
    first: list[int] = []
    words: list[Span] = []

    def close() -> None:
        if words:
            ids = np.array([first_piece, *pieces, last_piece], dtype=np.int64)
            windows.append(Window(ids, np.array(first, dtype=np.int64), tuple(words)))
        pieces.clear()
        first.clear()
        words.clear()

    first_piece, last_piece, unknown = (_id(tokenizer, piece) for piece in ("[CLS]", "[SEP]", "[UNK]"))
    for sentence in sentences:
        spans = split_words(text, *sentence.span)
        if not spans:
            continue
        encoded = tokenizer.encode([span.of(text) for span in spans], is_pretokenized=True, add_special_tokens=False)
        by_word: list[list[int]] = [[] for _ in spans]
        for piece, word in zip(encoded.ids, encoded.word_ids, strict=True):
            if word is not None and len(by_word[word]) < _LONGEST_PIECES_A_WORD:
                by_word[word].append(piece)
        total = sum(max(1, len(ids)) for ids in by_word)
        if pieces and len(pieces) + total > MAX_PIECES:
            close()
        for span, ids in zip(spans, by_word, strict=True):
            # A sentence longer than a window (a table, a list without stops) goes on in the next.
            if len(pieces) + max(1, len(ids)) > MAX_PIECES:
                close()
            first.append(len(pieces) + 1)
            pieces.extend(ids or [unknown])
            words.append(span)
    close()
    return windows


def _id(tokenizer: Tokenizer, piece: str) -> int:
    found = tokenizer.token_to_id(piece)
    if found is None:
        raise ValueError(f"the tokenizer has no {piece}")
    return int(found)
