"""Sentences: stops that end one, and dots that do not."""

from __future__ import annotations

import pytest

from comity.coders.language import load_language
from comity.coders.sentences import split


@pytest.mark.parametrize(
    "text",
    [
        "Greenland, pop. 56,000, is open for business.",
        "The fort of Narva (ca. 1260) stands on the border.",
        "Messrs. Brandt and Stoph met at Erfurt.",
        "The U.A.E. Embassy in Tehran was closed.",
        "About 1,200 sq. Miles were handed back.",
    ],
)
def test_a_dot_after_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert [one.text for one in split(text, load_language())] == [text]


def test_a_stop_ends_a_sentence_whatever_closes_after_it() -> None:
    text = 'They met in Oslo. "It went well." The talks go on.'
    assert [one.text for one in split(text, load_language())] == [
        "They met in Oslo.",
        '"It went well."',
        "The talks go on.",
    ]
