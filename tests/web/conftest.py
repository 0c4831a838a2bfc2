from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.web.server import copied, serving


@pytest.fixture
def project(sample_project: Path, tmp_path: Path) -> Path:
    return copied(sample_project, tmp_path)


@pytest.fixture
def client(project: Path) -> Iterator[httpx.Client]:
    with serving(project) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def looking(sample_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """For tests that change nothing: one server for all of a module."""
    folder = copied(sample_project, tmp_path_factory.mktemp("looking"))
    with serving(folder) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client
