"""Text that speaks to a model instead of a reader: an error in a summary, a warning in a source sentence.

Covered: orders to forget or ignore instructions, talk of prompts and fences, role markers, a text's end that is declared
in the midst of it, replies written out beforehand, an assistant speaking of itself; of a source's sentences those that a
statement rests on, with the rest of their paragraph, as an order seldom is one sentence long. Not covered: hidden text,
which reading removes; other languages.
"""

from __future__ import annotations

import re

from briefer.check.claims import Claim, Outcome
from briefer.check.index import SourceIndex
from briefer.text.spans import Span
from briefer.text.words import plain_words

_MODEL = r"(?:AI|language|LLM|GPT|chat)"
_HEARERS = r"(?:models?|assistants?|agents?|readers?|summari[sz]ers?)"
_ADDRESS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+|the\s+|your\s+|my\s+|these\s+|of\s+){0,4}"
    r"(?:previous|prior|above|earlier|preceding|foregoing|system|safety|your)\s+(?:\w+\s+)?"
    r"(?:instructions?|prompts?|rules?|messages?|directions?|guidelines?|text|context)\b"
    r"|\b(?:system|developer|user|assistant)\s+prompt\b(?=\s*(?::|is\b|below|above))"
    rf"|\bas\s+an?\s+(?:{_MODEL}\s+)(?:(?:language\s+)?model|assistant)\b|\bas an AI\b"
    r"|\b(?:to|dear|attention|note to|instructions? (?:for|to))\s*,?\s+(?:any\s+|all\s+|the\s+)?"
    rf"{_MODEL}\s+{_HEARERS}\b\s*[:,]"
    rf"|\b(?:to|for|note to|attention)\s+(?:any\s+|all\s+|the\s+|every\s+)?(?:automated|{_MODEL})\s*"
    r"(?:readers?|summari[sz]ers?|systems?|assistants?|tools?|programs?|models?)?\s*"
    r"(?::|\b(?:that|which|who)\s+(?:is|are)\s+(?:reading|summari[sz]ing|processing)\b)"
    r"|<{2,}\s*(?:END|BEGIN|START)\b[^<>\n]{0,40}>{2,}|</(?:article|story|source|document|context|instructions?)>"
    r"|\b(?:BEGIN|END|START)(?:\s+OF)?\s+(?:UN)?TRUSTED\b|(?:^|\n)#{1,6}\s*(?:SYSTEM|ASSISTANT|INSTRUCTIONS?)\b\s*:"
    r"|[\"'](?:what_happened|who_said_what|what_next)[\"']\s*:"
    r"|\bI(?:'m|’m| am) (?:sorry, but I )?(?:an? (?:AI|large language model)"
    r"|(?:unable|not able) to (?:assist|comply))\b"
    r"|\b(?:you are|act as|pretend to be|respond as) (?:now\s+)?(?:a |an )?"
    r"(?:helpful (?:AI )?assistant|ChatGPT|DAN|language model|unrestricted)\b"
    r"|<\|?(?:im_start|im_end|system|assistant|endoftext|start_header_id)\|?>|\[/?INST\]|<</?SYS>>"
    r"|\b(?:when|if) (?:you (?:are )?)?summari[sz](?:e|ing) this (?:article|text|page|story)\b"
    r"|\b(?:do not|don't|don’t) (?:mention|reveal|summari[sz]e) (?:this|these|the) "
    r"(?:instructions?|prompt|text|article)\b",
    re.IGNORECASE,
)


_TELLING_LIST = (
    "ignore disregard forget override bypass prompt ai language llm gpt chat chatgpt dan assistant model unrestricted "
    "assist comply trusted untrusted automated summarise summarize summarising summarizing mention reveal"
)
_TELLING = frozenset(_TELLING_LIST.split())
"""Every address has one of these words, or one of the signs, and most texts have neither: the pattern is ten times as
dear."""
_SIGNS = ("<", "[", "#", "_")


def find_address(text: str) -> Span | None:
    """The first words that address a model; None in a text that speaks to readers."""
    if not any(sign in text for sign in _SIGNS) and _TELLING.isdisjoint(plain_words(text)):
        return None
    found = _ADDRESS.search(text)
    return Span(found.start(), found.end()) if found else None


def check_injection(claim: Claim, index: SourceIndex, passage: tuple[int, ...]) -> Outcome:
    """A claim, and the evidence that it names, looked through for words to a model."""
    words = find_address(claim.text)
    if words is not None:
        quoted = words.of(claim.text)
        message = f"“{quoted}” speaks to a model, not to a reader: an order from the source, or a model's own talk"
        return Outcome(1, (claim.finding("injection", "error", words, message),))
    for number in passage if claim.evidence else ():
        words = find_address(index.sentences[number - 1].text)
        if words is not None:
            message = "the source sentence that this rests on speaks to a model, not to a reader"
            return Outcome(1, (claim.finding("injection", "warning", None, message, (index.evidence(number, words),)),))
        if find_address(_paragraph(index, number)) is not None:
            message = "the paragraph that this rests on speaks to a model, not to a reader"
            return Outcome(1, (claim.finding("injection", "warning", None, message, (index.evidence(number),)),))
    return Outcome(1)


def _paragraph(index: SourceIndex, number: int) -> str:
    """The paragraph that a sentence of the source stands in."""
    sentence = index.sentences[number - 1]
    article = index.story.articles[sentence.article]
    paragraph = article.paragraphs[sentence.paragraph]
    return article.text[paragraph.start : paragraph.end]
