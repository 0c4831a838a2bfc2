"""``python benchmarks/first_article.py``: what is found in the one article of shared/data/articles, against what is in it. The list
is for looking, not for tuning."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from attache.articles.clean import clean_article
from attache.articles.raw import RawArticle
from attache.pipeline import read
from attache.reading import Event, Reading, Statement
from results import record


def codes(event: Event, side: str) -> set[str | None]:
    return {entity.code for entity in getattr(event, side)}


def day(event: Event) -> tuple[str, str] | None:
    return (event.date.first.isoformat(), event.date.last.isoformat()) if event.date else None


def any_event(test: Callable[[Event], bool]) -> Callable[[Reading], bool]:
    return lambda reading: any(test(event) for event in reading.events)


EXPECTED: dict[str, Callable[[Reading], bool]] = {
    "agreement CHN-IRN": any_event(
        lambda e: e.event == "AGREE" and codes(e, "actor") == {"CHN", "IRN"} and not e.background
    ),
    "visit to Tehran on 2022-04-27": any_event(
        lambda e: (
            e.event == "CONSULT"
            and "visit" in e.mode
            and "CHN" in codes(e, "actor")
            and "IRN" in codes(e, "recipient") | codes(e, "actor")
            and day(e) == ("2022-04-27", "2022-04-27")
        )
    ),
    "talks": any_event(lambda e: e.event == "CONSULT" and "talks" in text_of(e)),
    "meeting with his counterpart": any_event(lambda e: e.event == "CONSULT" and "met" in text_of(e)),
    "criticism IRN to USA": any_event(
        lambda e: e.event == "ACCUSE" and codes(e, "actor") == {"IRN"} and codes(e, "recipient") == {"USA"}
    ),
    "exercise CHN-IRN-RUS in January 2022": any_event(
        lambda e: (
            e.event == "COOPERATE"
            and codes(e, "actor") == {"CHN", "IRN", "RUS"}
            and day(e) == ("2022-01-01", "2022-01-31")
        )
    ),
    "exercise in the Indian Ocean": any_event(
        lambda e: e.event == "COOPERATE" and e.event_loc is not None and e.event_loc.name == "Indian Ocean"
    ),
    "exercise is background": any_event(lambda e: e.event == "COOPERATE" and e.background),
    "25-year agreement of 2021, CHN-IRN": any_event(
        lambda e: (
            e.event == "SUPPORT" and codes(e, "actor") == {"CHN", "IRN"} and day(e) == ("2021-01-01", "2021-12-31")
        )
    ),
    "25-year agreement is background": any_event(lambda e: e.event == "SUPPORT" and e.background),
    "quotation of Bagheri": lambda r: says(r, "we agreed to expand", "Bagheri"),
    "quotation of Wei": lambda r: says(r, "to improve strategic defense cooperation", "Wei Fenghe"),
    "second quotation of Wei": lambda r: says(r, "especially in the current", "Wei Fenghe"),
    "quotation of Raisi": lambda r: says(r, "it is possible to counter", "Raisi"),
    "quotation of Ashtinai": lambda r: says(r, "Wherever the US has had", "Ashtinai"),
    "nothing from teasers or the comment notice": lambda r: (
        "READ" not in r.article.text and "Comments are closed" not in r.article.text
    ),
}
_TEXT = ""


def text_of(event: Event) -> set[str]:
    return {span.of(_TEXT) for span in (event.event_text, *event.also)}


def says(reading: Reading, words: str, speaker: str) -> bool:
    def right(statement: Statement) -> bool:
        name = statement.speaker.name if statement.speaker else None
        return statement.direct and words in statement.content.of(_TEXT) and speaker in (name or "")

    return any(map(right, reading.statements))


def main() -> None:
    global _TEXT
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("../shared/data/articles"))
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    (path,) = options.folder.glob("000_*.txt")
    reading = read(clean_article(RawArticle(path.name, text=path.read_text(encoding="utf-8")), published="2022-04-28"))
    _TEXT = reading.article.text
    found = {name: test(reading) for name, test in EXPECTED.items()}
    for name, right in found.items():
        print(f"{'found ' if right else 'MISSED'} {name}")
    print(f"{sum(found.values())} of {len(found)}; {len(reading.events)} events in all:")
    for event in reading.events:
        sides = " -> ".join(
            ", ".join(f"{e.code} {'+'.join(e.sector)} {e.name}" for e in side)
            for side in (event.actor, event.recipient)
            if side
        )
        print(
            f"  {event.event} {'/'.join(event.mode)} [{event.event_text.of(_TEXT)}] {sides} {day(event)} background={event.background}"
        )
    if options.record:
        record(
            "first_article",
            {"found": sum(found.values()), "of": len(found), "missed": [n for n, f in found.items() if not f]},
        )


if __name__ == "__main__":
    main()
