"""The header of a GGUF file: read as it stands, and bounded where it lies."""

from __future__ import annotations

import contextlib
import struct
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from briefer.write.local.gguf import GgufError, read_header
from tests.write.gguf_files import CHAT, header, text, write_model


def start(keys: int = 0, tensors: int = 0, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, keys)


def key(kind: int, rest: bytes = b"") -> bytes:
    return text("some.key") + struct.pack("<I", kind) + rest


HOSTILE = {
    "a billion tensors": start(tensors=10**9),
    "all tensors there can be": start(tensors=2**64 - 1),
    "all keys there can be": start(keys=2**64 - 1),
    "more keys than bytes": start(keys=4000),
    "a text longer than the file": start(keys=1) + struct.pack("<Q", 2**62) + b"x",
    "a text of a megabyte that is not there": start(keys=1) + struct.pack("<Q", 2**20) + b"x",
    "an array of a quintillion": start(keys=1) + key(9, struct.pack("<IQ", 8, 2**60)),
    "an array of four million that are not there": start(keys=1) + key(9, struct.pack("<IQ", 4, 4_000_000)),
    "an array in an array": start(keys=1) + key(9, struct.pack("<IQ", 9, 1)),
    "a type that nobody knows": start(keys=1) + key(77),
    "a tensor of a million dimensions": start(tensors=1) + text("t") + struct.pack("<I", 10**6) + bytes(64),
    "an alignment of three": header({"general.alignment": 3}, ()),
    "an alignment of nothing": header({"general.alignment": 0}, ()),
    "an alignment that is a text": header({"general.alignment": "32"}, ()),
    "version 1": start(version=1),
    "the other byte order": b"GGUF" + struct.pack(">IQQ", 3, 0, 0),
    "nothing but its mark": b"GGUF",
    "nothing": b"",
    "something else": b"PK\x03\x04" + bytes(100),
}


def test_a_header_is_read_as_it_stands(tmp_path: Path):
    """Metadata of every kind, the length of arrays, and each tensor with its end in the file."""
    found = read_header(write_model(tmp_path / "m.gguf"))

    assert found.text("general.name") == CHAT["general.name"]
    assert found.number("llama.block_count") == 2
    assert found.metadata["tokenizer.ggml.tokens"] == ("a", "b", "c")
    assert found.lengths == {"tokenizer.ggml.tokens": 3}
    assert [tensor.weights for tensor in found.tensors] == [2048, 64]
    assert found.tensors[-1].end == (tmp_path / "m.gguf").stat().st_size


def test_a_vocabulary_is_counted_and_not_kept(tmp_path: Path):
    """An array of 5,000 texts is stepped over, and what follows it is still read."""
    path = tmp_path / "m.gguf"
    path.write_bytes(header({"words": [f"word {n}" for n in range(5000)], "numbers": [1] * 5000, "after": "it"}, ()))
    found = read_header(path)

    assert found.lengths == {"words": 5000, "numbers": 5000}
    assert found.metadata == {"after": "it"}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_header_is_refused_before_it_costs_anything(tmp_path: Path, data: bytes):
    """Absurd counts, lengths and types end in an error of ours, within a few megabytes."""
    path = tmp_path / "m.gguf"
    path.write_bytes(data)
    tracemalloc.start()
    with pytest.raises(GgufError):
        read_header(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2_000_000


@given(at=some.integers(0, 400), byte=some.integers(0, 255), end=some.integers(0, 3000))
def test_no_change_of_a_byte_and_no_cut_is_more_than_an_error(tmp_path_factory, at: int, byte: int, end: int):
    """A damaged file is read or refused, and nothing else."""
    path = tmp_path_factory.mktemp("gguf") / "m.gguf"
    data = bytearray(write_model(path).read_bytes())
    data[at] = byte
    path.write_bytes(bytes(data[:end]))
    with contextlib.suppress(GgufError):
        assert read_header(path).data_start <= 4096
