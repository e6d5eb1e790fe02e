"""The codebook as a page: what each event type and mode is, with sentences that are and are not it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from comity.ontology import Counterexample, EventType, Example, Mode, Ontology, load_ontology

QUADS = {
    "verbal_coop": "Verbal cooperation",
    "material_coop": "Material cooperation",
    "verbal_conf": "Verbal conflict",
    "material_conf": "Material conflict",
}

INTRODUCTION = """\
# Codebook

What comity takes an act between states to be. The types, modes, contexts, quad classes and scores are those of
PLOVER 2.0 (Open Event Data Alliance); the definitions and all sentences are our own. This page is made from
`src/comity/data/ontology` by `make docs`; the sentences are run through the coder by `tests/test_codebook.py`.

How to read an entry:

- **Score**: PLOVER's, from -10 (conflict) to +10 (cooperation). **CAMEO**: the nearest code, with Goldstein's
  (1992) value.
- A sentence that **is** the act is followed by who does it to whom, as codes: `NOR → RUS`; a mutual act may be read
  either way.
- A sentence that **is not** it is followed by what it is instead: another type or mode, or no event that happened.
- The sentences are invented, about real states in general terms, or tell plain history. None is a report.
- † marks a sentence that the coder is known to get wrong today.

What counts as an event: an act of a state, an organisation or an armed group towards another. What a government
does to its own people is not coded, nor what happens inside one organisation. "Said" or "noted" without more is no
event; nor is a trend ("trade rose by a third", which is a claim that data can check), nor what a newspaper thinks.
"""

CONVENTIONS = """\
## Conventions

Where PLOVER leaves room, comity codes like this.

**Words, papers, deeds.** Said to be agreed, promised or offered: AGREE. Signed, ratified, recognised, relations
opened or raised, praise, endorsement, condolence: SUPPORT. Talks, calls, visits, summits: CONSULT. Done together,
or delivered as agreed: COOPERATE. Given: AID. Easing that is promised: CONCEDE; easing that was done: RETREAT.

**Protest and rupture.** An ambassador summoned, a protest note, criticism, concern voiced about the other's
conduct: ACCUSE:disapprove. An ambassador recalled: SANCTION:withdraw; expelled: SANCTION:expel. Ties or flights
cut, aid halted, tariffs, embargoes, visa bans: SANCTION:discontinue. Jets scrambled, troops moved, alert raised:
MOBILIZE. Each accused the other: one mutual ACCUSE.

**Who to whom.** A leader, ministry, army or company is coded as its state. A visit has the visitor as actor and is
mutual. Mutual acts are one event. An act of two actors on two recipients is four.

**Modality.** *actual*: it happened, or goes on. *historical*: background, over a year before publication. *future*:
announced, planned, expected; a future meeting, visit or exercise keeps its own type (PLOVER would make it AGREE).
*hypothetical*: possible, discussed, conditional. *negated*: not done, or denied; a denied act is that act, negated,
and the denial of a charge is not by itself a REJECT. A refusal is an actual REJECT; "A urged B to do it" an actual
REQUEST. Only actual and historical acts count as having happened.

**Mode.** Null where no mode of PLOVER fits.
"""

CROSSWALK = """\
## CAMEO and back

`src/comity/data/ontology/crosswalk.csv` gives each of the 312 CAMEO codes its type, mode and contexts, Goldstein's
value and the quad class of its CAMEO root; in Python, `load_ontology().from_cameo("0871")`. The way back, from
type, mode and contexts to the nearest code, is `load_ontology().cameo("RETREAT", "ceasefire")`: the first context
with a code of its own decides, else the mode, else the type. Codes to which it leads are flagged `nearest`.

- The root 01 (statements) is no event in PLOVER, but for sympathy (018) and voiced accord (019), which are SUPPORT.
- Appeals (02) and demands (10) are both REQUEST. The way back leads to the demands, since PLOVER counts REQUEST as
  verbal conflict; where the difference matters, remember that Goldstein values an appeal for help at +3.4, an appeal
  to yield at -0.3 and every demand at -5.
- Readiness to yield (035 and below) is CONCEDE here, as other promised easing is; the rest of root 03 is AGREE.
- Root 08 falls apart: giving in to demands and easing restrictions on rights (080 to 083) is CONCEDE; curfews and
  emergencies lifted (0813, 0814) and all the rest are RETREAT.
- Verdicts (116) are SANCTION:convict, and embargoes and sanctions (163) SANCTION:discontinue, as PLOVER 2.0 defines
  these modes.
- A quad class belongs to a code's root in CAMEO and to the type in PLOVER. They differ where the above moves a
  code.
- Two slips of PLOVER's draft manual are mended: ACCUSE's score has its minus, and SANCTION is material conflict, as
  its definition says. PROTEST:vandalize, which has no score there, takes its type's.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines(load_ontology())).rstrip() + "\n"


def _lines(ontology: Ontology) -> Iterator[str]:
    yield INTRODUCTION
    yield from _overview(ontology)
    yield CONVENTIONS
    for quad, types in groupby(ontology.types.values(), key=lambda one: one.quad):
        yield f"## {QUADS[quad]}\n"
        for one in types:
            yield from _type(one, ontology)
    yield "## Contexts\n"
    yield "What an act is about. An act has none, one or several.\n"
    yield "| context | what it takes in |"
    yield "| --- | --- |"
    yield from (f"| {name} | {definition} |" for name, definition in ontology.contexts.items())
    yield ""
    yield CROSSWALK
    yield from _shared_codes(ontology)


def _overview(ontology: Ontology) -> Iterator[str]:
    yield "| type | quad class | score | modes |"
    yield "| --- | --- | --- | --- |"
    for one in ontology.types.values():
        link, score = f"[{one.name}](#{one.name.lower()})", _signed(one.intensity)
        yield f"| {link} | {QUADS[one.quad]} | {score} | {', '.join(one.modes)} |"
    yield ""


def _type(one: EventType, ontology: Ontology) -> Iterator[str]:
    yield f"### {one.name}\n"
    yield f"{one.definition} {_figures(one, ontology)}\n"
    yield from _sentences(one)
    for mode in one.modes.values():
        yield f"#### {one.name}:{mode.name}\n"
        yield f"{mode.definition} {_figures(mode, ontology)}\n"
        yield from _sentences(mode)


def _figures(entry: EventType | Mode, ontology: Ontology) -> str:
    code = ontology.from_cameo(entry.cameo)
    return (
        f"*Score {_signed(entry.intensity)}. CAMEO {code.code}, {code.description.lower()}, {_signed(code.goldstein)}.*"
    )


def _sentences(entry: EventType | Mode) -> Iterator[str]:
    yield "Is:\n"
    yield from (f"- {sentence.text} {_told(sentence)}" for sentence in entry.examples)
    yield "\nIs not:\n"
    yield from (f"- {sentence.text} {_instead(sentence)}" for sentence in entry.counterexamples)
    yield ""


def _told(sentence: Example) -> str:
    modality = "" if sentence.modality == "actual" else f", {sentence.modality}"
    return f"`{sentence.actor} → {sentence.recipient}`{modality}{_mark(sentence)}"


def _instead(sentence: Counterexample) -> str:
    return f"{f'`{sentence.instead}`' if sentence.instead else '(no event)'}{_mark(sentence)}"


def _mark(sentence: Example | Counterexample) -> str:
    return " †" if sentence.known_miss else ""


def _shared_codes(ontology: Ontology) -> Iterator[str]:
    yield "CAMEO has no code of its own for these; the nearest belongs to another mode or type:\n"
    yield "| type or mode | nearest code | which is |"
    yield "| --- | --- | --- |"
    for one in ontology.types.values():
        for mode in (None, *one.modes):
            code = ontology.from_cameo(ontology.cameo(one.name, mode))
            if (code.type, code.mode) != (one.name, mode):
                yield f"| {_name(one.name, mode)} | {code.code} | {_name(str(code.type), code.mode)} |"


def _signed(score: float) -> str:
    return f"{score:+g}" if score else "0"


def _name(type_name: str, mode: str | None) -> str:
    return f"{type_name}:{mode}" if mode else type_name
