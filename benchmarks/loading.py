"""How long a day of GDELT 2.0 takes to load, and how much memory, beside pandas and beside a plain query of DuckDB.

The day has 200,000 rows: the real rows that lie beside the project, over and over, each with an id of its own. Every
contender reads the same file in a process of its own, so that the peak is its own, and keeps what it read on disk; the
quickest of three runs counts, after all imports and after comity has read its own actors, which a process does once.

Comity checks every cell, finds repeated events, reads the actors by the day and the acts in PLOVER, and keeps the
digest and what it set apart. pandas reads, drops repeated ids and writes Parquet; the package gdelt fetches the day's
zip, here from this machine, reads it by its own function with pandas, and the frame is written as Parquet. The query of
DuckDB, which is the limit, only copies the same columns into a table.

CPU seconds are those of all threads; where the machine has other work, they tell more than the clock.
pandas and gdelt are no part of comity: each is measured where it is installed, and else it is said that it was not.
Without the real rows nothing is measured.
"""

from __future__ import annotations

import functools
import http.server
import importlib
import importlib.util
import json
import resource
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "structure" / "events"
FILES = ("sparkgdelt_events.csv", "sparkgdelt_eventsT.csv")
ROWS = 200_000
RUNS = 3
NAME = "a GDELT 2.0 day of 200,000 rows"


def loading() -> dict[str, float]:
    """Seconds, CPU seconds and peak MB of each contender; nothing where the real rows are not at hand."""
    if not FOLDER.is_dir():
        return {}
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        day = Path(folder) / "20150218.export.CSV"
        write(day)
        with zipfile.ZipFile(f"{day}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(day, day.name)
        for contender in CONTENDERS:
            if importlib.util.find_spec(contender) is None:
                print(f"{NAME}: {contender} was not measured, since it is not installed", file=sys.stderr)
                continue
            runs = [_run(contender, day) for _ in range(RUNS)]
            for at, what in enumerate(("seconds", "CPU seconds", "peak MB")):
                figures[f"{NAME}: {contender}, {what}"] = min(run[at] for run in runs)
    return figures


def write(day: Path, rows: int = ROWS) -> None:
    """Write a day made of the real rows, repeated with new ids."""
    lines = [line for name in FILES for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]
    rests = [line.partition("\t")[2] for line in lines if line.count("\t") == 60]
    with day.open("w", encoding="utf-8") as file:
        file.writelines(f"{900_000_000 + number}\t{rests[number % len(rests)]}\n" for number in range(rows))


def _run(contender: str, day: Path) -> tuple[float, float, float]:
    command = [sys.executable, "-m", "benchmarks.loading", contender, str(day)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, cpu, peak = json.loads(done.stdout)
    return seconds, cpu, peak


def comity(day: Path, folder: Path) -> int:
    """As ``comity load gdelt FILE`` does it."""
    from comity import Observatory

    with Observatory(folder / "comity.duckdb") as observatory:
        return observatory.load("gdelt", day)[0].kept


def pandas(day: Path, folder: Path) -> int:
    """As packages for GDELT do it."""
    import pandas as pd

    from comity.datasets.gdelt.load import LAYOUTS

    frame = pd.read_csv(day, sep="\t", header=None, names=LAYOUTS[61], dtype={"cameo": str, "base": str, "root": str})
    frame["date"] = pd.to_datetime(frame["sqldate"].astype(str), format="%Y%m%d")
    frame = frame.drop_duplicates("event_id")
    frame = frame.convert_dtypes()
    frame.to_parquet(folder / "day.parquet")
    return len(frame)


def gdelt(day: Path, folder: Path) -> int:
    """As the package gdelt does it with each file that it fetches."""
    read = _reader_of_gdelt()
    with socketserver.TCPServer(("127.0.0.1", 0), _quiet(day.parent)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        frame = read(f"http://127.0.0.1:{server.server_address[1]}/{day.name}.zip", table="events")
        server.shutdown()
    frame.columns = [str(name) for name in frame.columns]
    frame.to_parquet(folder / "day.parquet")
    return len(frame)


def _reader_of_gdelt() -> Callable[..., Any]:
    """Its function by itself: the package as a whole fetches a list of codes from the network when it is imported."""
    package = importlib.util.find_spec("gdelt")
    if package is None or package.origin is None:
        raise SystemExit("gdelt is not installed")
    found = importlib.util.spec_from_file_location("gdelt_parallel", Path(package.origin).with_name("parallel.py"))
    if found is None or found.loader is None:
        raise SystemExit("this version of gdelt has no parallel.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module._mp_worker  # type: ignore[no-any-return]


def _quiet(folder: Path) -> Callable[..., http.server.SimpleHTTPRequestHandler]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    return functools.partial(Quiet, directory=str(folder))


def duckdb(day: Path, folder: Path) -> int:
    """As little as can be done."""
    import duckdb as database

    from comity.datasets.gdelt.load import LAYOUTS, USED

    columns = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in LAYOUTS[61]) + "}"
    with database.connect(str(folder / "day.duckdb")) as connection:
        connection.execute(
            f"""CREATE TABLE day AS SELECT {", ".join(USED)} FROM read_csv('{day}', delim='\t', header=false, quote='',
            columns={columns})"""
        )
        ((rows,),) = connection.execute("SELECT count(*) FROM day").fetchall()
    return int(rows)


CONTENDERS: dict[str, Callable[[Path, Path], int]] = {
    "comity": comity,
    "pandas": pandas,
    "gdelt": gdelt,
    "duckdb": duckdb,
}


def measured(contender: str, day: Path) -> tuple[float, float, float]:
    """Seconds, CPU seconds and peak MB of one contender in this process, its imports apart."""
    with tempfile.TemporaryDirectory() as folder:
        _import(contender)
        begin, cpu = time.perf_counter(), time.process_time()
        rows = CONTENDERS[contender](day, Path(folder))
        seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    if rows != ROWS:
        raise SystemExit(f"{contender} kept {rows:,} rows of {ROWS:,}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return round(seconds, 2), round(cpu, 2), round(peak)


def _import(contender: str) -> None:
    from comity import Observatory  # noqa: F401
    from comity.datasets import event_codes

    event_codes.held("CHN")
    if contender == "pandas":
        importlib.import_module("pandas")
    if contender == "gdelt":
        _reader_of_gdelt()


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1], Path(sys.argv[2]))))
