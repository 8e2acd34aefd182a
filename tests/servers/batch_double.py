"""Files and batches of the OpenAI API on loopback, beside the chat completions of `openai_double`.

    with BatchDouble(answered, looks=2) as server:
        ... base_url=server.base_url ...
        assert server.completed == {custom_id: 1, ...}

A batch goes one state further each time somebody looks at it, so nothing waits for a clock. Its lines are answered by
the same script as live requests, when it ends, in another order than they were asked. `fate` decides about a line by its
id and how often it was tried; `faults` are answers to the next requests of a kind, before or after they took effect.
"""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from tests.servers.openai_double import Answer, Chat, OpenAIDouble, Smart, document_answer, refused, status

Ending = Literal["completed", "expired", "cancelled"]
_STATES = ("validating", "in_progress", "finalizing")


@dataclass
class Uploaded:
    """A file at the provider."""

    id: str
    name: str
    content: bytes
    purpose: str = "batch"

    def document(self) -> dict[str, Any]:
        """What the provider tells of it."""
        return {
            "id": self.id, "object": "file", "bytes": len(self.content), "created_at": 1, "filename": self.name,
            "purpose": self.purpose, "status": "processed",
        }  # fmt: skip


@dataclass
class Batch:
    """A batch at the provider."""

    id: str
    file: str
    metadata: Any
    lines: list[dict[str, Any]]
    ending: Ending
    status: str = "validating"
    looks: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    output: str | None = None
    failed: str | None = None
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        """Its input tokens, by a rule that is as good as another here."""
        return sum(len(json.dumps(line["body"]["messages"])) // 4 for line in self.lines)

    @property
    def under_way(self) -> bool:
        """Whether it counts towards the tokens that wait."""
        return self.status in _STATES

    def document(self) -> dict[str, Any]:
        """What the provider tells of it."""
        return {
            "id": self.id, "object": "batch", "endpoint": "/v1/chat/completions", "input_file_id": self.file,
            "completion_window": "24h", "status": self.status, "output_file_id": self.output,
            "error_file_id": self.failed, "created_at": 1, "metadata": self.metadata,
            "errors": {"object": "list", "data": self.errors} if self.errors else None,
            "request_counts": {"total": len(self.lines), "completed": 0, "failed": 0} | self.counts,
        }  # fmt: skip


@dataclass
class ScriptedFault:
    """What the next request of a kind gets."""

    method: str
    path: str
    """A pattern that the path has to match whole."""
    answer: Answer
    after: bool = False
    """Whether it is answered so after it took effect all the same."""


Fate = Callable[[dict[str, Any], int], Answer | Literal["expire", "lose"] | None]


class BatchDouble(OpenAIDouble):
    """The server; a context manager."""

    def __init__(
        self,
        smart: Smart,
        *,
        looks: int = 0,
        fate: Fate = lambda _line, _try: None,
        endings: list[Ending] | None = None,
        max_lines: int = 50_000,
        max_bytes: int = 200_000_000,
        max_tokens: int | None = None,
        page: int = 100,
        upper: bool = False,
    ) -> None:
        super().__init__(smart)
        self._smart = smart
        self._looks = looks
        self._fate = fate
        self._endings = endings or []
        self._max_lines = max_lines
        self._max_bytes = max_bytes
        self._max_tokens = max_tokens
        self._page = page
        self._upper = upper
        self._guard = threading.Lock()
        self.files: dict[str, Uploaded] = {}
        self.batches: dict[str, Batch] = {}
        self.faults: list[ScriptedFault] = []
        self.asked: list[str] = []
        """Method and path of each request to files and batches."""
        self.keys: set[str] = set()
        self.tried: Counter[str] = Counter()
        """How often a line was in a batch that ended, by its id."""
        self.completed: Counter[str] = Counter()
        """How often a line was answered, and so paid for."""

    def made_of(self) -> Counter[str]:
        """How many batches were made of each content."""
        return Counter(
            self.files[batch.file].content.decode() for batch in self.batches.values() if batch.status != "failed"
        )

    def route(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer | None:
        """What files and batches are answered."""
        where = urlsplit(path).path.removeprefix("/v1")
        if not where.startswith(("/files", "/batches")):
            return None
        with self._guard:
            self.asked.append(f"{method} {where}")
            self.keys.add(headers.get("authorization", ""))
            fault = next((one for one in self.faults if one.method == method and re.fullmatch(one.path, where)), None)
            if fault is not None:
                self.faults.remove(fault)
                if not fault.after:
                    return fault.answer
            answer = self._answer(method, where, parse_qs(urlsplit(path).query), headers, body)
            return fault.answer if fault is not None else answer

    def _answer(
        self, method: str, where: str, query: Mapping[str, list[str]], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        kind, _, rest = where.strip("/").partition("/")
        identity, _, action = rest.partition("/")
        match (method, kind, bool(identity), action):
            case ("POST", "files", False, _):
                return self._upload(headers, body)
            case ("GET", "files", False, _):
                return document_answer({"object": "list", "data": [one.document() for one in self.files.values()]})
            case ("GET", "files", True, "content") if identity in self.files:
                return Answer(200, self.files[identity].content, {"Content-Type": "application/octet-stream"})
            case ("POST", "batches", False, _):
                return self._create(json.loads(body))
            case ("GET", "batches", False, _):
                return self._list(query)
            case ("GET", "batches", True, "") if identity in self.batches:
                return self._look(self.batches[identity])
        return status(404, f"no {where}")

    def _upload(self, headers: Mapping[str, str], body: bytes) -> Answer:
        head = b"Content-Type: " + headers["content-type"].encode() + b"\r\n\r\n"
        message = BytesParser(policy=HTTP).parsebytes(head + body)
        parts: dict[Any, Any] = {
            part.get_param("name", header="content-disposition"): part for part in message.iter_parts()
        }
        content: bytes = parts["file"].get_payload(decode=True)
        if parts["purpose"].get_content().strip() != "batch":
            return refused("purpose must be batch", param="purpose")
        if len(content) > self._max_bytes:
            return refused(f"the file is too large: at most {self._max_bytes} bytes", http=413)
        file = Uploaded(f"file-{len(self.files) + 1}", parts["file"].get_filename(), content)
        self.files[file.id] = file
        return document_answer(file.document())

    def _create(self, asked: dict[str, Any]) -> Answer:
        if asked.get("completion_window") != "24h" or asked.get("endpoint") != "/v1/chat/completions":
            return refused("no such endpoint or window")
        if asked["input_file_id"] not in self.files:
            return refused("no such file", param="input_file_id")
        text = self.files[asked["input_file_id"]].content.decode()
        lines = [json.loads(line) for line in text.splitlines()]
        batch = Batch(
            f"batch-{len(self.batches) + 1}",
            asked["input_file_id"],
            asked.get("metadata"),
            lines,
            self._endings.pop(0) if self._endings else "completed",
        )
        waiting = sum(other.tokens for other in self.batches.values() if other.under_way)
        batch.errors = self._wrong(batch, waiting)
        if batch.errors:
            batch.status = "failed"
        self.batches[batch.id] = batch
        return document_answer(batch.document() | {"status": self._cased("validating")})

    def _wrong(self, batch: Batch, waiting: int) -> list[dict[str, Any]]:
        """What a validation of the file finds."""
        found: list[dict[str, Any]] = []
        if len(batch.lines) > self._max_lines:
            found.append({"code": "too_many_tasks", "message": f"at most {self._max_lines} requests", "line": None})
        if len({line["body"]["model"] for line in batch.lines}) != 1:
            found.append({"code": "mismatched_model", "message": "one model a file", "line": 1})
        if len({line["custom_id"] for line in batch.lines}) != len(batch.lines):
            found.append({"code": "duplicate_custom_id", "message": "custom_id twice", "line": 1})
        for number, line in enumerate(batch.lines, start=1):
            if line["method"] != "POST" or line["url"] != "/v1/chat/completions" or "stream" in line["body"]:
                found.append({"code": "invalid_request", "message": "not a request", "line": number})
        if self._max_tokens is not None and waiting + batch.tokens > self._max_tokens:
            words = f"Enqueued token limit reached: at most {self._max_tokens} tokens"
            found.append({"code": "token_limit_exceeded", "message": words, "line": None})
        return found

    def _list(self, query: Mapping[str, list[str]]) -> Answer:
        newest = list(reversed(self.batches.values()))
        after = query.get("after", [None])[0]
        start = next((n + 1 for n, one in enumerate(newest) if one.id == after), 0)
        shown = newest[start : start + self._page]
        more = start + self._page < len(newest)
        return document_answer({"object": "list", "data": [one.document() for one in shown], "has_more": more})

    def _look(self, batch: Batch) -> Answer:
        if batch.under_way:
            batch.looks += 1
            if batch.looks > self._looks:
                self._end(batch)
            else:
                batch.status = _STATES[min(batch.looks, len(_STATES) - 1)]
        return document_answer(batch.document() | {"status": self._cased(batch.status)})

    def _end(self, batch: Batch) -> None:
        output, errors = [], []
        cut = len(batch.lines) // 2 if batch.ending != "completed" else len(batch.lines)
        for number, line in enumerate(reversed(batch.lines)):
            identity = line["custom_id"]
            fate = self._fate(line, self.tried[identity])
            self.tried[identity] += 1
            if number >= cut or fate == "expire":
                error = {"code": "batch_expired", "message": "This request could not be executed in time."}
                errors.append({"id": f"r{number}", "custom_id": identity, "response": None, "error": error})
                continue
            if fate == "lose":
                continue
            answer = fate if isinstance(fate, Answer) else self._smart(Chat(line["body"], {}, "/batch"))
            said = {"status_code": answer.status, "request_id": f"q{number}", "body": json.loads(answer.body)}
            result = {"id": f"r{number}", "custom_id": identity, "response": said, "error": None}
            if answer.status == 200:
                self.completed[identity] += 1
                output.append(result)
            else:
                errors.append(result)
        batch.output = self._results(output, "output")
        batch.failed = self._results(errors, "errors")
        batch.counts = {"completed": len(output), "failed": len(errors)}
        batch.status = batch.ending

    def _results(self, results: list[dict[str, Any]], name: str) -> str | None:
        if not results:
            return None
        content = "".join(json.dumps(result) + "\n" for result in results).encode()
        file = Uploaded(f"file-{len(self.files) + 1}", f"{name}.jsonl", content, "batch_output")
        self.files[file.id] = file
        return file.id

    def _cased(self, said: str) -> str:
        return said.upper() if self._upper else said
