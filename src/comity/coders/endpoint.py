"""The way to a language model that speaks the protocol of OpenAI's chat completions: a local server or a hosted one.

Nothing here knows of coding. One question at a time; a server that is busy or does not answer is asked again after a
while. Every answer is kept on disk under the digest of all that it depends on, so that the same question is never
asked, or paid for, twice. Nothing is asked beyond the budget: what a question may cost at most is set aside before it
is sent, and what was sent without an answer counts in full.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from comity.errors import InputError

CHARACTERS_A_TOKEN = 3
"""How few characters of prose a token stands for, where the server does not count them itself."""

_ANSWER_BYTES = 4 << 20
_PASSING = (408, 429, 500, 502, 503, 504)
_CLOSED = (401, 402, 403, 404, 405)
_GIVE_UP_AFTER = 3
_FREE = "what is answered already costs nothing again"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Which model to ask, where, with whose key, and how much it may cost.

    ``address`` is what clients call the base URL (``http://localhost:11434/v1``). The key itself stands in the variable
    of the environment that ``key_variable`` names, and nowhere else. ``max_reports`` and ``max_tokens`` bound what one
    process asks; ``answer_tokens`` is the longest answer. ``answers`` is the folder of the answers. Times are seconds:
    ``timeout`` for one whole answer, ``pause`` before the second of ``tries`` (doubled each time, up to ``longest``).
    """

    address: str
    model: str
    key_variable: str = "COMITY_KEY"
    max_reports: int = 100
    max_tokens: int = 1_000_000
    answer_tokens: int = 8_000
    answers: Path = field(default_factory=lambda: _cache() / "comity" / "answers")
    timeout: float = 180
    tries: int = 5
    pause: float = 1
    longest: float = 60

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"{self.address!r} is no address of a model: give one such as http://localhost:11434/v1")
        if not self.model.strip():
            raise InputError("no model is named: give --model, or COMITY_MODEL in the environment")
        for name in ("max_reports", "max_tokens", "answer_tokens", "tries"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} is {getattr(self, name)}: give 1 or more")

    @classmethod
    def given(cls, **options: Any) -> Endpoint:
        """What the options say, and the environment where they are None: COMITY_ENDPOINT, COMITY_MODEL.

        Raises:
            InputError: neither names an address or a model; the message says how to.
        """
        told = {name: value for name, value in options.items() if value is not None}
        for name, variable in (("address", "COMITY_ENDPOINT"), ("model", "COMITY_MODEL")):
            told.setdefault(name, os.environ.get(variable, ""))
        if not told["address"]:
            raise InputError(
                "the remote coder needs a model to ask: give --endpoint ADDRESS and --model NAME, or COMITY_ENDPOINT "
                "and COMITY_MODEL in the environment"
            )
        if told.get("key_variable") and told["key_variable"] not in os.environ:
            raise InputError(f"there is no variable {told['key_variable']} in the environment: put the key into it")
        return cls(**{one.name: told[one.name] for one in fields(cls) if one.name in told})

    @property
    def url(self) -> str:
        """Where questions go.

        >>> Endpoint("http://localhost:11434/v1/", "small").url
        'http://localhost:11434/v1/chat/completions'
        """
        address = self.address.rstrip("/")
        return address if address.endswith("/chat/completions") else f"{address}/chat/completions"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question: ``text``, or None and ``refused`` says why. ``kept`` is the file with the answer."""

    text: str | None
    refused: str | None = None
    kept: Path | None = None


class _Failed(Exception):
    """One try came to nothing. ``wait`` is what the server asks for; ``spent`` that it may have cost something."""

    def __init__(self, why: str, *, wait: float | None = None, spent: bool = False) -> None:
        super().__init__(why)
        self.wait = wait
        self.spent = spent


class _Unfit(_Failed):
    """The server does not take this question, now or later."""


class _Closed(Exception):
    """The server will answer no question, whatever it is."""


class Model:
    """Asks one model, within the budget of its endpoint."""

    def __init__(self, endpoint: Endpoint) -> None:
        try:
            endpoint.answers.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"{endpoint.answers} cannot be written to ({error.strerror}): give --answers") from error
        self._endpoint = endpoint
        self._key = os.environ.get(endpoint.key_variable, "")
        headers = {"User-Agent": f"comity/{version('comity')}"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        self._client = httpx.Client(headers=headers, timeout=endpoint.timeout, follow_redirects=False)
        self._terms: dict[str, Any] = {
            "temperature": 0, "max_tokens": endpoint.answer_tokens, "response_format": {"type": "json_object"},
        }  # fmt: skip
        self._asked = self._spent = self._unanswered = 0
        self._closed = ""

    def ask(self, system: str, user: str) -> Reply:
        """Ask, or take the answer of the time before; what cannot be had comes as a reply that says why."""
        endpoint = self._endpoint
        depends = [endpoint.address, endpoint.model, endpoint.answer_tokens, system, user]
        kept = endpoint.answers / f"{hashlib.sha256(json.dumps(depends).encode()).hexdigest()}.json"
        if (known := _load(kept)) is not None:
            return _reply(known, kept)
        cost = (len(system) + len(user)) // CHARACTERS_A_TOKEN + endpoint.answer_tokens
        if reason := self._closed or self._beyond(cost):
            return Reply(None, reason)
        self._asked += 1
        try:
            answer = self._patiently(system, user, cost)
        except _Closed as closed:
            self._closed = f"not asked: {self._masked(closed)}"
            return Reply(None, self._closed)
        except _Failed as failed:
            self._unanswered += 1
            reason = f"the model gave no answer: {self._masked(failed)}"
            if self._unanswered >= _GIVE_UP_AFTER:
                self._closed = f"not asked: {_GIVE_UP_AFTER} questions in a row had no answer; at the last, {reason}"
            return Reply(None, reason)
        self._unanswered = 0
        self._spent += _used(answer, cost)
        try:
            _save(kept, answer)
        except OSError as error:
            self._closed = f"not asked: {endpoint.answers} cannot be written to ({error.strerror})"
        return _reply(answer, kept)

    def _beyond(self, cost: int) -> str:
        """Why the budget does not allow one more question; empty where it does."""
        most = self._endpoint.max_reports
        if self._asked >= most:
            return f"not asked: the budget of {most:,} reports is used up (--max-reports); {_FREE}"
        return self._short_of(cost)

    def _short_of(self, cost: int) -> str:
        left = self._endpoint.max_tokens - self._spent
        if cost <= left:
            return ""
        return (
            f"not asked: it may take {cost:,} tokens, and {max(0, left):,} of {self._endpoint.max_tokens:,} are left "
            f"(--max-tokens); {_FREE}"
        )

    def _patiently(self, system: str, user: str, cost: int) -> dict[str, Any]:
        endpoint = self._endpoint
        for count in range(1, endpoint.tries + 1):
            try:
                return self._once(system, user)
            except _Unfit:
                raise
            except _Failed as failed:
                self._spent += cost * failed.spent
                wait = endpoint.pause * 2 ** (count - 1) if failed.wait is None else failed.wait
                if failed.wait is not None and wait > endpoint.longest:
                    raise _Closed(f"the server asks to be left alone for {wait:,.0f} seconds ({failed})") from failed
                if count == endpoint.tries:
                    raise _Failed(f"{failed} (tried {count} times)") from failed
                if reason := self._short_of(cost):
                    raise _Failed(f"{failed}; {reason}") from failed
                time.sleep(min(wait, endpoint.longest))
        raise AssertionError("the loop ends in a return or a raise")

    def _once(self, system: str, user: str) -> dict[str, Any]:
        """One request; again at once without a term of the question that the server does not know."""
        messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
        while True:
            status, headers, body = self._post({"model": self._endpoint.model, "messages": messages, **self._terms})
            if status != 400 or not self._without(body):
                return _told(status, headers, body)

    def _post(self, question: Mapping[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        until, body = time.monotonic() + self._endpoint.timeout, bytearray()
        try:
            with self._client.stream("POST", self._endpoint.url, json=question) as response:
                for block in response.iter_bytes():
                    body += block
                    if len(body) > _ANSWER_BYTES:
                        raise _Failed(f"the answer is longer than {_ANSWER_BYTES:,} bytes", spent=True)
                    if time.monotonic() > until:
                        raise _Failed(f"the answer took longer than {self._endpoint.timeout:g} seconds", spent=True)
                return response.status_code, response.headers, bytes(body)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _Failed(f"nobody answers at {self._endpoint.address} ({error})") from error
        except httpx.TimeoutException as error:
            raise _Failed(f"no answer within {self._endpoint.timeout:g} seconds", spent=True) from error
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _Failed(f"the connection broke ({error})", spent=True) from error

    def _without(self, body: bytes) -> bool:
        """Whether a refusal names a term that the question can do without or name otherwise; from now on it does."""
        told = body.decode("utf-8", "replace")
        if "max_completion_tokens" in told and "max_tokens" in self._terms:
            self._terms["max_completion_tokens"] = self._terms.pop("max_tokens")
            return True
        for name in ("response_format", "temperature"):
            if name in told and name in self._terms:
                del self._terms[name]
                return True
        return False

    def _masked(self, error: Exception) -> str:
        return str(error).replace(self._key, "***") if self._key else str(error)


def _told(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The answer that a response holds."""
    said = f"status {status}{_message(body)}"
    if status in _PASSING:
        after = headers.get("Retry-After", "")
        raise _Failed(said, wait=float(after) if after.isdigit() else None)
    if status in _CLOSED:
        raise _Closed(f"the server does not take the key, the model or the address ({said})")
    if 300 <= status < 400:
        raise _Closed(f"the address leads on to {headers.get('Location', 'nowhere')}: give that one")
    if status != 200:
        raise _Unfit(said)
    try:
        answer = json.loads(body)
        choice = answer["choices"][0]
        return {
            "content": choice["message"].get("content"),
            "refusal": choice["message"].get("refusal"),
            "finish": choice.get("finish_reason"),
            "tokens": (answer.get("usage") or {}).get("total_tokens"),
        }
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise _Failed("what came back is no chat completion", spent=True) from error


def _message(body: bytes) -> str:
    """What an error says, in one line."""
    told = body.decode("utf-8", "replace")
    try:
        error = json.loads(told)["error"]
        told = error["message"] if isinstance(error, dict) else str(error)
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    line = " ".join(str(told).split())[:200]
    return f": {line}" if line else ""


def _reply(answer: Mapping[str, Any], kept: Path) -> Reply:
    where = f" (kept in {kept})"
    if answer["refusal"]:
        return Reply(None, f"the model refused: {' '.join(str(answer['refusal']).split())[:200]}{where}", kept)
    if answer["finish"] == "length":
        return Reply(None, f"the model's answer was cut off at its longest{where}", kept)
    if answer["finish"] == "content_filter":
        return Reply(None, f"the model's filter held its answer back{where}", kept)
    if not isinstance(answer["content"], str) or not answer["content"].strip():
        return Reply(None, f"the model's answer is empty{where}", kept)
    return Reply(answer["content"], kept=kept)


def _used(answer: Mapping[str, Any], cost: int) -> int:
    """What an answer took, by the server's own count; all that it could have taken where the server gives none."""
    tokens = answer["tokens"]
    return tokens if isinstance(tokens, int) and tokens > 0 else cost


def _load(path: Path) -> dict[str, Any] | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {name: kept[name] for name in ("content", "refusal", "finish", "tokens")}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _save(path: Path, answer: Mapping[str, Any]) -> None:
    """All of it or nothing, however many processes keep the same."""
    part = path.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(answer), encoding="utf-8")
    part.replace(path)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
