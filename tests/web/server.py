"""A server over a copy of the sample project, as `attache serve` starts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[str]:
    """The address of a running `attache serve`."""
    command = [sys.executable, "-m", "attache", "serve", "-p", str(folder), "--port", "0", *options]
    environment = {**os.environ, "COLUMNS": "200"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    assert process.stdout is not None
    line = process.stdout.readline()
    try:
        assert "http" in line, line + process.stdout.read()
        yield line[line.index("http") :].strip()
    finally:
        process.terminate()
        process.wait(timeout=20)


def copied(project: Path, folder: Path) -> Path:
    shutil.copytree(project, folder / "project")
    return folder / "project"


def finished(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """The job when it has ended."""
    for _ in range(300):
        job = client.get(f"/api/jobs/{job['id']}").json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(0.1)
    raise AssertionError(job)
