"""The same chunks on Ray: actors hold the reader, each chunk is written by whoever coded it, and what is written is not coded again.

An actor that dies is started anew and its chunk coded by another; a driver that dies is started again by its user and leaves
out the chunks that are there. Chunks are named by what is in them, so that nothing is ever twice in the result.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from attache.articles.sources import Item
from attache.coding import Job
from attache.errors import ClusterFailed, ExtraMissing
from attache.scale.dataset import chunk_name, chunked, is_written
from attache.scale.run import CHUNK, Chunk, Progress, code_chunk, coder_name

_AHEAD = 2  # chunks that wait at an actor while it codes one
_TRIES = 4  # how often a chunk is handed out before the run gives up on it


def code_on_ray(
    items: Iterable[Item],
    folder: Path,
    job: Job,
    *,
    address: str | None = None,
    actors: int = 0,
    cpus_each: float = 1.0,
    size: int = CHUNK,
    progress: Callable[[Progress], None] = lambda _: None,
) -> Progress:
    """Code items on a Ray cluster into ``folder``, which every machine of it must see under this path. ``address`` as for
    ``ray.init``; ``actors`` 0 is one for each ``cpus_each`` of the cluster. Raises ExtraMissing, ClusterFailed."""
    try:
        import ray
    except ImportError as error:
        raise ExtraMissing("ray", "--engine ray") from error
    ours = not ray.is_initialized()
    if ours:
        ray.init(address=address, include_dashboard=False, log_to_driver=False, logging_level="warning")
    try:
        return _run(ray, items, folder.resolve(), job, actors, cpus_each, size, progress)
    finally:
        if ours:
            ray.shutdown()


def _run(
    ray: Any,
    items: Iterable[Item],
    folder: Path,
    job: Job,
    actors: int,
    cpus_each: float,
    size: int,
    progress: Callable[[Progress], None],
) -> Progress:
    found, began = Progress(), time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    coder = coder_name(job)
    count = actors or max(1, int(ray.cluster_resources().get("CPU", 1) // cpus_each))
    remote = ray.remote(num_cpus=cpus_each, max_restarts=-1, max_task_retries=_TRIES)(_Reader)
    pool = [remote.remote(job) for _ in range(count)]
    under_way: dict[Any, tuple[Chunk, int, int]] = {}  # chunk, actor, try

    def hand(chunk: Chunk, actor: int, tries: int = 1) -> None:
        under_way[pool[actor].code.remote(chunk, str(folder))] = (chunk, actor, tries)

    def take() -> int:
        """Wait for a chunk and count it; the actor that is free."""
        (ready,), _ = ray.wait(list(under_way), num_returns=1)
        chunk, actor, tries = under_way.pop(ready)
        try:
            found.add(ray.get(ready))
        except ray.exceptions.RayError as error:
            if tries >= _TRIES:
                raise ClusterFailed(
                    f"a chunk failed {tries} times, lastly with {type(error).__name__}: {error}"
                ) from error
            pool[actor] = remote.remote(job)  # it may be gone for good, with its node
            hand(chunk, (actor + 1) % count, tries + 1)
            return -1
        found.seconds = time.monotonic() - began
        progress(found)
        return actor

    free = [number for _ in range(_AHEAD) for number in range(count)]
    for chunk in chunked(items, size):
        if is_written(folder, chunk_name(chunk, job, coder)):
            found.known += len(chunk)
            continue
        while not free:
            actor = take()
            if actor >= 0:
                free.append(actor)
        hand(chunk, free.pop(0))
    while under_way:
        take()
    found.seconds = time.monotonic() - began
    return found


class _Reader:
    """An actor: it loads reader and tables once."""

    def __init__(self, job: Job) -> None:
        self._job = replace(job)
        coder_name(job)

    def code(self, chunk: Chunk, folder: str) -> dict[str, int]:
        return code_chunk(chunk, self._job, Path(folder))
