"""A brief that went wrong, or a reader's complaint, made a case: the article, and the sentences that are wrong."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w

from briefer.article import Article
from briefer.brief import BriefRecord, Section
from briefer.errors import ConfigError
from briefer.evaluate.case import CASE_FILE, Case, load_case
from briefer.evaluate.labels import problems_of
from briefer.files import whole_file

_LICENCE = "unknown: keep it private"
_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_ID = 48


@dataclass(frozen=True, slots=True)
class Complaint:
    """What somebody found wrong."""

    wrong: Sequence[str] = ()
    """Sentences that are not true of the article."""
    missing: Sequence[str] = ()
    """Phrases of the article that the brief should have carried."""
    unwanted: Sequence[str] = ()
    """Words that it should not have held."""
    note: str | None = None


def case_id(articles: Sequence[Article]) -> str:
    """A name for a case, from its first headline."""
    title = unicodedata.normalize("NFKD", articles[0].title or articles[0].id).encode("ascii", "ignore").decode()
    return _SLUG.sub("-", title.lower()).strip("-")[:_LONGEST_ID].strip("-") or articles[0].id


def failed_statements(record: BriefRecord) -> tuple[tuple[str, str], ...]:
    """What the checks held or failed in a brief, with the check that found it first: each is a claim that does not hold."""
    failed: dict[str, str] = {}
    for held in record.brief.held:
        errors = [one.check for one in held.findings if one.severity == "error"]
        failed[held.text] = errors[0] if errors else "support"
    for section in Section:
        for number, statement in enumerate(record.brief.section(section)):
            for finding in record.fidelity.findings:
                if finding.severity == "error" and (finding.section, finding.statement) == (section, number):
                    failed.setdefault(statement.text, finding.check)
    return tuple(failed.items())


def promote(
    articles: Sequence[Article],
    folder: Path,
    complaint: Complaint,
    *,
    failed: Iterable[tuple[str, str]] = (),
    tags: Sequence[str] = (),
    licence: str | None = None,
) -> Case:
    """Write a case below a folder of cases, and read it back; nothing is left behind where it is not well-formed.

    Raises:
        ConfigError: there is such a case already, or a label does not fit the article.
        OutputError: a file cannot be written.
    """
    if folder.exists():
        raise ConfigError(f"there is a case {str(folder)!r} already; give another name with --case")
    several = len(articles) > 1
    names = [f"article-{place}.txt" if several else "article.txt" for place in range(1, len(articles) + 1)]
    expect = {"covers": list(complaint.missing), "omits": list(complaint.unwanted)}
    claims = [{"text": text, "holds": False} for text in complaint.wrong]
    claims += [{"text": text, "holds": False, "check": check} for text, check in failed]
    document: dict[str, Any] = {
        "tags": ["promoted", *tags],
        "source": ", ".join(article.url or article.outlet or "a file" for article in articles),
        "licence": licence or _LICENCE,
        **({"notes": complaint.note} if complaint.note else {}),
        "article": [_described(article, name) for article, name in zip(articles, names, strict=True)],
        **({"expect": kept} if (kept := {name: phrases for name, phrases in expect.items() if phrases}) else {}),
        **({"claim": claims} if claims else {}),
    }
    folder.mkdir(parents=True)
    written = []
    try:
        for article, name in zip(articles, names, strict=True):
            written.append(folder / name)
            with whole_file(folder / name) as file:
                file.write((article.text + "\n").encode("utf-8", "replace"))
        written.append(folder / CASE_FILE)
        with whole_file(folder / CASE_FILE) as file:
            file.write(tomli_w.dumps(document, multiline_strings=False).encode())
        case = _sound(folder)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        folder.rmdir()
        raise
    return case


def _sound(folder: Path) -> Case:
    """The case, if its labels fit its text."""
    case = load_case(folder)
    problems = list(problems_of(case))
    if problems:
        raise ConfigError(f"that is no case: {'; '.join(problems)}")
    return case


def _described(article: Article, name: str) -> dict[str, Any]:
    known = {
        "file": name,
        "title": article.title,
        "dek": article.dek,
        "outlet": article.outlet,
        "byline": list(article.byline) or None,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
    }
    return {key: value for key, value in known.items() if value is not None}
