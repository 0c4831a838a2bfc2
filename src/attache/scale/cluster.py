"""The same chunks on Ray: actors hold the reader, each chunk is written by whoever coded it, and what is written is not coded again.

An actor that dies is started anew and its chunk coded by another; a driver that dies is started again by its user and leaves
out the chunks that are there. Chunks are named by what is in them, so that nothing is ever twice in the result.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from attache.articles.sources import Item
from attache.coding import Job
from attache.errors import ClusterFailed, ExtraMissing
from attache.scale.dataset import chunk_name, chunked, is_written
from attache.scale.run import CHUNK, Chunk, Progress, code_chunk, coder_name

_AHEAD = 2  # chunks that an actor has: the one that it codes and the next
_PATIENCE_S = 600.0  # without a word from the cluster
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
    with ray_at(address) as ray:
        return _run(ray, items, folder.resolve(), job, actors, cpus_each, size, progress)


@contextmanager
def ray_at(address: str | None) -> Iterator[Any]:
    """The library with a cluster behind it: the one that this process is at already, or else that at ``address`` for as long as it is
    needed. Raises ExtraMissing."""
    try:
        import ray
    except ImportError as error:
        raise ExtraMissing("ray", "--engine ray") from error
    ours = not ray.is_initialized()
    if ours:
        ray.init(address=address, include_dashboard=False, log_to_driver=False, logging_level="warning")
    try:
        yield ray
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
    pool = _Pool(ray, job, folder, count, cpus_each)

    def take() -> None:
        for counts in pool.take():
            found.add(counts)
            found.seconds = time.monotonic() - began
            progress(found)

    for chunk in chunked(items, size):
        if is_written(folder, chunk_name(chunk, job, coder)):
            found.known += len(chunk)
            continue
        pool.waiting.append((chunk, 1))
        while len(pool.waiting) > _AHEAD:  # what is read ahead stays little, however much there is
            take()
    while pool.waiting or pool.under_way:
        take()
    found.seconds = time.monotonic() - began
    return found


class _Pool:
    """Actors and the chunks that they are at. An actor that dies is replaced as soon as the cluster has room for another; until
    then the others do its work."""

    def __init__(self, ray: Any, job: Job, folder: Path, count: int, cpus_each: float) -> None:
        self._ray, self._job, self._folder = ray, job, folder
        # Ray would start a dead actor anew by itself, but where its node is gone it would wait for room, and its chunks with it.
        self._remote = ray.remote(num_cpus=cpus_each, max_restarts=0, max_task_retries=0)(_Reader)
        self._starting: dict[Any, Any] = {}  # answer to "are you there" -> actor
        self._load: dict[Any, int] = {}  # live actor -> chunks that it has
        self.waiting: deque[tuple[Chunk, int]] = deque()  # chunk, try
        self.under_way: dict[Any, tuple[Chunk, int, Any]] = {}  # answer -> chunk, try, actor
        for _ in range(count):
            self._start()

    def _start(self) -> None:
        actor = self._remote.remote(self._job)
        self._starting[actor.ready.remote()] = actor

    def take(self) -> list[dict[str, int]]:
        """Hand out what waits, wait for something to happen, and say what was done. Raises ClusterFailed."""
        for actor, load in sorted(self._load.items(), key=lambda item: item[1]):
            for _ in range(_AHEAD - load):
                if self.waiting:
                    chunk, tries = self.waiting.popleft()
                    self.under_way[actor.code.remote(chunk, str(self._folder))] = (chunk, tries, actor)
                    self._load[actor] += 1
        awaited = [*self.under_way, *self._starting]
        ready, _ = self._ray.wait(awaited, num_returns=1, timeout=_PATIENCE_S)
        if not ready:
            raise ClusterFailed(f"nothing was heard of it for {_PATIENCE_S:.0f} s; has it room for an actor?")
        return [counts for answer in ready if (counts := self._heard(answer)) is not None]

    def _heard(self, answer: Any) -> dict[str, int] | None:
        if answer in self._starting:
            actor = self._starting.pop(answer)
            try:
                self._ray.get(answer)
                self._load[actor] = 0
            except self._ray.exceptions.RayActorError:
                self._start()
            return None
        chunk, tries, actor = self.under_way.pop(answer)
        try:
            counts: dict[str, int] = self._ray.get(answer)
        except self._ray.exceptions.RayError as error:
            if tries >= _TRIES:
                raise ClusterFailed(
                    f"a chunk failed {tries} times, lastly with {type(error).__name__}: {error}"
                ) from error
            self.waiting.appendleft((chunk, tries + 1))
            if isinstance(error, self._ray.exceptions.RayActorError) and self._load.pop(actor, None) is not None:
                self._start()
            elif actor in self._load:
                self._load[actor] -= 1
            return None
        self._load[actor] -= 1
        return counts


class _Reader:
    """An actor: it loads reader and tables once."""

    def __init__(self, job: Job) -> None:
        self._job = job
        coder_name(job)

    def ready(self) -> bool:
        return True

    def code(self, chunk: Chunk, folder: str) -> dict[str, int]:
        return code_chunk(chunk, self._job, Path(folder))
