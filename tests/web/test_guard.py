"""Who may come in, with what, and what cannot be reached."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest
from tests.web.server import finished, serving


def test_another_host_name_is_refused(looking):
    """A page on another name that points at this machine (DNS rebinding) gets nothing."""
    for host in ("evil.example", "localhost.evil.example", "", "127.0.0.1.nip.io:80"):
        answer = looking.get("/api/project", headers={"host": host})
        assert answer.status_code == 421
    assert looking.get("/api/project", headers={"host": "127.0.0.1:1"}).status_code == 200


def test_another_site_may_not_change_anything(looking):
    said = {"kind": "confirm", "event": "f" * 16}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}):
        assert looking.post("/api/judgements", json=said, headers=headers).status_code == 403
    preflight = looking.options("/api/judgements", headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in preflight.headers
    assert (
        "access-control-allow-origin"
        not in looking.get("/api/project", headers={"origin": "https://evil.example"}).headers
    )


def test_a_body_that_is_too_large_is_refused(looking):
    assert looking.post("/api/upload?name=a.txt", content=b"a" * 20_000_001).status_code == 413

    def endless():
        for _ in range(30):
            yield b"a" * 1_000_000

    try:
        answer = looking.post("/api/upload?name=a.txt", content=endless())
        assert answer.status_code >= 400
    except httpx.HTTPError:
        pass  # the server closed the connection on it
    assert looking.get("/api/project").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/../pyproject.toml",
        "/..%2f..%2f..%2fetc/passwd",
        "/assets/..%2f..%2fapp.py",
        "/assets/%2e%2e/%2e%2e/app.py",
        "/%2e%2e/app.py",
        "//etc/passwd",
        "/static/../app.py",
        "/attache.sqlite",
        "/assets/..\\..\\app.py",
    ],
)
def test_no_path_leads_out(looking, path):
    answer = looking.send(
        looking.build_request("GET", httpx.URL(str(looking.base_url)).copy_with(raw_path=path.encode()))
    )
    assert answer.status_code in (200, 404)
    if answer.status_code == 200:  # an address of the explorer that it does not know
        assert answer.text.startswith("<!doctype html>")


INJECTIONS = (
    "' OR 1=1 --",
    '"; DROP TABLE facts; --',
    "%' UNION SELECT * FROM articles --",
    "x') OR ('1'='1",
    "\x00",
    "*",
    "NEAR(",
)


@pytest.mark.parametrize("value", INJECTIONS)
def test_sql_in_parameters_is_only_text(looking, value):
    total = looking.get("/api/totals").json()["events"]
    names = "actor recipient party with_party sector name event mode context status place said_by publisher review story article text words since"
    for name in names.split():
        answer = looking.get("/api/events", params={name: value})
        assert answer.status_code in (200, 400, 422), (name, answer.text)
        if answer.status_code == 200:
            assert answer.json()["total"] == 0 or name in ("text", "words"), name
    for path in ("events", "stories", "articles", "actors"):
        assert looking.get(f"/api/{path}/{quote(value, safe='')}").status_code in (404, 422)
    assert looking.get("/api/totals").json()["events"] == total


def test_another_address_demands_a_token_and_guessing_is_slowed(project):
    with serving(project, "--host", "0.0.0.0", "--token", "a-long-secret") as address:
        base = address.partition("?")[0].replace("0.0.0.0", "127.0.0.1")
        with httpx.Client(base_url=base) as client:
            assert client.get("/api/project").status_code == 401
            assert client.get("/api/project", headers={"authorization": "Bearer a-long-secret"}).status_code == 200
            entered = client.get("/", params={"token": "a-long-secret"})
            assert entered.status_code == 303
            cookie = entered.headers["set-cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
            assert client.get("/api/project").status_code == 200
        with httpx.Client(base_url=base) as client:
            statuses = [
                client.get("/api/project", headers={"authorization": f"Bearer guess-{n}"}).status_code
                for n in range(14)
            ]
            assert statuses[:10] == [401] * 10
            assert statuses[-1] == 429


def test_formulas_do_not_run_in_spreadsheets(client):
    text = "=HYPERLINK(1) Peru and Chile signed a border treaty in Lima on Monday, Peru's president said."
    job = client.post("/api/code", json={"text": text, "published": "2024-06-04", "publisher": "=cmd|' /C calc'!A0"})
    assert finished(client, job.json())["state"] == "done"
    for cell in client.get("/api/export/events").text.replace('"', "").split(","):
        assert not cell.startswith(("=", "+", "@"))
