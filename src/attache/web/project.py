"""The open project behind a server: its mirror, a view for each request, the settings."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from attache.config import Settings, load_settings
from attache.store.database import connect
from attache.store.mirror import Mirror
from attache.store.view import View


class Served:
    """One project as it is served."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.settings: Settings = load_settings(path.parent)
        connect(path, busy_timeout_s=self.settings.busy_timeout_s).close()  # what cannot be opened is told at once
        # A large project takes seconds to copy: pages and records are there before charts and lists are.
        pool = ThreadPoolExecutor(1, "attache-mirror")
        self._mirror = pool.submit(Mirror, path, busy_timeout_s=self.settings.busy_timeout_s)
        pool.shutdown(wait=False)

    @property
    def mirror(self) -> Mirror:
        """The mirror, up to date; the first who ask wait until it is made."""
        mirror = self._mirror.result()
        mirror.sync()
        return mirror

    def close(self) -> None:
        self._mirror.result().close()


def _served(request: Request) -> Served:
    found: Served = request.app.state.served
    return found


def _view(request: Request) -> Iterator[View]:
    served = _served(request)
    view = View(served.path, busy_timeout_s=served.settings.busy_timeout_s, shared=True)
    try:
        yield view
    finally:
        view.close()


ServedOf = Annotated[Served, Depends(_served)]
ViewOf = Annotated[View, Depends(_view)]
