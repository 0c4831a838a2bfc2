from hypothesis import given, settings
from hypothesis import strategies as st

from attache.reader.labels import MAX_PIECES
from attache.reader.model import load_reader
from attache.reader.windows import build_windows
from attache.reader.words import split_words
from attache.sentences import split_sentences


def test_words_are_runs_of_letters_or_single_marks():
    text = "U.S. troops’ 25-year pact"
    assert [w.of(text) for w in split_words(text)] == ["U", ".", "S", ".", "troops", "’", "25", "-", "year", "pact"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(["Iran", "said", "a", "ß", "中国", "ooooooo" * 30, ".", "—", "\u200d"]), max_size=400))
def test_every_word_stands_in_exactly_one_window(parts):
    text = " ".join(parts)
    sentences = split_sentences(text)
    windows = build_windows(text, sentences, load_reader().tokenizer)
    words = [word for window in windows for word in window.words]
    assert words == [word for s in sentences for word in split_words(text, *s.span)]
    assert all(len(w.pieces) <= MAX_PIECES + 2 for w in windows)
    assert all(len(w.first) == len(w.words) and w.first.max() < len(w.pieces) for w in windows)


def test_a_sentence_longer_than_a_window_is_read_whole():
    text = "Delegates from " + ", ".join(["Peru"] * 600) + " met."
    windows = build_windows(text, split_sentences(text), load_reader().tokenizer)
    assert len(windows) > 2
    assert windows[-1].words[-1].of(text) == "."
