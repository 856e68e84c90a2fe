"""A language model's opinion on records whose labels are unsure: optional, bounded in cost, always checked.

Texts are sent as JSON strings under random ids, so that no text can name another record or pretend to be one.
Whatever comes back counts only where it gives an allowed value to an id that was asked about, once.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from prompts import Language, prompt
from retrieval.errors import ModelUnavailable

if TYPE_CHECKING:
    from openai import OpenAI

__all__ = ["Choice", "Doubt", "Endpoint", "Limits", "Opinion", "SecondOpinion"]

RECORDS = 10
"""Records of a call."""

MOST_CHARACTERS = 1_000
"""Of a text; what people want is said before."""

WORDS_OF_RECORD, WORDS_OF_CALL = 60, 100
"""Tokens left for the answer."""

MOST_ANSWERED = 20_000
"""Characters of an answer that are read."""

UNREADABLE = 3
"""Calls in a row without one usable answer, after which asking on would only cost."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A label that is asked for. several: any number of values, as with topics. meanings: of the values."""

    name: str
    values: tuple[str, ...]
    several: bool = False
    meanings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A record that is unsure. text: redacted. labels: what it has now, by the name of the choice."""

    seq: int
    text: str
    labels: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Opinion:
    """labels: allowed values by the name of the choice; empty when the model said nothing usable."""

    seq: int
    labels: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An OpenAI-compatible chat endpoint. timeout: seconds a call may take."""

    model: str
    url: str
    key: str = ""
    timeout: float = 180.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be spent; None for no limit. tokens: sent and received."""

    calls: int | None = None
    tokens: int | None = None


class SecondOpinion:
    """Asks in batches until the records or the limits run out.

    calls, tokens: spent so far. asked, answered: records. left: records that a limit kept from being asked.
    """

    def __init__(
        self, endpoint: Endpoint, choices: Sequence[Choice], limits: Limits, language: Language = "en"
    ) -> None:
        self.calls = self.tokens = self.asked = self.answered = self.left = 0
        self._endpoint, self._choices, self._limits = endpoint, tuple(choices), limits
        self._instructions = prompt("second_opinion", language, **_described(self._choices))
        self._structured = True
        self._unreadable = 0
        self._connected: OpenAI | None = None

    def opinions(self, doubts: Iterable[Doubt]) -> Iterator[list[Opinion]]:
        """One list a call, with an opinion for each of its records, to be committed before the next call.

        Raises ModelUnavailable when the endpoint fails, or three times says nothing usable; what was given
        before stands.
        """
        waiting = iter(doubts)
        while batch := list(islice(waiting, RECORDS)):
            sent = _as_json(batch)
            most = WORDS_OF_CALL + WORDS_OF_RECORD * len(batch)
            if not self._affords(_tokens(self._instructions) + _tokens(sent.body) + most):
                self.left = len(batch) + sum(1 for _ in waiting)
                return
            found = self._ask(sent, most)
            self.asked += len(batch)
            self.answered += len(found)
            self._unreadable = 0 if found else self._unreadable + 1
            yield [Opinion(each.seq, found.get(name, {})) for name, each in sent.names.items()]
            if self._unreadable == UNREADABLE:
                raise self._unavailable(f"{UNREADABLE} answers in a row could not be used")

    def _affords(self, tokens: int) -> bool:
        limits = self._limits
        if limits.calls is not None and self.calls >= limits.calls:
            return False
        return limits.tokens is None or self.tokens + tokens <= limits.tokens

    def _ask(self, sent: "_Sent", most: int) -> dict[str, dict[str, tuple[str, ...]]]:
        import openai

        try:
            answer = self._request(sent, most)
        except (openai.OpenAIError, ValueError) as error:
            raise self._unavailable(" ".join(str(error).split())[:200] or type(error).__name__) from error
        self.calls += 1
        content = _content(answer)
        used = getattr(getattr(answer, "usage", None), "total_tokens", None)
        self.tokens += used or _tokens(self._instructions) + _tokens(sent.body) + _tokens(content)
        return _checked(_json_in(content), sent.names, self._choices)

    def _request(self, sent: "_Sent", most: int) -> object:
        """With a schema where the endpoint takes one; those that do not are asked for JSON in words."""
        import openai

        if self._structured:
            try:
                return self._complete(sent, most, response_format=_schema(sent.names, self._choices))
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                self._structured = False
        return self._complete(sent, most)

    def _complete(self, sent: "_Sent", most: int, **options: Any) -> object:
        return self._client().chat.completions.create(
            model=self._endpoint.model,
            messages=[
                {"role": "system", "content": self._instructions},
                {"role": "user", "content": sent.body},
            ],
            temperature=0,
            max_completion_tokens=most,
            **options,
        )

    def _client(self) -> "OpenAI":
        if self._connected is None:
            from openai import OpenAI

            endpoint = self._endpoint
            self._connected = OpenAI(
                base_url=endpoint.url,
                api_key=endpoint.key or "none",
                timeout=endpoint.timeout,
                max_retries=1,
            )
        return self._connected

    def _unavailable(self, why: str) -> ModelUnavailable:
        return ModelUnavailable(
            "second_opinion_failed",
            model=self._endpoint.model,
            url=self._endpoint.url,
            why=why,
            asked=self.asked,
        )


@dataclass(frozen=True, slots=True)
class _Sent:
    """names: which record goes by which id in `body`."""

    names: dict[str, Doubt]
    body: str


def _as_json(batch: Sequence[Doubt]) -> _Sent:
    names: dict[str, Doubt] = {}
    for each in batch:
        name = secrets.token_hex(4)
        while name in names:
            name = secrets.token_hex(4)
        names[name] = each
    records = [
        {
            "id": name,
            "text": each.text[:MOST_CHARACTERS],
            "labels": {k: list(v) for k, v in each.labels.items()},
        }
        for name, each in names.items()
    ]
    return _Sent(names, json.dumps({"records": records}, ensure_ascii=False).replace("\0", " "))


def _described(choices: Sequence[Choice]) -> dict[str, str]:
    """The choices as the prompt's variables: what there is to choose from, and the form of an answer."""
    lines = []
    for each in choices:
        lines.append(f"- {each.name}{'[]' if each.several else ''}: {' | '.join(each.values)}")
        lines += [f"  - {value}: {each.meanings[value]}" for value in each.values if each.meanings.get(value)]
    example = json.dumps({each.name: ["..."] if each.several else "..." for each in choices})
    return {"fields": "\n".join(lines), "example": example[1:-1]}


def _schema(names: Iterable[str], choices: Sequence[Choice]) -> dict[str, Any]:
    properties: dict[str, Any] = {"id": {"type": "string", "enum": list(names)}}
    for each in choices:
        value = {"type": "string", "enum": list(each.values)}
        properties[each.name] = {"type": "array", "items": value} if each.several else value
    record = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    schema = {
        "type": "object",
        "properties": {"records": {"type": "array", "items": record}},
        "required": ["records"],
        "additionalProperties": False,
    }
    return {"type": "json_schema", "json_schema": {"name": "labels", "strict": True, "schema": schema}}


def _content(answer: object) -> str:
    """The words of an answer, whatever the endpoint sent; at most MOST_ANSWERED characters."""
    choices = getattr(answer, "choices", None) or [None]
    content = getattr(getattr(choices[0], "message", None), "content", None)
    return content[:MOST_ANSWERED] if isinstance(content, str) else ""


def _json_in(content: str) -> object:
    """The first JSON object of a text that has records; None when there is none."""
    decoder = json.JSONDecoder()
    at = content.find("{")
    while at >= 0:
        try:
            found, _ = decoder.raw_decode(content, at)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict) and "records" in found:
            return found
        at = content.find("{", at + 1)
    return None


def _checked(
    answer: object, names: Iterable[str], choices: Sequence[Choice]
) -> dict[str, dict[str, tuple[str, ...]]]:
    """What of an answer counts, by id: allowed values for ids that were asked about and are answered once."""
    records = answer.get("records") if isinstance(answer, dict) else None
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for each in records if isinstance(records, list) else ():
        if isinstance(each, dict) and isinstance(each.get("id"), str) and each["id"] in found:
            found[each["id"]].append(each)
    labels = {name: _allowed(said[0], choices) for name, said in found.items() if len(said) == 1}
    return {name: each for name, each in labels.items() if each}


def _allowed(said: Mapping[str, Any], choices: Sequence[Choice]) -> dict[str, tuple[str, ...]]:
    """The values of a record that are allowed; of a list with one that is not, nothing."""
    labels = {}
    for each in choices:
        value = said.get(each.name)
        values = value if each.several and isinstance(value, list) else [value]
        if all(isinstance(one, str) and one in each.values for one in values):
            labels[each.name] = tuple(dict.fromkeys(values))
    return labels


def _tokens(text: str) -> int:
    """About how many tokens: one for each Chinese character, one for three of the others, rounded up."""
    wide = sum(each > "⺀" for each in text)
    return wide + (len(text) - wide) // 3 + 1
