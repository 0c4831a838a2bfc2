"""Ray, as a cluster of two node processes on this machine: the same bytes as without it, whatever dies."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest
from tests.scale.test_dataset import JOB, articles, content

ray = pytest.importorskip("ray", reason="needs the extra ray")

from attache.scale.cluster import code_on_ray  # noqa: E402
from attache.scale.merging import merge_dataset, on_ray  # noqa: E402
from attache.scale.run import code_to_dataset  # noqa: E402


@pytest.fixture(scope="module")
def cluster():
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1})
    node = made.add_node(num_cpus=1)
    ray.init(address=made.address, log_to_driver=False, logging_level="error")
    yield made, node
    ray.shutdown()
    made.shutdown()


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    folder = tmp_path_factory.mktemp("local")
    code_to_dataset(articles(120), folder, JOB, workers=1, size=10)
    return folder


def test_the_same_bytes_as_local(cluster, local, tmp_path):
    done = code_on_ray(articles(120), tmp_path, JOB, size=10)
    assert (done.articles, done.failures) == (120, 1)
    assert content(tmp_path) == content(local)
    assert code_on_ray(articles(120), tmp_path, JOB, size=10).articles == 0


def test_a_worker_is_killed(cluster, local, tmp_path):
    killed = []

    def kill(progress):
        if not killed:
            for pid in _actors():
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                break

    code_on_ray(articles(120), tmp_path, JOB, size=10, progress=kill)
    assert killed
    assert content(tmp_path) == content(local)


def _actors():
    """Processes that hold an actor; Ray names them by it."""
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit() and b"_Reader" in (folder / "cmdline").read_bytes():
                yield int(folder.name)


def test_a_node_is_removed_and_another_comes(cluster, local, tmp_path):
    made, _ = cluster
    node = made.add_node(num_cpus=1)

    def leave():
        time.sleep(1.0)
        made.remove_node(node, allow_graceful=False)

    threading.Thread(target=leave).start()
    code_on_ray(articles(120), tmp_path, JOB, size=10)
    assert content(tmp_path) == content(local)


def test_the_driver_dies_and_is_started_again(cluster, local, tmp_path):
    class Died(Exception):
        pass

    def die(progress):
        if progress.articles >= 30:
            raise Died

    with pytest.raises(Died):
        code_on_ray(articles(120), tmp_path, JOB, size=10, progress=die)
    code_on_ray(articles(120), tmp_path, JOB, size=10)
    assert {name: digest for name, digest in content(tmp_path).items() if "/." not in name} == content(local)


def test_the_same_stories(cluster, local, tmp_path):
    shutil.copytree(local, tmp_path / "data")
    merge_dataset(local, map)
    with on_ray() as run:
        merge_dataset(tmp_path / "data", run)
    assert content(tmp_path / "data") == content(local)
