"""Numbers as newswire spells them out."""

from __future__ import annotations

from typing import Final

# fmt: off
_UP_TO_TWENTY = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)
# fmt: on
#: "zero" to "twenty".
NUMBER_WORDS: Final[dict[str, int]] = {word: value for value, word in enumerate(_UP_TO_TWENTY)}
