"""attache reads news articles and keeps the record of international affairs.

import attache
reading = attache.read("Peru and Chile signed a border treaty on Monday.", published="2024-05-16")
reading.events[0].actor[0].name

attache.open("my-project").events(actor="IRN").to_arrow()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from attache.api import open, read

__version__ = "0.1.0"
__all__ = ["__version__", "open", "read"]


def __getattr__(name: str) -> Any:
    # Loaded on first use: `attache --help` must not wait for the encoder's libraries.
    if name in ("open", "read"):
        from attache import api

        return getattr(api, name)
    raise AttributeError(f"module 'attache' has no attribute {name!r}")
