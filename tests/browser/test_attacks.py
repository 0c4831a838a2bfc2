"""Articles that attack: nothing in a text, a title, an address or a name runs."""

from __future__ import annotations

import pytest

from attache.articles.raw import RawArticle
from attache.coding import code_to_project
from attache.config import Settings
from attache.store.database import find

pytestmark = pytest.mark.browser

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "javascript:alert(1)",
    "{{constructor.constructor('alert(1)')()}}",
    "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    "</title><script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>",
)


def test_nothing_runs(watched, project):
    items = []
    for number, attack in enumerate(ATTACKS):
        text = (
            f"{attack} reported on Monday that President {attack} of Peru met Chile's president in Lima. "
            f"Peru and Chile signed a treaty on Monday, {attack} said. \u202e\u2028🕊️ 中国 اتفاق"
        )
        items.append(
            RawArticle(
                f"{attack}-{number}.txt",
                text=text,
                title=attack,
                published="2024-06-04",
                url=("javascript:alert(1)", "data:text/html,<script>alert(1)</script>")[number % 2],
                publisher=attack,
                author=attack,
                sha256=str(number),
            )
        )
    code_to_project(items, find(project), Settings(workers=1))
    page = watched.page
    for attack in ATTACKS:
        made = page.request.post(f"{watched.address}/api/searches", data={"name": attack, "query": "party=PER"})
        assert made.status == 201
    event = page.request.get(f"{watched.address}/api/events?party=PER&limit=1").json()["items"][0]
    page.request.post(
        f"{watched.address}/api/judgements",
        data={"kind": "confirm", "event": event["id"], "author": ATTACKS[1], "reason": ATTACKS[0]},
    )
    articles = page.request.get(f"{watched.address}/api/articles?limit=100").json()["items"]
    paths = [
        "/",
        "/?tab=map",
        "/?tab=network",
        "/?rows=table",
        "/articles",
        "/saved",
        "/runs",
        "/review",
        "/register/statements",
    ]
    paths += [f"/story/{event['story']}", "/register/agreements", "/actor/PER", "/dyad/PER/CHL"]
    paths += [f"/article/{article['id']}" for article in articles if "alert" in (article["publisher"] or "")]
    paths += [
        "/?words=<script>alert(1)</script>",
        "/article/<img src=x onerror=alert(1)>",
        "/?name=<svg onload=alert(1)>",
    ]
    paths += ["/compare?q=<script>alert(1)</script>&q=party=PER", "/actor?name=<script>alert(1)</script>"]
    for path in paths:
        watched.go(path)
        assert page.locator("main script, main iframe, main img").count() == 0, path
        assert page.evaluate(
            "[...document.querySelectorAll('a')].every((a) => /^(https?|blob):/.test(new URL(a.getAttribute('href'), location)))"
        ), path
    # Chromium itself tells of answers that are errors, where an address asks for what is not there.
    watched.wrong[:] = [each for each in watched.wrong if not each.startswith("Failed to load resource")]
