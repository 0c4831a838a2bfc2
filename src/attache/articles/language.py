"""The language of a text. Short texts are taken for English only where their letters allow it."""

from __future__ import annotations

import re

_SAMPLE = 3000
_SHORT = 200  # characters: below it the detector errs on names; English function words decide
_ENGLISH = re.compile(
    r"\b(?:the|of|and|in|to|a|on|for|with|by|says|said|after|over|at|from|is|are|has|as)\b", re.IGNORECASE
)


def detect_language(text: str) -> str | None:
    """ISO 639-1 code, or None where the text has no letters."""
    sample = text[:_SAMPLE]
    letters = re.findall(r"[^\W\d_]", sample)
    if not letters:
        return None
    latin = sum(letter < "\u0250" for letter in letters) / len(letters)
    if latin > 0.9 and len(sample) < _SHORT and len(_ENGLISH.findall(sample)) * 12 >= len(sample.split()):
        return "en"
    import py3langid

    code, _ = py3langid.classify(sample)
    return str(code)
