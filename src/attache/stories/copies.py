"""Near-copies of articles: wire text printed twice, updates, reprints. They stay evidence and count as one source.

MinHash over runs of five words, in bands (rensa). Two articles are copies where at least ``ALIKE`` of their runs are the same.
"""

from __future__ import annotations

import re
from array import array

from rensa import RMinHash

ALIKE = 0.6
_PERMUTATIONS, _ROWS = 96, 4  # 24 bands: at .6 alike 96 in 100 are found
_RUN = 5
_WORD = re.compile(r"\w+")


def digest(text: str) -> bytes:
    """The MinHash of a text: 96 numbers of 32 bits."""
    words = [word.lower() for word in _WORD.findall(text)]
    runs = [" ".join(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))]
    sketch = RMinHash(num_perm=_PERMUTATIONS, seed=1)
    sketch.update(runs)
    return array("I", sketch.digest()).tobytes()


def bands(sketch: bytes) -> list[str]:
    """What the bands of a digest come to; near-copies share one."""
    width = _ROWS * 4
    return [f"{at // width}:{sketch[at : at + width].hex()}" for at in range(0, len(sketch), width)]


def alike(one: bytes, other: bytes) -> float:
    """The share of runs that two texts have in common, as their digests tell it."""
    mine, yours = array("I"), array("I")
    mine.frombytes(one)
    yours.frombytes(other)
    return sum(a == b for a, b in zip(mine, yours, strict=True)) / len(mine)
