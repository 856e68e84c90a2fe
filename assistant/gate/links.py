"""Links and images of an answer: those to hosts that are not allowed are taken out, their text stays.

Read as a browser would, and as a careless one: Markdown, HTML, bare addresses, script and data addresses,
and all of them written with entities, percent signs, full width, look-alike letters or invisible characters.
"""

import html
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

__all__ = ["Link", "find_links", "host_of", "without_links"]

ROUNDS = 6
"""Taking a link out may leave another; this often is looked again."""

_ALIKE = {
    ord(odd): plain
    for odd, plain in zip(
        "аеорсухіјһԁɡѕԛԝмнктΑΒΕΗΙΚΜΝΟΡΤΧονρτ∕⁄⧸：﹕꞉ː։․。",
        "aeopcyxijhdgsqwmhktABEHIKMNOPTXovpt///::::::..",
        strict=False,
    )
}
_ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,7}|[A-Za-z]{2,12});?")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_DISGUISED = (
    r"\x00-\x09\x0b-\x1f\x7f-\u02ff\u0300-\u06ff\u1100-\u11ff\u180e\u1d00-\u2012\u2020-\u2025\u2027-\u2bff"
    r"\ufe00-\ufe6f\uff0e-\uff19\uff1c-\uff1e\uff20-\uffef\ua400-\uabff\U00010000-\U0001f000\U000e0000-\U000e0fff"
)
_ODD = re.compile(  # one set of characters first: it is searched for many times as fast as several patterns
    rf"[&%\uff1a{_DISGUISED}](?:(?<=&)[#A-Za-z]|(?<=%)[0-9a-fA-F]{{2}}"
    rf"|(?<=[A-Za-z\uff21-\uff5a]\uff1a)|(?<=[{_DISGUISED}]))"
)
"""What may be a disguise: entities, percent signs, invisible characters, look-alikes."""

_QUICK = re.compile(r":|//|\\\\|www|<|\]|\.[A-Za-z]", re.IGNORECASE)

_ADDRESS = r"[^\s<>\"'`“”‘’「」『』（）【】，。；！？|\u4e00-\u9fff]"
_BARE = re.compile(
    rf"[a-z0-9+.-]{{0,20}}:\s?[/\\]{{2}}{_ADDRESS}+|(?<![A-Za-z0-9+.-])(?:"
    rf"(?:java\s*script|vb\s*script|live\s*script|mocha|about|blob|filesystem|view-source|ms-[a-z]+|intent|sms|tel|mailto|xmpp|magnet|skype|whatsapp|tg|weixin|alipays)\s?:(?=\S){_ADDRESS}+"
    rf"|data\s?:(?=[a-z]*/|;|,){_ADDRESS}+"
    rf"|file:{_ADDRESS}+"
    rf"|www\d?\.[a-z0-9-]+\.{_ADDRESS}+"
    rf"|(?<![:/\w.])//(?=[a-z0-9-]+\.[a-z]|\[|:){_ADDRESS}+"
    rf"|(?:[a-z0-9_-]+\.)+[a-z]{{2,24}}(?::\d{{2,5}})?[/?#](?=[^\s/]){_ADDRESS}+)",
    re.IGNORECASE,
)
_MAY_BE_BARE = re.compile(
    r"[/\\:.wW](?:(?<=[/\\])[/\\]|(?<=\w:)\S|(?<=\w\s:)\S|(?<=[wW])[wW]{2}"
    r"|(?<=\.)[A-Za-z\u0130\u0131\u017f\u212a]{2,24}(?::\d{2,5})?[/?#])"
)
"""Without one of these a text has no bare address."""

_INLINE = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\]){0,300})\]\((?P<url>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)(?:\)|$)"
)
_REFERENCE = re.compile(r"^[ \t]{0,3}\[(?P<name>[^\[\]\n]{1,80})\]:[ \t]*(?P<url>\S*)[^\n]*", re.MULTILINE)
_BRACKETED = re.compile(r"(?P<image>!)\[(?P<text>[^\[\]\n]{0,300})\](?:\[(?P<name>[^\[\]\n]{0,80})\])?")
_REFERRING = re.compile(
    r"(?<!!)\[(?P<text>[^\[\]\n]*(?:[ \t][^\[\]\n]*|(?<![\w-])[^\W\d]+))\]"
    r"\[(?![rR]\d{1,4}\])[^\[\]\n]{1,80}\]"
)
"""[words][name]: words, so that two ids beside each other, [r1][r2] or [A-1][A-2], are none."""
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-z!?][a-z0-9:-]*)(?P<rest>[^<>]*)(?:>|(?=<)|\Z)", re.IGNORECASE)
_HARMLESS = frozenset(
    ("br", "b", "i", "em", "strong", "sub", "sup", "u", "s", "p", "ul", "ol", "li", "code", "pre", "hr")
)
_MARKUP = frozenset(
    (
        "a", "abbr", "applet", "area", "audio", "base", "body", "button", "canvas", "div", "embed",
        "form", "frame", "frameset", "head", "html", "iframe", "image", "img", "input", "isindex",
        "link", "marquee", "math", "meta", "object", "param", "portal", "script", "source", "span",
        "style", "svg", "table", "td", "template", "track", "use", "video", "xml", "!--", "!doctype",
        "details", "dialog", "bgsound", "picture", "slot", "textarea", "title",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """What is taken out: its span, and the text that stays. host: where it leads, "" when that is no host."""

    start: int
    end: int
    text: str
    host: str


def find_links(text: str, allowed: Collection[str] = ()) -> list[Link]:
    """Every link and image that leads elsewhere than to an allowed host, in order, without overlaps."""
    if not _ODD.search(text) and not _QUICK.search(text):
        return []
    seen, places = _seen(text)
    if not _QUICK.search(seen):
        return []
    found: list[Link] = []
    for link in _candidates(seen):
        start, end = _place(places, link, len(text))
        disguised = text[start:end] != seen[link.start : link.end]
        allows = not disguised and link.host in allowed and bool(link.host)
        if not allows and not any(link.start < each.end and each.start < link.end for each in found):
            found.append(link)
    found.sort(key=lambda each: each.start)
    return [Link(*_place(places, each, len(text)), each.text, each.host) for each in found]


def without_links(text: str, allowed: Collection[str], mark: str) -> tuple[str, list[Link]]:
    """The text with `mark` in place of each such link, after the words it stood on."""
    taken: list[Link] = []
    for _ in range(ROUNDS):
        links = find_links(text, allowed)
        if not links:
            break
        taken += links
        for link in reversed(links):
            words = link.text.strip()
            text = f"{text[: link.start]}{words}{' ' if words else ''}{mark}{text[link.end :]}"
    else:
        text = re.sub(r"[:/\\<>]{1,2}(?=\S)", " ", text)  # whoever nests this deep means no good
    return text, taken


def host_of(url: str) -> str:
    """The host an address leads to, in ASCII; "" for one that is not on the web or hides it."""
    plain = _unhidden(url).strip().strip("<>").split(maxsplit=1)
    if not plain or "\\" in plain[0]:
        return ""
    address = plain[0] if "://" in plain[0] else f"https://{plain[0].removeprefix('//')}"
    try:
        parts = urlsplit(address)
        host, user = parts.hostname or "", parts.username
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or user is not None or not host:
        return ""
    try:
        host = host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError:
        return ""
    return f"{host.lower().rstrip('.')}{f':{port}' if port not in (None, 80, 443) else ''}"


def _candidates(seen: str) -> list[Link]:
    """Whatever may be a link; a pattern is only tried where the signs are that it cannot do without."""
    found = _tags(seen) if "<" in seen else []
    if "[" in seen:
        found += _bracketed(seen)
    if _MAY_BE_BARE.search(seen):
        for match in _BARE.finditer(seen):
            end = match.start() + len(match[0].rstrip(".,;:!?*_~)]}"))
            host = host_of(seen[match.start() : end])
            found.append(Link(match.start(), max(end, match.start() + 1), "", host))
    return sorted(found, key=lambda each: (each.start, -each.end))


def _bracketed(seen: str) -> list[Link]:
    found: list[Link] = []
    for match in _INLINE.finditer(seen) if "](" in seen else ():
        found.append(Link(*match.span(), match["text"], _markdown_host(match["url"])))
    for match in _REFERENCE.finditer(seen) if "]:" in seen else ():
        if re.search(r"[/.:#]", match["url"]) and not match["name"].startswith("^"):
            found.append(Link(*match.span(), "", _markdown_host(match["url"])))
    for match in _REFERRING.finditer(seen) if "][" in seen else ():
        found.append(Link(*match.span(), match["text"], ""))
    for match in _BRACKETED.finditer(seen) if "![" in seen else ():
        found.append(Link(*match.span(), match["text"], ""))
    return found


def _tags(seen: str) -> list[Link]:
    found: list[Link] = []
    for match in _TAG.finditer(seen):
        name, rest = match["name"].lower(), match["rest"]
        if "://" in match[0] or "@" in match[0]:  # an autolink, or a tag with an address
            urls = re.findall(r"[a-z]+://[^\s\"'<>]+", match[0], re.IGNORECASE)
            host = (
                host_of(urls[0])
                if (len(urls) == 1 and not rest.strip(" /")) or (urls and name.startswith("http"))
                else ""
            )
            found.append(Link(*match.span(), "", host if name.startswith("http") else ""))
        elif (
            name in _MARKUP
            or name.startswith("!")
            or "=" in rest
            or ":" in name
            or (name in _HARMLESS and rest.strip(" /"))
        ):
            found.append(Link(*match.span(), "", ""))
    return found


def _markdown_host(url: str) -> str:
    address = url.strip().split(maxsplit=1)
    return host_of(address[0]) if address and re.match(r"<?(?:https?:)?//", address[0], re.IGNORECASE) else ""


def _seen(text: str) -> tuple[str, list[int] | None]:
    """The text as a browser decodes it, and where each of its characters stands in the original."""
    if not _ODD.search(text):
        return text, None
    shown: list[str] = []
    places: list[int] = []
    place = 0
    while match := _ODD.search(text, place):
        shown.append(text[place : match.start()])
        places += range(place, match.start())
        length, plain = _decoded(text, match.start())
        shown.append(plain)
        places += [match.start()] * len(plain)
        place = match.start() + length
    shown.append(text[place:])
    return "".join(shown), [*places, *range(place, len(text) + 1)]


def _decoded(text: str, place: int) -> tuple[int, str]:
    """How many characters stand for which here: an entity, percent signs, or one character made plain."""
    character = text[place]
    if character == "&" and (match := _ENTITY.match(text, place)):
        plain = html.unescape(match[0])
        if plain != match[0]:
            return len(match[0]), "".join(map(_plain, plain)).replace("\n", "").replace("\t", "")
    if character == "%" and (match := _PERCENT.match(text, place)):
        plain = _unhidden(match[0])
        if plain.isprintable() and plain.isascii():
            return len(match[0]), plain
    return 1, _plain(character)


def _plain(character: str) -> str:
    if " " <= character <= "~" or character == "\n":
        return character
    if character in "，。；！？（）【】":
        return character
    if unicodedata.category(character) in ("Cf", "Cc", "Mn") and character != "\t":
        return ""
    folded = unicodedata.normalize("NFKC", character).translate(_ALIKE)
    return folded if len(folded) == 1 else character


def _unhidden(text: str) -> str:
    """Percent signs and entities undone, as often as they were done."""
    for _ in range(3):
        plain = html.unescape(unquote(text))
        if plain == text:
            break
        text = plain
    return "".join(map(_plain, text)) if text.isascii() else text


def _place(places: list[int] | None, link: Link, length: int) -> tuple[int, int]:
    if places is None:
        return link.start, link.end
    end = places[link.end] if link.end < len(places) else length
    return places[link.start], max(end, places[link.start] + 1)
