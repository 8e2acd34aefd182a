"""The local engine: llama.cpp inside this process, and from there on the llm engine.

A GGUF file comes in, settings that speak to a server of one's own go out, for as long as a context stays open. Looking
at a file (`look_at`) needs nothing but the file; serving it needs the extra `briefer-news[local]`. What must never
happen inside: a download, an address that is not this machine's loopback, a model loaded that does not fit in memory.
"""

from __future__ import annotations

from briefer.write.local.memory import Fit, available_bytes, fit, gigabytes
from briefer.write.local.model import LocalModel, look_at
from briefer.write.local.server import described, has_extra, serving

__all__ = ["Fit", "LocalModel", "available_bytes", "described", "fit", "gigabytes", "has_extra", "look_at", "serving"]
