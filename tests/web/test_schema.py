"""The running server against its own description: no answer that is not in it, none that is the server's fault."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.web.server import serving

pytest.importorskip("schemathesis", reason="needs schemathesis")


def test_no_undocumented_answer(project):
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent)) or "schemathesis"
    with serving(project) as address:
        done = subprocess.run(
            [
                program,
                "run",
                f"{address}api/openapi.json",
                "--checks",
                "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
                "--phases",
                "examples,fuzzing",
                "--max-examples",
                "12",
                "--seed",
                "1",
                "--suppress-health-check",
                "all",
                "--no-color",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
