"""Tiny GGUF files, made by hand: a header of one's choice and as many bytes of weights as it promises."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

CHAT: dict[str, object] = {
    "general.architecture": "llama",
    "general.name": "Tiny Test 1.5B",
    "general.file_type": 7,
    "general.license": "apache-2.0",
    "llama.context_length": 4096,
    "llama.block_count": 2,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "tokenizer.chat_template": "{{ messages }}",
    "tokenizer.ggml.tokens": ["a", "b", "c"],
}
"""What a model that can chat says of itself."""
Q8_0, F32 = 8, 0


def text(value: str) -> bytes:
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def value(given: object) -> bytes:
    """A metadata value with its type before it."""
    if isinstance(given, str):
        return struct.pack("<I", 8) + text(given)
    if isinstance(given, list):
        inner = given[0] if given else 0
        kind = 8 if isinstance(inner, str) else 4
        items = b"".join(text(item) if isinstance(item, str) else struct.pack("<I", item) for item in given)
        return struct.pack("<IIQ", 9, kind, len(given)) + items
    return struct.pack("<II", 4, given)


def header(
    metadata: Mapping[str, object], tensors: Sequence[tuple[str, tuple[int, ...], int, int]], version: int = 3
) -> bytes:
    """The bytes of a header; a tensor is name, dimensions, type, offset."""
    parts = [b"GGUF", struct.pack("<IQQ", version, len(tensors), len(metadata))]
    parts += [text(key) + value(given) for key, given in metadata.items()]
    for name, dimensions, kind, offset in tensors:
        parts.append(text(name) + struct.pack("<I", len(dimensions)) + struct.pack(f"<{len(dimensions)}Q", *dimensions))
        parts.append(struct.pack("<IQ", kind, offset))
    return b"".join(parts)


def write_model(path: Path, changes: Mapping[str, object | None] | None = None, *, cut: int = 0, fill: int = 7) -> Path:
    """A file of a tiny model; `changes` replace or (None) take away metadata, `cut` bytes are missing at its end."""
    metadata = {key: given for key, given in {**CHAT, **(changes or {})}.items() if given is not None}
    tensors = [("token_embd.weight", (64, 32), Q8_0, 0), ("output_norm.weight", (64,), F32, 64 * 32 // 32 * 34)]
    data = header(metadata, tensors)
    data += bytes(-len(data) % 32) + bytes([fill]) * (64 * 32 // 32 * 34 + 64 * 4)
    path.write_bytes(data[: len(data) - cut])
    return path
