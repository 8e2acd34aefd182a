"""A case: article files with the labels that people made of them, and the corpus that a folder of cases makes up.

A case is a folder: `case.toml`, the articles (`.txt` is the exact text of the article, `.html` goes through the reader),
and `cassettes/`. Articles are read here once, without the network. `labels` holds each label against the text.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field

from briefer.article import Article, Published, Story, build_article
from briefer.brief import CheckName
from briefer.check import SourceIndex
from briefer.errors import ConfigError, SourceError
from briefer.evaluate.tables import Table, read_table
from briefer.read.reading import Kind, read_bytes

CASE_FILE = "case.toml"
CASSETTES = "cassettes"
_ENDINGS = {".txt": Kind.TEXT, ".html": Kind.HTML, ".htm": Kind.HTML}
_NUMBER = re.compile(r"(\d+)")


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Phrases = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
"""One phrase or several."""


class ArticleTable(Table):
    """`[[article]]`: what a text file does not say of itself; an HTML page says it in its head."""

    file: str
    title: str | None = None
    dek: str | None = None
    outlet: str | None = None
    byline: Phrases = ()
    published: Published | None = None
    url: str | None = None
    clean: bool = False
    """True for a text as it was pasted, which goes through the reader; else it is the article's exact text."""


class InjectionTable(Table):
    """`[injection]`: the same article without the attack."""

    clean: str
    """Its file."""


class ExpectTable(Table):
    """`[expect]`: what a good brief of this case holds."""

    covers: Phrases = ()
    """Facts that it carries."""
    omits: Phrases = ()
    """Words that it must not hold."""
    speakers: Phrases = ()
    """Whom it names as a voice."""
    numbers: Phrases = ()
    """Figures that it keeps."""
    next: Phrases | None = None
    """What it says of the future; empty where the source has nothing of the kind; None where nobody labelled it."""
    denials: Phrases = ()
    """Denials, and answers not given, that it keeps."""


class ClaimTable(Table):
    """`[[claim]]`: a sentence about the article, for the checks themselves."""

    text: str
    holds: bool
    """Whether the article bears it out."""
    check: CheckName | None = None
    """The kind of fault of one that does not hold."""


class CaseTable(Table):
    """case.toml."""

    tags: Phrases = ()
    source: str
    licence: str
    notes: str | None = None
    article: tuple[ArticleTable, ...] = ()
    injection: InjectionTable | None = None
    expect: ExpectTable = Field(default_factory=ExpectTable)
    claim: tuple[ClaimTable, ...] = ()


@dataclass(frozen=True)
class Case:
    """One case, its articles read."""

    id: str
    """The folder's name."""
    folder: Path
    table: CaseTable
    articles: tuple[Article, ...]
    clean: Article | None
    """The article without its attack; None for a case that is no attack."""
    digest: str
    """SHA-256 of case.toml and the article files; cassettes are left out."""
    is_own_twin: bool = False
    """Whether the file without the attack is, byte for byte, the one with it."""

    @property
    def tags(self) -> tuple[str, ...]:
        """What the case is about, its form, its traps."""
        return self.table.tags

    @property
    def expect(self) -> ExpectTable:
        """What a good brief of it holds."""
        return self.table.expect

    @cached_property
    def story(self) -> Story:
        """Its articles as they are briefed."""
        return Story(self.articles)

    @cached_property
    def clean_story(self) -> Story | None:
        """The same without the attack."""
        return None if self.clean is None else Story((self.clean,))

    @cached_property
    def index(self) -> SourceIndex:
        """Its story made ready for checking."""
        return SourceIndex.of(self.story)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The cases of a folder, in the order of their names."""

    folder: Path
    cases: tuple[Case, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over the cases' names and digests."""
        return corpus_digest({case.id: case.digest for case in self.cases})


def corpus_digest(digests: dict[str, str]) -> str:
    """SHA-256 over cases' names and digests, whatever order they come in."""
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def load_corpus(folder: Path) -> Corpus:
    """Every case of a folder of cases.

    Raises:
        ConfigError: there is none, or one of them is not well-formed.
    """
    if not folder.is_dir():
        raise ConfigError(f"there is no folder {str(folder)!r} of cases; `briefer eval init` writes a starter")
    cases = tuple(load_case(path.parent) for path in sorted(folder.glob(f"*/{CASE_FILE}")))
    if not cases:
        raise ConfigError(f"no case in {str(folder)!r}: a case is a folder with a {CASE_FILE} and its articles")
    return Corpus(folder, cases)


def load_case(folder: Path) -> Case:
    """The case of a folder.

    Raises:
        ConfigError: case.toml does not fit, a file that it names is missing, or an article cannot be read.
    """
    table = read_table(folder / CASE_FILE, CaseTable)
    clean_name = table.injection.clean if table.injection else None
    described = {one.file: one for one in table.article}
    if len(described) < len(table.article):
        ((twice, _),) = Counter(one.file for one in table.article).most_common(1)
        raise ConfigError(f"the case {str(folder)!r} describes {twice!r} twice; leave one [[article]] of it")
    names = list(described) or [path.name for path in _article_files(folder) if path.name != clean_name]
    if not names:
        raise ConfigError(f"the case {str(folder)!r} has no article: put a .txt or .html file beside its {CASE_FILE}")
    clean = None
    if clean_name is not None:
        first = described.get(names[0], ArticleTable(file=names[0]))
        clean = _read(folder, first.model_copy(update={"file": clean_name}))
    return Case(
        id=folder.name,
        folder=folder,
        table=table,
        articles=tuple(_read(folder, described.get(name, ArticleTable(file=name))) for name in names),
        clean=clean,
        digest=_digest(folder, [CASE_FILE, *names, *([clean_name] if clean_name else [])]),
        is_own_twin=clean_name is not None and (folder / clean_name).read_bytes() == (folder / names[0]).read_bytes(),
    )


def _article_files(folder: Path) -> list[Path]:
    files = [path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS and path.is_file()]
    return sorted(files, key=lambda path: _counted(path.name))


def _counted(name: str) -> list[int | str]:
    """A name as people count it: `article-2` before `article-10`."""
    return [int(part) if place % 2 else part for place, part in enumerate(_NUMBER.split(name))]


def _read(folder: Path, given: ArticleTable) -> Article:
    path = folder / given.file
    kind = _ENDINGS.get(path.suffix.lower())
    if kind is None or Path(given.file).name != given.file:
        raise ConfigError(f"the article {given.file!r} of the case {str(folder)!r} is no .txt or .html file in it")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot read {str(path)!r}: {error.strerror or error}") from error
    known = {
        key: value for key, value in given.model_dump(exclude={"file", "clean"}).items() if value not in {None, ()}
    }
    if kind is Kind.TEXT and not given.clean:
        try:
            text = data.decode("utf-8-sig").replace("\r\n", "\n").strip("\n")
        except UnicodeDecodeError as error:
            raise ConfigError(f"{str(path)!r} is not UTF-8: {error}; save it as UTF-8") from error
        if not text.strip():
            raise ConfigError(f"{str(path)!r} is empty; a case needs an article")
        return build_article(text, **known)
    try:
        article = read_bytes(data, name=str(path), kind=kind, url=given.url).article
    except SourceError as error:
        raise ConfigError(str(error)) from error
    if not article.text:
        raise ConfigError(f"no article found in {str(path)!r}; see what `briefer read` makes of it")
    return article.model_copy(update=known) if known else article


def _digest(folder: Path, names: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for name, data in _contents(folder, names):
        digest.update(f"{name} {len(data)}\n".encode())
        digest.update(data)
    return digest.hexdigest()


def _contents(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The files as they stand, line ends levelled: a checkout on another system is the same corpus."""
    for name in sorted(set(names)):
        yield name, (folder / name).read_bytes().replace(b"\r\n", b"\n")
