"""The contract of a Brief's three sections: nothing empty that the source could fill, everything with its proof.

Covered: an empty section though the source has something for it, statements without evidence, evidence outside its
source, an attributed statement whose speaker is not where its evidence is; as warnings, one voice where the source
has two, a forecast in What happened, a denial or a "did not respond" left out. Texts that are no Brief have no
sections.
"""

from __future__ import annotations

import re
from itertools import islice

from briefer.brief import Brief, Finding, Section, Severity
from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.text.forward import is_forward_looking
from briefer.text.names import HONORIFICS
from briefer.text.spans import Span
from briefer.text.speakers import Attribution
from briefer.text.words import STOP_WORDS, tokenize

_TO_THE_READER = frozenset(["i", "we", "our", "you", "your"])
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ials?)|reject(?:s|ed|ing)?|refut(?:e[sd]?|ing)|disput(?:e[sd]?|ing)|dismiss(?:es|ed|ing)?|"
    r"rebuff(?:s|ed)?|contest(?:s|ed)?|insist(?:s|ed)?)\b",
    re.IGNORECASE,
)
_SILENT = re.compile(
    r"\b(?:did(?: not|n[’']t)|has(?: not|n[’']t)|have(?: not|n[’']t)|could not|would not)\b.{0,40}\b"
    r"(?:respond|comment|repl|reached|return|answer)|declin\w+ (?:to )?(?:comment|\w+ comment)|no comment|"
    r"not (?:immediately )?(?:available|respond)",
    re.IGNORECASE,
)


def check_proof(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """One statement's own part of the contract: evidence, and its speaker where the evidence is."""
    if not isinstance(claim.place, Section):
        return Outcome()
    if not claim.evidence:
        return Outcome(1, (claim.finding("section", "error", None, "the statement names no evidence"),))
    for evidence in claim.evidence:
        article = index.story.article_of(evidence.source)
        if article is None or not 0 <= evidence.start < evidence.end <= len(article.text):
            message = f"its evidence [{evidence.start}, {evidence.end}) of {evidence.source!r} is not in the sources"
            return Outcome(1, (claim.finding("section", "error", None, message),))
    speakers = {quote.speaker for quote in claim.quotes} | {claim.attribution}
    for speaker in sorted(speaker for speaker in speakers if speaker):
        if not _heard(speaker, index, passage):
            message = f"{speaker} is not named where its evidence stands"
            evidence_there = tuple(index.evidence(number) for number in passage)
            return Outcome(1, (claim.finding("section", "error", None, message, evidence_there),))
    if claim.place is Section.WHAT_HAPPENED and index.english and is_forward_looking(claim.text):
        message = "this looks ahead: it belongs under What next?"
        return Outcome(1, (claim.finding("section", "warning", None, message),))
    return Outcome(1)


def _heard(speaker: str, index: SourceIndex, passage: tuple[int, ...]) -> bool:
    """Whether the passage, its paragraph or the one before names the speaker, or means them by a pronoun."""
    wanted = _words(speaker)
    if not wanted:
        return True
    near = _neighbourhood(index, passage)
    if wanted & {token.word for number in near for token in index.tokens[number]}:
        return True
    for number in passage:
        for voice in index.attributions.get(number, ()):
            if voice.speaker is not None and wanted & _words(voice.speaker.name):
                return True
    return False


def _neighbourhood(index: SourceIndex, passage: tuple[int, ...]) -> set[int]:
    near: set[int] = set()
    for number in passage:
        here = index.sentences[number - 1]
        at = number
        while at >= 1:
            other = index.sentences[at - 1]
            if other.article != here.article or other.paragraph < here.paragraph - 1:
                break
            near.add(at)
            at -= 1
        at = number + 1
        while at <= len(index.sentences):
            other = index.sentences[at - 1]
            if other.article != here.article or other.paragraph != here.paragraph:
                break
            near.add(at)
            at += 1
    return near


def _words(name: str) -> set[str]:
    """The words that tell one speaker from another; all of them where the name is a description."""
    words = {token.word for token in tokenize(name)} - STOP_WORDS
    return words - HONORIFICS or words


def check_sections(brief: Brief, index: SourceIndex) -> Outcome:
    """The contract of the brief as a whole."""
    findings: list[Finding] = []
    used = {n for section in Section for one in brief.section(section) for n in index.numbers_of(one.evidence)}
    for section in Section:
        material = () if brief.section(section) else offered(section, index, used)
        if material:
            message = f"{section.heading} is empty, though the source has something for it"
            findings.append(_finding("error", section, message, index, material))
    checked = len(Section)
    if brief.who_said_what:
        checked += 1
        voices = _source_voices(index)
        heard = {frozenset(_words(name)) for name in _voices(brief)}
        if len(voices) >= 2 and len(_distinct(heard)) < 2:
            message = f"only one voice is heard; the source has {', '.join(sorted(voices)[:4])}"
            findings.append(_finding("warning", Section.WHO_SAID_WHAT, message, index, ()))
    denials = [
        number
        for number, voices in index.attributions.items()
        if any(voice.denial or voice.no_comment for voice in voices)
    ]
    if denials and index.english:
        checked += 1
        if not _keeps_answer(brief, index, denials):
            message = "the denial or “did not respond” that the source has is left out"
            findings.append(_finding("warning", Section.WHO_SAID_WHAT, message, index, tuple(denials[:2])))
    return Outcome(checked, tuple(findings))


def offered(section: Section, index: SourceIndex, used: set[int]) -> tuple[int, ...]:
    """Two sentences, at most, that the source has for a section and that no other section rests on.

    An empty section for which there are some breaks the contract, so what fills a section last resorts to them.
    """
    if section is Section.WHAT_HAPPENED:
        return tuple(sentence.number for sentence in index.sentences[:1])
    if section is Section.WHO_SAID_WHAT:
        voiced = sorted(n for n, voices in index.attributions.items() if any(_named(voice) for voice in voices))
        return tuple(number for number in voiced if number not in used)[:2]
    ahead = (
        sentence.number
        for sentence in index.sentences
        if index.english and sentence.number not in used and _looks_ahead(sentence.number, index)
    )
    return tuple(islice(ahead, 2))


def _looks_ahead(number: int, index: SourceIndex) -> bool:
    """Whether a sentence looks ahead in the writer's own words: not in a quotation, and not to the reader."""
    sentence = index.sentences[number - 1]
    if any(quotation.outer.overlaps(sentence.span) for quotation in index.quotations[sentence.article]):
        return False
    own = not any(token.word in _TO_THE_READER for token in index.tokens[number])
    return own and is_forward_looking(sentence.text)


def _named(voice: Attribution) -> bool:
    """Whether somebody is heard by name: descriptions and pronouns are no voice of their own."""
    if voice.speaker is None:
        return False
    words = voice.speaker.name.split()
    return words[-1][:1].isupper() and words[0].lower() not in STOP_WORDS


def _source_voices(index: SourceIndex) -> set[str]:
    """The names of those heard in the source, one for each."""
    heard = [voice for voices in index.attributions.values() for voice in voices if _named(voice)]
    kept: dict[frozenset[str], str] = {}
    for name in [voice.speaker.name for voice in heard if voice.speaker is not None]:
        words = frozenset(_words(name))
        if words and not any(words & other for other in kept):
            kept[words] = name
    return set(kept.values())


def _voices(brief: Brief) -> list[str]:
    names = [statement.attribution for statement in brief.who_said_what]
    names += [quote.speaker for statement in brief.who_said_what for quote in statement.quotes]
    return [name for name in names if name]


def _distinct(heard: set[frozenset[str]]) -> list[frozenset[str]]:
    kept: list[frozenset[str]] = []
    for words in sorted(heard, key=sorted):
        if not any(words & other for other in kept):
            kept.append(words)
    return kept


def _keeps_answer(brief: Brief, index: SourceIndex, denials: list[int]) -> bool:
    for section in Section:
        for statement in brief.section(section):
            if _DENIES.search(statement.text) or _SILENT.search(statement.text):
                return True
            if set(index.numbers_of(statement.evidence)) & set(denials):
                return True
    return False


def _finding(
    severity: Severity, section: Section, message: str, index: SourceIndex, numbers: tuple[int, ...]
) -> Finding:
    return Finding(
        check="section",
        severity=severity,
        section=section,
        statement=None,
        start=None,
        end=None,
        text="",
        message=message,
        evidence=tuple(index.evidence(number, Span(0, len(index.sentences[number - 1].text))) for number in numbers),
    )
