"""A report on themes as a request asks for it, and how far it has come, as a stream."""

import json
import threading
from collections.abc import Callable, Generator
from queue import SimpleQueue
from typing import Any

from api.schemas.themes import ReportPublic, ThemeQuery
from api.serving import Serving
from assistant.segments import day_of, read_period, read_segment
from prompts import Language, error_text
from retrieval.errors import FeedbackError
from tools.themes.report import Report
from tools.themes.request import ThemeRequest
from tools.themes.showing.words import Words

__all__ = ["asked", "progress", "report_of", "words_of"]

Step = Callable[[str, float], None]


def asked(query: ThemeQuery, serving: Serving, language: Language, now: int) -> ThemeRequest:
    """The request of an address. Raises BadQuery for a segment or period that cannot be read."""
    catalog = serving.assistant.context.catalog()
    plain = query.model_dump(include={"about", "level", "order", "limit", "across", "within", "muted"})
    return ThemeRequest(
        filters=read_segment(query.segment, catalog),
        period=read_period(query.period, catalog, day_of(now, catalog)),
        themes=tuple(query.theme),
        language=query.language or language,
        **plain,
    )


def report_of(
    serving: Serving, request: ThemeRequest, language: Language, now: int, step: Step | None = None
) -> Report:
    """The report, in the language asked for, else in the caller's. Raises BadQuery."""
    from tools.themes.run import theme_report  # numpy and what finds themes: only when asked for

    spoken = request if request.language else request.model_copy(update={"language": language})
    return theme_report(serving.assistant.context, spoken, now, step)


def words_of(serving: Serving, language: Language) -> Words:
    """What this data calls its fields and values."""
    return Words(language, serving.assistant.context.catalog())


def progress(
    serving: Serving, query: ThemeQuery, language: Language, now: int
) -> Generator[bytes, None, None]:
    """Events: any number of `progress` ({step, done}), then `report`, or `error` ({code, message}).

    Whoever goes away stops nothing: the themes that are being found are kept for the next who asks.
    """
    told: SimpleQueue[tuple[str, dict[str, Any]]] = SimpleQueue()

    def work() -> None:
        try:
            request = asked(query, serving, language, now)
            found = report_of(serving, request, language, now, _telling(told))
            words = words_of(serving, request.language or language)
            told.put(("report", ReportPublic.of(found, words).model_dump(mode="json")))
        except FeedbackError as error:
            sentence = error_text(error.code, language, error.details)
            told.put(("error", {"code": error.code, "message": sentence}))
        except Exception:
            told.put(
                ("error", {"code": "internal_error", "message": error_text("internal_error", language, {})})
            )
            raise

    threading.Thread(target=work, name="themes", daemon=True).start()
    while True:
        name, data = told.get()
        yield f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
        if name != "progress":
            return


def _telling(told: "SimpleQueue[tuple[str, dict[str, Any]]]") -> Step:
    return lambda step, done: told.put(("progress", {"step": step, "done": round(done, 3)}))
