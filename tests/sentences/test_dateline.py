import pytest

from attache.sentences import find_dateline


@pytest.mark.parametrize(
    "text, line, place",
    [
        ("KABUL (News Agency) - Two men met.", "KABUL (News Agency) - ", "KABUL"),
        ("Title here\n\nPORT-AU-PRINCE, March 2 - Rebels drove in.", "PORT-AU-PRINCE, March 2 - ", "PORT-AU-PRINCE"),
        ("PORT MORESBY, Papua New Guinea — Soldiers left.", "PORT MORESBY, Papua New Guinea — ", "PORT MORESBY"),
        ("NEW DELHI — A court ruled.", "NEW DELHI — ", "NEW DELHI"),
    ],
)
def test_found(text, line, place):
    span, where = find_dateline(text)
    assert (span.of(text), where.of(text)) == (line, place)


@pytest.mark.parametrize("text", ["Peru - a country", "The U.S. - Iran talks ended.", "A minister met B.", ""])
def test_not_found(text):
    assert find_dateline(text) is None
