"""Watches tell of what is new, once, to a file, a mailbox or a web address."""

from __future__ import annotations

import http.server
import json
import socket
import subprocess
import sys
import threading
from email import message_from_bytes

import pytest

from attache.articles.raw import RawArticle
from attache.coding import code_to_project
from attache.config import Settings
from attache.store import watches
from attache.store.database import find


def add_article(project, text, name="new"):
    settings = Settings(workers=1)
    code_to_project([RawArticle(name, text=text, published="2024-06-05", sha256=name)], find(project), settings)


NEWS = "Peru and Ecuador signed a fishing treaty in Lima on Monday."
OTHER = "Kenya and Chad signed a trade pact in Nairobi on Tuesday."


def test_a_happening_is_told_once(project):
    path = find(project)
    watch = watches.add_watch(path, "treaties", "party=PER", "file")
    settings = Settings()
    assert watches.check_watch(path, watch, settings) == 0
    add_article(project, NEWS)
    assert watches.check_watch(path, watch, settings) == 1
    assert watches.check_watch(path, watch, settings) == 0
    add_article(project, OTHER, "other")
    assert watches.check_watch(path, watch, settings) == 0
    (line,) = watches.told_lines(path, watch.id)
    assert line["watch"] == "treaties"
    assert line["words"] == NEWS
    add_article(project, "On Monday Peru signed with Ecuador in Lima a treaty on fishing.", "another report of it")
    new = watches.told_lines(path, watch.id)[1:]
    assert len(new) == 0


def test_a_threshold_gathers(project):
    path = find(project)
    watch = watches.add_watch(path, "several", "event=AGREE&event=SUPPORT&event=COOPERATE", "file", threshold=2)
    add_article(project, NEWS)
    assert watches.check_watch(path, watch, Settings()) == 0
    add_article(project, OTHER, "other")
    assert watches.check_watch(path, watch, Settings()) == 2


def test_a_mail_is_sent(project):
    controller_module = pytest.importorskip("aiosmtpd.controller")
    got = []

    class Inbox:
        async def handle_DATA(self, server, session, envelope):
            got.append(envelope)
            return "250 ok"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = controller_module.Controller(Inbox(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings = Settings(smtp_host="127.0.0.1", smtp_port=port, smtp_from="attache@example.org")
        path = find(project)
        watch = watches.add_watch(path, "treaties", "party=PER", "mailto:desk@example.org")
        add_article(project, NEWS)
        assert watches.check_watch(path, watch, settings) == 1
    finally:
        controller.stop()
    message = message_from_bytes(got[0].content)
    assert message["To"] == "desk@example.org"
    assert "treaties" in message["Subject"]
    assert NEWS in message.get_payload()


def test_a_web_hook_is_called_and_one_that_fails_is_called_again(project):
    got, answers = [], [500, 200]

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(answers.pop(0))
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    path = find(project)
    address = f"http://127.0.0.1:{server.server_port}/hook"
    watch = watches.add_watch(path, "treaties", "party=PER", address)
    add_article(project, NEWS)
    assert watches.check_watch(path, watch, Settings()) == 0  # addresses of this network are refused by default
    assert "127.0.0.1" in watches.watches(path)[0].problem
    assert got == []
    open_settings = Settings(fetch_private=True)
    assert watches.check_watch(path, watch, open_settings) == 0
    assert "500" in watches.watches(path)[0].problem
    assert watches.check_watch(path, watch, open_settings) == 1
    assert watches.watches(path)[0].problem is None
    assert got[-1]["stories"][0]["words"] == NEWS
    server.shutdown()


@pytest.mark.parametrize("target", ["file:/etc/cron.d/x", "/etc/passwd", "ftp://a/b", "mailto:a@b,c@d", "javascript:1"])
def test_targets_that_are_none_are_refused(client, target):
    answer = client.post("/api/watches", json={"name": "x", "query": "party=PER", "target": target})
    assert answer.status_code == 400


def test_searches_are_kept_and_forgotten(client):
    made = client.post("/api/searches", json={"name": "gulf", "query": "party=IRN"}).json()
    client.post("/api/searches", json={"name": "gulf", "query": "party=IRN&event=AGREE"})
    (kept,) = client.get("/api/searches").json()["items"]
    assert kept["query"] == "party=IRN&event=AGREE"
    assert client.delete(f"/api/searches/{made['id']}").status_code == 200
    assert client.delete(f"/api/searches/{made['id']}").status_code == 404
    assert client.post("/api/searches", json={"name": "bad", "query": "event=DANCE"}).status_code == 422


def test_the_command_line_watches_too(project):
    def attache(*arguments):
        command = [sys.executable, "-m", "attache", "watch", *arguments, "-p", str(project)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    assert "Watch 1" in attache("add", "treaties", "party=PER").stdout
    add_article(project, NEWS)
    assert "1 new" in attache("run", "--all").stdout
    assert "treaties" in attache("list").stdout
    assert attache("remove", "1").returncode == 0
    assert attache("remove", "1").returncode == 2
