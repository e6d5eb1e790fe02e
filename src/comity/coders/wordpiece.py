"""Text -> the numbered word pieces that the classifier reads (BERT's uncased WordPiece), each with its characters.

Source: Devlin et al. 2019, "BERT", section 3.2; Schuster and Nakajima 2012 for the pieces.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Sequence

_WORD = re.compile(r"\w+|[^\w\s]")
_LONGEST = 60


class WordPieces:
    """Splits text by a vocabulary, in which a piece inside a word begins with ``##``.

    >>> pieces = WordPieces(["[UNK]", "expel", "##led", "envoy", "##s"])
    >>> pieces.split("Expelled envoys!")
    [(1, 0), (2, 5), (3, 9), (4, 14), (0, 15)]
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown = self.ids["[UNK]"]
        self._pieces = functools.lru_cache(maxsize=65536)(self._cut)

    def split(self, text: str) -> list[tuple[int, int]]:
        """The number and the first character of each piece."""
        found = []
        for match in _WORD.finditer(text):
            for word, start in _parts(match):
                found += [(number, start + offset) for number, offset in self._pieces(word)]
        return found

    def _cut(self, word: str) -> tuple[tuple[int, int], ...]:
        """The longest pieces from the left, with their offsets; an unknown word is one piece."""
        plain = _plain(word)
        if len(plain) > _LONGEST:
            return ((self._unknown, 0),)
        cut: list[tuple[int, int]] = []
        start = 0
        while start < len(plain):
            for end in range(len(plain), start, -1):
                number = self.ids.get(("##" if start else "") + plain[start:end])
                if number is not None:
                    cut.append((number, min(start, len(word) - 1)))
                    start = end
                    break
            else:
                return ((self._unknown, 0),)
        return tuple(cut)


def _parts(match: re.Match[str]) -> list[tuple[str, int]]:
    """A run of letters and digits as one word; an underscore stands alone, as BERT's punctuation does."""
    return [(part[0], match.start() + part.start()) for part in re.finditer(r"[^_]+|_", match[0])]


def _plain(word: str) -> str:
    """Lower case, without accents."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in decomposed if unicodedata.category(letter) != "Mn")
