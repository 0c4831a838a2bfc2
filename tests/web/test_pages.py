"""The pages that are shipped are those of the source."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest

from attache.web.app import PAGES

SOURCE = Path(__file__).parent.parent.parent / "frontend"


def test_pages_were_built_from_the_source_as_it_is():
    names = [path.relative_to(SOURCE).as_posix() for path in (SOURCE / "src").rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for name in sorted([*names, "index.html", "package.json", "public/icon.svg"]):
        digest.update((SOURCE / name).read_bytes())
    built = (PAGES / "source.sha256").read_text().strip()
    assert built == digest.hexdigest(), "build the pages anew: make pages"


def test_pages_are_small():
    files = [path for path in PAGES.rglob("*") if path.is_file() and "countries" not in path.name]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 200_000


def test_offsets_and_addresses_in_the_browsers_own_language():
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js, which is not installed")
    done = subprocess.run([node, "--test", "src/lib/"], cwd=SOURCE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
