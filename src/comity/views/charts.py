"""Charts as Vega-Lite: the drawing stands in ``charts/*.json``, the data come from a table of the dossier.

A period without any report has null figures and is drawn as a band, never as a bar of height zero. Colours are blue and
orange (told apart by every kind of colour vision), with lightness, direction or shape as a second sign.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree

from comity.views.model import Chart

VEGA_LITE = "5.20"

QUADS = ("material_coop", "verbal_coop", "verbal_conf", "material_conf")
LABELS = {
    "verbal_coop": "Cooperation, words",
    "material_coop": "Cooperation, deeds",
    "verbal_conf": "Conflict, words",
    "material_conf": "Conflict, deeds",
}


def chart(key: str, drawing: str, title: str, alt: str, table: str, values: Iterable[Mapping[str, Any]]) -> Chart:
    """Put the values into the drawing of this name (a file of ``charts/``)."""
    style: dict[str, Any] = json.loads(_drawing("style"))
    spec: dict[str, Any] = json.loads(_drawing(drawing))
    spec = {"$schema": f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE.split('.')[0]}.json", **spec}
    return Chart(key, title, alt, {**spec, "config": style, "data": {"values": list(values)}}, table)


def svg(made: Chart) -> str:
    """Draw the chart as SVG, without a network and without a browser."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(dict(made.spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    return drawn


def embedded(made: Chart) -> str:
    """Draw the chart as SVG for an HTML page: one picture with a description, and no name that another chart uses."""
    root = ElementTree.fromstring(svg(made))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name, value in list(element.attrib.items()):
            if name.startswith(("aria-", "role", "{")):
                del element.attrib[name]
            elif name == "id":
                element.set("id", f"{made.key}-{value}")
            elif value.startswith("url(#"):
                element.set(name, value.replace("url(#", f"url(#{made.key}-"))
    for name in ("version", "class"):
        root.attrib.pop(name, None)
    root.set("role", "img")
    root.set("aria-label", f"{made.title}. {made.alt}")
    return ElementTree.tostring(root, encoding="unicode")


def diverging(rows: Iterable[Mapping[str, Any]], category: str) -> list[dict[str, Any]]:
    """One value a row and quad class, conflict negative; a row without figures becomes one gap.

    >>> diverging([{"period": "2004", "acts": None}], "period")
    [{'period': '2004', 'kind': 'Words', 'gap': True}, {'period': '2004', 'kind': 'Deeds', 'gap': True}]
    """
    out: list[dict[str, Any]] = []
    for row in rows:
        if row.get("acts") is None:
            out += [{category: row[category], "kind": kind, "gap": True} for kind in ("Words", "Deeds")]
            continue
        for quad in QUADS:
            count = row[quad]
            out.append(
                {
                    category: row[category],
                    "class": LABELS[quad],
                    "kind": "Words" if quad.startswith("verbal") else "Deeds",
                    "acts": count,
                    "signed": -count if quad.endswith("conf") else count,
                    "gap": False,
                }
            )
    return out


@functools.cache
def _drawing(name: str) -> str:
    return files("comity").joinpath("views", "charts", f"{name}.json").read_text(encoding="utf-8")
