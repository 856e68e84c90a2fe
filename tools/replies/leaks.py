"""What must not leave with a reply: personal data, internal numbers, words of other customers, links."""

import html
import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

from retrieval.understanding.privacy.policy import Policy
from retrieval.understanding.privacy.redaction import Redactor
from retrieval.understanding.privacy.spans import PLACEHOLDER, Span
from retrieval.understanding.topics.taxonomy import load_taxonomy
from retrieval.words import fold
from tools.replies.brief import Brief
from tools.replies.placeholders import PLACE
from tools.replies.sentences import bare, longest_shared, sentences
from tools.replies.wordlists import rules

__all__ = ["foreign_links", "internal_numbers", "other_customers", "personal_data"]

WORDS, CHARACTERS = 8, 16
"""From so many words, or Chinese characters, in a row a text of another customer is quoted."""

_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}:)?//[^\s<>\"'）)】」》，。；]+"
    r"|\b(?:javascript|data|vbscript|file|tel|sms|mailto|intent):[^\s<>\"'）)】」]+"
    r"|(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\.)+"
    r"(?:com|cn|net|org|io|co|uk|info|biz|app|me|top|xyz|shop|site|online|vip|club|gov|edu|de|fr|jp|hk|tw|ly|gl|to|tv|cc|us|eu|ru|in|ai|dev|link|live|pro|store|tech|work)"
    r"(?![\w-])(?::\d+)?(?:/[^\s<>\"'）)】」》，。；]*)?",
    re.I,
)
_MARKUP = re.compile(r"<\s*(?:a|img|script|iframe|form|link|svg|object|embed)\b[^>]*>|!\[[^\]]*\]", re.I)
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@]*@)?([^/:?#]+)", re.I)
_PASSAGE = re.compile(r"\b[\w./-]+\.(?:md|markdown)(?:#[\w-]*)?", re.I)


def personal_data(text: str, brief: Brief) -> Iterator[tuple[str, Span | None]]:
    """(the words, where and of which kind); kind None for what redaction left, which no customer understands.

    What the company's own knowledge says, such as its service line, is nobody's personal data.
    """
    for match in PLACEHOLDER.finditer(text):
        yield match[0], None
    plain = PLACE.sub(lambda match: " " * len(match[0]), text)
    public = [bare(f"{each.heading} {each.text}") for each in brief.knowledge]
    for span in Redactor(Policy()).redact_all([plain])[0].found:
        words = text[span.start : span.end].strip()
        if bare(words) and not any(bare(words) in each for each in public) and _counts(span, words, brief):
            yield words, span


def internal_numbers(text: str, brief: Brief) -> Iterator[str]:
    """Ids of records, passages and tickets, and names of topics; the ticket's own number may be told."""
    names = {brief.record, *brief.records, *(each.id for each in (*brief.knowledge, *brief.cases))}
    for name in sorted({*filter(None, names)}, key=len, reverse=True):
        telling = (len(name) >= 4 and re.search(r"\d", name)) or "#" in name
        if telling and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
            yield name
    if match := _PASSAGE.search(text):
        yield match[0]
    for match in re.finditer(r"(?<![\w-])T-(\d+)(?![\w-])", text):
        if brief.ticket is None or str(brief.ticket.id) != match[1]:
            yield match[0]
    for match in re.finditer(r"(?<![a-z_.@/-])[a-z_]+\.[a-z_]+(?![a-z_@/])", text):
        if match[0] in load_taxonomy().ids:
            yield match[0]


def other_customers(text: str, brief: Brief) -> Iterator[tuple[str, str]]:
    """(the words, the record they are from) of runs that only another customer has written, or was told.

    What another customer was told may be said again where it holds for everybody, not where it tells of their
    own case.
    """
    own = [bare(each) for each in (brief.message, brief.note, *(each.text for each in brief.knowledge))]
    for case in brief.cases:
        shared = longest_shared(text, case.asked, WORDS, CHARACTERS)
        if shared and not any(bare(shared) in each for each in own):
            yield shared, case.id
        for sentence in sentences(text):
            told = longest_shared(sentence, case.text, WORDS, CHARACTERS)
            particular = rules("leaks")["particular"].search(sentence)
            if told and particular and not any(bare(told) in each for each in own):
                yield told, case.id


def foreign_links(text: str, brief: Brief, hosts: Collection[str]) -> Iterator[str]:
    """Links, and markup that loads or links, to hosts that neither the settings nor the knowledge have."""
    plain = fold(unquote(html.unescape(text)))
    known = {_host(each) for source in brief.knowledge for each in _links(source.text)}
    allowed = {each.lower().removeprefix("www.") for each in (*hosts, *known) if each}
    for match in _MARKUP.finditer(plain):
        yield match[0]
    for link in _links(plain):
        host = _host(link)
        if not any(host == each or host.endswith(f".{each}") for each in allowed):
            yield link


def _links(text: str) -> list[str]:
    return [match[0].rstrip(".,;:!?") for match in _LINK.finditer(text)]


def _host(link: str) -> str:
    match = _HOST.match(link)
    return match[1].lower().removeprefix("www.") if match else ""


def _counts(span: Span, words: str, brief: Brief) -> bool:
    """Names are only known by the words around them: those the message has too are places or products."""
    if span.kind not in ("name", "address", "url"):
        return True
    if span.kind == "url":
        return False  # links have a check of their own
    return span.confidence >= 0.7 and bare(words) not in bare(f"{brief.product or ''}")
