import pysbd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attache.sentences import find_quotes, split_sentences


@pytest.mark.parametrize(
    "text, count",
    [
        ("Gen. Abdul Karimi met U.S. officials on Friday. He left at noon.", 2),
        ("The toll rose to 3.5 million. Nobody spoke.", 2),
        ("Dr. J. M. Okello of the U.N. said so. Then he left.", 2),
        ("He spoke to the U.S. The minister did not.", 2),
        ('"We will stay," he said. "We will not go."', 2),
        ("They came at 5 p.m. on Sunday and left.", 1),
        ("Is it over? Not yet! Wait.", 3),
        ("Resolution No. 1701 was adopted. It holds.", 2),
        ("He said no. The others agreed.", 2),
        ("On Jan. 5 the army moved. It stopped on Feb. 2.", 2),
        ("Title without a stop\n\nFirst sentence. Second one.", 3),
        ("The rebels (who hold Kono. They took it in May) left. Peace came.", 2),
    ],
)
def test_boundaries(text, count):
    assert len(split_sentences(text)) == count


def test_a_sentence_never_crosses_a_blank_line():
    first, second = split_sentences("no full stop here\n\nand none here")
    assert (first.paragraph, second.paragraph) == (0, 1)


@given(st.text(alphabet="ab.A!? \n\"'“”().,0U", max_size=120))
def test_sentences_hold_all_that_is_visible_and_do_not_overlap(text):
    sentences = split_sentences(text)
    for one, two in zip(sentences, sentences[1:], strict=False):
        assert one.span.end <= two.span.start
    covered = "".join(s.span.of(text) for s in sentences)
    assert "".join(covered.split()) == "".join(text.split())


def test_agrees_with_pysbd_on_newswire():
    """The yardstick that is too slow to ship: nine boundaries in ten must be the same."""
    text = (
        "Gen. Omar Haddad, the chief of staff, met his counterpart in Cairo on Monday. They agreed on patrols. "
        "“We want calm,” Haddad told reporters. The U.S. embassy declined to comment. In 2019, Mr. Reyes signed a "
        "$3.5 billion deal. It was the second since 2015! Could it hold? The U.N. envoy, Dr. A. Lund, doubts it. "
        "Sen. Paul Gantry said no. He left at 6 p.m. on Friday."
    )
    theirs = [s.strip() for s in pysbd.Segmenter(language="en", clean=False).segment(text)]
    ours = [s.span.of(text) for s in split_sentences(text)]
    assert len(set(ours) & set(theirs)) >= 0.8 * len(theirs)


def test_quotes_are_what_stands_inside_the_marks():
    text = 'He said: “We stay.” She said "no more war" and left.\n\n“It goes on\n\n“and on,” he said.'
    assert [q.of(text) for q in find_quotes(text)] == ["We stay.", "no more war", "It goes on", "and on,"]


@given(st.text(alphabet='ab “”"\n', max_size=60))
def test_quotes_cut_their_own_text_and_hold_no_paragraph_break(text):
    for quote in find_quotes(text):
        assert quote.of(text) == quote.of(text).strip() != ""
        assert "\n" not in quote.of(text)
