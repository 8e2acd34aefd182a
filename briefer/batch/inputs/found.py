"""What an input names: which kind it is, and its files in an order that is the same in every run.

A folder is walked as it is read, so that a million files cost no more memory than the fullest folder. Hidden files
and links to folders are left out, and so is what a job itself writes. A folder that cannot be looked into costs itself
alone.
"""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
_PACKED = frozenset({".bz2", ".lz4", ".xz", ".zst", ".zip", ".7z", ".tar", ".tgz"})
_WRITTEN = ("records.parquet", "records.jsonl", "summary.json", "job.sqlite3", "provider-")
"""How the names begin of what a job writes into its folder: some of it looks like an input."""


@dataclass(frozen=True, slots=True)
class File:
    """One of the files of an input."""

    path: Path
    name: str
    """Its path below the folder, with slashes on every system."""
    error: str | None = None
    """Why nothing can be read below it: it is a folder that cannot be looked into."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files of an input: one, those in a folder, or those that a pattern fits."""

    source: str
    kind: InputKind
    root: Path
    """The folder that names are relative to."""
    pattern: tuple[str, ...] | None
    """The parts of a pattern below `root`; None for the one file of that name."""
    out: Path | None = None
    """The folder of the job: what it writes there is none of its input."""
    count: int = 1
    """Its files, as far as they were there when it was looked for."""
    others: Mapping[str, int] = field(default_factory=dict)
    """Files beside them that no batch reads: how many, by the ending of their names."""

    @property
    def has_columns(self) -> bool:
        """Whether its items have parts with names of their own."""
        return self.kind in {InputKind.LINES, InputKind.TABLES}

    def files(self) -> Iterator[File]:
        """Each file, in the order of their names."""
        if self.pattern is None:
            yield File(self.root, named(self.root.name))
            return
        for file in _walk(self.root, self.pattern, self.out):
            if file.error is not None or kind_of(file.path.name) is self.kind:
                yield file


def found_of(source: str | Found) -> Found:
    """What was looked for, or is looked for now.

    Raises:
        SourceError, ConfigError: see `find`.
    """
    return source if isinstance(source, Found) else find(source)


def find(source: str, *, out: Path | None = None) -> Found:
    """The kind and the files of an input, as a person names it: a file, a folder or a pattern.

    What the job in the folder `out` has written there does not count.

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
        if kind is None and path.suffix.lower() in _PACKED:
            raise ConfigError(f"{source!r} is packed in a way that a batch does not unpack; unpack it, or take gzip")
        if kind is None:
            raise ConfigError(f"cannot tell what {source!r} holds by its name; give one of {_KNOWN}")
        return Found(source, kind, path, None)
    out = out.resolve() if out is not None else None
    if stat.S_ISDIR(mode):
        return _several(source, path, (_ANY_DEPTH, "*"), out)
    root, pattern = _split(source)
    if not pattern:
        raise SourceError(f"there is no {source!r}; check the path", url=source)
    return _several(source, root, pattern, out)


def _several(source: str, root: Path, pattern: tuple[str, ...], out: Path | None) -> Found:
    kinds: dict[InputKind, str] = {}
    others: Counter[str] = Counter()
    unread: str | None = None
    count = 0
    for file in _walk(root, pattern, out):
        kind = kind_of(file.path.name)
        if file.error is not None:
            unread = unread or file.error
            count += 1
        elif kind is not None:
            kinds.setdefault(kind, file.name)
            count += 1
        else:
            others[file.path.suffix.lower()] += 1
    if not kinds and unread is not None:
        raise SourceError(unread, url=source)
    if not kinds:
        raise SourceError(f"there is nothing to read in {source!r}; a batch reads {_KNOWN}", url=source)
    if len(kinds) > 1:
        held = " and ".join(f"{kind.value} ({example!r})" for kind, example in kinds.items())
        raise ConfigError(f"{source!r} holds {held}; give one kind, with a pattern such as 'folder/**/*.html'")
    return Found(source, next(iter(kinds)), root, pattern, out, count, others)


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


def _walk(root: Path, pattern: tuple[str, ...], out: Path | None) -> Iterator[File]:
    """The files that the pattern fits, in the order of their names.

    Raises:
        SourceError: the folder itself cannot be looked into.
    """
    try:
        entries = _entries(root)
    except FileNotFoundError as error:
        raise SourceError(f"there is no folder {str(root)!r}; check the path", url=str(root)) from error
    except OSError as error:
        raise SourceError(_unread(named(str(root)), error), url=str(root)) from error
    yield from _walk_on(root, (), entries, pattern, out)


def _walk_on(
    folder: Path,
    above: tuple[str, ...],
    entries: list[tuple[str, bool]],
    pattern: tuple[str, ...],
    out: Path | None,
) -> Iterator[File]:
    is_ours = any(_is_written(name) for name, _ in entries) and folder.resolve() == out
    for order, is_folder in entries:
        name = order.removesuffix("/") if is_folder else order
        parts = (*above, name)
        if is_ours and _is_written(name):
            continue
        if not is_folder:
            if _fits(parts, pattern):
                yield File(folder / name, named("/".join(parts)))
        elif _may_lead(parts, pattern):
            try:
                below = _entries(folder / name)
            except OSError as error:
                shown = named("/".join(parts))
                yield File(folder / name, shown, _unread(shown, error))
            else:
                yield from _walk_on(folder / name, parts, below, pattern, out)


def _is_written(name: str) -> bool:
    return name.startswith(_WRITTEN)


def _unread(name: str, error: OSError) -> str:
    return f"cannot read the folder {name!r}: {(error.strerror or str(error)).lower()}"


def _entries(folder: Path) -> list[tuple[str, bool]]:
    """What a folder holds, in order: a folder sorts as its slash does, so that whole paths come out in order."""
    with os.scandir(folder) as entries:
        return sorted(
            (f"{entry.name}/", True) if entry.is_dir(follow_symlinks=False) else (entry.name, False)
            for entry in entries
            if not entry.name.startswith(".") and _is_wanted(entry)
        )


def _is_wanted(entry: os.DirEntry[str]) -> bool:
    """A folder that is no link, a file, or a link to a file: one that leads nowhere is met when it is read."""
    try:
        if entry.is_symlink():
            mode = entry.stat().st_mode
            return stat.S_ISREG(mode)  # a pipe or a device behind a link would be waited for without end
        return entry.is_dir() or entry.is_file()
    except OSError:
        return True


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
