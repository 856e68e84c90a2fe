"""Characters of Chinese texts as units for a tagger: what each is, what is beside it, what word it is in."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from retrieval.understanding.privacy.tagger import Gate, Hashes, Ints, Units, hashed

__all__ = ["character_units", "gate_columns", "plain_row"]

_PAD = 4
_CLASSES = {
    5: '《「『<〈≪【“‘"＜[(（',
    6: "》」』>〉≫】”’＞])）",
    7: "·•・‧.-—－﹒．",
    8: "，。！？；：、,!?;:~～…",
    9: " \u3000\n\t\r",
}
_OPENING, _CLOSING, _STOPS = "《「『〈≪＜", "》」』〉≫＞", "。！？；\n!?"


@dataclass(frozen=True, slots=True)
class _Row:
    """All texts in one row, zeros between them. at: where the characters that count are in it."""

    raw: npt.NDArray[np.uint32]
    at: Ints
    text: Ints
    place: Ints


def character_units(texts: Sequence[str], bits: int, gate: Gate | None = None) -> Units:
    """A unit for each character; a sentence is a sequence. With a gate: of sentences it lets through."""
    row = _row(texts)
    stops = np.isin(row.raw, _codes(_STOPS))
    sequence = (np.cumsum(stops) - stops)[row.at] + row.text
    plain = _plain(row.raw)
    if gate is not None:
        through = np.zeros(int(sequence[-1]) + 1 if len(sequence) else 0, bool)
        through[sequence[gate.opens(gate_columns(plain, row.at, gate.bits))]] = True
        keep = through[sequence]
        row, sequence = _Row(row.raw, row.at[keep], row.text[keep], row.place[keep]), sequence[keep]
    return Units(_columns(row, plain, sequence, bits), row.text, row.place, row.place + 1, sequence)


def gate_columns(plain: npt.NDArray[np.uint32], at: Ints, bits: int) -> list[Ints]:
    """For each place of `at` in the row: hashes of the character, and of pairs and three in a row near it."""

    def mixed(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
        return ((values ^ (values >> np.uint32(15))) * np.uint32(0xC2B2AE3D)) >> np.uint32(32 - bits)

    first, second = plain * np.uint32(0x9E3779B1), plain * np.uint32(0x85EBCA77)
    both = first[:-1] + second[1:]
    three = mixed((both[:-1] ^ np.uint32(0x5BD1E995)) * np.uint32(0x9E3779B1) + second[2:])
    alone = (plain * np.uint32(0x27D4EB2F)) >> np.uint32(32 - bits)
    pairs, before, after = mixed(both), mixed(both + np.uint32(77)), mixed(both + np.uint32(99))
    found = (pairs[at - 1], pairs[at], alone[at], three[at - 1], before[at - 2], after[at + 1])
    return [each.astype(np.int64) for each in found]


def plain_row(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint32], Ints]:
    """All texts in one row of plain characters, and where in it those of the texts are."""
    row = _row(texts)
    return _plain(row.raw), row.at


def _row(texts: Sequence[str]) -> _Row:
    gap = "\0" * _PAD
    raw = np.frombuffer((gap + gap.join(texts) + gap).encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    text = np.repeat(np.arange(len(texts)), lengths)
    starts = np.cumsum(lengths) - lengths
    place = np.arange(len(text)) - starts[text]
    return _Row(raw, place + starts[text] + _PAD * (text + 1), text, place)


def _columns(row: _Row, plain: npt.NDArray[np.uint32], sequence: Ints, bits: int) -> Ints:
    codes, classes = plain.astype(np.uint64), _classes()[np.minimum(row.raw, 0xFFFF)].astype(np.uint64)
    codes[classes == 2] = 48
    words = np.zeros(len(row.raw), np.uint64)
    words[row.at] = _words(plain[row.at], sequence)
    quoted = _quoted(row.raw)

    def around(values: Hashes, reach: int) -> dict[int, Hashes]:
        return {offset: values[row.at + offset] for offset in range(-reach, reach + 1)}

    c, k, w, q = around(codes, 4), around(classes, 3), around(words, 2), quoted[row.at]
    rows: list[tuple[Hashes, ...]] = [
        *((c[o],) for o in range(-3, 4)),
        *((c[o], c[o + 1]) for o in range(-2, 2)), (c[-1], c[1]),
        *((c[o], c[o + 1], c[o + 2]) for o in range(-3, 2)),
        *((c[o], c[o + 1], c[o + 2], c[o + 3]) for o in range(-3, 1)),
        (k[-2], k[-1], k[0], k[1], k[2]), (k[-1], k[0], k[1]),
        (k[-3], k[-2], k[-1], k[0]), (k[0], k[1], k[2], k[3]),
        (k[-1], c[0], k[1]), (q,), (q, k[-1], k[0], k[1]),
        (w[0],), (w[-1], w[0]), (w[0], w[1]), (w[-1], w[0], w[1]), (w[0], c[0]),
        (w[-2], w[-1], w[0]), (w[0], w[1], w[2]),
    ]  # fmt: skip
    return np.stack([hashed(number, bits, *each) for number, each in enumerate(rows)], axis=1)


def _words(plain: npt.NDArray[np.uint32], sequence: Ints) -> Hashes:
    """For each character: the part of speech of the word it is in, and where in it it stands."""
    import rjieba  # reads its dictionary when imported

    found: list[int] = []
    for sentence in np.split(plain, np.flatnonzero(np.diff(sequence)) + 1) if len(plain) else ():
        for word, speech in rjieba.tag(sentence.tobytes().decode("utf-32-le")):
            kind, size = _speech(speech), len(word)
            found += [kind] if size == 1 else [kind + 1, *[kind + 2] * (size - 2), kind + 3]
    return np.array(found, np.uint64)


@cache
def _speech(name: str) -> int:
    """The same number for a part of speech in every run."""
    return 4 * int.from_bytes(name.encode()[:6], "big")


def _quoted(raw: npt.NDArray[np.uint32]) -> Hashes:
    """1 between the marks that titles are written in."""
    places = np.arange(len(raw))
    opened = np.maximum.accumulate(np.where(np.isin(raw, _codes(_OPENING)), places, -1))
    closed = np.maximum.accumulate(np.where(np.isin(raw, _codes(_CLOSING)) | (raw == 0), places, -1))
    return (opened > closed).astype(np.uint64)


def _plain(raw: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Plain widths, simplified characters, lower case: a character for a character."""
    return np.where(raw > 0xFFFF, np.uint32(0x25A1), _table()[np.minimum(raw, 0xFFFF)])


def _codes(characters: str) -> npt.NDArray[np.uint32]:
    return np.array([ord(each) for each in characters], np.uint32)


@cache
def _table() -> npt.NDArray[np.uint32]:
    import opencc

    table = np.arange(0x10000, dtype=np.uint32)
    ideographs = [chr(code) for code in range(0x3400, 0xA000)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(ideographs)).split("\n")
    for each, simple in zip(ideographs, simplified, strict=True):
        table[ord(each)] = ord(simple) if len(simple) == 1 else ord(each)
    for code in (*range(0x20, 0x3000), *range(0xFE00, 0x10000)):
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        table[code] = ord(plain) if len(plain) == 1 else code
    table[0xD800:0xE000] = 0x25A1
    table[0] = 0x20
    return table


@cache
def _classes() -> npt.NDArray[np.uint8]:
    """1 an ideograph, 2 a digit, 3 a small letter, 4 a capital, 5 to 9 marks and spaces, 10 nothing."""
    classes = np.zeros(0x10000, np.uint8)
    classes[0x3400:0xA000] = 1
    classes[0xC0:0x250] = 3
    for kind, first, last in ((2, "0", "9"), (2, "０", "９"), (3, "a", "z"), (4, "A", "Z")):
        classes[ord(first) : ord(last) + 1] = kind
    for kind, characters in _CLASSES.items():
        classes[_codes(characters)] = kind
    classes[0] = 10
    return classes
