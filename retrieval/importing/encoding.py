"""Which encoding a text file is in: tried strictly on the whole file, then judged by how it reads."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

__all__ = ["detect_encoding", "marking_errors"]

_CHUNK = 1 << 20
_SAMPLE = 1 << 18

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_FREQUENT = frozenset(
    # Every tenth character or so of any Chinese text is one of these, in either script; wrongly decoded
    # bytes almost never are.
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成"
    "方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使"
    "情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老"
    "给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目"
    "太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    "完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运笔差快慢买卖货客服评价质店送退"
    "換这這個們來為國時會對過發後裡學現當沒動還進樣實軍與長機無業將兩間問應戰頭體見產給員處義幾認條氣題爾變總電數報結"
    "計區隊決馬書則聽達強難權設記買賣貨評價質服務態度編號內容間日期姓名標題星級產品客戶渠道地嘅咗哋唔喺佢乜嘢咁啲"
)


def detect_encoding(file: BinaryIO) -> str | None:
    """Python's name of the file's encoding, or None when it is not text in any encoding we know."""
    file.seek(0)
    head = file.read(_SAMPLE)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if b"\0" in head:
        wide = _wide(head)
        if wide or head.count(0) > max(4, len(head) // 10):
            return wide  # many zero bytes: UTF-16 without a mark, or not text at all
    sample, valid = _unusual_lines(file)
    if valid:
        return "utf-8" if _is_text(head.decode("utf-8", "ignore")) else None
    return _judged(file, sample)


def marking_errors() -> str:
    """Name of the error handler that turns bytes that cannot be decoded into lone surrogates, which no file
    holds otherwise: their rows are rejected later. (Python's own refuses bytes below 128, as in UTF-16.)"""
    codecs.register_error("feedback-marking", _marked)
    return "feedback-marking"


def _marked(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


def _wide(head: bytes) -> str | None:
    """UTF-16 without a byte order mark: zero bytes stand on one side only, and lines end as they should."""
    head = head[: len(head) // 2 * 2]
    for name, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        low = head[0::2] if name == "utf-16-le" else head[1::2]
        text = head.decode(name, "replace")
        one_sided = high.count(0) > 4 * low.count(0)
        if one_sided and "\n" in text and "\ufffd" not in text[:-1] and _is_text(text):
            return name
    return None


def _unusual_lines(file: BinaryIO) -> tuple[bytes, bool]:
    """The lines that are not plain ASCII (up to a limit), and whether the whole file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample, size, valid = [], 0, True
    for chunk in _chunks(file):
        if valid:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                valid = False
        if size < _SAMPLE and not chunk.isascii():
            unusual = [line for line in chunk.splitlines(keepends=True) if not line.isascii()]
            sample += unusual
            size += sum(map(len, unusual))
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        valid = False
    return b"".join(sample)[:_SAMPLE], valid


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """The file in pieces that end at line ends (or are very long)."""
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk + file.readline(_CHUNK)


def _judged(file: BinaryIO, sample: bytes) -> str | None:
    if _mostly_utf8(sample):
        return "utf-8"
    scores = {name: _chinese(sample, name) for name in ("gb18030", "big5hkscs", "cp950")}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= 0.25:
        return best
    if _western(sample):
        return "cp1252"
    if scores[best] > 0.1:
        return best
    from charset_normalizer import from_bytes

    guess = from_bytes(sample).best()
    return guess.encoding if guess and _decodes(file, guess.encoding) and _is_text(str(guess)) else None


def _mostly_utf8(sample: bytes) -> bool:
    """UTF-8 with a few broken bytes: the rows that hold them are rejected, the others read."""
    text = sample.decode("utf-8", "surrogateescape")
    broken = sum("\udc80" <= each <= "\udcff" for each in text)
    whole = sum(each > "\x7f" for each in text) - broken
    return whole >= 4 * broken


def _chinese(sample: bytes, name: str) -> float:
    """How Chinese the sample reads in this encoding: about 0.5 for running text, under 0.1 for noise."""
    text = sample.decode(name, "replace")
    unusual = [each for each in text if each > "\x7f"]
    if not unusual:
        return 0.0
    frequent = sum(each in _FREQUENT for each in unusual)
    marks = sum(each in "，。！？、；：（）「」“”《》…　" for each in unusual)
    wrong = sum(each == "\ufffd" or "\ue000" <= each <= "\uf8ff" for each in unusual)
    glued = len(re.findall(r"[A-Za-z][一-鿿][a-z]", text))
    return (frequent + 0.5 * marks - 3 * wrong - glued) / len(unusual)


def _western(sample: bytes) -> bool:
    """Single accented letters and typographic quotes among ASCII letters."""
    runs = re.findall(rb"[\x80-\xff]+", sample)
    short = sum(len(run) <= 2 for run in runs)
    undefined = re.search(rb"[\x81\x8d\x8f\x90\x9d]", sample)
    letters = sum(each.isalpha() for each in sample.decode("cp1252", "replace"))
    return not undefined and short >= 0.9 * len(runs) and letters >= 0.5 * len(sample)


def _decodes(file: BinaryIO, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        for chunk in _chunks(file):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_text(text: str) -> bool:
    """Few control characters: what a person could have written."""
    control = sum(each < " " and each not in "\t\n\r\0" for each in text[:_SAMPLE])
    return control <= len(text[:_SAMPLE]) // 100
