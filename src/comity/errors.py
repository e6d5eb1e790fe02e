"""What can go wrong, as one small tree.

::

    ComityError                 anything comity raises on purpose; ``exit_status`` 1
    ├── InputError              a file, record or argument cannot be used as it is
    │   ├── UnknownActor        a name or code that no actor file knows
    │   ├── UnknownEventType    a type, mode or CAMEO code outside the ontology
    │   └── UnreadableInput     bytes that are not what their name says
    ├── DataError               a data file that ships with comity, or the user's own, breaks its own rules
    └── StoreError              the observatory's file cannot be used
        ├── StoreTooNew         written by a newer version of comity
        └── StoreBusy           another process is writing to it

A message says what was wrong, where, and what to do. Libraries raise; the command line translates to one line on
stderr.
"""

from __future__ import annotations


class ComityError(Exception):
    """Anything comity raises on purpose."""

    exit_status = 1


class InputError(ComityError):
    """A file, record or argument cannot be used as it is."""


class UnknownActor(InputError):
    """A name or code that no actor file knows."""


class UnknownEventType(InputError):
    """A type, mode or CAMEO code outside the ontology."""


class UnreadableInput(InputError):
    """Bytes that are not what their name says."""


class DataError(ComityError):
    """A data file, shipped or the user's own, breaks its own rules."""


class StoreError(ComityError):
    """The observatory's file cannot be used."""


class StoreTooNew(StoreError):
    """The file was written by a newer version of comity."""


class StoreBusy(StoreError):
    """Another process is writing to the file."""
