"""`python -m evals run`: asks every question of every suite and judges the answers.

Exit status: 0 when every suite is as good as its baseline, 1 when one is not.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from evals import baseline
from evals.cases import Case
from evals.command import ask_all, import_file
from evals.gold import evaluate, load
from evals.report import Judged, failures, score_table, totals
from evals.scoring import Score, judge
from evals.suites import SUITES, Suite

__all__ = ["main"]


def main() -> int:
    options = _options()
    below: list[str] = []
    for suite in SUITES:
        if options.suite and suite.name not in options.suite:
            continue
        missing = [file for file in _files(suite) if not suite.path(file).exists()]
        if missing:
            print(f"{suite.name}: left out, {suite.path(missing[0])} is not there\n")
            continue
        judged = run_suite(suite)
        print(score_table(judged), end="\n\n")
        if wrong := failures(judged, options.show_held):
            print(wrong, end="\n\n")
        if options.accept:
            baseline.accept(suite.name, totals(judged))
        below += baseline.below(suite.name, totals(judged))
    print("\n".join(below) or "as good as accepted, or better")
    return 1 if below else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals")
    run = parser.add_subparsers(required=True).add_parser("run", help="ask every question, judge the answers")
    run.add_argument("--suite", action="append", choices=[suite.name for suite in SUITES])
    run.add_argument("--show-held", action="store_true", help="list wrong answers to held-back questions too")
    run.add_argument("--accept", action="store_true", help="make what is reached now the baseline")
    return parser.parse_args()


def run_suite(suite: Suite) -> list[Judged]:
    """Imports each file into a data home of its own, asks, and judges."""
    judged = []
    with tempfile.TemporaryDirectory() as folder:
        for file in _files(suite):
            cases = [case for case in suite.cases() if case.file == file]
            judged += _judge_file(suite.path(file), Path(folder) / file, cases)
    return judged


def _files(suite: Suite) -> list[str]:
    return list(dict.fromkeys(case.file for case in suite.cases()))


def _judge_file(path: Path, home: Path, cases: list[Case]) -> list[Judged]:
    home.mkdir()
    started = time.monotonic()
    import_file(home, path)
    imported = time.monotonic()
    answers = ask_all(home, cases)
    asked = time.monotonic() - imported
    print(f"{path.name}: imported in {imported - started:.1f} s, {len(cases)} asked in {asked:.1f} s")
    frame = load(path)
    judged = []
    for case in cases:
        answer = answers.get(case.id)
        if answer is None or "error" in answer:
            score = Score(False, "no answer" if answer is None else "an error")
        else:
            score = judge(case, evaluate(case.gold, frame) if case.gold else None, answer)
        judged.append(Judged(case, answer, score))
    return judged


if __name__ == "__main__":
    sys.exit(main())
