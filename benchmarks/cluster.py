"""``python benchmarks/cluster.py``: a year of Common Crawl's news (about 100 million pages) on a cluster, simulated with the figures that
``benchmarks/volume.py`` measured last: chunks that one driver hands out, processes that differ in pace, nodes that fail with the
chunks they hold, and the loading of the data sets into one project afterwards.

``cpu``  nodes of 32 cores, one reader a core
``gpu``  one node with a GPU: its cores do all but the encoder, which the GPU takes; nobody has measured attache's encoder on a
         GPU, so ``gpu_pieces_per_s`` is an assumption, and it says from which rate on the cores are the limit
Prices are assumptions, too: give your own."""

from __future__ import annotations

import argparse
import heapq
import json
import random
from pathlib import Path
from typing import Any

from attache.scale.run import CHUNK
from results import record

PAGES = 100_000_000
PIECES_A_PAGE = 700  # word pieces of a page of 500 words
RESULTS = Path(__file__).parent / "results" / "volume.jsonl"


def simulate(
    pages: int,
    nodes: int,
    cores: int,
    seconds_a_page: float,
    driver_per_s: float,
    *,
    fails_every_h: float,
    seed: int = 0,
) -> dict[str, float]:
    """Hours until the last chunk is written, the share of core time that was used, chunks that were coded twice."""
    lot = random.Random(seed)
    chunks = -(-pages // CHUNK)
    free = [(0.0, number) for number in range(nodes * cores)]  # when each process is free
    pace = [lot.lognormvariate(0.0, 0.08) for _ in free]
    down_at = [lot.expovariate(1 / (fails_every_h * 3600)) for _ in range(nodes)]
    heapq.heapify(free)
    handed = busy = last = 0.0
    again = done = 0
    while done < chunks:
        at, process = heapq.heappop(free)
        handed = max(handed + CHUNK / driver_per_s, at)  # the driver reads one chunk after the other
        took = CHUNK * seconds_a_page * pace[process] * lot.lognormvariate(0.0, 0.15)
        end = handed + took
        node = process // cores
        if end > down_at[node]:  # the node is back ten minutes later, its processes' chunks are coded again
            again += 1
            heapq.heappush(free, (down_at[node] + 600, process))
            if process % cores == cores - 1:
                down_at[node] += lot.expovariate(1 / (fails_every_h * 3600))
            continue
        heapq.heappush(free, (end, process))
        busy += took
        last = max(last, end)
        done += 1
    return {"hours": round(last / 3600, 2), "used": round(busy / (last * nodes * cores), 3), "coded_again": again}


def measured(reader: str) -> dict[str, Any]:
    lines = [json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines()]
    found: dict[str, Any] = next(
        line for line in reversed(lines) if line["reader"] == reader and "parquet_per_s" in line
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--nodes", type=int, default=32)
    parser.add_argument("--cores", type=int, default=32)
    parser.add_argument("--fails-every-h", type=float, default=500.0, help="mean time between failures of a node")
    parser.add_argument("--core-hour", type=float, default=0.03, help="price")
    parser.add_argument("--gpu-node-hour", type=float, default=4.0, help="price of the node with a GPU")
    parser.add_argument("--gpu-cores", type=int, default=64)
    parser.add_argument("--gpu-pieces-per-s", type=float, default=500_000.0)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    figures: dict[str, Any] = {"pages": options.pages}
    for reader in ("standard", "fast"):
        told = measured(reader)
        seconds = told["cores"] / told["parquet_per_s"]
        cpu = simulate(
            options.pages,
            options.nodes,
            options.cores,
            seconds,
            told["driver_per_s"],
            fails_every_h=options.fails_every_h,
        )
        cpu["cost"] = round(cpu["hours"] * options.nodes * options.cores * options.core_hour)
        cpu["cost_a_million"] = round(cpu["cost"] / options.pages * 1e6, 2)
        rest = seconds * (1 - told["stage_ms"]["read"] / sum(told["stage_ms"].values()))
        limit = options.gpu_cores / rest * PIECES_A_PAGE
        per_page = max(rest / options.gpu_cores, PIECES_A_PAGE / options.gpu_pieces_per_s) * options.gpu_cores
        gpu = simulate(options.pages, 1, options.gpu_cores, per_page, told["driver_per_s"], fails_every_h=1e9)
        gpu["cost"] = round(gpu["hours"] * options.gpu_node_hour)
        gpu["cost_a_million"] = round(gpu["cost"] / options.pages * 1e6, 2)
        gpu["pieces_per_s_from_which_cores_are_the_limit"] = round(limit)
        figures[reader] = {"core_seconds_a_page": round(seconds, 4), "cpu": cpu, "gpu": gpu}
    told = measured("standard")
    figures["terabytes"] = {
        "sqlite": round(told["sqlite_bytes_an_article"] * options.pages / 1e12, 1),
        "parquet": round(told["parquet_bytes_an_article"] * options.pages / 1e12, 1),
    }
    print(json.dumps(figures, indent=1))
    if options.record:
        record("cluster", {**figures, **{k: v for k, v in vars(options).items() if k not in ("record", "pages")}})


if __name__ == "__main__":
    main()
