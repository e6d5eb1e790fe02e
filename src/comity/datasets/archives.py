"""Files out of zip archives, by the name that their dataset gives them, with nothing else of what lies there."""

from __future__ import annotations

import zipfile
import zlib
from fnmatch import fnmatch
from pathlib import Path

from comity.datasets.fetching import LIMIT, called
from comity.errors import UnreadableInput

_CHUNK = 1 << 16


def unpack(path: Path, member: str | None, *, limit: int = LIMIT) -> Path:
    """The file out of a zip archive that is called ``member`` (``*`` stands for anything); without one, the archive.

    A slash leads into an archive that lies in the archive. What is no archive is given back as it is: some mirrors
    serve the file itself. Nothing of the names in the archive but the last part decides where the file is put, beside
    the archive.

    Raises:
        UnreadableInput: the archive is damaged or locked, holds no such file or several, or more than the limit.
    """
    for name in member.split("/") if member else ():
        if zipfile.is_zipfile(path):
            path = _unpacked(path, name, limit)
    return path


def _unpacked(path: Path, member: str, limit: int) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            inside = [one for one in archive.infolist() if not one.is_dir() and "__MACOSX" not in one.filename]
            found = [one for one in inside if fnmatch(one.filename.rpartition("/")[2].lower(), member.lower())]
            if len(found) != 1:
                listed = ", ".join(one.filename for one in inside[:8]) or "nothing"
                raise UnreadableInput(f"{path.name} holds {len(found)} files called {member}; in it are {listed}")
            if found[0].flag_bits & 1:
                raise UnreadableInput(f"{path.name}: {found[0].filename} is locked with a password: unpack it yourself")
            target = path.parent / called(found[0].filename)
            if target == path:
                target = path.with_name(f"unpacked-{path.name}")
            part = target.with_name(target.name + ".part")
            _extract(archive, found[0], part, limit)
            part.replace(target)
            return target
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableInput(f"{path.name} is a damaged archive ({error}): fetch it anew") from error


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, part: Path, limit: int) -> None:
    size = 0
    try:
        with archive.open(member) as source, part.open("wb") as sink:
            while block := source.read(_CHUNK):
                size += len(block)
                if size > limit:
                    raise UnreadableInput(
                        f"{member.filename} is longer than {limit:,} bytes unpacked, and no file of this dataset is"
                    )
                sink.write(block)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
