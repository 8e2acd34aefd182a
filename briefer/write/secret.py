"""The installation's secret: 32 random bytes in a file of their own, made on first use and kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE_NAME = "secret"
SIZE = 32
"""Bytes: as many as the digests that it goes into."""


def kept_secret(folder: Path) -> bytes:
    """The secret kept in a folder, for the owner's eyes alone; processes that start together agree on one.

    Raises:
        OSError: it can be neither read nor made.
    """
    path = folder / FILE_NAME
    kept = _read(path)
    if kept is not None:
        return kept
    make_folder(folder)
    draft = path.with_name(f"{FILE_NAME}.{secrets.token_hex(8)}")
    fresh = secrets.token_bytes(SIZE)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(fresh)
        _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return _read(path) or fresh


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter; one that exists stays as it is."""
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)


def _read(path: Path) -> bytes | None:
    """The secret, None where there is none or a damaged one."""
    try:
        kept = path.read_bytes()
    except FileNotFoundError:
        return None
    return kept if len(kept) == SIZE else None


def _publish(draft: Path, path: Path) -> None:
    """Give the secret its name, whole; another process that was quicker wins."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        if _read(path) is None:  # damaged: replaced
            draft.replace(path)
    except OSError:  # a file system without links
        draft.replace(path)
