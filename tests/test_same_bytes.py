"""The same texts give the same bytes, whatever order this process keeps its sets in."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CODE = """
import hashlib, json, sys
from attache.actors.context import Context
from attache.articles.raw import RawArticle
from attache.coding import Job, code_one

job = Job(None, "2024-12-31", 1_000_000, "standard")
digest = hashlib.sha256()
weigh = Context._weigh


def told(*arguments):  # before they are rounded, where the order of a sum shows
    scores = weigh(*arguments)
    digest.update(repr(sorted(scores.items())).encode())
    return scores


Context._weigh = told
for line in open(sys.argv[1], encoding="utf-8").readlines()[:40]:
    raw = json.loads(line)
    digest.update(json.dumps(code_one(RawArticle(raw["id"], text=raw["text"], published=raw["published"]), job)).encode())
print(digest.hexdigest())
"""


def test_records_do_not_depend_on_the_seed_of_hashes():
    texts = ROOT / "corpus/authored/authored-l.jsonl"
    found = {
        subprocess.run(
            [sys.executable, "-c", CODE, str(texts)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1
