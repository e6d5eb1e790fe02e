"""The sections on conduct against the pair's own usual, and on give and take: reciprocity, who leads, volatility."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from comity.measures.volatility import WINDOW
from comity.views.charts import chart
from comity.views.course import OPEN
from comity.views.material import Material, Row, counted, signed
from comity.views.model import Basis, Cell, Chart, Figure, Section, Sentence, Table
from comity.views.prose import day, paragraph, say, words

KINDS = ("cooperation", "conflict")


# -- against the pair's own usual ------------------------------------------------------------------------------------


def conduct(m: Material) -> Section | None:
    """How far each period lies from what is usual for the two."""
    rows = {(row["period"], row["kind"]): row for row in m.conduct if row["kind"] in KINDS and row["period"]}
    known = [row for row in rows.values() if row["z"] is not None]
    if not known:
        return None
    periods = list(dict.fromkeys(period for period, _ in rows))
    columns = {"period": "Period", "reports": "Reports"}
    for kind in KINDS:
        columns |= {kind: kind.capitalize(), f"{kind}_interval": "95 percent", f"{kind}_z": "z"}
    cells = tuple(
        (period, m.read_in(period), *(cell for kind in KINDS for cell in _conduct_of(m, rows[period, kind])))
        for period in periods
    )  # fmt: skip
    table = Table(
        "conduct", words("captions", "conduct"), columns, cells, folded=len(cells) > OPEN, measures=("conduct",)
    )  # fmt: skip
    last = max(row["period"] for row in known)
    told = [say("conduct")]
    for kind in KINDS:
        of_kind = [row for row in known if row["kind"] == kind]
        if of_kind:
            most = max(of_kind, key=lambda row: float(row["z"]))
            told.append(
                say("conduct_of", kind=kind, period=day(last), z=_z(m, rows[last, kind]), most=day(most["period"]),
                    most_z=_z(m, most), n=counted(_acts(m, most), f"{kind}, {most['period']}"))
            )  # fmt: skip
    values = [
        {"period": period, "kind": kind.capitalize(), "z": rows[period, kind]["z"],
         "gap": rows[period, kind]["n"] is None}
        for period in periods
        for kind in KINDS
    ]  # fmt: skip
    drawn = _chart("conduct", "conduct", values)
    return Section("conduct", words("sections", "conduct"), (paragraph(*told),), (drawn,), (table,))


def _acts(m: Material, row: Row) -> list[Row]:
    """The acts of one kind in one period."""
    ending = "_coop" if row["kind"] == "cooperation" else "_conf"
    return [act for act in m.within(row["period"], m.actual) if act["quad"].endswith(ending)]


def _z(m: Material, row: Row) -> Figure:
    acts = _acts(m, row)
    basis = Basis(
        "conduct", words("units", "z"), row["period"], row["reports"], "reports", data=words("networks", "own")
    )
    about = f"{row['kind']} against the pair's usual, {row['period']}"
    ids = tuple(act["id"] for act in acts)
    return Figure(row["z"], signed(row["z"]), about, ids, "conduct", basis)


def _conduct_of(m: Material, row: Row) -> Iterator[Cell]:
    if row["n"] is None:
        yield from (None, None, None)
        return
    yield counted(_acts(m, row), f"{row['kind']}, {row['period']}")
    yield "" if row["low"] is None else f"{row['low']:.0f} to {row['high']:.0f}"
    yield None if row["z"] is None else _z(m, row)


# -- give and take ---------------------------------------------------------------------------------------------------


def exchange(m: Material) -> Section | None:
    """Whether the two answer each other in kind, who leads, and how much the tone swings."""
    answered = [row for row in m.reciprocity if row["r"] is not None]
    swings = [row for row in m.volatility if row["volatility"] is not None]
    if not answered and not swings:
        return None
    told = (
        paragraph(*(one for kind in KINDS for one in _returned(m, kind)), say("exchange_caveat") if answered else None),
        _swung(m, swings) if swings else None,
    )
    tables: list[Table] = []
    charts: list[Chart] = []
    if answered:
        charts.append(_lags_drawn(m, answered))
        tables.append(_lags(m, answered))
    if swings:
        charts.append(_swings_drawn(m.volatility))
        tables.append(_swings(m, swings))
    return Section(
        "exchange", words("sections", "exchange"), tuple(one for one in told if one), tuple(charts), tuple(tables)
    )  # fmt: skip


def _alone(m: Material, side: str, kind: str) -> list[Row]:
    """What one side did alone to the other, in a kind, of what is dated to a month."""
    ending = "_coop" if kind == "cooperation" else "_conf"
    return [row for row in m.actual if not row["reciprocal"] and row["actor"] == side
            and row["quad"].endswith(ending) and _month(row)]  # fmt: skip


def _month(row: Row) -> str | None:
    """The month of an act; None where its date spans several, or it has none."""
    first, last = str(row["begins"] or "")[:7], str(row["ends"] or "")[:7]
    return first if first and first == last else None


def _returned(m: Material, kind: str) -> Iterator[Sentence]:
    rows = [row for row in m.reciprocity if row["kind"] == kind]
    first = rows[0] if rows else None
    if first is None or first["returned"] is None:
        return
    ids = tuple(act["id"] for side in (m.a, m.b) for act in _alone(m, side.code, kind))
    returned = first["returned"]
    yield say(
        "exchange_returned", kind=kind, a=m.a.said, b=m.b.said,
        n=counted(_alone(m, m.a.code, kind), f"{kind} by {m.a.said} alone"),
        m=counted(_alone(m, m.b.code, kind), f"{kind} by {m.b.said} alone"),
        returned=Figure(returned, f"{returned:.0%}", f"{kind} that is returned", ids, "exchange", Basis("reciprocity")),
    )  # fmt: skip
    above = {row["lag"] for row in rows if row["r"] is not None and row["low"] > 0}
    # One lag of thirteen stands out by chance: one away from 0 is believed where a neighbour stands out as well.
    clear = [
        row for row in rows if row["lag"] in above and (not row["lag"] or {row["lag"] - 1, row["lag"] + 1} & above)
    ]
    if not clear:
        if any(row["r"] is not None for row in rows):
            yield say("exchange_no_lead", kind=kind)
        return
    best = max(clear, key=lambda row: row["r"])
    leader, other = (m.a, m.b) if best["lag"] >= 0 else (m.b, m.a)
    yield say(
        "exchange_lead" if best["lag"] else "exchange_same", a=leader.said, b=other.said, lag=abs(best["lag"]),
        kind=kind, r=_r(best, ids), low=signed(best["low"]), high=signed(best["high"]), months=best["n"],
    )  # fmt: skip


def _r(row: Row, evidence: tuple[str, ...]) -> Figure:
    basis = Basis(
        "reciprocity", words("units", "number"), n=row["n"], of="months", low=row["low"], high=row["high"],
        data=words("networks", "own"),
    )  # fmt: skip
    return Figure(row["r"], signed(row["r"]), f"r, {row['kind']}, lag {row['lag']}", evidence, "exchange", basis)


def _lags(m: Material, rows: Sequence[Row]) -> Table:
    columns = {"kind": "Kind", "lag": "Lag in months", "r": "r", "interval": "95 percent", "n": "Months"}
    evidence = {
        kind: tuple(act["id"] for side in (m.a, m.b) for act in _alone(m, side.code, kind)) for kind in KINDS
    }  # fmt: skip
    cells = tuple(
        (
            row["kind"].capitalize(), f"{row['lag']:+d}".replace("-", "−").replace("+0", "0"),
            _r(row, evidence[row["kind"]]), f"{signed(row['low'])} to {signed(row['high'])}", str(row["n"]),
        )
        for row in rows
    )  # fmt: skip
    filled = {"a": m.a.said, "b": m.b.said}
    caption = words("captions", "exchange_lags").format(**filled)
    return Table("exchange_lags", caption, columns, cells, folded=True, measures=("reciprocity",))


def _lags_drawn(m: Material, rows: Sequence[Row]) -> Chart:
    values = [
        {"kind": row["kind"].capitalize(), **{name: row[name] for name in ("lag", "r", "low", "high")}} for row in rows
    ]
    return _chart("exchange_lags", "exchange_lags", values, a=m.a.said, b=m.b.said)


def _swung(m: Material, swings: Sequence[Row]) -> Sentence:
    row = swings[-1]
    inside = [one["period"] for one in m.volatility if one["period"] <= row["period"]][-WINDOW:]
    ids = tuple(act["id"] for act in m.actual if _month(act) in inside)
    basis = Basis("volatility", words("units", "score"), row["period"], row["swings"], "swings",
                  data=words("networks", "own"))  # fmt: skip
    swing = Figure(
        row["volatility"], f"{row['volatility']:.1f}", f"volatility, {row['period']}", ids, "exchange", basis
    )
    chance = Figure(
        row["noise"], f"{row['noise']:.1f}", f"volatility by chance, {row['period']}", ids, "exchange", basis
    )
    return say("exchange_swung", period=day(row["period"]), swing=swing, chance=chance, n=row["swings"])


def _swings(m: Material, swings: Sequence[Row]) -> Table:
    columns = {"period": "Twelve months to", "n": "Acts in the month", "volatility": "Swing", "noise": "By chance",
               "swings": "Swings known"}  # fmt: skip
    cells: list[tuple[Cell, ...]] = []
    for row in swings:
        own = [act for act in m.actual if _month(act) == row["period"]]
        basis = Basis("volatility", words("units", "score"), row["period"], row["swings"], "swings",
                      data=words("networks", "own"))  # fmt: skip
        figures = (
            Figure(row[name], f"{row[name]:.1f}", f"{name}, {row['period']}", section="exchange", basis=basis)
            for name in ("volatility", "noise")
        )
        cells.append((row["period"], counted(own, f"acts, {row['period']}"), *figures, str(row["swings"])))
    caption = words("captions", "exchange_swings")
    return Table("exchange_swings", caption, columns, tuple(cells), folded=True, measures=("volatility",))


def _swings_drawn(rows: Sequence[Row]) -> Chart:
    """From the first month that is known to the last; where a month is not, the lines break."""
    known = [place for place, row in enumerate(rows) if row["volatility"] is not None]
    values = [
        {"date": f"{row['period']}-01", "kind": kind, "value": row[name]}
        for row in rows[known[0] : known[-1] + 1]
        for kind, name in (("Swing", "volatility"), ("By chance alone", "noise"))
    ]
    return _chart("exchange_swings", "exchange_swings", values)


def _chart(key: str, table: str, values: Sequence[Mapping[str, object]], **filled: str) -> Chart:
    title, alt = (words(group, key).format(**filled) for group in ("charts", "alts"))
    return chart(key, key, title, alt, table, values)
