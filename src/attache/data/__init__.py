"""Tables that ship in the package, built by resources/build.py: read with ``read_table``."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def read_table(name: str) -> Iterator[list[str]]:
    """The rows of ``name``.tsv without its header, every cell a string, empty where nothing is known."""
    text = files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8")
    lines = iter(text.splitlines())
    width = next(lines).count("\t") + 1
    for line in lines:
        cells = line.split("\t")
        yield cells + [""] * (width - len(cells))
