"""Document -> Coding: one coder, made of stages that can each be read alone; ``full.py`` calls them in this order.

::

       reading.py     the first five, together
     1 cleaning.py    plain text, with the way back for every character; what is no prose is blanked
     2 sentences.py   ranges of the text
     3 mentions.py    who is named: state, organisation, group, leader, role, place
     4 anaphora.py    who "he", "the two countries", "it" are, and which two a report is about
     5 dates.py       when, by arithmetic where the text gives it, and no finer than it gives it
                      (dated.py: which date is that of which act)
     6 parsing.py     the dependency parse, with every name as one token (analysis.py remembers words)
     7 triggers.py    the words that tell an act, by the lexicon (lexicon.py reads it)
     8 phrases.py, clauses.py, arguments.py    who acts and who is acted upon
     9 modality.py    done, to come, only possible, denied
    10 acts.py, dismissals.py, meaning.py    what is no act at all, what an act amounts to among the words around it
    11 parties.py     who is paired with whom
       told.py        what a sentence leaves to those before it
       weighing.py    what the classifier says of it, and how sure it is (questions.py: what it is asked; classifier.py,
                      wordpiece.py: how it answers)
    12 merging.py, events.py    one act told twice in a report is one event
       quotes.py      who said what of whom (quotations.py finds the marks, attribution.py ties them to a phrase,
                      speakers.py knows whom the phrase stands for)
       claims.py      what published data can check (changes.py reads what became of a quantity)

``fast.py`` has the first five stages and, in the place of the parse, ``wordorder.py``. ``pairs.py`` codes a pair that
is given, for the benchmark of pairs. ``remote.py`` asks a language model that somebody names (``endpoint.py`` is the
way to it, ``prompt.py`` what it is told) and checks what it says. All words of the others stand in
``data/lexicon/<language>``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from comity.model import Coding, Document

CODERS = {
    "full": "comity.coders.full:FullCoder",
    "fast": "comity.coders.fast:FastCoder",
    "remote": "comity.coders.remote:RemoteCoder",
}


class Coder(Protocol):
    """Codes documents: one Coding each, in order."""

    def code(self, documents: Sequence[Document]) -> list[Coding]:
        """Code a batch."""
        ...
