"""What an input names: which kind it is, and its files in an order that is the same in every run.

A folder is walked as it is read, so that a million files cost no more memory than the fullest folder. Hidden files
and links to folders are left out.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from briefer.errors import ConfigError, SourceError


class InputKind(StrEnum):
    """What the files of an input are, in the words of a message."""

    LINES = "JSON Lines"
    TABLES = "Parquet"
    PAGES = "pages"
    ARCHIVES = "WARC"


_SUFFIXES = {
    ".jsonl": InputKind.LINES,
    ".ndjson": InputKind.LINES,
    ".jsonl.gz": InputKind.LINES,
    ".ndjson.gz": InputKind.LINES,
    ".parquet": InputKind.TABLES,
    ".html": InputKind.PAGES,
    ".htm": InputKind.PAGES,
    ".txt": InputKind.PAGES,
    ".md": InputKind.PAGES,
    ".warc": InputKind.ARCHIVES,
    ".warc.gz": InputKind.ARCHIVES,
}
_KNOWN = ", ".join(suffix for suffix in _SUFFIXES if not suffix.endswith(".gz"))
_ANY_DEPTH = "**"


@dataclass(frozen=True, slots=True)
class Found:
    """The files of an input: one, those in a folder, or those that a pattern fits."""

    source: str
    kind: InputKind
    root: Path
    """The folder that names are relative to."""
    pattern: tuple[str, ...] | None
    """The parts of a pattern below `root`; None for the one file of that name."""

    def files(self) -> Iterator[tuple[Path, str]]:
        """Each file and its name: its path below the folder, with slashes on every system."""
        if self.pattern is None:
            yield self.root, named(self.root.name)
            return
        for path, parts in _walk(self.root, self.pattern):
            if kind_of(path.name) is self.kind:
                yield path, named("/".join(parts))


def find(source: str) -> Found:
    """The kind and the files of an input, as a person names it: a file, a folder or a pattern.

    Raises:
        SourceError: there is nothing of that name, or nothing in it that can be read.
        ConfigError: its kind is not known, or there are several.
    """
    path = Path(source)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        mode = 0
    except OSError as error:
        raise SourceError(f"cannot read {source!r}: {(error.strerror or str(error)).lower()}", url=source) from error
    if source == "-" or "://" in source or not (mode == 0 or stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise ConfigError(
            f"a batch reads files, so that it can go on later, and {source!r} is none; save it and give its path"
        )
    if stat.S_ISREG(mode):
        kind = kind_of(path.name)
        if kind is None:
            raise ConfigError(f"cannot tell what {source!r} holds by its name; give one of {_KNOWN}")
        return Found(source, kind, path, None)
    if stat.S_ISDIR(mode):
        return _several(source, path, (_ANY_DEPTH, "*"))
    root, pattern = _split(source)
    if not pattern:
        raise SourceError(f"there is no {source!r}; check the path", url=source)
    return _several(source, root, pattern)


def _several(source: str, root: Path, pattern: tuple[str, ...]) -> Found:
    kinds: dict[InputKind, str] = {}
    for path, parts in _walk(root, pattern):
        kind = kind_of(path.name)
        if kind is not None:
            kinds.setdefault(kind, "/".join(parts))
    if not kinds:
        raise SourceError(f"there is nothing to read in {source!r}; a batch reads {_KNOWN}", url=source)
    if len(kinds) > 1:
        held = " and ".join(f"{kind.value} ({example!r})" for kind, example in kinds.items())
        raise ConfigError(f"{source!r} holds {held}; give one kind, with a pattern such as 'folder/**/*.html'")
    return Found(source, next(iter(kinds)), root, pattern)


def kind_of(name: str) -> InputKind | None:
    """What a file holds, by its name; None for what no batch reads."""
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    return _SUFFIXES.get("".join(suffixes[-2:])) or _SUFFIXES.get("".join(suffixes[-1:]))


def named(path: str) -> str:
    """A path as text that can be written down: bytes of a name that are no UTF-8 are spelt out."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _split(source: str) -> tuple[Path, tuple[str, ...]]:
    """The folder above the first part with a wildcard, and the parts from there."""
    parts = Path(source).parts
    first = next((index for index, part in enumerate(parts) if any(mark in part for mark in "*?[")), len(parts))
    return Path(*parts[:first]), parts[first:]


def _walk(root: Path, pattern: tuple[str, ...]) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """The files that the pattern fits, with the parts of their names, in the order of those names."""
    return _walk_below(root, (), pattern)


def _walk_below(
    folder: Path, above: tuple[str, ...], pattern: tuple[str, ...]
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    for order, is_folder in _entries(folder):
        name = order.removesuffix("/") if is_folder else order
        parts = (*above, name)
        if is_folder and _may_lead(parts, pattern):
            yield from _walk_below(folder / name, parts, pattern)
        elif not is_folder and _fits(parts, pattern):
            yield folder / name, parts


def _entries(folder: Path) -> list[tuple[str, bool]]:
    """What a folder holds, in order: a folder sorts as its slash does, so that whole paths come out in order."""
    try:
        with os.scandir(folder) as entries:
            return sorted(
                (f"{entry.name}/", True) if entry.is_dir() else (entry.name, False)
                for entry in entries
                if not entry.name.startswith(".") and _is_wanted(entry)
            )
    except FileNotFoundError as error:
        raise SourceError(f"there is no folder {str(folder)!r}; check the path", url=str(folder)) from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SourceError(f"cannot read the folder {str(folder)!r}: {reason}", url=str(folder)) from error


def _is_wanted(entry: os.DirEntry[str]) -> bool:
    """A folder that is no link, a file, or a link to a file: one that leads nowhere is met when it is read."""
    if entry.is_symlink():
        return not entry.is_dir()
    return entry.is_dir() or entry.is_file()


def _fits(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:
        return not parts
    if pattern[0] == _ANY_DEPTH:
        return _fits(parts, pattern[1:]) or (bool(parts) and _fits(parts[1:], pattern))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])


def _may_lead(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """True if a file below this folder may fit."""
    for part, wanted in zip(parts, pattern, strict=False):
        if wanted == _ANY_DEPTH:
            return True
        if not fnmatchcase(part, wanted):
            return False
    return len(parts) < len(pattern)
