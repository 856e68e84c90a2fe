"""`python -m evals`: run, split.

Exit status: 0 when all is as good as accepted, 1 when it is not, 2 when a command cannot be carried out.
"""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from evals.cases import SPLITS, BadCase
from evals.cases.splitting import split
from evals.command import OFFLINE, CommandFailed, Model
from evals.gold import BadGold
from evals.records import OtherRun, RunFile
from evals.report import score_table
from evals.running import Plan, header_of, perform
from evals.suites import SUITES, suite_named

__all__ = ["main"]


def main() -> int:
    options = _options()
    try:
        status: int = options.command(options)
    except (BadCase, BadGold, CommandFailed, OtherRun) as error:
        print(error, file=sys.stderr)
        return 2
    return status


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals")
    commands = parser.add_subparsers(required=True)
    _run_options(commands.add_parser("run", help="ask every question, judge the answers"))
    part = commands.add_parser("split", help="add written questions to a suite, a quarter of them held back")
    part.add_argument("files", nargs="+", type=Path, metavar="FILE")
    part.add_argument("--suite", required=True, choices=[suite.name for suite in SUITES])
    part.set_defaults(command=_split)
    return parser.parse_args()


def _run_options(run: argparse.ArgumentParser) -> None:
    run.add_argument("--suite", action="append", choices=[suite.name for suite in SUITES])
    run.add_argument("--split", action="append", choices=SPLITS)
    run.add_argument("--file", action="append", default=[], help="only questions to this file")
    run.add_argument("--case", action="append", default=[], metavar="ID", help="only this conversation")
    run.add_argument("--limit", type=int, metavar="N", help="at most so many conversations of each file")
    run.add_argument(
        "--model", default="offline", help="offline, or the URL of an OpenAI-compatible endpoint"
    )
    run.add_argument("--model-name", metavar="NAME", help="what the endpoint calls its model")
    run.add_argument("--k", type=int, default=1, help="how often every phrasing is asked")
    run.add_argument("--homes", type=Path, metavar="FOLDER", help="keep imported files there, use them again")
    run.add_argument(
        "--out", type=Path, metavar="FILE", help="the run's file; one that is there is gone on with"
    )
    run.add_argument("--jobs", type=int, help="processes that ask at once (all cores; 1 with an endpoint)")
    run.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        plan = _plan(options, options.homes or scratch / "homes")
        with RunFile(options.out or scratch / "run.jsonl", header_of(plan)) as file:
            run = perform(plan, file)
    print(score_table(run.records))
    return 0


def _plan(options: argparse.Namespace, homes: Path) -> Plan:
    offline = options.model == "offline"
    if not offline and not options.model_name:
        raise CommandFailed("--model URL needs --model-name: what the endpoint calls its model")
    return Plan(
        homes=homes.resolve(),
        suites=tuple(map(suite_named, options.suite)) if options.suite else SUITES,
        splits=tuple(options.split or SPLITS),
        files=tuple(options.file),
        cases=tuple(options.case),
        model=OFFLINE if offline else Model(options.model_name, options.model),
        k=options.k,
        limit=options.limit,
        jobs=options.jobs or (os.cpu_count() or 1 if offline else 1),
    )


def _split(options: argparse.Namespace) -> int:
    counts = split(options.files, options.suite)
    print(", ".join(f"{count} {part}" for part, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
