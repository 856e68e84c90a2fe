"""`python -m evals`: run, compare, report, split, wording. How to: docs/evals.md.

Exit status: 0 when all is as good as accepted, 1 when it is not, 2 when a command cannot be carried out.
"""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from evals import baseline
from evals.cases import SPLITS, BadCase
from evals.cases.checking import gold_faults
from evals.cases.splitting import split, written
from evals.command import OFFLINE, CommandFailed, Model
from evals.comparing import comparison, pairs, verdicts
from evals.gate import faults
from evals.gold import BadGold
from evals.pages import html_page, markdown_page
from evals.records import OtherRun, RunFile, read_run
from evals.running import Plan, header_of, perform
from evals.suites import SUITES, suite_named
from evals.summary import share_table, suites_of, summary_table

__all__ = ["main"]

NAMES = [suite.name for suite in SUITES]


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
    compare = commands.add_parser("compare", help="two runs side by side, question by question")
    compare.add_argument("before", type=Path, metavar="A")
    compare.add_argument("after", type=Path, metavar="B")
    compare.set_defaults(command=_compare)
    report = commands.add_parser("report", help="a run as a page, with its wrong answers")
    report.add_argument("run", type=Path, metavar="RUN")
    report.add_argument("--html", type=Path, metavar="FILE")
    report.add_argument("--markdown", type=Path, metavar="FILE", help="printed when no file is named")
    report.add_argument("--show-held", action="store_true", help="wrong answers to held-back questions too")
    report.set_defaults(command=_report)
    part = commands.add_parser("split", help="add written questions to a suite, a quarter of them held back")
    part.add_argument("files", nargs="+", type=Path, metavar="FILE")
    part.add_argument("--suite", required=True, choices=NAMES)
    part.set_defaults(command=_split)
    wording = commands.add_parser("wording", help="have a model judge how answers are worded, never facts")
    wording.add_argument("run", type=Path, metavar="RUN")
    wording.add_argument("--model", required=True, metavar="URL")
    wording.add_argument("--model-name", required=True, metavar="NAME")
    wording.add_argument(
        "--limit", type=int, default=40, metavar="N", help="so many answers, drawn at random"
    )
    wording.set_defaults(command=_wording)
    return parser.parse_args()


def _run_options(run: argparse.ArgumentParser) -> None:
    run.add_argument("--suite", action="append", choices=NAMES)
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
    run.add_argument("--accept", action="store_true", help="make what is reached now the baseline")
    run.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        plan = _plan(options, options.homes or scratch / "homes")
        if options.accept and not (plan.whole and plan.model == OFFLINE):
            raise CommandFailed("--accept is for the offline model and whole suites")
        with RunFile(options.out or scratch / "run.jsonl", header_of(plan)) as file:
            run = perform(plan, file)
    print(f"\n{summary_table(run)}\n\n{share_table(run)}\n")
    if options.accept:
        for suite in suites_of(run):
            baseline.accept(suite, (record for record in run.records if record.suite == suite))
    found = faults(run, plan)
    print("\n".join(found) or "as good as accepted, or better")
    return 1 if found else 0


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


def _compare(options: argparse.Namespace) -> int:
    before, after = read_run(options.before), read_run(options.after)
    print(comparison(before.records, after.records))
    offline = after.header.model == "offline"
    return int(pairs(verdicts(before.records), verdicts(after.records)).worse(offline))


def _report(options: argparse.Namespace) -> int:
    run = read_run(options.run)
    if options.html:
        options.html.write_text(html_page(run, options.show_held), encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(markdown_page(run, options.show_held), encoding="utf-8")
    if not (options.html or options.markdown):
        print(markdown_page(run, options.show_held))
    return 0


def _split(options: argparse.Namespace) -> int:
    cases = [case for case, _ in written(options.files, options.suite)]
    with tempfile.TemporaryDirectory() as scratch:
        files = suite_named(options.suite).files(Path(scratch))
        wrong = list(gold_faults(cases, files)) if files else []
    if wrong:
        raise BadGold("\n".join(wrong))
    counts = split(options.files, options.suite)
    print(", ".join(f"{count} {part}" for part, count in counts.items()))
    return 0


def _wording(options: argparse.Namespace) -> int:
    from evals.scorers.wording import judge_wording

    run = read_run(options.run)
    print(judge_wording(run.records, Model(options.model_name, options.model), options.limit))
    return 0


if __name__ == "__main__":
    sys.exit(main())
