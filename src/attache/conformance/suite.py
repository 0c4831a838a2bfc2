"""The cases of the suite, and how a coder's records do on them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from attache.conformance.expectations import Expectation, Record, parse_expectation

PUBLISHED = "2024-05-16"  # a Thursday
#: What a behavioural group changes in a case, and what must not change with it.
GROUPS = {
    "passive": "passive for active voice",
    "order": "another order of the clauses",
    "negation": "a negation put in or taken out",
    "swap": "the parties in each other's place",
    "synonyms": "other words for the same act",
    "irrelevant": "sentences added that say nothing of it",
    "title": "as a headline",
    "countries": "other countries",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A text and what its records must say. ``published`` is None where the text has no publication date."""

    id: str
    rule: str
    group: str | None
    published: str | None
    text: str
    expect: tuple[Expectation, ...]

    def failures(self, records: Sequence[Record]) -> list[str]:
        """What is not as expected: each expected line with what came instead; empty where the case passes."""
        found = ((expected, expected.failure(records)) for expected in self.expect)
        return [f"{expected.line}  but {why}" for expected, why in found if why is not None]

    def article(self) -> dict[str, str]:
        """The case as a line of JSON Lines input."""
        return {"id": self.id, "text": self.text} | ({"published": self.published} if self.published else {})


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the coding rules, by its section's letter and its number there."""

    id: str
    text: str
    cases: tuple[Case, ...]


@cache
def load_rules() -> tuple[Rule, ...]:
    texts = (files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8") for name in _FILES)
    return tuple(_rule(raw) for text in texts for raw in tomllib.loads(text)["rule"])


_FILES = ("which-type", "settled", "status", "who", "when-where", "page", "record")


def _rule(raw: Mapping[str, object]) -> Rule:
    rule_id, cases = str(raw["id"]), raw["case"]
    assert isinstance(cases, list)
    return Rule(rule_id, str(raw["text"]), tuple(_case(rule_id, entry) for entry in cases))


def _case(rule: str, raw: Mapping[str, object]) -> Case:
    expect = raw["expect"]
    assert isinstance(expect, list)
    group = str(raw["group"]) if "group" in raw else None
    lines = tuple(parse_expectation(line) for line in expect)
    return Case(str(raw["id"]), rule, group, str(raw.get("published", PUBLISHED)) or None, str(raw["text"]), lines)


def by_article(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Records by the id under which their article was given."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record["source_id"], []).append(record)
    return found


def outcomes(records: Iterable[Record], rules: Sequence[Rule] | None = None) -> Iterator[tuple[Case, list[str]]]:
    """Each case with its failures. A case of whose article there is no record is judged on none."""
    found = by_article(records)
    for rule in load_rules() if rules is None else rules:
        for case in rule.cases:
            yield case, case.failures(found.get(case.id, []))
