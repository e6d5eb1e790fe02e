"""Bytes and what they say: opened files, encodings, limits, and how refused input is shown."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO

HEAD = 4096
"""How many bytes the format of a nameless file is judged by."""

LARGEST_REPORT = 4_000_000
"""The most bytes that one report may have: twenty times a long magazine piece. More is no report but a collection."""

LARGEST_ARRAY = 50_000_000
"""The most bytes of one JSON array, which must be in memory whole; JSON lines may be as many as one likes."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_EXCERPT = 120


class UnreadableText(ValueError):
    """Bytes that no encoding in use turns into text, or too many of them; the message is the reason of a rejection."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file open for reading bytes, and the name by which messages call it."""

    location: str
    stream: BinaryIO

    def whole(self) -> bytes:
        """All its bytes.

        Raises:
            UnreadableText: there are more than one report may have.
        """
        data = self.stream.read(LARGEST_REPORT + 1)
        if len(data) > LARGEST_REPORT:
            raise UnreadableText(
                f"larger than {LARGEST_REPORT / 1e6:.0f} MB, too large for one report: "
                "give many reports as JSON lines, CSV or Parquet"
            )
        return data


def decode(data: bytes) -> tuple[str, str]:
    r"""Turn bytes into text: by their byte order mark, as UTF-8, else as Windows-1252, with the encoding's name.

    Bytes of Windows-1252 among UTF-8, as texts of several sources pasted together have them, are read as what they are.

    >>> decode("Köln".encode()), decode("Köln".encode("cp1252")), decode(b"K\xc3\xb6ln, K\xf6ln")
    (('Köln', 'utf-8'), ('Köln', 'cp1252'), ('Köln, Köln', 'utf-8 and cp1252'))

    Raises:
        UnreadableText: neither fits.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UnreadableText(
                    f"begins as {encoding.upper()} and is not: byte {error.start + len(mark)}"
                ) from error
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        first = error.start
    try:
        text = data.decode("utf-8", "comity.windows")
    except UnicodeDecodeError as error:
        raise UnreadableText(
            f"neither UTF-8 (byte {first}) nor Windows-1252 (byte {error.start}): save it as UTF-8"
        ) from error
    return text, "cp1252" if len(text) == len(data) else "utf-8 and cp1252"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows-1252; five of them are not that either."""
    assert isinstance(error, UnicodeDecodeError)
    try:
        return error.object[error.start : error.end].decode("cp1252"), error.end
    except UnicodeDecodeError:
        raise error from None


codecs.register_error("comity.windows", _as_windows)


def whole_characters(text: str) -> str:
    r"""Text with a replacement for each half of a character, which JSON can smuggle in and no file can hold.

    >>> whole_characters("a\ud83d\ude00b"), whole_characters("a\ud83db")
    ('a😀b', 'a\ufffdb')
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def looks_binary(head: bytes) -> bool:
    """Whether the first bytes are no text: a NUL, or many control characters, and no UTF-16 mark."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    control = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    return b"\0" in head or control * 20 > len(head)


def excerpt(data: bytes | str) -> str:
    """How refused input begins, on one line, control characters replaced."""
    text = data[: 2 * _EXCERPT].decode("utf-8", "replace") if isinstance(data, bytes) else data[: 2 * _EXCERPT]
    return "".join(char if char.isprintable() else " " for char in text)[:_EXCERPT]
