"""The terminal: colours where there is one, plain text in pipes, NO_COLOR respected (rich does both)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def console() -> Console:
    from rich.console import Console

    return Console(soft_wrap=True)


def error_console() -> Console:
    from rich.console import Console

    return Console(stderr=True)
