"""The project for language models (Model Context Protocol): read-only tools, each answer with its evidence and a link into the
explorer. Needs the extra ``mcp``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from attache.errors import AttacheError, ExtraMissing
from attache.export.records import Record
from attache.query import Query
from attache.store.mirror import Mirror
from attache.store.view import View
from attache.stories.dyad import dyad as dyad_of
from attache.stories.registers import REGISTERS, rows

_INSTRUCTIONS = (
    "A record of international affairs read from news articles: events in PLOVER's terms with parties, date, place, status and "
    "on whose word. Codes are ISO 3166 alpha-3 (CHN, IRN) or international (EUR, UNO, IGO, NGO). Every answer carries the sentence "
    "that says the event; quote it and give the link. An event with status future, hypothetical or negated did not happen."
)
_MOST = 100
Answer = dict[str, Any]
F = TypeVar("F", bound=Callable[..., Answer])


class Tools:
    """The tools, over one project. ``address`` is where the explorer runs, for links."""

    def __init__(self, path: Path, address: str) -> None:
        self._path, self._address = path, address.rstrip("/")
        self._mirror = Mirror(path)

    @contextmanager
    def _view(self) -> Iterator[View]:
        view = View(self._path, shared=True)
        try:
            yield view
        finally:
            view.close()

    def search_events(
        self,
        party: list[str] | None = None,
        with_party: list[str] | None = None,
        actor: list[str] | None = None,
        recipient: list[str] | None = None,
        event: list[str] | None = None,
        context: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        place: list[str] | None = None,
        at: list[str] | None = None,
        words: str | None = None,
        status: list[str] | None = None,
        limit: int = 20,
    ) -> Answer:
        """Happenings that a search finds, the latest first, each with the sentence that says it. Values of one field are
        alternatives. event: PLOVER types such as AGREE, CONSULT, ASSAULT. since, until: YYYY, YYYY-MM or YYYY-MM-DD. status:
        actual (default), future, hypothetical, negated."""
        query = Query.of(
            party=party,
            with_party=with_party,
            actor=actor,
            recipient=recipient,
            event=event,
            context=context,
            since=since,
            until=until,
            place=place,
            at=at,
            words=words,
            status=status or ["actual"],
        )
        mirror = self._fresh()
        page = mirror.page(query, unit="stories", sort="date", after=0, limit=max(1, min(limit, _MOST)))
        with self._view() as view:
            found = [self._brief(story) for story in view.stories_by_id([key for key, _ in page.keys])]
        return {"total": page.total, "happenings": found}

    def get_event(self, id: str) -> Answer:
        """One event or happening by its id: every slot, what reports say differently, and what led to it or followed."""
        with self._view() as view:
            story = view.story_of(id)
            return {**self._brief(story), "slots": story["slots"], "links": view.links_of(story["id"])}

    def get_evidence(self, id: str) -> Answer:
        """Every report of a happening: outlet, day, the sentence, on whose word."""
        with self._view() as view:
            story = view.story_of(id)
        return {"id": story["id"], "evidence": [self._evidence(entry) for entry in story["evidence"]]}

    def dyad(self, one: str, other: str, since: str | None = None, until: str | None = None) -> Answer:
        """Two sides with each other: months, agreements, exercises, visits, sanctions, disputes, who said what."""
        one, other = one.upper(), other.upper()
        query = Query.of(party=one, with_party=other, since=since, until=until)
        with self._view() as view:
            page = dyad_of(one, other, view.stories(query), view.statements_of((one, other)))
        page["statements"] = page["statements"][:_MOST]
        return {**page, "link": f"{self._address}/dyad/{one}/{other}"}

    def timeline(
        self,
        party: list[str] | None = None,
        event: list[str] | None = None,
        since: str | None = None,
        until: str | None = None,
        step: str = "month",
    ) -> Answer:
        """Happenings by quad class for each day, week, month or year, beside how many articles were read."""
        if step not in ("day", "week", "month", "year"):
            step = "month"
        query = Query.of(party=party, event=event, since=since, until=until, status="actual")
        return {"step": step, "periods": self._fresh().timeline(query, step)}

    def register(self, name: str, party: list[str] | None = None) -> Answer:
        """A register: agreements, exercises, visits, transfers or sanctions, each row with its sentence."""
        if name not in REGISTERS:
            return {"problem": f"registers are {', '.join(REGISTERS)}"}
        with self._view() as view:
            found = list(rows(name, view.stories(Query.of(party=party))))
        kept = [{**row, "link": f"{self._address}/story/{row['story']}"} for row in found[:_MOST]]
        return {"total": len(found), "rows": kept}

    def _fresh(self) -> Mirror:
        self._mirror.sync()
        return self._mirror

    def _brief(self, story: Record) -> Answer:
        kept = ("id", "event", "mode", "context", "status", "background", "date", "enddate", "date_precision", "size")
        return {
            **{name: story[name] for name in kept},
            "actor": [_who(entity) for entity in story["actor"]],
            "recipient": [_who(entity) for entity in story["recipient"]],
            "place": story["event_loc"] and {k: story["event_loc"][k] for k in ("name", "code", "precision")},
            "reports": story["reports"],
            "sources": story["sources"],
            "contradictions": story["contradictions"],
            "evidence": [self._evidence(entry) for entry in story["evidence"][:3]],
            "link": f"{self._address}/story/{story['id']}",
        }

    def _evidence(self, entry: Record) -> Answer:
        return {
            "sentence": entry["sentence"]["text"],
            "trigger": entry["event_text"]["text"],
            "published": entry["published"],
            "publisher": entry["publisher"] or entry["source_id"],
            "said_by": entry["said_by"] and entry["said_by"]["name"],
            "confidence": entry["confidence"],
            "event": entry["event"],
            "link": f"{self._address}/article/{entry['article']}?event={entry['event']}",
        }


def _who(entity: Record) -> Answer:
    return {name: entity[name] for name in ("name", "code", "sector", "office")}


def create_server(path: Path, address: str) -> Any:
    """An MCP server over the project file. Raises ExtraMissing where the extra is not installed."""
    try:
        from mcp.server import MCPServer
        from mcp_types import ToolAnnotations
    except ImportError as error:
        raise ExtraMissing("mcp", "The MCP server") from error
    from attache import __version__

    tools = Tools(path, address)
    server = MCPServer("attache", version=__version__, instructions=_INSTRUCTIONS, log_level="WARNING")
    reading = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    for tool in (tools.search_events, tools.get_event, tools.get_evidence, tools.dyad, tools.timeline, tools.register):
        name = "registers" if tool.__name__ == "register" else tool.__name__
        server.tool(name, annotations=reading, structured_output=True)(_speaking(tool))
    return server


def _speaking(tool: F) -> F:
    """Our errors as answers: they say what to ask instead."""
    from functools import wraps

    @wraps(tool)
    def answer(*args: Any, **given: Any) -> Answer:
        try:
            return tool(*args, **given)
        except AttacheError as error:
            return {"problem": str(error)}

    return answer  # type: ignore[return-value]
