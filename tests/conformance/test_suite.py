"""The conformance suite: its cases are sound, and attache passes those that are not known to fail."""

import re
from pathlib import Path

import pytest

from attache.articles.raw import RawArticle
from attache.coding import Job, code_one
from attache.conformance.expectations import BadExpectation, parse_expectation
from attache.conformance.suite import GROUPS, load_rules

ROOT = Path(__file__).parent.parent.parent
CASES = [case for rule in load_rules() for case in rule.cases]
_LISTED = re.compile(r"^\| `([\w-]+)` \|[^|]*\| ([^|]+) \|$", re.MULTILINE)
KNOWN = dict(_LISTED.findall((ROOT / "docs/reference/conformance.md").read_text(encoding="utf-8")))


def coded(case):
    job = Job(None, "2024-06-01", 1_000_000, "standard")
    return code_one(RawArticle(case.id, text=case.text, published=case.published), job)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_case(case, request):
    if case.id in KNOWN:
        request.applymarker(pytest.mark.xfail(reason=KNOWN[case.id], strict=True))
    assert case.failures(coded(case)) == []


def test_every_coding_rule_has_three_cases_or_more():
    sections = {
        "Which type": "T",
        "Cases that two careful annotators settled": "C",
        "Status and background": "S",
        "Who": "W",
        "When and where": "D",
        "Text that is not the article": "N",
    }
    rules = {rule.id: rule for rule in load_rules()}
    letter, number = "", 0
    for line in (ROOT / "docs/reference/coding-rules.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            letter, number = sections[line[3:]], 0
        elif line.startswith("- ") and letter:
            number += 1
            assert len(rules[f"{letter}{number}"].cases) >= 3, line
    assert len(CASES) >= 350
    assert {case.group for case in CASES} == {None, *GROUPS}


def test_at_most_a_fifth_fails():
    assert set(KNOWN) <= {case.id for case in CASES}
    assert len(KNOWN) <= 0.2 * len(CASES)


def event(**fields):
    return {
        "record": "event",
        "event": "CONSULT",
        "mode": ["visit"],
        "actor": [{"code": "CHN", "sector": ["MIL"]}],
        "recipient": [{"code": None, "sector": []}],
        "status": "actual",
        "background": False,
        "date": "2022-04-27",
        "enddate": "2022-04-28",
        "event_loc": {"name": "Port Sudan", "code": "SDN"},
        "said_by": None,
        "disputed_by": [],
        "quoted": False,
        "size": {"dead": {"low": 12, "high": None}},
        "details": {"item": {"text": "trucks"}, "quantity": 3},
    } | fields


@pytest.mark.parametrize(
    "line, holds",
    [
        ("CONSULT", True),
        ("CONSULT/visit CHN:MIL > ?", True),
        ("CONSULT/phone", False),
        ("CONSULT CHN:GOV > *", False),
        ("CONSULT CHN+IRN > *", False),
        ("CONSULT * > -", False),
        ("CONSULT date=2022-04-27..2022-04-28 place='Port Sudan' country=SDN", True),
        ("CONSULT date=2022-04-27", False),
        ("CONSULT said_by=none disputed_by=none background=no quoted=no", True),
        ("CONSULT dead=12.. item=trucks quantity=3", True),
        ("CONSULT dead=12", False),
        ("not CONSULT status=future", True),
        ("not CONSULT", False),
        ("records 1", True),
        ("none", False),
    ],
)
def test_what_an_expectation_holds_to_be_right(line, holds):
    assert (parse_expectation(line).failure([event()]) is None) == holds


def test_statements_and_what_was_removed():
    said = {"record": "statement", "speaker": {"code": "IRN"}, "direct": True, "content": {"text": "We will see"}}
    article = {"record": "article", "removed": [{"text": "READ: More", "reason": "teaser"}]}
    for line in ('says IRN "will see" direct=yes', 'removed "READ: More"'):
        assert parse_expectation(line).failure([said, article]) is None
    assert parse_expectation('says IRQ "will see"').failure([said]) == "statements: IRN 'We will see'"


@pytest.mark.parametrize("line", ["MEET", "CONSULT/dance", "CONSULT mood=good", "", 'says IRN "open'])
def test_what_cannot_be_read_is_an_error(line):
    with pytest.raises(BadExpectation):
        parse_expectation(line)
