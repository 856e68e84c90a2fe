"""`python -m evals.peers`: our assistant beside plain retrieval and LangChain's SQL agent, with one model.

Asks what is not answered yet, then prints the table. Without --model-url only the offline model is asked.
"""

import argparse
from pathlib import Path

from evals.peers.asking import SYSTEMS, Bench, path_of
from evals.peers.comparing import comparison, wrong_answers
from evals.peers.questions import CHOSEN, candidates, choose, chosen
from evals.peers.systems import Endpoint

CACHE = Path("~/.cache/feedback-assistant-evals/peers")

__all__ = ["main"]


def main() -> None:
    options = _options()
    cache = options.cache.expanduser()
    if options.choose:
        CHOSEN.write_text("".join(f"{case.id}\n" for case in choose(candidates("held"))), encoding="utf-8")
    cases = choose(candidates("dev"), options.dev // 2) if options.dev else chosen()
    out = options.out or cache / ("dev" if options.dev else "answers")
    url = options.model_url
    endpoint = Endpoint(url, options.model_name, seconds=options.patience) if url else None
    bench = Bench(out, cache, endpoint)
    for system in options.system or (SYSTEMS if endpoint else SYSTEMS[:1]):
        if options.again:
            path_of(out, system).unlink(missing_ok=True)
        bench.ask(system, cases[: options.first])
    print(comparison(out, cases[: options.first], bench, options.seconds))
    if options.dev and options.show:
        print(wrong_answers(out, cases[: options.first], bench, options.seconds))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.peers")
    parser.add_argument("--model-url", help="base URL of an OpenAI-compatible endpoint")
    parser.add_argument("--model-name", default="local", help="what the endpoint calls its model")
    parser.add_argument("--system", action="append", choices=SYSTEMS, help="only this one")
    parser.add_argument("--seconds", type=float, default=300, help="an answer that took longer is wrong")
    parser.add_argument("--patience", type=float, default=300, help="seconds one request may take")
    parser.add_argument("--again", action="store_true", help="forget what these systems answered before")
    parser.add_argument("--first", type=int, metavar="N", help="only the first questions")
    parser.add_argument("--dev", type=int, default=0, metavar="N", help="ask N questions of the other part")
    parser.add_argument("--show", action="store_true", help="show the answers to them, with the verdicts")
    parser.add_argument("--out", type=Path, help="where answers are kept")
    parser.add_argument("--cache", type=Path, default=CACHE, help="where files and data homes are kept")
    parser.add_argument("--choose", action="store_true", help="write the list of questions anew")
    return parser.parse_args()


if __name__ == "__main__":
    main()
