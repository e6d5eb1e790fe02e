"""What holds for every part, found by looking and not from a list."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from typing import Any

import pytest

import comity
from comity import errors
from comity.coders import CODERS
from comity.sources import FORMATS, SUFFIXES

MODULES = sorted(
    found.name for found in pkgutil.walk_packages(comity.__path__, "comity.") if not found.name.endswith("__main__")
)


def public(module: str) -> Iterator[tuple[str, Any]]:
    """The public functions and classes that a module defines itself, and the methods of the classes."""
    for name, thing in vars(importlib.import_module(module)).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module:
            continue
        if inspect.isclass(thing):
            yield name, thing
            for method, function in vars(thing).items():
                if not method.startswith("_") and (inspect.isfunction(function) or isinstance(function, property)):
                    yield f"{name}.{method}", function
        elif inspect.isfunction(thing):
            yield name, thing


def test_there_is_something_to_look_at() -> None:
    assert {"comity.model", "comity.cli.commands", "comity.coders.full", "comity.sources.html"} <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_and_all_that_is_public_in_it_says_what_it_is(module: str) -> None:
    assert importlib.import_module(module).__doc__
    generated = {name for name, thing in public(module) if is_dataclass(thing) and thing.__doc__ == signature(thing)}
    silent = {name for name, thing in public(module) if not thing.__doc__}
    assert generated | silent == set()


def signature(kind: Any) -> str:
    """What Python writes where a dataclass has no docstring."""
    return kind.__name__ + str(inspect.signature(kind)).replace(" -> None", "")


def exceptions() -> list[type[BaseException]]:
    return [thing for _, thing in public("comity.errors") if inspect.isclass(thing)]


@pytest.mark.parametrize("kind", exceptions(), ids=lambda kind: kind.__name__)
def test_an_exception_has_an_exit_status_and_stands_in_the_tree(kind: type[errors.ComityError]) -> None:
    assert issubclass(kind, errors.ComityError)
    assert kind.exit_status == 1
    assert kind.__name__ in (errors.__doc__ or "")


@pytest.mark.parametrize("module", MODULES)
def test_all_exceptions_belong_to_the_one_tree(module: str) -> None:
    own = [thing for _, thing in public(module) if inspect.isclass(thing) and issubclass(thing, BaseException)]
    apart = [kind.__name__ for kind in own if not issubclass(kind, errors.ComityError | ValueError)]
    assert apart == []


def named(place: str) -> Callable[..., Any]:
    module, _, name = place.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_reads_what_is_opened(name: str) -> None:
    assert list(inspect.signature(named(FORMATS[name])).parameters) == ["opened", "published"]
    assert name in SUFFIXES.values()


@pytest.mark.parametrize("name", CODERS)
def test_a_coder_codes_a_batch(name: str) -> None:
    assert list(inspect.signature(named(CODERS[name]).code).parameters) == ["self", "documents"]
