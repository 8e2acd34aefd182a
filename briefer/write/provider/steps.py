"""One batch from its file to its last reply, a step at a time: each is on disk before the next one is taken.

    planned -> (file written) -> uploading -> uploaded -> creating -> under way -> (results brought, taken down) -> done

What may cost money is announced before it is done: a part that stands at `creating` may have its batch already, and is
looked for at the provider by its file before another one is made.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from briefer.write.cost import price_usd
from briefer.write.faults import Fault
from briefer.write.provider.api import STRANGE, BatchApi, BatchState
from briefer.write.provider.lines import Outcome, read_line
from briefer.write.provider.parts import Part, Parts
from briefer.write.provider.questions import dump_reply
from briefer.write.replies import Spent
from briefer.write.tokens import count_tokens

_TOKENS = re.compile(r"token_limit|enqueued|token limit", re.IGNORECASE)
_SIZE = re.compile(
    r"too_large|too large|too many (?:requests|tasks|lines)|too_many|(?:request|task|line|file|size)[a-z_ ]{0,24}"
    r"(?:limit|maximum)|exceeds? the maximum",
    re.IGNORECASE,
)
_GONE = frozenset({404, 410})
_PATIENT_LOOKS = 5
"""Looks in a row at what the provider does not find, or tells nothing of: what it has just made may not be everywhere yet."""
_MANY = 10
"""Questions that were answered, and whose answers nobody sees: fewer are asked again, as they cost next to nothing."""
_TOGETHER = 500
"""Lines of results that are taken down in one transaction."""


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a part that is done."""

    part: Part
    usd: float
    """What its replies cost, as far as that is known."""
    refused: Literal["tokens", "size"] | str | None = None  # noqa: PYI051 - the two are told apart from words
    """Why the provider did not take it: too many tokens waiting, too large, or in its words; None where it did."""


class Steps:
    """Takes parts forward."""

    def __init__(self, parts: Parts, api: BatchApi, folder: Path, job: str, *, notice: Callable[[str], None]) -> None:
        self.api = api
        self.parts = parts
        self._folder = folder
        self._job = job
        """The job's name at the provider."""
        self._notice = notice
        self._missed: Counter[int] = Counter()
        """Looks in a row that found nothing, by part."""
        self._results_gone: set[int] = set()
        """Parts whose results the provider had, and has not any more."""

    async def forward(self, part: Part) -> Part | Ended:
        """The part after its next steps, as far as they can be taken without waiting.

        Raises:
            Fault: the provider did not do its share; the part stands where it stood.
        """
        if part.step in {"planned", "uploading"}:
            try:
                part = await self._upload(part)
            except Fault as fault:
                if _limit(fault.code or "", fault.message, fault.status) != "size":
                    raise
                return self._not_taken(part, "size", fault)
        if part.step in {"uploaded", "creating"}:
            try:
                part = await self._create(part)
            except Fault as fault:
                limit = _limit(fault.code or "", fault.message, fault.status)
                if limit is None or fault.passing:
                    raise
                return self._not_taken(part, limit, fault)
            return part
        return await self._collect(part)

    async def _upload(self, part: Part) -> Part:
        path = self._path(part, "jsonl")
        digest = self._write(part, path)
        name = self._name(part, digest)
        file_id = None
        if part.step == "uploading" and part.digest == digest:
            file_id = await self._uploaded_before(name)
        part = self.parts.advance(part, "uploading", digest=digest)
        file_id = file_id or await self.api.patiently(lambda: self.api.upload(path, name))
        part = self.parts.advance(part, "uploaded", file_id=file_id)
        path.unlink(missing_ok=True)
        return part

    def _write(self, part: Part, path: Path) -> str:
        """Write the part's file, the same bytes each time, and give their digest."""
        state = hashlib.sha256()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("wb") as file:
            for line in self.parts.lines(part):
                state.update(line)
                file.write(line)
        return state.hexdigest()

    async def _uploaded_before(self, name: str) -> str | None:
        """The file that an interrupted upload left; None where nobody knows of one: a second file costs nothing."""
        try:
            return await self.api.patiently(lambda: self.api.find_file(name))
        except Fault as fault:
            if fault.passing:
                raise
            return None

    async def _create(self, part: Part) -> Part:
        """Make the batch of an uploaded file, unless it was made when nobody saw the answer."""
        started = part.step == "creating"

        async def once() -> BatchState:
            nonlocal started
            made = await self._made_before(part) if started else None
            if made is not None:
                return made
            started = True
            return await self.api.create(
                part.file_id or "", {"briefer_job": self._job, "briefer_part": (part.digest or "")[:64]}
            )

        part = self.parts.advance(part, "creating")
        state = await self.api.patiently(once)
        return self.parts.advance(part, "under_way", batch_id=state.id, status=state.status)

    async def _made_before(self, part: Part) -> BatchState | None:
        """The batch of this part's file; None where there is none."""
        try:
            async for state in self.api.batches():
                ours = state.metadata.get("briefer_part") == part.digest
                if state.input_file_id == part.file_id or (
                    ours and state.metadata.get("briefer_job") == self._job and state.input_file_id is None
                ):
                    return state
        except Fault as fault:
            if fault.passing:
                raise
            self._notice(
                f"batches cannot be listed ({fault.message}), so nobody can tell whether one was made of "
                f"{part.file_id!r} when the last run stopped: making one now, perhaps a second"
            )
        return None

    async def _collect(self, part: Part) -> Part | Ended:
        state = await self._looked_at(part)
        if state is None:
            return self._lost(part, f"batch {part.batch_id} is not there any more")
        if not state.ended:
            if (state.status, state.completed) != (part.status, part.completed):
                part = self.parts.advance(part, "under_way", status=state.status, completed=state.completed)
            return part
        if state.status == "failed" and not (state.output_file_id or state.error_file_id):
            return self._failed(part, state)
        usd = 0.0
        for file_id, kind in ((state.output_file_id, "output"), (state.error_file_id, "errors")):
            path = None if file_id is None else await self._brought(part, file_id, kind)
            if path is not None:
                usd += self._take_down(part, path)
        self._tell_missing(part, state)
        self._missed.pop(part.number, None)
        self.parts.finish(part, tried=True)
        for kind in ("output", "errors"):
            self._path(part, f"{kind}.jsonl").unlink(missing_ok=True)
        return Ended(part, usd)

    async def _looked_at(self, part: Part) -> BatchState | None:
        """The batch as it stands; None where the account has its file, and the batch not any more.

        Raises:
            Fault: it is not found, and may be yet; or neither is its file, so that it is another account's.
        """
        try:
            return await self.api.patiently(lambda: self.api.look(part.batch_id or ""))
        except Fault as fault:
            if fault.status not in _GONE:
                raise
            if self._may_come(part):
                raise Fault("server", fault.message, status=fault.status) from fault
            if await self._uploaded_before(self._name(part, part.digest or "")) is None:
                words = (
                    f"knows neither batch {part.batch_id} nor its file (HTTP {fault.status}: {fault.message}); "
                    "take the key of the account that made it and run again, or another folder to ask anew"
                )
                raise Fault("rejected", words, status=fault.status, code=STRANGE) from fault
            return None

    def _may_come(self, part: Part) -> bool:
        """Whether to look again for what is not found; counts."""
        self._missed[part.number] += 1
        return self._missed[part.number] <= _PATIENT_LOOKS

    def _lost(self, part: Part, what: str) -> Ended:
        """A part whose answers are not to be had: its questions are asked again, and the person hears of it."""
        self._notice(f"{what}: {self.parts.unsettled(part)} questions are asked again")
        self._missed.pop(part.number, None)
        self.parts.finish(part, tried=True)
        return Ended(part, 0.0)

    def _tell_missing(self, part: Part, state: BatchState) -> None:
        """See whether the results tell of each question.

        Raises:
            Fault: they tell of none that the provider says it has answered: to ask again would only be paid again.
        """
        missing = self.parts.unsettled(part)
        broken_off = state.status in {"expired", "cancelled", "canceled"}
        if broken_off:
            self._notice(f"batch {state.id} {state.status}: what it did not answer is asked again")
        elif missing == part.requests and state.completed and part.number not in self._results_gone:
            words = f"batch {state.id} is {state.status}, and its results tell of none of its {missing} questions"
            if self._may_come(part):
                raise Fault("dropped", words, status=200)
            if missing >= _MANY:
                raise Fault("rejected", f"says that {words}; look at it there, or run again", status=200, code=STRANGE)
        if missing and not broken_off:
            self._notice(f"batch {state.id} {state.status}: {missing} questions without an answer are asked again")

    async def _brought(self, part: Part, file_id: str, kind: str) -> Path | None:
        """A file of results; None where the provider does not have it any more.

        Raises:
            Fault: it did not come, and may yet.
        """
        path = self._path(part, f"{kind}.jsonl")
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            await self.api.patiently(lambda: self.api.download(file_id, path))
        except Fault as fault:
            if fault.status not in _GONE:
                raise
            if self._may_come(part):
                raise Fault("server", fault.message, status=fault.status) from fault
            self._results_gone.add(part.number)
            return None
        return path

    def _take_down(self, part: Part, path: Path) -> float:
        """Take down a file of results; gives what its replies cost."""
        usd = 0.0
        with path.open("rb") as file:
            while lines := file.readlines(_TOGETHER * 4_000):
                found = (read_line(line, self.api.secrets) for line in lines)
                usd += self.parts.settle(part, [self._priced(part, one) for one in found if one])
        return usd

    def _priced(self, part: Part, outcome: Outcome) -> tuple[Outcome, str | None, float | None]:
        reply = outcome.reply
        if reply is None:
            return outcome, None, None
        counted = count_tokens(reply.text, part.model).tokens if reply.spent is None else 0
        spent = reply.spent or Spent(self.parts.input_tokens(outcome.id), 0, counted)
        text = dump_reply(reply, spent, counted_here=reply.spent is None)
        return outcome, text, price_usd(part.model, spent, batch=True)

    def _failed(self, part: Part, state: BatchState) -> Ended:
        """A batch whose file was not accepted: lines that are named are refused, the others wait for the next one."""
        for code, message, _ in state.errors:
            limit = _limit(code, message, None)
            if limit is not None:
                return self._not_taken(part, limit, Fault("rejected", message, code=code))
        named = [
            Outcome(identity, "refused", fault=Fault("rejected", message, status=400, code=code or None))
            for code, message, line in state.errors
            if line is not None and (identity := self.parts.identity_at(part, line)) is not None
        ]
        self.parts.settle(part, [(one, None, None) for one in named])
        self.parts.finish(part, tried=False)
        words = state.errors[0][1] if state.errors else "no reason given"
        return Ended(part, 0.0, None if named else words)

    def _not_taken(self, part: Part, limit: Literal["tokens", "size"], fault: Fault) -> Ended:
        """A part that is too much: its questions wait for a smaller one; one that stands alone counts as an attempt."""
        alone = part.requests == 1
        if alone and limit == "size":
            (identity,) = filter(None, [self.parts.identity_at(part, 1)])
            words = Fault("rejected", fault.message, status=fault.status or 413, code=fault.code)
            self.parts.settle(part, [(Outcome(identity, "refused", fault=words), None, None)])
        self.parts.finish(part, tried=alone)
        self._path(part, "jsonl").unlink(missing_ok=True)
        return Ended(part, 0.0, limit)

    def _name(self, part: Part, digest: str) -> str:
        """What a part's file is called at the provider."""
        return f"briefer-{self._job}-{part.number}-{digest[:12]}.jsonl"

    def _path(self, part: Part, end: str) -> Path:
        return self._folder / f"{part.number}.{end}"


def _limit(code: str, message: str, status: int | None) -> Literal["tokens", "size"] | None:
    """Which limit a refusal speaks of."""
    said = f"{code} {message}"
    if _TOKENS.search(said):
        return "tokens"
    return "size" if status == 413 or _SIZE.search(said) else None
