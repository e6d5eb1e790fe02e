"""A table as a Stata data file (format 118, Stata 14 and later), with what each column holds as its label.

The form is told in Stata's own help under ``dta``. A name is cut to 32 letters of those that Stata allows; whole
numbers that fit are stored as long, others as double, dates as days, and null as Stata's missing value.
"""

from __future__ import annotations

import re
import struct
from datetime import date
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.types as pt
from numpy.typing import NDArray

_LONGEST = 2045
_EPOCH = date(1970, 1, 1).toordinal() - date(1960, 1, 1).toordinal()
_LONG, _DOUBLE = 65528, 65526
_MISSING_LONG = 2147483621
_MISSING_DOUBLE = struct.unpack("<d", bytes.fromhex("000000000000e07f"))[0]
_CHUNK = 50_000
_RESERVED = {
    "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N", "_pi", "_pred",
    "_rc", "_skip", "strL", "using", "with",
}  # fmt: skip


def write(table: pa.Table, file: BinaryIO) -> None:
    """Write a table to a file that is open for writing bytes."""
    columns = [_column(table.column(name)) for name in table.column_names]
    kinds = [kind for kind, _, _ in columns]
    names = names_of(table.column_names)
    labels = [(field.metadata or {}).get(b"what", b"").decode() or field.name for field in table.schema]
    places = [0]

    def put(data: bytes, *, mark: bool = True) -> None:
        file.write(data)
        if mark:
            places.append(file.tell())

    width = len(kinds)
    put(
        b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>"
        + struct.pack("<H", width) + b"</K><N>" + struct.pack("<Q", table.num_rows)
        + b"</N><label>\0\0</label><timestamp>\0</timestamp></header>"
    )  # fmt: skip
    put(b"<map>" + bytes(14 * 8) + b"</map>")
    put(_tagged("variable_types", struct.pack(f"<{width}H", *kinds)))
    put(_tagged("varnames", b"".join(_fixed(name, 129) for name in names)))
    put(_tagged("sortlist", bytes(2 * (width + 1))))
    put(_tagged("formats", b"".join(_fixed(form, 57) for _, form, _ in columns)))
    put(_tagged("value_label_names", bytes(129 * width)))
    put(_tagged("variable_labels", b"".join(_fixed(label[:80], 321) for label in labels)))
    put(_tagged("characteristics", b""))
    put(b"<data>", mark=False)
    form = np.dtype([(str(at), values.dtype) for at, (_, _, values) in enumerate(columns)])
    for start in range(0, table.num_rows, _CHUNK):
        rows = np.empty(min(_CHUNK, table.num_rows - start), form)
        for at, (_, _, values) in enumerate(columns):
            rows[str(at)] = values[start : start + _CHUNK]
        file.write(rows.tobytes())
    put(b"</data>")
    put(_tagged("strls", b""))
    put(_tagged("value_labels", b""))
    put(b"</stata_dta>")
    file.seek(places[1] + len("<map>"))
    file.write(struct.pack("<14Q", *places))


def names_of(columns: list[str]) -> list[str]:
    """Names that Stata takes, each once.

    >>> names_of(["cinc_a", "2nd", "in", "say/do"])
    ['cinc_a', '_2nd', 'in_', 'say_do']
    """
    found: list[str] = []
    for column in columns:
        name = re.sub(r"\W", "_", column, flags=re.ASCII)
        name = f"_{name}" if name[:1].isdigit() else name
        name = (f"{name}_" if name in _RESERVED or re.fullmatch(r"str\d+", name) else name)[:32]
        again = 2
        while name in found:
            name, again = f"{name[:29]}_{again}", again + 1
        found.append(name)
    return found


def _tagged(tag: str, data: bytes) -> bytes:
    return f"<{tag}>".encode() + data + f"</{tag}>".encode()


def _fixed(text: str, width: int) -> bytes:
    data = text.encode("utf-8")[: width - 1].decode("utf-8", "ignore").encode("utf-8")
    return data.ljust(width, b"\0")


def _column(column: pa.ChunkedArray) -> tuple[int, str, NDArray[np.generic]]:
    """Stata's type, its display format, and the values in that type."""
    kind = column.type
    if pt.is_date(kind):
        days = pc.add(pc.cast(pc.cast(column, pa.date32()), pa.int32()), _EPOCH)
        return _LONG, "%td", pc.fill_null(days, _MISSING_LONG).to_numpy().astype("<i4")
    if pt.is_boolean(kind):
        column, kind = pc.cast(column, pa.int8()), pa.int8()
    if pt.is_integer(kind) or pt.is_floating(kind):
        ends = pc.min_max(column).as_py()
        if pt.is_integer(kind) and max(abs(ends["min"] or 0), abs(ends["max"] or 0)) < 2147483600:
            whole = pc.fill_null(pc.cast(column, pa.int64()), _MISSING_LONG)
            return _LONG, "%12.0g", whole.to_numpy().astype("<i4")
        real = pc.fill_null(pc.cast(column, pa.float64(), safe=False), _MISSING_DOUBLE).to_numpy().astype("<f8")
        return _DOUBLE, "%10.0g", np.where(np.isfinite(real), real, _MISSING_DOUBLE)
    texts = [
        text.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").encode("utf-8")
        for text in pc.fill_null(pc.cast(column, pa.string()), "").to_pylist()
    ]
    width = max(1, max(map(len, texts), default=1))
    return width, f"%-{width}s", np.array(texts, dtype=f"S{width}")
