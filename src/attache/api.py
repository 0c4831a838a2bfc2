"""The Python API: ``attache.read`` for one text, ``attache.open`` for a project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attache.articles.clean import check_date, clean_article
from attache.articles.raw import RawArticle
from attache.export.records import Record
from attache.pipeline import load_coder
from attache.pipeline import read as read_article
from attache.query import Query
from attache.reader.model import STANDARD
from attache.reading import Reading
from attache.store.database import find
from attache.store.view import View


def read(
    text: str,
    *,
    published: str | None = None,
    title: str | None = None,
    url: str | None = None,
    reader: str = STANDARD,
    resources: str = "",
) -> Reading:
    """Everything attache understands of one text. ``published`` is YYYY-MM-DD; without it relative dates stay
    unresolved. ``reader`` is ``standard`` or the folder of one that ``attache train`` made; ``resources`` a folder with
    names of your own. Raises BadDate,
    ModelMissing, BadResources, and UnreadableArticle for a text without words."""
    when = check_date(published) if published else None
    article = clean_article(RawArticle("text", text=text, title=title, url=url), published=when)
    return read_article(article, load_coder(reader, resources))


class Events:
    """Event records of a query: iterate over them, or take them all as a table."""

    def __init__(self, view: View, query: Query) -> None:
        self._view, self._query = view, query

    def __iter__(self) -> Iterator[Record]:
        return self._view.events(self._query)

    def to_arrow(self) -> Any:
        """A pyarrow Table, one row an event, columns as in the data dictionary."""
        from attache.export.tables import to_arrow

        return to_arrow(self)

    def to_pandas(self) -> Any:
        """A pandas DataFrame; needs pandas."""
        return self.to_arrow().to_pandas()

    def _repr_html_(self) -> str:
        from attache.export.notebook import events_html

        return events_html(self)


class Project:
    """A project, opened for looking."""

    def __init__(self, folder: Path) -> None:
        self.view = View(find(folder))

    def events(self, **query: Any) -> Events:
        """Events by ``actor``, ``recipient``, ``party`` (either), ``event``, ``status``, ``since``, ``until``,
        ``place``, ``text``, ``background``, ``min_confidence``, ``limit``."""
        return Events(self.view, Query.of(**query))

    def statements(self) -> Iterator[Record]:
        return self.view.statements()

    def articles(self) -> Iterator[Record]:
        return self.view.articles()

    def close(self) -> None:
        self.view.close()


def open(folder: str | Path) -> Project:
    """The project in ``folder``. Raises ProjectMissing."""
    return Project(Path(folder))
