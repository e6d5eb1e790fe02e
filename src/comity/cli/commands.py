"""The commands and their options."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, CycloptsError, Group, Parameter, Token
from cyclopts.validators import Number

from comity.cli.remote import CoderName, Remote, coder_spec
from comity.errors import ComityError, InputError

if TYPE_CHECKING:
    from comity.engine import CoderSpec
    from comity.observatory import Observatory

app = App(
    name="comity",
    help="An observatory of the relations between states.",
    default_parameter=Parameter(negative=""),
    suppress_keyboard_interrupt=False,
)
score = App(name="score", help="Score the coding against gold records.")
app.command(score)
app.register_install_completion_command()

_EVERYWHERE = Group("Everywhere", sort_key=9)


def _no_option(_: object, paths: Iterable[str] | None) -> None:
    """Standard input begins with a hyphen as options do; nothing else among the paths may."""
    for path in paths or ():
        if path.startswith("-") and path != "-":
            raise CycloptsError(msg=f"Unknown option: {path}")


def _day(_: object, tokens: Sequence[Token]) -> date:
    try:
        return date.fromisoformat(tokens[0].value)
    except ValueError:
        raise ValueError(f"{tokens[0].value!r} is no date, write it as 2024-05-16") from None


Paths = Annotated[
    list[str],
    Parameter(
        allow_leading_hyphen=True,
        validator=_no_option,
        help="Text, HTML, JSON lines, CSV or Parquet files, folders of them, or - for standard input.",
    ),
]
Db = Annotated[Path, Parameter("--db", env_var="COMITY_DB", group=_EVERYWHERE, help="The observatory's file.")]
Json = Annotated[bool, Parameter("--json", group=_EVERYWHERE, help="One JSON object a line, and nothing else.")]
Actors = Annotated[
    list[Path] | None, Parameter("--actors", group=_EVERYWHERE, help="Actor file of your own (YAML); may be repeated.")
]
Processes = Annotated[int, Parameter("--processes", validator=Number(gte=1), help="How many coders run at once.")]
Threshold = Annotated[
    float, Parameter("--threshold", validator=Number(gte=0, lte=1), help="Leave out events of a confidence below this.")
]
Published = Annotated[
    date | None, Parameter("--published", converter=_day, help="Day of reports that bring none of their own.")
]
Bound = Annotated[date | None, Parameter(converter=_day)]

DB = Path("comity.duckdb")


@app.command
def code(
    paths: Paths,
    *,
    published: Published = None,
    coder: CoderName = "full",
    remote: Remote | None = None,
    processes: Processes = 1,
    actors: Actors = None,
    threshold: Threshold = 0.0,
    as_json: Json = False,
) -> None:
    """Code reports and print who did what to whom, without keeping anything."""
    from comity import observatory
    from comity.cli import show
    from comity.records import to_record

    coded, reasons = 0, []
    spec = coder_spec(coder, actors, remote)
    for coding in observatory.code(paths, published=published, coder=spec, processes=processes):
        if coding.rejected is None:
            coded += 1
        elif not coded:
            reasons.append(f"{coding.document.id}: {coding.rejected}")
        coding = replace(coding, events=tuple(one for one in coding.events if one.confidence >= threshold))
        _print(to_record(coding), as_json, lambda coding=coding: show.coding(coding))  # type: ignore[misc]
    if not coded:
        more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
        raise InputError(f"nothing could be coded: {reasons[0]}{more}")


@app.command
def check(
    paths: Paths,
    *,
    published: Published = None,
    coder: CoderName = "full",
    remote: Remote | None = None,
    processes: Processes = 1,
    actors: Actors = None,
    db: Db = DB,
    as_json: Json = False,
) -> None:
    """Hold the claims of reports against the facts: supported, contradicted or not covered, with the figures.

    The datasets that are loaded into the observatory are asked as well as the facts that ship with comity. What to cite
    for the verdicts comes at the end, with --json on stderr.
    """
    from comity import figures, observatory
    from comity.cli import show
    from comity.records import claim_record, document_record

    spec = coder_spec(coder, actors, remote)
    kept = db if db.exists() or db != DB else None
    bases: list[str] = []
    for document, claim in observatory.check(paths, published=published, coder=spec, processes=processes, db=kept):
        record = {**claim_record(claim), "document": document_record(document)}
        _print(record, as_json, lambda claim=claim, document=document: show.claim(claim, document))  # type: ignore[misc]
        bases += claim.basis
    for one in figures.citations(bases):
        print(f"cite: {one}", file=sys.stderr if as_json else sys.stdout)


@app.command
def read(
    paths: Paths,
    *,
    published: Published = None,
    coder: CoderName = "full",
    remote: Remote | None = None,
    processes: Processes = 1,
    actors: Actors = None,
    db: Db = DB,
    as_json: Json = False,
) -> None:
    """Read reports, code them and keep them; what was read before is not read again."""
    from comity.cli import show
    from comity.observatory import Reading

    reading = Reading()
    missing: InputError | None = None

    def tell(now: Reading) -> None:
        nonlocal reading
        reading = now
        told(now.seen)

    spec = coder_spec(coder, actors, remote)
    with _open(db, processes=processes, coder=spec) as observatory, show.progress("reading", "reports") as told:
        try:
            observatory.read(paths, published=published, progress=tell)
        except InputError as error:
            missing = error
    if missing is None or reading != Reading():
        _print(asdict(reading), as_json, lambda: show.reading(reading, db))
    if missing is not None:
        raise missing
    if reading.rejected and not reading.seen:
        raise InputError(f"no report was found: see why with comity export rejected -o rejected.csv --db {db}")


@app.command
def dossier(
    a: str,
    b: str,
    *,
    since: Bound = None,
    until: Bound = None,
    out: Annotated[Path | None, Parameter(("-o", "--out"))] = None,
    threshold: Threshold = 0.0,
    actors: Actors = None,
    db: Db = DB,
    as_json: Json = False,
) -> None:
    """Write up the relation of two states, every statement traced to its sentence.

    Parameters
    ----------
    a
        A state, organisation or armed group: a code (CHN) or a name (China).
    b
        The other one.
    since
        First day of the acts that count.
    until
        Last day of the acts that count.
    out
        A file that ends with .html, .md, .json or .pdf; A-B.html unless given.
    """
    from comity.cli import show

    _one_thread()
    with _open(db, actors, read_only=True) as observatory:
        written = observatory.dossier(a, b, since=since, until=until, threshold=threshold)
    if as_json and out is None:
        _print(json.loads(written.json()), as_json, lambda: None)
        return
    path = _write(written, out or Path(f"{written.a.code}-{written.b.code}.html"))
    hint = ": open it in a browser" if path.suffix.lower() in (".html", ".htm") else ""
    _print({"written": str(path)}, as_json, lambda: show.line(f"{path} is written{hint}"))


@app.command
def explain(event: str, *, db: Db = DB, as_json: Json = False) -> None:
    """Show why an event was coded: its sentence, and the rules that made it.

    Parameters
    ----------
    event
        The event's id, or the beginning of it.
    """
    from comity.cli import show

    with _open(db, read_only=True) as observatory:
        explanation = observatory.explain(event)
    record = {**explanation.event, "before": explanation.before, "after": explanation.after}
    _print(record, as_json, lambda: show.explanation(explanation))


@app.command
def export(*tables: str, out: Annotated[Path, Parameter(("-o", "--out"))], db: Db = DB, as_json: Json = False) -> None:
    """Write tables as files for other programs.

    Parameters
    ----------
    tables
        reports, events, quotes, claims or rejected, all of them unless given; or a loaded event dataset, such as icews.
    out
        A file that ends with .parquet, .csv, .json or .jsonl for one table; a folder for several.
    """
    from comity.cli import show

    with _open(db, read_only=True) as observatory:
        written = observatory.export(out, tables)
    _print({"written": [str(path) for path in written]}, as_json, lambda: show.lines(f"{path}" for path in written))


@app.command
def rebuild(
    *,
    coder: CoderName = "full",
    remote: Remote | None = None,
    processes: Processes = 1,
    actors: Actors = None,
    db: Db = DB,
    as_json: Json = False,
) -> None:
    """Code all kept reports anew, as after an update of comity or of your actor files."""
    from comity.cli import show

    if not db.exists():
        raise InputError(f"{db} does not exist: read some reports into it first (comity read PATH --db {db})")
    spec = coder_spec(coder, actors, remote)
    with _open(db, processes=processes, coder=spec) as observatory, show.progress("coding anew", "reports") as told:
        done = observatory.rebuild(told)
    _print({"reports": done}, as_json, lambda: show.line(f"{done:,} reports coded anew in {db}"))


@app.command
def doctor(*, actors: Actors = None, db: Db = DB, as_json: Json = False) -> None:
    """See whether all is well with comity and its file, and what to do where it is not."""
    from comity import health
    from comity.cli import show
    from comity.engine import CoderSpec

    broken = []
    for check in health.doctor(db, CoderSpec(actors=tuple(actors or ()))):
        _print(asdict(check), as_json, lambda check=check: show.check(check))  # type: ignore[misc]
        if not check.good and check.name in {"python", "coder", "file"}:
            broken.append(check)
    if broken:
        raise ComityError("; ".join(f"{check.finding}: {check.mend}" for check in broken))


@score.command(name="reports")
def score_reports(
    file: Path,
    *,
    coder: CoderName = "full",
    remote: Remote | None = None,
    actors: Actors = None,
    as_json: Json = False,
) -> None:
    """Score whole reports: events, dates, modes, quotes and claims.

    Parameters
    ----------
    file
        JSON lines with id, text, events and, where they apply, published, title, quotes, claims and empty.
    """
    from comity import gold
    from comity.cli import show

    scores = gold.score_reports(_rows(file), coder_spec(coder, actors, remote))
    _print(scores, as_json, lambda: show.scores(scores))


@score.command(name="pairs")
def score_pairs(file: Path, *, predictions: Path | None = None, as_json: Json = False) -> None:
    """Score the coding of marked pairs: what the source does to the target.

    Parameters
    ----------
    file
        JSON lines with text, source, target, code, quad and binary.
    predictions
        Where to write one row for each of the file, in order, with what was predicted.
    """
    import time

    from comity import gold
    from comity.cli import show

    rows = _rows(file)
    begin = time.perf_counter()
    scores, predicted = gold.score_pairs(rows)
    scores["sentences_per_second"] = round(len(rows) / max(time.perf_counter() - begin, 1e-9), 1)
    if predictions is not None:
        with _writing(predictions) as out:
            for row, one in zip(rows, predicted, strict=True):
                out.write(json.dumps({**row, "predicted": asdict(one)}, ensure_ascii=False) + "\n")
    _print(scores, as_json, lambda: show.scores(scores))


@app.command
def demo(*, out: Annotated[Path, Parameter(("-o", "--out"))] = Path("demo-out"), as_json: Json = False) -> None:
    """Read the short reports that ship with comity and write the China-Russia dossier.

    Parameters
    ----------
    out
        The folder for the observatory's file and the dossier.
    """
    from comity.cli import show

    _one_thread()
    out.mkdir(parents=True, exist_ok=True)
    db = out / "comity.duckdb"
    with _open(db) as observatory:
        shipped = as_file(files("comity").joinpath("data", "demo", "reports.jsonl"))
        with shipped as reports, show.progress("reading", "reports") as told:
            reading = observatory.read([reports], progress=lambda now: told(now.seen))
        written = observatory.dossier("CHN", "RUS")
        counts = observatory.counts()
    path = _write(written, out / "CHN-RUS.html")
    record = {**asdict(reading), **counts, "dossier": str(path)}
    _print(record, as_json, lambda: show.demo(counts, written, path, db))


def _one_thread() -> None:
    """Let NumPy work on one thread: more of them than free cores cost forecasts many times what they bring."""
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def _open(
    db: Path,
    actors: Iterable[Path] | None = None,
    processes: int = 1,
    *,
    read_only: bool = False,
    coder: CoderSpec | None = None,
) -> Observatory:
    from comity.observatory import Observatory

    own = tuple(actors or ())
    return Observatory(db, actors=own, coder=coder or "full", processes=processes, read_only=read_only)


def _write(written: Any, path: Path) -> Path:
    makers: dict[str, Callable[[], str]] = {
        ".html": written.html, ".htm": written.html, ".md": written.markdown, ".json": written.json,
    }  # fmt: skip
    if path.suffix.lower() == ".pdf":
        return _pdf(written, path)
    if path.suffix.lower() not in makers:
        raise InputError(f"{path}: the ending names no format; choose .html, .md, .json or .pdf")
    with _writing(path) as out:
        out.write(makers[path.suffix.lower()]())
    return path


def _pdf(written: Any, path: Path) -> Path:
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise InputError("a PDF needs WeasyPrint: pip install weasyprint, or print the .html from a browser") from error
    path.parent.mkdir(parents=True, exist_ok=True)
    HTML(string=written.html()).write_pdf(path)
    return path


@contextmanager
def _writing(path: Path) -> Iterator[Any]:
    """Write a file beside its place and then move it there, so that nobody sees half of it."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8") as out:
            yield out
        os.replace(beside, path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {(error.strerror or str(error)).lower()}") from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"{path}: {reason.lower()}; give a file of JSON lines") from error
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}, line {number}: no JSON: {error}") from error
        if not isinstance(row, dict):
            raise InputError(f"{path}, line {number}: a JSON {type(row).__name__}, not an object")
        rows.append(row)
    if not rows:
        raise InputError(f"{path}: no rows; give a file of JSON lines")
    return rows


def _print(record: dict[str, Any], as_json: bool, people: Callable[[], None]) -> None:
    if as_json:
        # Where stdout is not UTF-8, letters beyond ASCII are escaped, so that what comes out is JSON all the same.
        print(json.dumps(record, ensure_ascii=(sys.stdout.encoding or "utf-8").lower() != "utf-8", default=str))
    else:
        people()
