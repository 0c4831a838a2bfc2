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
def test_every_word_is_one_windows_own(parts):
    text = " ".join(parts)
    sentences = split_sentences(text)
    windows = build_windows(text, sentences, load_reader().tokenizer)
    words = [word for window in windows for word in window.words[window.told :]]
    assert words == [word for s in sentences for word in split_words(text, *s.span)]
    assert all(len(w.pieces) <= MAX_PIECES + 2 for w in windows)
    assert all(len(w.first) == len(w.words) and w.first.max() < len(w.pieces) for w in windows)


def test_a_window_begins_with_the_sentences_that_end_the_one_before():
    sentences = [f"Peru and Chile signed treaty number {n} in the city of Lima on Monday." for n in range(60)]
    text = " ".join(sentences)
    first, second, *_ = build_windows(text, split_sentences(text), load_reader().tokenizer)
    assert first.told == 0
    assert 0 < second.told < len(second.words) / 2
    assert second.words[: second.told] == first.words[-second.told :]
    assert text[second.words[0].start :].startswith("Peru")
    assert second.own_from == first.words[-1].end + 1


def test_a_sentence_longer_than_a_window_is_read_whole():
    text = "Delegates from " + ", ".join(["Peru"] * 600) + " met."
    windows = build_windows(text, split_sentences(text), load_reader().tokenizer)
    assert len(windows) > 2
    assert windows[-1].words[-1].of(text) == "."
