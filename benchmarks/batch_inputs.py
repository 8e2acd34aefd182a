"""Items a second and peak memory of what a batch reads and writes, beside pandas and DuckDB on the same files.

    python benchmarks/batch_inputs.py [--items 1000,10000,100000] [--kilobytes 5] [--rounds 3]

Needs tests/batch/requirements.txt and the extra `batch`. Each run is a process of its own: CPU and wall seconds of the
best of some interleaved rounds, and the peak of resident memory after the imports, which is to stay flat in the number
of items. What is read is counted and its characters summed, so that no peer gets away with not touching a page. The WARC
and the folder have no peer here: warcio alone is the WARC's.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from briefer.batch.inputs import open_input
from briefer.batch.item import Row
from briefer.batch.records import write_jsonl, write_parquet


def pages(count: int, kilobytes: int) -> Iterator[dict[str, str]]:
    """Pages of that size, none like another."""
    chance = random.Random(1)  # noqa: S311 - text for a benchmark
    words = [f"{chance.getrandbits(chance.choice((12, 24, 36))):x}" for _ in range(20_000)]
    for number in range(count):
        body = " ".join(chance.choices(words, k=kilobytes * 140))
        yield {"id": f"p{number}", "html": f"<p>“{body}”</p>", "url": f"https://a.example/{number}"}


def make(folder: Path, count: int, kilobytes: int) -> None:
    """The same pages in every kind of input."""
    import pyarrow as pa  # noqa: PLC0415 - a run imports what it measures alone
    import pyarrow.parquet as pq  # noqa: PLC0415 - a run imports what it measures alone

    schema = pa.schema([(name, pa.string()) for name in ("id", "html", "url")])
    (folder / "pages").mkdir()
    with (
        (folder / "in.jsonl").open("w") as lines,
        (folder / "in.warc.gz").open("wb") as archive,
        pq.ParquetWriter(folder / "in.parquet", schema) as table,
    ):
        group: list[dict[str, str]] = []
        for number, fields in enumerate(pages(count, kilobytes)):
            lines.write(json.dumps(fields) + "\n")
            archive.write(record(fields))
            if count <= 10_000:
                (folder / "pages" / f"{number:06}.html").write_text(fields["html"])
            group.append(fields)
            if len(group) == 10_000:
                table.write_table(pa.Table.from_pylist(group, schema=schema))
                group = []
        table.write_table(pa.Table.from_pylist(group, schema=schema))


def record(fields: dict[str, str]) -> bytes:
    """A page as a response in an archive."""
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + fields["html"].encode()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:{fields['id']}>\r\nWARC-Target-URI: {fields['url']}"
        f"\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", 1)


def ours(path: Path) -> Iterable[str | bytes]:
    """The pages as a batch reads them."""
    return (item.html or "" for item in open_input(str(path)))


def by_pandas(path: Path) -> Iterable[str]:
    """The pages as pandas reads lines, a thousand at a time."""
    import pandas  # noqa: PLC0415 - a run imports what it measures alone

    with pandas.read_json(path, lines=True, chunksize=1_000) as chunks:
        for chunk in chunks:
            yield from chunk["html"]


def by_duckdb(path: Path) -> Iterable[str]:
    """The pages as DuckDB reads lines and Parquet, a thousand at a time."""
    import duckdb  # noqa: PLC0415 - a run imports what it measures alone

    with duckdb.connect() as database:
        found = database.execute(f"select id, html, url from '{path}'")  # noqa: S608 - a path of our own
        while rows := found.fetchmany(1_000):
            yield from (html for _, html, _ in rows)


def by_warcio(path: Path) -> Iterable[bytes]:
    """The pages as warcio reads an archive, its own unpacking included."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - a run imports what it measures alone

    with path.open("rb") as file:
        for found in ArchiveIterator(file):
            yield found.content_stream().read()


def rows(path: Path) -> Iterator[Row]:
    """Rows with a record of a usual size, made from the pages."""
    for item in open_input(str(path)):
        yield Row(item.id, json.dumps({"brief": {"headline": item.id}, "articles": [item.html]}), None)


def run(reader: str, path: Path) -> dict[str, float]:
    """One reading in this process: items, wall and CPU seconds, megabytes at the peak."""
    readers: dict[str, Callable[[Path], Iterable[str | bytes]]] = {
        "briefer": ours,
        "pandas": by_pandas,
        "duckdb": by_duckdb,
        "warcio": by_warcio,
    }
    for module in PACKAGES.get(reader, ()) or (("pyarrow.parquet",) if path.suffix == ".parquet" else ()):
        importlib.import_module(module)
    before = peak()
    wall, cpu = time.perf_counter(), time.process_time()
    if reader == "write_parquet":
        items = write_parquet(rows(path), path.parent / "out.parquet")
    elif reader == "write_jsonl":
        items = write_jsonl(rows(path), path.parent / "out.jsonl")
    else:
        items = sum(1 for page in readers[reader](path) if len(page) > 1)
    return {
        "items": items,
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "mb": peak(),
        "mb_before": before,
    }


def peak() -> float:
    """The peak of this process's resident memory, in megabytes."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) / 1_024


PACKAGES = {"pandas": ("pandas",), "duckdb": ("duckdb",), "write_parquet": ("pyarrow.parquet",)}
RUNS = (
    ("in.jsonl", "briefer"),
    ("in.jsonl", "pandas"),
    ("in.jsonl", "duckdb"),
    ("in.parquet", "briefer"),
    ("in.parquet", "duckdb"),
    ("in.warc.gz", "briefer"),
    ("in.warc.gz", "warcio"),
    ("pages", "briefer"),
    ("in.jsonl", "write_jsonl"),
    ("in.jsonl", "write_parquet"),
)


def main() -> None:
    """Print a row for each input and reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", default="1000,10000,100000")
    parser.add_argument("--kilobytes", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--run", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run:
        print(json.dumps(run(given.run[0], Path(given.run[1]))))
        return
    print(
        f"{'input':<12} {'by':<14} {'items':>7} {'items/s':>9} {'CPU µs/item':>12} {'peak MB':>8} {'of which before':>16}"
    )
    for count in (int(part) for part in given.items.split(",")):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            make(folder, count, given.kilobytes)
            best: dict[tuple[str, str], dict[str, Any]] = {}
            for _ in range(given.rounds):
                for key in RUNS:
                    if key[0] == "pages" and count > 10_000:
                        continue
                    command = [sys.executable, __file__, "--run", key[1], str(folder / key[0])]
                    found = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
                    best[key] = min(best.get(key, found), found, key=lambda one: float(one["cpu"]))
            for (source, reader), one in best.items():
                assert one["items"] == count, (source, reader, one)  # noqa: S101 - a benchmark that reads less is none
                print(
                    f"{source:<12} {reader:<14} {count:>7} {count / one['wall']:>9.0f} "
                    f"{one['cpu'] / count * 1e6:>12.0f} {one['mb']:>8.0f} {one['mb_before']:>16.0f}"
                )


if __name__ == "__main__":
    main()
