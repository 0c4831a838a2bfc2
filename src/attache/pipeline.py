"""The whole way of an article, on one page: text to sentences, one encoder pass, parties, places, dates, events.

Stages are pure: the same article gives the same reading in any batch, on any worker; no clock, no network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from attache.actors.hits import find_names
from attache.actors.knowledge import Knowledge, load_knowledge
from attache.actors.resolve import ActorResolver
from attache.events.build import build_events
from attache.events.confidence import Calibration
from attache.events.statements import build_statements
from attache.mentions.chains import build_chains
from attache.mentions.whole import with_whole_names
from attache.places.gazetteer import load_gazetteer
from attache.places.resolve import PlaceResolver
from attache.reader.model import STANDARD, Reader, load_reader
from attache.reading import Article, Reading
from attache.sentences import find_dateline, find_quotes, split_sentences
from attache.stories.own import with_own_stories

Stage = Callable[[Reading], Reading]

CODED_LANGUAGES = frozenset({"en"})


def split(reading: Reading) -> Reading:
    """Sentences, quotation marks, the dateline."""
    reading.sentences = split_sentences(reading.article.text)
    reading.quotes = find_quotes(reading.article.text)
    reading.dateline = find_dateline(reading.article.text)
    return reading


def resolve(reading: Reading, calibration: Calibration, knowledge: Knowledge | None = None) -> Reading:
    """Parties, places and chains; then events and statements, which fill their slots from them."""
    knowledge, gazetteer = knowledge or load_knowledge(), load_gazetteer()
    names = find_names(reading, knowledge)
    reading = with_whole_names(reading, names[1])
    resolver = ActorResolver(reading, knowledge, gazetteer, names)
    spans = [mention.span for mention in reading.mentions if mention.kind == "place"]
    places = PlaceResolver(reading.article.text, gazetteer, knowledge, resolver.codes(), spans)
    for mention in reading.mentions:
        if mention.kind == "place":
            place = places.resolve(mention.span)
            if place is None:
                reading.note("places", "not_in_gazetteer", mention.span)
            else:
                reading.places[mention.span] = place
        elif mention.kind == "party":
            reading.entities[mention.span] = resolver.resolve(mention.span)
    reading.chains = build_chains(reading.entities)
    reading.events = build_events(reading, resolver, places, calibration)
    reading.statements = build_statements(reading, resolver)
    return reading


@dataclass(frozen=True, slots=True)
class Coder:
    """What an article is read with: a reader, and what is known of actors."""

    reader: Reader
    knowledge: Knowledge

    @property
    def name(self) -> str:
        """Program and versions, as stored with every record."""
        from attache import __version__

        manifest, own = self.reader.manifest, self.knowledge.version
        return f"attache {__version__}, reader {manifest.name} {manifest.version}" + (
            f", resources {own}" if own else ""
        )


def load_coder(reader: str = STANDARD, resources: str = "") -> Coder:
    """A coder by its reader's name or folder, and a folder with names of the user's own. Raises ModelMissing,
    ModelDamaged, BadResources."""
    return Coder(load_reader(reader), load_knowledge(resources))


def stages(coder: Coder) -> dict[str, Stage]:
    """The stages by name, in their order. ``Reader.read`` gives mentions, triggers and cues, from one pass of the encoder."""
    return {
        "split": split,
        "read": coder.reader.read,
        "resolve": partial(resolve, calibration=coder.reader.calibration, knowledge=coder.knowledge),
        "stories": with_own_stories,
    }


def read(article: Article, coder: Coder | None = None) -> Reading:
    """Everything that attache understands of one article. An article in a language that is not coded comes back
    with its text alone and a note that says so."""
    reading = Reading(article)
    if article.language is not None and article.language not in CODED_LANGUAGES:
        reading.note("articles", "language_not_coded")
        return reading
    for stage in stages(coder or load_coder()).values():
        reading = stage(reading)
    return reading


def read_all(articles: Iterable[Article], coder: Coder | None = None) -> Iterator[Reading]:
    """Readings in the order of the articles."""
    for article in articles:
        yield read(article, coder)
