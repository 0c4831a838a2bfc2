"""The whole way of an article, on one page: text to sentences, one encoder pass, parties, places, dates, events.

Stages are pure: the same article gives the same reading in any batch, on any worker; no clock, no network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from attache.actors.hits import find_names
from attache.actors.knowledge import load_knowledge
from attache.actors.resolve import ActorResolver
from attache.events.build import build_events
from attache.events.confidence import Calibration
from attache.events.statements import build_statements
from attache.mentions.chains import build_chains
from attache.mentions.whole import with_whole_names
from attache.places.gazetteer import load_gazetteer
from attache.places.resolve import PlaceResolver
from attache.reader.model import Reader, load_reader
from attache.reading import Article, Reading
from attache.sentences import find_dateline, find_quotes, split_sentences
from attache.stories.keys import with_stories

Stage = Callable[[Reading], Reading]

CODED_LANGUAGES = frozenset({"en"})


def split(reading: Reading) -> Reading:
    """Sentences, quotation marks, the dateline."""
    reading.sentences = split_sentences(reading.article.text)
    reading.quotes = find_quotes(reading.article.text)
    reading.dateline = find_dateline(reading.article.text)
    return reading


def resolve(reading: Reading, calibration: Calibration) -> Reading:
    """Parties, places and chains; then events and statements, which fill their slots from them."""
    knowledge, gazetteer = load_knowledge(), load_gazetteer()
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


def stages(reader: Reader) -> dict[str, Stage]:
    """The stages by name, in their order. ``reader.read`` gives mentions, triggers and cues, from one pass of the encoder."""
    return {
        "split": split,
        "read": reader.read,
        "resolve": partial(resolve, calibration=reader.calibration),
        "stories": with_stories,
    }


def read(article: Article, reader: Reader | None = None) -> Reading:
    """Everything that attache understands of one article. An article in a language that is not coded comes back
    with its text alone and a note that says so."""
    reading = Reading(article)
    if article.language is not None and article.language not in CODED_LANGUAGES:
        reading.note("articles", "language_not_coded")
        return reading
    for stage in stages(reader or load_reader()).values():
        reading = stage(reading)
    return reading


def read_all(articles: Iterable[Article], reader: Reader | None = None) -> Iterator[Reading]:
    """Readings in the order of the articles."""
    for article in articles:
        yield read(article, reader)


def coder(reader: Reader) -> str:
    """Program and model version, as stored with every record."""
    from attache import __version__

    return f"attache {__version__}, reader {reader.manifest.name} {reader.manifest.version}"
