"""The section on the system around the two: blocs, triads, who moves towards whom, poles and shares.

It is written from plain rows, as :func:`comity.surroundings.surroundings` gives them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comity.views.charts import chart
from comity.views.material import Material, Row, signed
from comity.views.model import Basis, Cell, Chart, Figure, Section, Sentence, Table
from comity.views.prose import paragraph, say, the, words
from comity.views.structure import missing, sources, titles

KEY = "system"

NAMED = 3
"""So many third states are named of those that stand with one side against the other."""


def system(m: Material) -> Section | None:
    """Where the two stand in the system of states."""
    if m.system is None:
        return None
    found = m.system
    data = titles(found["sources"])
    networks, movement, poles, shares = (found[name] for name in ("networks", "movement", "poles", "shares"))
    told = [
        paragraph(*(_bloc(m, one, data) for one in networks)),
        paragraph(
            *(_triads(m, one, data) for one in networks if one["network"] != "votes"),
            *(_balance(one, data) for one in networks[:1]),
            *(_moved(m, one, data) for one in movement[:1]),
        ),
        _pole(poles[-1], data) if poles else (),
        missing(found["missing"]) if found["missing"] else (),
    ]
    tables: list[Table] = []
    charts: list[Chart] = []
    if networks:
        tables.append(_standing(m, networks, data))
    if movement:
        charts.append(_movers_drawn(m, movement[0]))
        tables.append(_movers(m, movement, data))
    if shares:
        charts.append(_shares_drawn(m, shares))
        tables.append(_shares(m, shares, data))
    if poles:
        charts.append(_poles_drawn(poles))
        tables.append(_poles(poles, data))
    tables.append(sources(found["sources"], "system_sources"))
    return Section(KEY, words("sections", KEY), tuple(one for one in told if one), tuple(charts), tuple(tables))


def _figure(value: Any, text: str, about: str, basis: Basis) -> Figure:
    return Figure(value, text, about, section=KEY, basis=basis)


def _basis(measure: str, unit: str, period: object, data: str, n: int | None = None, of: str = "") -> Basis:
    return Basis(measure, unit=words("units", unit), period=str(period), n=n, of=of, data=data)


def _from(names: Sequence[str], data: Mapping[str, str]) -> str:
    """The datasets by title and version; a network of none is of what was read."""
    return "; ".join(data[name] for name in names if name in data) or words("networks", "own")


# -- blocs and triads ------------------------------------------------------------------------------------------------


def _bloc(m: Material, one: Row, data: Mapping[str, str]) -> Sentence | None:
    if one["together"] is None:
        return None
    own, other = (one["blocs"][side.code] for side in (m.a, m.b))
    basis = _basis("blocs", "states", one["year"], _from(one["data"], data))
    stable = min(own["stability"], other["stability"])
    return say(
        "system_together" if one["together"] else "system_apart",
        a=m.a.said, b=m.b.said, network=words("networks", one["network"]), year=one["year"],
        n=_figure(own["size"], f"{own['size']:,}", f"states in the bloc of {m.a.said}", basis),
        m=_figure(other["size"], f"{other['size']:,}", f"states in the bloc of {m.b.said}", basis),
        lead=the(m.name(own["lead"])), other_lead=the(m.name(other["lead"])),
        stable=_figure(stable, f"{stable:.0%}", "stability of the place of the less sure of the two", basis),
    )  # fmt: skip


def _triads(m: Material, one: Row, data: Mapping[str, str]) -> Sentence | None:
    row = one["triads"]
    if row is None:
        return None
    basis = _basis("triads", "states", one["year"], _from(one["data"], data), row["thirds"], "third states")

    def many(name: str, about: str) -> Figure:
        return _figure(row[name], f"{row[name]:,}", about, basis)

    return say(
        "system_triads", network=words("networks", one["network"]), year=one["year"], a=m.a.said, b=m.b.said,
        thirds=many("thirds", "third states tied to both"), friends=many("friends", "friends of both"),
        foes=many("foes", "foes of both"), with1=many("with1", f"friends of {m.a.said}, foes of {m.b.said}"),
        with2=many("with2", f"friends of {m.b.said}, foes of {m.a.said}"),
        named1=_named(m, row["with1_named"]), named2=_named(m, row["with2_named"]),
    )  # fmt: skip


def _named(m: Material, codes: Sequence[str]) -> str:
    """The first few of some states, in brackets; nothing where there are none."""
    names = [the(m.name(code)) for code in codes[:NAMED]]
    more = ["others"] if len(codes) > NAMED else []
    told = [*names, *more]
    if not told:
        return ""
    return f" ({told[0] if len(told) == 1 else ', '.join(told[:-1]) + ' and ' + told[-1]})"


def _balance(one: Row, data: Mapping[str, str]) -> Sentence | None:
    row = one["balance"]
    if row is None:
        return None
    basis = _basis("structural_balance", "ties", one["year"], _from(one["data"], data), row["states"], "states")
    value, text = row["frustration"], _bounded(row)
    share = row["balanced"]
    return say(
        "system_balance" if row["apart"] is not None else "system_balance_whole",
        network=words("networks", one["network"]),
        frustration=_figure(value, text, "ties that no two camps honour", basis),
        ties=_figure(row["ties"], f"{row['ties']:,}", "ties", basis),
        balanced=_figure(share, "none" if share is None else f"{share:.0%}", "share of balanced triangles", basis),
        camps="different camps" if row["apart"] else "the same camp",
    )


def _standing(m: Material, networks: Sequence[Row], data: Mapping[str, str]) -> Table:
    """A row for each figure, a column for each network."""
    heads = {one["network"]: f"{words('networks_short', one['network'])}, {one['year']}" for one in networks}
    columns = {"what": "What", **heads}
    found = [_standing_in(m, one, heads[one["network"]], _from(one["data"], data)) for one in networks]
    rows = tuple((label, *(one[label] for one in found)) for label in found[0])
    return Table(
        "system_networks", words("captions", "system_networks"), columns, rows,
        measures=("blocs", "triads", "structural_balance", "network"),
    )  # fmt: skip


def _standing_in(m: Material, one: Row, network: str, said: str) -> dict[str, Cell]:
    """The figures of one network by their labels; empty where they do not apply, not known where they are not."""
    triads, balance = one["triads"], one["balance"]
    cells: dict[str, Cell] = {}
    for side in (m.a, m.b):
        label, row = f"Bloc of {side.said}", one["blocs"].get(side.code)
        basis = _basis("blocs", "states", one["year"], said)
        cells[label] = None if row is None else _figure(
            row["size"], f"{row['size']} around {the(m.name(row['lead']))}, {row['stability']:.0%} sure",
            f"{label}, {network}", basis)  # fmt: skip
    for label, name in (
        ("Third states tied to both", "thirds"), ("Friends of both", "friends"), ("Foes of both", "foes"),
        (f"With {m.a.said}, against {m.b.said}", "with1"), (f"With {m.b.said}, against {m.a.said}", "with2"),
        ("Triads of the two that are balanced", "balanced"), ("Pull of third states on the two", "pull"),
    ):  # fmt: skip
        value = triads and triads[name]
        unit = {"balanced": "share", "pull": "number"}.get(name, "states")
        form = {"balanced": "{:.0%}".format, "pull": signed}.get(name, "{:,}".format)
        cells[label] = None if value is None else _figure(
            value, form(value), f"{label}, {network}",
            _basis("triads", unit, one["year"], said, triads["thirds"], "third states"))  # fmt: skip
    label = "Ties that fit no two camps"
    cells[label] = "" if balance is None else _figure(
        balance["frustration"], f"{_bounded(balance)} of {balance['ties']:,}", f"{label}, {network}",
        _basis("structural_balance", "ties", one["year"], said, balance["states"], "states"))  # fmt: skip
    return cells


def _bounded(balance: Row) -> str:
    """The frustration, or its bounds where no proof was found."""
    least = balance["frustration"]
    return f"{least:,.0f}" if balance["proved"] else f"{balance['low']:,.0f} to {least:,.0f}"


# -- movement --------------------------------------------------------------------------------------------------------


def _moved(m: Material, one: Row, data: Mapping[str, str]) -> Sentence | None:
    pair = {row["a"]: row for row in one["pair"]}
    if not {m.a.code, m.b.code} <= pair.keys():
        return None
    row, back = pair[m.a.code], pair[m.b.code]
    basis = _basis("movement", "number", f"{one['year'] - 5}–{one['year']}", _from(one["data"], data))
    digits = 2 if abs(row["change"]) >= 0.005 else 4
    change, all_did = (f"{row[name]:+.{digits}f}".replace("-", "−") for name in ("change", "everybody"))
    return say(
        "system_moved", network=words("networks", one["network"]), a=m.a.said, b=m.b.said,
        now=f"{one['year'] - 2}–{one['year']}", then=f"{one['year'] - 5}–{one['year'] - 3}",
        change=_figure(row["change"], change, "change of the tie of the two", basis),
        everybody=_figure(row["everybody"], all_did, "median change of all pairs", basis),
        rank=_figure(row["rank"], f"{row['rank']:,}", f"rank of {m.b.said} for {m.a.said}", basis),
        partners=row["partners"],
        rank_back=_figure(back["rank"], f"{back['rank']:,}", f"rank of {m.a.said} for {m.b.said}", basis),
        partners_back=back["partners"],
    )  # fmt: skip


def _movers(m: Material, movement: Sequence[Row], data: Mapping[str, str]) -> Table:
    columns = {
        "network": "Network, to", "side": "Side", "partner": "Partner", "before": "Before", "after": "After",
        "change": "Change", "beyond": "Beyond all", "z": "z", "rank": "Rank",
    }  # fmt: skip
    cells: list[tuple[Cell, ...]] = []
    for one in movement:
        basis = _basis("movement", "number", f"{one['year'] - 5}–{one['year']}", _from(one["data"], data))
        label = f"{words('networks_short', one['network'])}, {one['year']}"
        rows = {(row["a"], row["b"]): row for row in (*one["movers"], *one["pair"])}
        for row in sorted(rows.values(), key=lambda row: (row["a"] != m.a.code, row["rank"], row["b"])):
            about = f"{m.name(row['a'])} and {m.name(row['b'])}, {label}"
            numbers = (
                None if row[name] is None else _figure(row[name], _fine(row[name]), f"{name}, {about}", basis)
                for name in ("before", "after", "change", "beyond", "z")
            )
            rank = _figure(row["rank"], f"{row['rank']} of {row['partners']}", f"rank, {about}", basis)
            cells.append((label, m.name(row["a"]), m.name(row["b"]), *numbers, rank))
    return Table("system_movers", words("captions", "system_movers"), columns, tuple(cells), folded=True,
                 measures=("movement", "network"))  # fmt: skip


def _fine(value: float) -> str:
    """Two digits, or as many as a small number needs to show two of its own."""
    if value == 0 or abs(value) >= 0.01:
        return signed(value)
    return f"{value:+.4f}".replace("-", "−")


def _movers_drawn(m: Material, one: Row) -> Chart:
    rows = {(row["a"], row["b"]): row for row in (*one["movers"], *one["pair"])}
    sides = {m.a.code: m.a.name, m.b.code: m.b.name}
    values = [
        {"side": sides[row["a"]], "partner": m.name(row["b"]), "change": row["change"], "rank": row["rank"],
         "everybody": row["everybody"],
         "two": row["b"] in sides, "who": "closer" if row["change"] > 0 else "further"}
        for row in sorted(rows.values(), key=lambda row: (row["a"] != m.a.code, row["rank"], row["b"]))
    ]  # fmt: skip
    filled = {"network": words("networks", one["network"]), "now": f"{one['year'] - 2}–{one['year']}",
              "then": f"{one['year'] - 5}–{one['year'] - 3}"}  # fmt: skip
    key = "system_movers"
    return chart(
        key, key, words("charts", key).format(**filled), words("alts", key).format(**filled), key, values
    )  # fmt: skip


# -- poles and shares ------------------------------------------------------------------------------------------------


def _pole(row: Row, data: Mapping[str, str]) -> Sentence:
    basis = _basis("polarity", "share", row["year"], data["cow_nmc"])
    return say(
        "system_polarity", year=row["year"], kind=words("polarity", row["kind"]),
        top=_figure(row["top"], f"{row['top']:.0%}", "share of the strongest among the major powers", basis),
        second=_figure(row["second"], f"{row['second']:.0%}", "share of the second among the major powers", basis),
        powers=_figure(row["effective_powers"], f"{row['effective_powers']:.1f}", "effective number of powers", basis),
        con=_figure(
            row["con"], f"{row['con']:.2f}", "concentration",
            _basis("concentration", "number", row["year"], data["cow_nmc"])),
    )  # fmt: skip


def _poles(poles: Sequence[Row], data: Mapping[str, str]) -> Table:
    columns = {
        "year": "Year", "kind": "Kind", "top": "Strongest", "second": "Second", "powers": "Effective powers",
        "con": "Concentration",
    }  # fmt: skip
    cells: list[tuple[Cell, ...]] = []
    for row in reversed(poles):
        found = (("top", "share", "{:.1%}"), ("second", "share", "{:.1%}"), ("effective_powers", "states", "{:.1f}"),
                 ("con", "number", "{:.3f}"))  # fmt: skip
        figures = (
            None if row[name] is None else _figure(
                row[name], form.format(row[name]), f"{name}, {row['year']}",
                _basis("concentration" if name == "con" else "polarity", unit, row["year"], data["cow_nmc"]))
            for name, unit, form in found
        )  # fmt: skip
        cells.append((str(row["year"]), words("polarity", row["kind"]), *figures))
    return Table("system_poles", words("captions", "system_poles"), columns, tuple(cells), folded=True,
                 measures=("polarity", "concentration"))  # fmt: skip


def _poles_drawn(poles: Sequence[Row]) -> Chart:
    lines = (("strongest", "top", "one", "strongest"), ("strongest", "second", "other", "second"),
             ("powers", "effective_powers", "one", ""), ("concentration", "con", "one", ""))  # fmt: skip
    values = [
        {"panel": words("panels", panel), "line": line, "whose": whose, "year": row["year"], "value": row[column]}
        for panel, column, whose, line in lines
        for row in poles
        if row[column] is not None
    ]
    key = "system_poles"
    return chart(key, "structure", words("charts", key), words("alts", key), key, values)


def _shares(m: Material, shares: Sequence[Row], data: Mapping[str, str]) -> Table:
    columns = {"year": "Year", "bloc": "Organisation", "members": "Members", "cinc": "Capabilities (CINC)",
               "gdp": "Product", "trade": "Trade"}  # fmt: skip
    said = "; ".join(data.values())
    cells: list[tuple[Cell, ...]] = []
    for row in sorted(shares, key=lambda row: (-row["year"], row["bloc"])):
        figures = (
            None if row[name] is None else _figure(
                row[name], f"{row[name]:.1%}", f"{columns[name]} of {m.name(row['bloc'])}, {row['year']}",
                _basis("bloc_shares", "share", row["year"], said, row[f"{name}_known"], "members"))
            for name in ("cinc", "gdp", "trade")
        )  # fmt: skip
        cells.append((str(row["year"]), m.name(row["bloc"]), str(row["members"]), *figures))
    return Table("system_shares", words("captions", "system_shares"), columns, tuple(cells), folded=True,
                 measures=("bloc_shares",))  # fmt: skip


def _shares_drawn(m: Material, shares: Sequence[Row]) -> Chart:
    latest = {row["bloc"]: row["cinc"] or 0 for row in shares}
    order = sorted(latest, key=lambda name: (-latest[name], name))
    values = [
        {"bloc": name, "order": order.index(name), "kind": words("shares", kind), "year": row["year"],
         "share": row[kind]}
        for row in shares
        for name in (row["bloc"],)
        for kind in ("cinc", "gdp")
        if row[kind] is not None
    ]  # fmt: skip
    key = "system_shares"
    return chart(key, key, words("charts", key), words("alts", key), key, values)
