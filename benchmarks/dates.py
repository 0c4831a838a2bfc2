"""``python benchmarks/dates.py``: dated expressions of GUM (dates annotated after TEI) to intervals, read against the document's
date. News and news-like documents (news, interviews, biographies, courts) and all of them, of the dev and the train part."""

from __future__ import annotations

import argparse
import json
import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from attache.dates.grammar import resolve_phrase
from results import record

NEWS_LIKE = ("news", "interview", "bio", "court")
_PUNCTUATION = re.compile(r" ([,.;:)'’]|'s\b|n't\b)|([(]) ")
_HYPHEN = re.compile(r" ?([-–/]) ?")


def days(value: str) -> tuple[date, date] | None:
    """First and last day of a TEI value: YYYY, YYYY-MM or YYYY-MM-DD. None for values without a year."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if year < 1 or (month is not None and not 1 <= month <= 12):
        return None
    if day is not None:
        return date(year, month or 1, day), date(year, month or 1, day)
    if month is not None:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def gold(tag: str) -> tuple[date, date] | None:
    """The interval that a <date> tag gives; None where it is open or has no year."""
    values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
    if "when" in values:
        return days(values["when"])
    first, last = values.get("from", values.get("notBefore")), values.get("to", values.get("notAfter"))
    begin, end = days(first or ""), days(last or "")
    return (begin[0], end[1]) if begin and end else None


def expressions(path: Path) -> Iterator[tuple[str, date | None, tuple[date, date]]]:
    """Each dated expression with the document's date and what it means."""
    raw = path.read_text(encoding="utf-8")
    created = re.search(r'dateCreated="(\d{4}-\d\d-\d\d)', raw)
    published = date.fromisoformat(created[1]) if created and created[1] > "0001" else None
    for tag, inside in re.findall(r"(<date\b[^>]*>)(.*?)</date>", raw, re.DOTALL):
        meant = gold(tag)
        tokens = [line.split("\t")[0] for line in inside.splitlines() if line and not line.startswith("<")]
        phrase = _HYPHEN.sub(r"\1", _PUNCTUATION.sub(lambda m: m[1] or m[2], " ".join(tokens)))
        if meant is not None and phrase:
            yield phrase, published, meant


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("../shared/data/train/gum"))
    parser.add_argument("--show", action="store_true", help="print what is wrong")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    figures: dict[str, dict[str, float]] = {}
    for part in ("dev", "train"):
        counts: dict[str, Counter[str]] = {"news": Counter(), "news-like": Counter(), "all": Counter()}
        for path in sorted((options.folder / part).glob("*.xml")):
            kind = path.name.split("_")[1]
            names = ["all", *(["news-like"] if kind in NEWS_LIKE else []), *(["news"] if kind == "news" else [])]
            for phrase, published, meant in expressions(path):
                found = resolve_phrase(phrase, published=published)
                right = found is not None and (found.first, found.last) == meant
                for name in names:
                    counts[name].update({"n": 1, "resolved": int(found is not None), "right": int(right)})
                if options.show and not right:
                    print(
                        path.stem,
                        repr(phrase),
                        published,
                        *map(str, meant),
                        "but",
                        found and (str(found.first), str(found.last)),
                    )
        for name, count in counts.items():
            figures[f"{part} {name}"] = {
                "expressions": count["n"],
                "resolved": round(count["resolved"] / max(1, count["n"]), 3),
                "right": round(count["right"] / max(1, count["n"]), 3),
            }
    for name, values in figures.items():
        print(f"{name:<16} {json.dumps(values)}")
    if options.record:
        record("dates", figures)


if __name__ == "__main__":
    main()
