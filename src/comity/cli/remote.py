"""The options of the remote coder, and which coder a command's options name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Group, Parameter
from cyclopts.validators import Number

from comity.errors import InputError

if TYPE_CHECKING:
    from comity.engine import CoderSpec

_GROUP = Group(
    "Remote coder",
    sort_key=8,
    help="A language model behind an OpenAI-compatible address. Its key stands in COMITY_KEY. Reports are sent to it.",
)

CoderName = Annotated[Literal["full", "fast", "remote"], Parameter("--coder", help="Which coder reads the reports.")]


@Parameter(name="*")
@dataclass(frozen=True)
class Remote:
    """Which model the remote coder asks, and how much."""

    endpoint: Annotated[
        str | None,
        Parameter("--endpoint", env_var="COMITY_ENDPOINT", group=_GROUP, help="Such as http://localhost:11434/v1."),
    ] = None
    model: Annotated[
        str | None, Parameter("--model", env_var="COMITY_MODEL", group=_GROUP, help="Its name at that address.")
    ] = None
    key_variable: Annotated[
        str | None, Parameter("--key-variable", group=_GROUP, help="Another variable that holds the key.")
    ] = None
    max_reports: Annotated[
        int | None,
        Parameter("--max-reports", validator=Number(gte=1), group=_GROUP, help="Send so many at most (100)."),
    ] = None
    max_tokens: Annotated[
        int | None,
        Parameter(
            "--max-tokens",
            validator=Number(gte=1),
            group=_GROUP,
            help="Take so many at most (1,000,000).",
        ),
    ] = None
    answers: Annotated[
        Path | None, Parameter("--answers", group=_GROUP, help="Folder of the answers, so that none is asked twice.")
    ] = None


def coder_spec(coder: str, actors: Iterable[Path] | None, remote: Remote | None) -> CoderSpec:
    """The coder that the options name; the model's options belong to the remote coder alone.

    Raises:
        InputError: the remote coder has no model to ask, or the key's variable is not there.
    """
    from comity.engine import CoderSpec

    own = tuple(actors or ())
    told = remote or Remote()
    if coder != "remote":
        if told.key_variable or told.max_reports or told.max_tokens or told.answers:
            raise InputError(f"the coder {coder} asks no model: give --coder remote, or leave the model's options out")
        return CoderSpec(coder, own)
    from comity.coders.endpoint import Endpoint

    return CoderSpec(
        coder,
        own,
        Endpoint.given(
            address=told.endpoint,
            model=told.model,
            key_variable=told.key_variable,
            max_reports=told.max_reports,
            max_tokens=told.max_tokens,
            answers=told.answers,
        ),
    )
