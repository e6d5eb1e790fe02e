"""The sections on what was said, claimed, announced, denied and left undone."""

from __future__ import annotations

from comity.views.course import act_list
from comity.views.evidence import claim_id, claimed, quote_id, shortened, speaker
from comity.views.material import Material, in_quad
from comity.views.model import ClaimEntry, QuoteEntry, Section
from comity.views.prose import paragraph, say, words
from comity.views.summary import calendar as calendar_sentence
from comity.views.summary import claims as claims_sentence
from comity.views.summary import quotes as quotes_sentence
from comity.views.summary import unreal as unreal_sentence

QUOTES = 20
"""Quotations shown of each side, the latest ones; the evidence shows all."""

SAID = 10
"""Friendly and unfriendly words of one side alone that are shown beside the quotations, as many of each."""

CLAIMS = 60
"""Claims shown, the latest ones; the evidence shows all."""


def quotes(m: Material) -> Section:
    """What each side says of the other, in its own words."""
    title = words("sections", "quotes")
    alone = [row for row in m.actual if not row["reciprocal"]]
    lists = tuple(
        act_list(m, f"said_{quad}", found, SAID)
        for quad in ("verbal_coop", "verbal_conf")
        if (found := in_quad(alone, quad))
    )
    if not m.quotes:
        return Section("quotes", title, (quotes_sentence(m),), acts=lists)
    shown: list[QuoteEntry] = []
    left_out = 0
    for side in (m.a, m.b):
        rows = [(number, row) for number, row in enumerate(m.quotes) if row["speaker"] == side.code]
        left_out += max(0, len(rows) - QUOTES)
        shown += [
            QuoteEntry(
                id=quote_id(number),
                speaker=speaker(row, m.name),
                side=side.code,
                words=shortened(row["words"]),
                about=tuple(row["about"]),
                stance=row["stance"],
                date=str(row["published"]) if row["published"] else None,
                source=row["source"],
            )
            for number, row in rows[-QUOTES:]
        ]
    more = [say("quotes_shown", shown=len(shown))] if left_out else []
    return Section("quotes", title, (paragraph(quotes_sentence(m), *more),), quotes=tuple(shown), acts=lists)


def claims(m: Material) -> Section:
    """Statements that published figures can check, with what the figures say."""
    title = words("sections", "claims")
    if not m.claims:
        return Section("claims", title, (claims_sentence(m),))
    entries = tuple(
        ClaimEntry(
            id=claim_id(number),
            statement=claimed(row, m.name),
            sentence=shortened(row["evidence_text"]),
            verdict=row["verdict"],
            basis=tuple(row["basis"] or ()),
            date=str(row["published"]) if row["published"] else None,
            source=row["source"],
        )
        for number, row in enumerate(m.claims)
    )
    more = [say("claims_shown", shown=CLAIMS)] if len(entries) > CLAIMS else []
    lead = paragraph(claims_sentence(m), *more, say("claims_caveat"))
    return Section("claims", title, (lead,), claims=entries[-CLAIMS:])


def calendar(m: Material) -> Section | None:
    """What was announced, and what became of it."""
    lead = calendar_sentence(m)
    if lead is None:
        return None
    title = words("sections", "calendar")
    listed = act_list(m, "calendar", m.announced)
    return Section("calendar", title, (paragraph(lead, say("calendar_caveat")),), acts=(listed,))


def unreal(m: Material) -> Section | None:
    """What was denied, left undone or only discussed."""
    lead = unreal_sentence(m)
    if lead is None:
        return None
    lists = tuple(act_list(m, modality, rows) for modality in ("negated", "hypothetical") if (rows := m.of(modality)))
    return Section("unreal", words("sections", "unreal"), (paragraph(lead, say("unreal_caveat")),), acts=lists)
