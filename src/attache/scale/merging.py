"""Stories over data sets, on all cores or on a cluster: the same ones that a project would have.

Three rounds of tasks, none of which holds the whole. *Scatter*: each chunk's reports go to the parts in which their blocks
are (``stories.group``), its articles to the parts of their MinHash bands. *Compare*: each part compares what met in it, and
tells the pairs that join. Their components, a small share of all reports, are settled here. *Place*: each chunk's events are
written with their stories. Tasks write files that are moved into place and can be done again, so that a worker may die.
"""

from __future__ import annotations

import json
import pickle
import shutil
import zlib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pyarrow
import pyarrow.parquet

from attache.errors import BadDataset
from attache.export.records import Record
from attache.scale.cluster import ray_at
from attache.scale.dataset import MANIFESTS, move_into_place, read_rows, write_table
from attache.stories.copies import ALIKE, alike, bands, digest
from attache.stories.group import DAYS, MONTH, apart, blocks_of, near_blocks, settle, story_of
from attache.stories.pairs import weigh
from attache.stories.report import Report, report_of
from attache.worker import begin_worker

Key = tuple[str, str]  # event id and coder
Task = Callable[[Any], Any]
#: Does a task with each of the arguments, in any order and anywhere, and hands on what comes of them.
Runner = Callable[[Task, Sequence[Any]], Iterator[Any]]
_Node = TypeVar("_Node", bound=Hashable)

MANIFEST = "stories.json"
_OF_A_PART = 40_000  # events, about: what one task holds
_DAYS_OF = {"d": 1, "i": DAYS, "m": MONTH}  # a block's days; those of one month are one part's
_STORIES = [(name, pyarrow.string()) for name in ("story", "event", "coder", "article")]
_COPIES = [(name, pyarrow.string()) for name in ("article", "original")]


@dataclass(frozen=True, slots=True)
class Merged:
    """Reports that were compared, the stories that they tell, and articles that are copies of another."""

    reports: int
    stories: int
    copies: int


@dataclass(frozen=True, slots=True)
class _Scattered:
    """What a chunk gives to one part: reports with where they are found and where they look; articles with their digests."""

    chunk: str
    reports: list[tuple[Key, Report, set[str], set[str]]]
    articles: list[tuple[str, str, bytes, set[str]]]  # id, published or "9999", digest, bands


class _Member(NamedTuple):
    """A report of a unit, as ``Report.key`` orders it, and the chunk that has it."""

    order: tuple[str, str, str]  # published or "", article, event
    key: Key
    chunk: str


@dataclass(slots=True)
class _Found:
    """What a part found: pairs of units that join with their scores; units with a pair or with several reports; copies."""

    pairs: dict[tuple[str, str], float]
    units: dict[str, tuple[Report, list[_Member]]]
    copies: list[tuple[tuple[str, str], tuple[str, str]]]  # (published, id) of both
    chunks: dict[str, set[str]]  # of each such article


def merge_dataset(folder: Path, run: Runner) -> Merged:
    """Merge all whole chunks of a data set into ``folder/stories`` and ``folder/copies``, a file a chunk. Raises BadDataset."""
    counts = {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / MANIFESTS).glob("*.json"))
    }
    if not counts:
        raise BadDataset(folder, "it holds no chunk that was written to its end")
    (folder / MANIFEST).unlink(missing_ok=True)
    workplace = folder / ".merging"
    shutil.rmtree(workplace, ignore_errors=True)
    workplace.mkdir()
    try:
        parts = max(4, sum(count["events"] for count in counts.values()) // _OF_A_PART)
        older = _older_readings(folder, counts)
        reports = sum(run(_scatter, [(folder, chunk, parts, older) for chunk in counts]))
        found = _joined(run(_compare, [(folder, part) for part in range(parts)]))
        stories, gone, twice = _settled(found)
        originals = _originals(found)
        tasks = [(folder, chunk, older, stories.get(chunk, {}), originals.get(chunk, {})) for chunk in counts]
        copies: set[str] = set().union(*run(_place, tasks))
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    merged = Merged(reports - twice, reports - twice - gone, len(copies))
    told = {"reports": merged.reports, "stories": merged.stories, "copies": merged.copies, "chunks": sorted(counts)}
    move_into_place(folder / MANIFEST, lambda path: path.write_text(json.dumps(told), encoding="utf-8"))
    return merged


@contextmanager
def on_this_machine(workers: int) -> Iterator[Runner]:
    """A runner on processes of this machine; with one, in this process."""
    if workers <= 1:
        yield map
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), begin_worker) as pool:
        yield pool.map


@contextmanager
def on_ray(address: str | None = None) -> Iterator[Runner]:
    """A runner on a Ray cluster whose machines all see the folder under its path. Ray does a task again whose worker died. Raises
    ExtraMissing."""
    with ray_at(address) as ray:

        def run(task: Task, arguments: Sequence[Any]) -> Iterator[Any]:
            remote = ray.remote(max_retries=4)(task)
            waiting = [remote.remote(each) for each in arguments]
            while waiting:
                ready, waiting = ray.wait(waiting)
                yield from ray.get(ready)

        yield run


# ---------------------------------------------------------------------- scatter


def _older_readings(folder: Path, chunks: Iterable[str]) -> frozenset[Key]:
    """Articles with the coders whose readings of them are not their newest, as a project keeps the newest alone."""
    newest: dict[str, tuple[str, str]] = {}
    older: set[Key] = set()
    coders: set[str] = set()
    for chunk in chunks:
        coders |= {row["coder"] for row in read_rows(folder, "articles", chunk, ["coder"])}
    if len(coders) < 2:
        return frozenset()
    for chunk in chunks:
        for row in read_rows(folder, "articles", chunk, ["id", "coder", "record"]):
            mine = (json.loads(row["record"])["coded_date"], row["coder"])
            known = newest.setdefault(row["id"], mine)
            if mine[1] != known[1]:
                older.add((row["id"], min(mine, known)[1]))
            newest[row["id"]] = max(mine, known)
    return frozenset(older)


def _scatter(task: tuple[Path, str, int, frozenset[Key]]) -> int:
    """A chunk's reports and articles to the parts that they concern; how many reports."""
    folder, chunk, parts, older = task
    given = [_Scattered(chunk, [], []) for _ in range(parts)]
    published: dict[str, str | None] = {}
    for article in _records(folder, "articles", chunk, older):
        published[article["id"]] = article["published"]
        if article["coded"]:
            sketch = digest(article["text"])
            for part, some in _by_part(bands(sketch), parts).items():
                given[part].articles.append((article["id"], article["published"] or "9999", sketch, some))
    count = 0
    for record in _records(folder, "events", chunk, older):
        report = report_of(record, published[record["article"]])
        found, near = _by_part(blocks_of(report), parts), _by_part(near_blocks(report), parts)
        for part in found.keys() | near.keys():
            entry = ((record["id"], record["coder"]), report, found.get(part, set()), near.get(part, set()))
            given[part].reports.append(entry)
        count += 1
    for part, scattered in enumerate(given):
        if scattered.reports or scattered.articles:
            within = folder / ".merging" / str(part)
            within.mkdir(exist_ok=True)
            packed = zlib.compress(pickle.dumps(scattered), 1)
            move_into_place(within / chunk, lambda path, packed=packed: path.write_bytes(packed))
    return count


def _records(folder: Path, kind: str, chunk: str, older: frozenset[Key]) -> Iterator[Record]:
    of = "id" if kind == "articles" else "article"
    for row in read_rows(folder, kind, chunk, [of, "coder", "record"]):
        if (row[of], row["coder"]) not in older:
            yield json.loads(row["record"])


def _by_part(blocks: Iterable[str], parts: int) -> dict[int, set[str]]:
    """Blocks by the part that has them. Neighbours in time are one part's, so that a report goes to few."""
    found: dict[int, set[str]] = defaultdict(set)
    for block in blocks:
        time, _, rest = block.partition("|")
        of = block.lower()  # "Y2024" and "y2024" differ in what they hold and are looked up together
        if rest and time[0] in _DAYS_OF:
            of = f"{rest.partition('|')[0]}|{int(time[1:]) * _DAYS_OF[time[0]] // MONTH}"
        found[zlib.crc32(of.encode()) % parts].add(block)
    return found


# ---------------------------------------------------------------------- compare


def _compare(task: tuple[Path, int]) -> _Found:
    """All pairs of a part that are to be compared, and those of them that join."""
    folder, part = task
    found = _Found({}, {}, [], {})
    looked_up: dict[str, tuple[Report, set[str], set[str]]] = {}
    members: dict[str, set[_Member]] = defaultdict(set)
    articles: dict[str, tuple[str, bytes, set[str]]] = {}
    for path in sorted((folder / ".merging" / str(part)).glob("*")):
        scattered: _Scattered = pickle.loads(zlib.decompress(path.read_bytes()))
        for key, report, own, near in scattered.reports:
            looked_up[report.unit] = (report, own, near)
            members[report.unit].add(_Member(report.key, key, scattered.chunk))
        for article, age, sketch, own in scattered.articles:
            articles[article] = (age, sketch, own)
            found.chunks.setdefault(article, set()).add(scattered.chunk)
    before: dict[str, list[str]] = defaultdict(list)
    for unit in sorted(looked_up):
        report, own, near = looked_up[unit]
        for other in {other for block in near for other in before.get(block, ())}:
            verdict = weigh(report, looked_up[other][0])
            if verdict.joins:
                found.pairs[other, unit] = verdict.score
        for block in own:
            before[block].append(unit)
    paired = {unit for pair in found.pairs for unit in pair}
    for unit, (report, _, _) in looked_up.items():
        if unit in paired or len(members[unit]) > 1:
            found.units[unit] = (report, sorted(members[unit]))
    _compare_articles(articles, found)
    return found


def _compare_articles(articles: dict[str, tuple[str, bytes, set[str]]], found: _Found) -> None:
    before: dict[str, list[str]] = defaultdict(list)
    copied: set[str] = set()
    for article in sorted(articles):
        age, sketch, own = articles[article]
        for other in {other for band in own for other in before.get(band, ())}:
            if alike(sketch, articles[other][1]) >= ALIKE:
                found.copies.append(((age, article), (articles[other][0], other)))
                copied |= {article, other}
        for band in own:
            before[band].append(article)
    found.chunks = {article: chunks for article, chunks in found.chunks.items() if article in copied}


def _joined(parts: Iterable[_Found]) -> _Found:
    whole = _Found({}, {}, [], {})
    for part in parts:
        whole.pairs |= part.pairs
        whole.copies += part.copies
        whole.units |= part.units  # every part that has a unit has all its reports
        for article, chunks in part.chunks.items():
            whole.chunks[article] = whole.chunks.get(article, set()) | chunks
    return whole


# ---------------------------------------------------------------------- components


def _components(pairs: Iterable[tuple[_Node, _Node]]) -> list[list[_Node]]:
    """The components of a graph, by union and find."""
    above: dict[_Node, _Node] = {}

    def top(node: _Node) -> _Node:
        above.setdefault(node, node)
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for one, other in pairs:
        above[top(one)] = top(other)
    members: dict[_Node, list[_Node]] = defaultdict(list)
    for node in list(above):
        members[top(node)].append(node)
    return list(members.values())


def _settled(found: _Found) -> tuple[dict[str, dict[Key, str]], int, int]:
    """For each chunk the stories of its reports that joined others; by how many stories there are fewer than reports; and how many
    reports are there again, of articles that two chunks hold."""
    alone = [(unit, unit) for unit in found.units]
    of_component: dict[str, int] = {}
    components = _components([*found.pairs, *alone])
    for number, component in enumerate(components):
        of_component |= dict.fromkeys(component, number)
    scores: dict[int, dict[tuple[str, str], float]] = defaultdict(dict)
    for pair, score in found.pairs.items():
        scores[of_component[pair[0]]][pair] = score
    stories: dict[str, dict[Key, str]] = defaultdict(dict)
    gone = twice = 0
    for number, component in enumerate(components):
        units = sorted(component, key=lambda unit: found.units[unit][1][0].order)
        at = {unit: place for place, unit in enumerate(units)}
        numbered = {(min(at[a], at[b]), max(at[a], at[b])): score for (a, b), score in scores[number].items()}
        told_apart = apart({at[unit]: {member.order[1] for member in found.units[unit][1]} for unit in units})
        for group in settle([found.units[unit][0] for unit in units], numbered, never=told_apart):
            together = [member for place in group for member in found.units[units[place]][1]]
            story = story_of(*min(member.order for member in together))
            reports = len({member.key for member in together})
            gone += reports - 1
            twice += len(together) - reports
            for member in together:
                stories[member.chunk][member.key] = story
    return stories, gone, twice


def _originals(found: _Found) -> dict[str, dict[str, str]]:
    """For each chunk its articles that are copies, with the first of their kind."""
    originals: dict[str, dict[str, str]] = defaultdict(dict)
    for component in _components(found.copies):
        _, first = min(component)
        for _, article in component:
            if article != first:
                for chunk in found.chunks[article]:
                    originals[chunk][article] = first
    return originals


# ---------------------------------------------------------------------- place


def _place(task: tuple[Path, str, frozenset[Key], dict[Key, str], dict[str, str]]) -> set[str]:
    """Write the stories of a chunk's events and its copies; which articles are copies."""
    folder, chunk, older, joined, originals = task
    published = {row["id"]: row["published"] for row in read_rows(folder, "articles", chunk, ["id", "published"])}
    placed = []
    for row in read_rows(folder, "events", chunk, ["id", "coder", "article"]):
        key = (row["id"], row["coder"])
        if (row["article"], row["coder"]) not in older:
            story = joined.get(key) or story_of(published[row["article"]], row["article"], row["id"])
            placed.append({"story": story, "event": row["id"], "coder": row["coder"], "article": row["article"]})
    copies = [{"article": article, "original": first} for article, first in sorted(originals.items())]
    for kind, schema, found in (("stories", _STORIES, placed), ("copies", _COPIES, copies)):
        (folder / kind).mkdir(exist_ok=True)
        table = pyarrow.Table.from_pylist(found, schema=pyarrow.schema(schema))
        move_into_place(folder / kind / f"{chunk}.parquet", lambda path, table=table: write_table(table, path))
    return set(originals)
