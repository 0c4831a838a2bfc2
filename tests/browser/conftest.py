"""The explorer in Debian's Chromium. Tests are skipped, and say so, where it is not installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.web.server import copied, serving

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    if not Path(CHROMIUM).exists():
        pytest.skip("needs Debian's chromium, which is not installed")
    sync_api.expect.set_options(timeout=30_000)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_OPTIONS)
        yield browser
        browser.close()


def expect(locator: object):
    """Playwright's assertions: they wait until the page is as it should be, however slow the machine is."""
    from playwright.sync_api import expect

    return expect(locator)


class Watched:
    """A page with everything that went wrong on it: errors in the console, requests to other hosts."""

    def __init__(self, browser, address: str, *, width: int = 1440, height: int = 900) -> None:
        self.address = address.rstrip("/")
        self.context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        host = urlsplit(address).netloc
        self.page.on("console", lambda m: self.wrong.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.wrong.append(f"script: {e}"))
        self.page.on("dialog", lambda d: (self.wrong.append(f"dialog: {d.message}"), d.dismiss()))
        self.page.on(
            "request",
            lambda r: (
                self.wrong.append(f"to {r.url}")
                if urlsplit(r.url).scheme in ("http", "https", "ws", "wss") and urlsplit(r.url).netloc != host
                else None
            ),
        )

    def go(self, path: str):
        self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        return self.page


@pytest.fixture
def project(sample_project: Path, tmp_path: Path) -> Path:
    return copied(sample_project, tmp_path)


@pytest.fixture
def watched(browser, project: Path) -> Iterator[Watched]:
    with serving(project) as address:
        found = Watched(browser, address)
        yield found
        found.context.close()
        assert found.wrong == []


@pytest.fixture(scope="module")
def looking(browser, sample_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    """One server and one page for tests that change nothing."""
    with serving(copied(sample_project, tmp_path_factory.mktemp("browser"))) as address:
        found = Watched(browser, address)
        yield found
        found.context.close()
        assert found.wrong == []


def screenshots() -> Path | None:
    """Where screenshots are wanted: ATTACHE_SCREENSHOTS, as docs/explorer.md says."""
    wanted = os.environ.get("ATTACHE_SCREENSHOTS")
    return Path(wanted) if wanted else None
