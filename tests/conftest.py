"""Shared builders: small readings by hand, where no model is needed, and coded ones, where it is the subject."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from attache.actors.knowledge import load_knowledge
from attache.actors.resolve import ActorResolver
from attache.places.gazetteer import load_gazetteer
from attache.places.resolve import PlaceResolver
from attache.reading import Article, Cue, Mention, MentionKind, Reading, Role, RoleSpan, Span, Trigger
from attache.sentences import find_quotes, split_sentences

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data beside the checkout; tests that need it are skipped elsewhere."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared/data, which is not here")
    return SHARED


class Draft:
    """A reading in the making: quote words, and the builder finds their spans."""

    def __init__(self, text: str, published: str | None = "2024-05-16") -> None:
        article = Article("a", text, "a", published=published, published_basis="given", language="en")
        self.reading = Reading(article, sentences=split_sentences(text), quotes=find_quotes(text))

    def span(self, words: str, nth: int = 1) -> Span:
        at = -1
        for _ in range(nth):
            at = self.reading.article.text.index(words, at + 1)
        return Span(at, at + len(words))

    def mention(self, words: str, kind: MentionKind = "party", nth: int = 1) -> Draft:
        self.reading.mentions.append(Mention(self.span(words, nth), kind, 1.0))
        return self

    def trigger(
        self,
        words: str,
        event: str,
        *,
        modes: tuple[str, ...] = (),
        status: str = "actual",
        background: float = 0.0,
        cluster: int | None = None,
        **roles: str | list[str],
    ) -> Draft:
        found = []
        for role, value in roles.items():
            for quote in [value] if isinstance(value, str) else value:
                span = self.span(quote)
                found.append(RoleSpan(role, span, 1.0))  # type: ignore[arg-type]
                kind: MentionKind = "time" if role == "time" else "place" if role == "place" else "party"
                self.reading.mentions.append(Mention(span, kind, 1.0))
        number = len(self.reading.triggers) if cluster is None else cluster
        self.reading.triggers.append(
            Trigger(self.span(words), event, 0.9, status, 0.9, background, modes, (), tuple(found), number)  # type: ignore[arg-type]
        )
        return self

    def cue(self, words: str, **roles: str) -> Draft:
        found: list[RoleSpan] = []
        for role, quote in roles.items():
            name: Role = role  # type: ignore[assignment]
            found.append(RoleSpan(name, self.span(quote), 1.0))
            if role != "content":
                self.reading.mentions.append(Mention(self.span(quote), "party", 1.0))
        self.reading.cues.append(Cue(self.span(words), 0.9, tuple(found)))
        return self

    @property
    def places(self) -> PlaceResolver:
        return PlaceResolver(self.reading.article.text, load_gazetteer(), load_knowledge(), self.resolver.codes())

    @property
    def resolver(self) -> ActorResolver:
        return ActorResolver(self.reading, load_knowledge(), load_gazetteer())


@pytest.fixture
def draft() -> Callable[..., Draft]:
    return Draft


@pytest.fixture(scope="session")
def sample_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project as `attache demo` makes it; copy it before anything is written to it."""
    from importlib.resources import as_file, files

    from attache.coding import code_to_project, sources
    from attache.config import load_settings
    from attache.store import database

    folder = tmp_path_factory.mktemp("sample")
    path = database.create(folder)
    settings = load_settings(folder)
    with as_file(files("attache") / "demo") as samples:
        code_to_project(sources([str(samples)], settings), path, settings, published="2024-05-16")
    return folder
