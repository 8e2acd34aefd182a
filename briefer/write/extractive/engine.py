"""The extractive engine: a brief of the source's own sentences, without a model and without a network.

Faithful by construction: a statement's text is a slice of its source. All of it is pure; the methods are
async because an engine's are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from briefer import brief
from briefer.article import Story, count_words
from briefer.brief import Section, Usage
from briefer.write.engine import Draft, DraftStatement, Failure, Split
from briefer.write.extractive.headings import split_by_headings
from briefer.write.extractive.openings import PRONOUNS
from briefer.write.extractive.select import select, voice_groups
from briefer.write.extractive.signals import Signals, read_signals
from briefer.write.extractive.sorting import sort_story

_HEADLINE_WORDS = range(3, 21)
"""A title shorter than that is a label, a longer one a sentence or a slug."""
_TWO_PARAGRAPHS_FROM = 60  # words; under that a second paragraph would be a line
_THREE_PARAGRAPHS_FROM = 140


class ExtractiveEngine:
    """Picks the source's own sentences."""

    def __init__(self) -> None:
        self.info = brief.Engine(name="extractive", model=None, endpoint=None)
        self.prompts: Mapping[str, str] = {}
        self._read: tuple[Story, tuple[Signals, ...]] | None = None

    async def split(self, story: Story) -> Split:
        """The story's own headings where it has them, else its sentences sorted by their signals."""
        return split_by_headings(story) or sort_story(story, self._signals(story))

    async def compose(self, story: Story, split: Split) -> Draft:
        """The draft of what was split: for each section the best sentences that fit, as they stand."""
        picks = select(self._signals(story), split, edited=split_by_headings(story) is not None)
        sections = {section.value: statements_of(section, picks.sections[section]) for section in Section}
        return Draft(headline=_headline(story), dek=_dek(story), **sections)

    async def repair(
        self,
        story: Story,  # noqa: ARG002
        split: Split,  # noqa: ARG002
        draft: Draft,  # noqa: ARG002
        failures: Sequence[Failure],  # noqa: ARG002
    ) -> Draft | None:
        """Nothing: the source's own sentences cannot be worded better."""
        return None

    def spent(self) -> Usage:
        """Nothing."""
        return Usage(calls=0, input_tokens=0, cached_input_tokens=0, output_tokens=0, cost_usd=0.0, seconds=0.0)

    def _signals(self, story: Story) -> tuple[Signals, ...]:
        """The story's signals, read once for split and compose."""
        if self._read is None or self._read[0] is not story:
            self._read = story, read_signals(story)
        return self._read[1]


def section_from_source(story: Story, section: Section, exclude: Collection[int]) -> tuple[DraftStatement, ...]:
    """Source sentences for one section, none of them like those that are printed already.

    `exclude` are the numbers of the sentences that the rest of the brief rests on. Empty if the source has
    nothing for the section.
    """
    signals = read_signals(story)
    headed = split_by_headings(story)
    split = headed or sort_story(story, signals)
    picks = select(signals, split, (section,), exclude, edited=headed is not None)
    return statements_of(section, picks.sections[section])


def statements_of(section: Section, chosen: Sequence[Signals]) -> tuple[DraftStatement, ...]:
    """The chosen units as a draft's statements, Who said what in paragraphs of its voices."""
    paragraphs = _paragraphs(chosen) if section is Section.WHO_SAID_WHAT else [0] * len(chosen)
    return tuple(
        DraftStatement(text=one.unit.text, sentences=one.unit.numbers, speaker=_speaker(one), paragraph=paragraph)
        for one, paragraph in zip(chosen, paragraphs, strict=True)
    )


def _speaker(one: Signals) -> str | None:
    """The voice where it means somebody outside its sentence too: "their union" and "they" do not."""
    words = (one.voice or "").split()
    return one.voice if words and words[0].casefold() not in PRONOUNS else None


def _paragraphs(chosen: Sequence[Signals]) -> list[int]:
    """Each unit's paragraph: two or three of about one length, broken only where the voice changes."""
    groups = voice_groups(chosen)
    words = sum(one.unit.words for one in chosen)
    wanted = 1 if words < _TWO_PARAGRAPHS_FROM else 2 if words < _THREE_PARAGRAPHS_FROM else 3
    numbers: list[int] = []
    current = before = 0
    for position, group in enumerate(groups):
        own = sum(one.unit.words for one in group)
        due = (current + 1) * words / wanted
        left = wanted - current - 1
        if position and left and (before + own / 2 > due or len(groups) - position <= left):
            current += 1
        numbers += [current] * len(group)
        before += own
    return numbers


def _headline(story: Story) -> str | None:
    """The first title of a headline's length; None where no article has one."""
    titles = (" ".join((article.title or "").split()) for article in story.articles)
    return next((title for title in titles if count_words(title) in _HEADLINE_WORDS), None)


def _dek(story: Story) -> str | None:
    """The dek of the article whose title is the headline."""
    headline = _headline(story)
    return next(
        (
            " ".join(article.dek.split())
            for article in story.articles
            if article.dek and " ".join((article.title or "").split()) == headline
        ),
        None,
    )
