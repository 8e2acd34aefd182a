"""What a model file is: name, size, parameters, quantisation, window, licence, and a fingerprint to know it by.

All of it is the file's own word, read from its header and made fit to print; the parameters are counted, not believed.
A file that cannot write a brief (no GGUF, cut off, a base model, an embedding model, a part of one) is refused with
what to take instead.
"""

from __future__ import annotations

import hashlib
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from briefer.errors import ConfigError
from briefer.text.terminal import one_line
from briefer.write.local.gguf import GgufError, Header, read_header

_REMEDY = "name the GGUF file of an instruct model with --model-path; docs/local.md lists some"
_NO_CHAT = {"clip", "t5encoder", "whisper", "wavtokenizer-dec"}
_EMBEDDERS = ("bert", "embed")
"""What the names of embedding architectures hold: bert, nomic-bert, jina-bert-v2, modern-bert, gemma-embedding."""
# fmt: off
_QUANTISATIONS = {
    0: "F32", 1: "F16", 2: "Q4_0", 3: "Q4_1", 7: "Q8_0", 8: "Q5_0", 9: "Q5_1", 10: "Q2_K", 11: "Q3_K_S",
    12: "Q3_K_M", 13: "Q3_K_L", 14: "Q4_K_S", 15: "Q4_K_M", 16: "Q5_K_S", 17: "Q5_K_M", 18: "Q6_K",
    19: "IQ2_XXS", 20: "IQ2_XS", 21: "Q2_K_S", 22: "IQ3_XS", 23: "IQ3_XXS", 24: "IQ1_S", 25: "IQ4_NL",
    26: "IQ3_S", 27: "IQ3_M", 28: "IQ2_S", 29: "IQ2_M", 30: "IQ4_XS", 31: "IQ1_M", 32: "BF16",
    36: "TQ1_0", 37: "TQ2_0", 38: "MXFP4", 39: "NVFP4", 40: "Q1_0",
}
# fmt: on
"""`general.file_type`. Source: LlamaFileType of the package gguf 0.19."""
_SAMPLES = 64
_SAMPLE_BYTES = 4_096
_LONGEST_NAME = 80
_SHORTEST_HEAD = 64
"""Width of a head where the header says nothing of heads; no model in use has smaller ones."""


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model file that can write briefs."""

    path: Path
    name: str
    """By its own word, else the file's name without its ending."""
    size: int
    """Bytes of the file."""
    parameters: int
    """Weights, counted from its tensors."""
    quantisation: str
    window: int
    """The most tokens that it was trained to take in."""
    licence: str | None
    """By its own word; None where the file does not say."""
    cache_bytes: int
    """What one token of context takes in memory, at most."""
    fingerprint: str
    """Sixteen hexadecimal digits: the same for the same weights, wherever the file lies."""

    @property
    def endpoint(self) -> str:
        """What stands for a base URL in records and caches: a port would change from run to run."""
        return f"local:{self.fingerprint}"


def look_at(path: Path) -> LocalModel:
    """The model in a file.

    Raises:
        ConfigError: there is no such file, or it holds no model that can write a brief.
    """
    path = path.expanduser()
    try:
        found = path.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):  # a pipe would be waited for without end
            raise ConfigError(f"{str(path)!r} is no file; {_REMEDY}")
        size = found.st_size
        header = read_header(path)
    except OSError as error:
        raise ConfigError(
            f"cannot read the model {str(path)!r}: {(error.strerror or str(error)).lower()}; {_REMEDY}"
        ) from error
    except GgufError as error:
        raise ConfigError(f"{str(path)!r} is not a model that can be used: {error}; {_REMEDY}") from error
    if problem := _problem(header, size):
        raise ConfigError(f"{str(path)!r} {problem}")
    architecture = header.text("general.architecture") or ""
    return LocalModel(
        path=path,
        name=_printable(header.text("general.name")) or _printable(path.stem) or "model",
        size=size,
        parameters=sum(tensor.weights for tensor in header.tensors),
        quantisation=_quantisation(header),
        window=header.number(f"{architecture}.context_length") or 0,
        licence=_printable(header.text("general.license.name") or header.text("general.license")),
        cache_bytes=_cache_bytes(header, architecture),
        fingerprint=_fingerprint(path, header, size),
    )


def _problem(header: Header, size: int) -> str | None:
    """Why a file cannot write a brief, and what to do; None for one that can."""
    architecture = header.text("general.architecture") or ""
    if (parts := header.number("split.count") or 1) > 1:
        return f"is one of {parts} parts of a model; join them with llama.cpp's `llama-gguf-split --merge`"
    end = max((tensor.end for tensor in header.tensors), default=header.data_start)
    if end > size:
        return f"is cut off: {size:,} bytes of at least {end:,} are there; get the file again"
    kind = header.text("general.type") or "model"
    if kind != "model" or architecture in _NO_CHAT or not header.tensors:
        what = architecture if kind == "model" else kind
        return f"holds no language model ({_printable(what) or 'nothing'}); {_REMEDY}"
    pooled = header.number(f"{architecture}.pooling_type")
    if pooled or any(word in architecture for word in _EMBEDDERS):
        return f"is an embedding model ({_printable(architecture)}): it measures texts and writes none; {_REMEDY}"
    if not header.text("tokenizer.chat_template"):
        return f"is a base model: it has no chat template, so it cannot be told what to do; {_REMEDY}"
    if not header.number(f"{architecture}.context_length"):
        return f"does not say how many tokens it takes in ({_printable(architecture)}.context_length); {_REMEDY}"
    return None


def _quantisation(header: Header) -> str:
    """The usual name where the file gives its number, else `mixed`."""
    named = header.number("general.file_type")
    if named in _QUANTISATIONS:
        return _QUANTISATIONS[named]
    kinds: Counter[int] = Counter()
    for tensor in header.tensors:
        kinds[tensor.kind] += tensor.weights
    return f"mostly type {kinds.most_common(1)[0][0]}"


def _cache_bytes(header: Header, architecture: str) -> int:
    """Bytes that a token's keys and values take in 16 bits; windows that slide take less."""

    def one(name: str, default: int) -> int:
        return header.number(f"{architecture}.{name}") or default

    layers = one("block_count", 1)
    width = one("embedding_length", _SHORTEST_HEAD)
    heads = header.metadata.get(f"{architecture}.attention.head_count")
    most = max([value for value in heads if isinstance(value, int)], default=1) if isinstance(heads, tuple) else heads
    head = width // most if isinstance(most, int) and most > 0 else _SHORTEST_HEAD
    both = one("attention.key_length", head) + one("attention.value_length", head)
    shared = header.metadata.get(f"{architecture}.attention.head_count_kv", heads)
    if isinstance(shared, tuple):  # one figure a layer
        return 2 * both * sum(value for value in shared if isinstance(value, int) and value > 0)
    return 2 * both * layers * (shared if isinstance(shared, int) and shared > 0 else 1)


def _fingerprint(path: Path, header: Header, size: int) -> str:
    """A digest over the header, the size and 64 samples of the weights.

    To read all of five gigabytes would cost longer than to load them; weights that were trained further differ nearly
    everywhere, so the samples tell them apart.
    """
    digest = hashlib.sha256(size.to_bytes(8, "little"))
    with path.open("rb") as file:
        digest.update(file.read(header.data_start))
        step = max((size - header.data_start) // _SAMPLES, 1)
        for number in range(_SAMPLES):
            file.seek(header.data_start + number * step)
            digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()[:16]


def _printable(text: str | None) -> str | None:
    """A text of the file's on one line, without marks that move a cursor, and of bounded length."""
    shown = one_line(text or "").strip()
    return (shown if len(shown) <= _LONGEST_NAME else shown[: _LONGEST_NAME - 1] + "…") or None
