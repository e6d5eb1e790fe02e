"""The published datasets as a page: what they are, what they cover, by whose leave, and what their columns hold."""

from __future__ import annotations

from collections.abc import Iterator

from comity.datasets import Column, Dataset, Part, catalogue
from comity.datasets.catalogue import Download

INTRODUCTION = """\
# Published data

What comity reads of the data that the field publishes, and what it makes sure of. Nothing of them ships with comity:
have a file fetched from its publisher, or download it yourself and load it.

```sh
comity load cow_nmc                       # fetched from the publisher's address
comity load cow_nmc NMC-70-abridged.csv   # a file that you have
comity load cow_nmc --from https://mirror.example/NMC-70-abridged.csv
comity datasets
comity measure capabilities --pair CHN,RUS --from 1990
```

- **As published.** Each loader reads its publisher's own file, in its zip or gzip archive or out of it. What a mark
  such as -9 means is applied; nothing is filled in.
- **Whole or not at all.** A wrong layout, a code that the system of codes does not have, an impossible value, a year
  outside the data, a key that comes twice with two contents: the loading stops, the message names the row, and the
  observatory's file stays as it was. A row that repeats another is set apart with the reason. Event files may have a
  few broken rows, up to one in twenty, which are set apart likewise.
- **Once.** A file is known by its digest, and loading it again changes nothing. A new file of a dataset takes the place
  of the old one; event files add up, and an event that is there already is not counted twice.
- **Fetched only when asked.** `comity load NAME` without a file is the one command here that uses the network. It asks
  with one connection, says who it is, waits as long as a busy server asks (up to two minutes), goes on where a
  connection broke if the server vouches for the same content, and takes no web page for data. The files stay in a
  folder beside the observatory's file; what has not changed is not sent again, and a changed content is a new vintage,
  which the command says. The address and the SHA-256 of each file are kept. Where a publisher wants you to register, or
  asks that no program hand the data on, there is no address, and the message says what to do.
  `COMITY_MIRROR=https://host/folder` takes all files from a mirror, under `host/folder/NAME/` and the publisher's file
  name.
- **Missing is not zero.** Each dataset says what it means that a row is not there. Outside the years that the loaded
  file covers nothing is known, whatever the dataset.
- **Codes.** Data stay in their own codes. Measures translate them year by year: West Germany's 260 and united Germany's
  255 are DEU, 345 is YUG until 2002, SCG from 2003 and SRB from 2006, 365 is RUS throughout. Members of the state
  system that are gone before 1945 keep the abbreviations of the lists (AUH, BAV), where those are no ISO code of today.

- **In parts.** Some publishers give out what is asked for, some pairs or years at a time. Of those the rows of a new
  file take the place of rows of the same key, and the others stay.

## Events of all event datasets as one table

ACLED, GDELT, ICEWS, Phoenix, POLECAT and UCDP GED each keep a table in their own words. Beside these there is one table
of them all in the words of comity's own events: `Observatory.events(...)` in Python, `data.events` in SQL, `--events
NAME` of `comity measure`. For other programs, and for forecasts that rest on such a dataset, it is written as a file:

```sh
comity export icews -o icews.parquet
comity forecast CHN RUS --history icews.parquet
```

- `dataset`, `id`, `actor`, `recipient`, `type`, `mode`, `contexts`, `quad`, `cameo`, `intensity` (PLOVER's score),
  `goldstein`, `date` with its `precision`, `reciprocal`, names and sectors of both sides, place, story and medium, as
  far as the dataset tells them; `modality` is always actual.
- **Who.** Organisations and armed groups by their own codes, all others by state, on the day: a Serbia of 1999 is YUG,
  the Taliban of 2022 are AFG, a Ukraine of 1985 is nobody. Rebels whom comity does not know are nobody, too: they do
  not act for their state. An event of several on a side is one for each pair.
- **What.** CAMEO becomes PLOVER through the crosswalk. Bare statements (01 and the like) have no type there.
- **What is not in it**: events of which a side is nobody, those inside one state or organisation, and those without a
  type. They stay in their dataset's own table, as do GDELT's and Phoenix's own quad classes, which are those of CAMEO's
  roots.
- **When it misleads.** The datasets read the same news: one act may stand in several of them, and in one of them often.
  Take one dataset at a time, and never add them up.

The page is made from the `dataset.yml` of each folder of `src/comity/datasets` by `make docs`.
"""

ABSENCE = {"zero": "nothing, in the covered years", "missing": "that it is not known"}


def page() -> str:
    """The page as Markdown."""
    return "\n".join(_lines()).rstrip() + "\n"


def _lines() -> Iterator[str]:
    yield INTRODUCTION
    yield "| dataset | what | years | codes | a row that is not there means |"
    yield "| --- | --- | --- | --- | --- |"
    for one in catalogue().values():
        yield f"| [{one.name}](#{one.name}) | {one.title} | {_years(one)} | {one.codes} | {ABSENCE[one.absence]} |"
    for one in catalogue().values():
        yield from _dataset(one)


def _dataset(one: Dataset) -> Iterator[str]:
    yield f"\n## {one.name}\n"
    yield f"{one.title}. {one.origin}; version {one.version}; {_years(one)}; unit: {one.unit}.\n"
    yield f"- **From** <{one.address}>: {'; '.join(one.files)}"
    if one.downloads:
        yield f"- **Fetched from** {'; '.join(_download(each) for each in one.downloads)}"
    elif one.by_hand:
        yield f"- **By hand**: {one.by_hand}"
    if one.seen:
        yield f"- **Tried with**: {one.seen}"
    yield f"- **Licence**: {one.licence}"
    yield f"- **Cite**: {one.citation}"
    yield f"- **Absence**: {one.absence_note}"
    for part in one.parts:
        yield from _part(part)


def _download(one: Download) -> str:
    return f"<{one.address}>" + (f", {one.member} in it" if one.member else "")


def _part(part: Part) -> Iterator[str]:
    yield f"\n`{part.name}`: {part.what}. Key: {', '.join(part.keys)}.\n"
    yield "| column | type | what it holds |"
    yield "| --- | --- | --- |"
    for column in part.columns:
        yield f"| {column.name} | {column.type}{', may be empty' if column.missing else ''} | {_what(column)} |"


def _what(column: Column) -> str:
    code = f" ({column.code.upper()})" if column.code else ""
    return (column.what + code).replace("|", "\\|")


def _years(one: Dataset) -> str:
    return f"{one.first} to {one.last or 'today'}"
