"""``python benchmarks/places.py``: toponyms of GeoVirus (229 Wikinews articles, CC BY 2.5) to places. The mentions are given;
the countries of the article are those that attache finds in it. A place is right within 161 km (100 miles) of the annotated
one, a country or region where its borders' middle is within 161 km or where it is the country that is meant."""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from attache.actors.knowledge import load_knowledge
from attache.actors.resolve import ActorResolver
from attache.pipeline import split
from attache.places.gazetteer import distance_km, load_gazetteer
from attache.places.resolve import PlaceResolver
from attache.reading import Article, Reading, Span
from results import record

NEAR_KM = 161.0
_WIDE = ("country", "region", "sea", "admin1")


def mention(text: str, place: ElementTree.Element) -> Span:
    """Where the toponym stands: the data counts from 1, not always exactly."""
    name, start = place.findtext("name") or "", int(place.findtext("start") or 0) - 1
    spans = [at for at in range(max(0, start - 40), start + 40) if text.startswith(name, at)]
    begin = min(spans, key=lambda at: abs(at - start), default=start)
    return Span(begin, begin + len(name))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--file", type=Path, default=Path("../shared/data/train/geovirus/GeoVirus.xml"))
    parser.add_argument("--show", type=int, default=0, help="print so many wrong and unresolved ones")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    knowledge, gazetteer = load_knowledge(), load_gazetteer()
    counts: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    spent = 0.0
    for number, raw in enumerate(ElementTree.parse(options.file).getroot().iter("article")):
        text = raw.findtext("text") or ""
        reading = split(Reading(Article(str(number), text, str(number), language="en")))
        actors = ActorResolver(reading, knowledge, gazetteer)
        locations = list(raw.iter("location"))
        spans = [mention(text, place) for place in locations]
        began = time.perf_counter()
        resolver = PlaceResolver(text, gazetteer, knowledge, actors.codes(), spans)
        spent += time.perf_counter() - began
        for place, span in zip(locations, spans, strict=True):
            gold = float(place.findtext("lat") or 0), float(place.findtext("lon") or 0)
            name = place.findtext("name") or ""
            counts["toponyms"] += 1
            began = time.perf_counter()
            found = resolver.resolve(span)
            spent += time.perf_counter() - began
            if found is None or found.lat is None or found.lon is None:
                wrong[f"unresolved  {name}"] += 1
                continue
            counts["resolved"] += 1
            far = distance_km(gold, (found.lat, found.lon))
            title = (place.findtext("page") or "").rsplit("/", 1)[-1].replace("_", " ")
            same = found.precision in _WIDE and title.casefold().removeprefix("the ") in (
                found.name.casefold().removeprefix("the "),
                name.casefold(),
            )
            if far <= NEAR_KM or same:
                counts["right"] += 1
            else:
                wrong[f"{far:7.0f} km  {name}: {found.name}, {found.code}, {found.precision} for {title}"] += 1
    figures = {
        "toponyms": counts["toponyms"],
        "resolved": round(counts["resolved"] / counts["toponyms"], 4),
        "right_of_resolved": round(counts["right"] / counts["resolved"], 4),
        "ms_a_mention": round(1000 * spent / counts["toponyms"], 3),
    }
    print(json.dumps(figures))
    for what, times in wrong.most_common(options.show):
        print(f"{times:4} {what}")
    if options.record:
        record("places", figures)


if __name__ == "__main__":
    main()
