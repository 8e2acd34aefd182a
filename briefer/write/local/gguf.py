"""The header of a GGUF file: its metadata and its list of tensors, without the weights.

The file is somebody else's, so nothing in it is believed before it is bounded: each count is held against the bytes
that are left, and against more than any real model has. What is not read: the items of long arrays (a vocabulary),
arrays within arrays, and versions of the format other than 2 and 3, which are all that is in use.
Source: docs/gguf.md of the ggml repository.
"""

from __future__ import annotations

import math
import mmap
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from briefer.errors import BrieferError

Value = int | float | bool | str | tuple[int | float | bool | str, ...]

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_SCALARS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _ARRAY = 8, 9
_MOST_KEYS = 4_096
"""Real files have 20 to 60."""
_MOST_TENSORS = 65_536
"""A mixture of experts with 60 layers has some 2,000."""
_MOST_ITEMS = 4_194_304
"""The largest vocabularies have 262,144 entries, their merges twice as many."""
_LONGEST_KEPT = 1_024
"""Items of an array that are kept: per-layer figures are, vocabularies are skipped."""
_LONGEST_TEXT = 1_048_576
"""Bytes of one text; chat templates reach 20,000."""
_MOST_DIMENSIONS = 8
_MOST_ALIGNMENT = 1 << 20
_ALIGNMENT = 32
# fmt: off
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 40),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
    34: (256, 54), 35: (256, 66), 39: (32, 17), 40: (64, 36), 41: (128, 18),
}
# fmt: on
"""Weights in a block and its bytes, by the type's number. Source: GGML_QUANT_SIZES of the package gguf 0.19. A type that
is not here counts as one byte in 32 weights, less than any has: only a file that is certainly too short is called so."""
_UNKNOWN_BLOCK = (32, 1)


class GgufError(BrieferError):
    """The file is not a GGUF file that can be used; says what it is instead, and nothing of what to do."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor, as the header lists it."""

    name: str
    weights: int
    kind: int
    """The number of its type: how its weights are packed."""
    end: int
    """One past its last byte, in the file."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says of itself."""

    metadata: Mapping[str, Value]
    """Arrays of more than a thousand items are left out."""
    lengths: Mapping[str, int]
    """The number of items of every array."""
    tensors: tuple[Tensor, ...]
    data_start: int
    """Where the weights begin: all before it is the header."""

    def text(self, key: str) -> str | None:
        """A text; None where there is none of that name."""
        value = self.metadata.get(key)
        return value if isinstance(value, str) else None

    def number(self, key: str) -> int | None:
        """A whole number that is not negative; None where there is none of that name."""
        value = self.metadata.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def read_header(path: Path) -> Header:
    """The header of a file.

    Raises:
        GgufError: it is not one of GGUF, or contradicts itself.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise GgufError("it does not begin as a GGUF file does")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _Reader(data).header()


class _Reader:
    """Walks through a header; every step is held against the file's end."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self._size = len(data)
        self._at = len(_MAGIC)

    def header(self) -> Header:
        version = self._whole("I")
        if version not in _VERSIONS:
            raise GgufError(f"its format has version {version:#x}, and only versions 2 and 3 are known")
        tensors = self._count(_MOST_TENSORS, 24, "tensors")
        keys = self._count(_MOST_KEYS, 13, "metadata keys")
        metadata: dict[str, Value] = {}
        lengths: dict[str, int] = {}
        for _ in range(keys):
            key = self._text()
            value, length = self._value(self._whole("I"))
            if value is not None:
                metadata[key] = value
            if length is not None:
                lengths[key] = length
        listed = [self._tensor() for _ in range(tensors)]
        start = _aligned(self._at, metadata.get("general.alignment", _ALIGNMENT))
        placed = tuple(
            Tensor(name, weights, kind, start + offset + _bytes(weights, kind))
            for name, weights, kind, offset in listed
        )
        return Header(metadata, lengths, placed, start)

    def _value(self, kind: int) -> tuple[Value | None, int | None]:
        """A value, and its length where it is an array; None for an array that is too long to be kept."""
        if kind != _ARRAY:
            return self._single(kind), None
        items = self._whole("I")
        if items not in _SCALARS and items != _STRING:
            raise GgufError(f"it has an array of type {items}, which is not known")
        width = struct.calcsize(f"<{_SCALARS[items]}") if items in _SCALARS else 8
        length = self._count(_MOST_ITEMS, width, "items of an array")
        if length <= _LONGEST_KEPT:
            return tuple(self._single(items) for _ in range(length)), length
        if items in _SCALARS:
            self._step(length * width)
        else:
            for _ in range(length):
                self._step(self._whole("Q"))
        return None, length

    def _single(self, kind: int) -> int | float | bool | str:
        if kind == _STRING:
            return self._text()
        if kind not in _SCALARS:
            raise GgufError(f"it has a value of type {kind}, which is not known")
        value: int | float | bool = self._scalar(_SCALARS[kind])
        return value

    def _tensor(self) -> tuple[str, int, int, int]:
        name = self._text()
        dimensions = self._whole("I")
        if dimensions > _MOST_DIMENSIONS:
            raise GgufError(f"it has a tensor of {dimensions:,} dimensions")
        weights = math.prod(self._whole("Q") for _ in range(dimensions))
        return name, weights, self._whole("I"), self._whole("Q")

    def _text(self) -> str:
        length = self._whole("Q")
        if length > _LONGEST_TEXT:
            raise GgufError(f"it has a text of {length:,} bytes")
        start = self._at
        self._step(length)
        return self._data[start : self._at].decode("utf-8", "replace")

    def _count(self, most: int, width: int, what: str) -> int:
        """A number of things that each take `width` bytes at the least."""
        count = self._whole("Q")
        if count > most:
            raise GgufError(f"it claims {count:,} {what}")
        if count * width > self._size - self._at:
            raise GgufError("it ends in the middle of its header, so a part of it is missing")
        return count

    def _whole(self, kind: str) -> int:
        return int(self._scalar(kind))

    def _scalar(self, kind: str) -> int | float | bool:
        start = self._at
        self._step(struct.calcsize(f"<{kind}"))
        value: int | float | bool
        (value,) = struct.unpack_from(f"<{kind}", self._data, start)
        return value

    def _step(self, length: int) -> None:
        if length > self._size - self._at:
            raise GgufError("it ends in the middle of its header, so a part of it is missing")
        self._at += length


def _aligned(at: int, alignment: Value) -> int:
    if not isinstance(alignment, int) or not 0 < alignment <= _MOST_ALIGNMENT or alignment & (alignment - 1):
        raise GgufError(f"its alignment is {alignment!r}, which is no power of two")
    return (at + alignment - 1) // alignment * alignment


def _bytes(weights: int, kind: int) -> int:
    block, width = _BLOCKS.get(kind, _UNKNOWN_BLOCK)
    return weights // block * width
