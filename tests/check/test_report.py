"""The report as a whole: verdict, score, counts, claims, alignment."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.article import Story, build_article
from briefer.brief import Brief, Evidence, FidelityReport, Section, Statement
from briefer.check import (
    SourceIndex,
    align,
    check_brief,
    check_sentences,
    check_statement,
    check_summary,
    check_text,
    check_title,
)
from tests.stories import FERRY_TEXT, ferry_article, ferry_story


def statement(story: Story, text: str, *numbers: int, attribution: str | None = None, paragraph: int = 0) -> Statement:
    spans = [story.sentences[number - 1].span for number in numbers]
    evidence = tuple(Evidence(source=story.articles[0].id, start=span.start, end=span.end) for span in spans)
    return Statement(text=text, paragraph=paragraph, evidence=evidence, quotes=(), attribution=attribution)


def brief_of(story: Story, **sections: tuple[Statement, ...]) -> Brief:
    """A brief made of the story's own sentences, sections replaced by the test."""
    sentences = [sentence.text for sentence in story.sentences]
    given = {
        "what_happened": (statement(story, sentences[0], 1),),
        "who_said_what": (
            statement(story, sentences[1], 2, attribution="Mira Tolland"),
            statement(story, sentences[4], 5, attribution="Jonas Abel"),
        ),
        "what_next": (statement(story, sentences[-1], len(sentences)),),
    } | sections
    return Brief(headline=story.articles[0].title, dek=None, sources=(), held=(), **given)


def errors(report: FidelityReport) -> list[str]:
    return [f"{finding.check}: {finding.message}" for finding in report.findings if finding.severity == "error"]


def test_the_sources_own_sentences_pass() -> None:
    """Each sentence of a source, untouched, is supported and draws no error."""
    story = ferry_story()
    for sentence in story.sentences:
        report = check_text(sentence.text, story)
        assert report.verdict != "fail", sentence.text
        assert report.score == 1


def test_an_untouched_brief_passes() -> None:
    """A brief made of the source's own sentences has no error, whatever its style."""
    report = check_brief(brief_of(ferry_story()), ferry_story())
    assert errors(report) == []
    assert report.verdict == "pass"
    assert any(finding.check == "style" for finding in report.findings)


def test_a_sources_own_title_needs_no_proof() -> None:
    """A page's headline may quote what its body does not; printed as the source's own, it is no claim of ours."""
    title = 'Union: "A slap in the face" for 4,900 ferry workers'
    story = Story((ferry_article(title=title),))
    own = brief_of(story).model_copy(update={"headline": title})
    ours = brief_of(story).model_copy(update={"headline": 'Union calls it "a slap in the face"'})

    assert errors(check_brief(own, story)) == []
    assert check_title(title, "headline", SourceIndex.of(story)) == ()
    assert any("not in the source" in error for error in errors(check_brief(ours, story)))


def test_an_unsupported_sentence_fails() -> None:
    """A sentence about something else is an error of support, and pulls the score under the decision."""
    report = check_text("The orchestra played a sonata for violins in the cathedral.", ferry_story())
    assert report.verdict == "fail"
    assert report.score < 0.5
    assert {finding.check for finding in report.findings} >= {"support"}


def test_a_paraphrase_passes() -> None:
    """Other words for the same thing are no error."""
    report = check_text(
        "Talks over night shifts collapsed, and ferry crews walked out, leaving 4,300 passengers.", ferry_story()
    )
    assert errors(report) == []


def test_score_and_errors_go_together() -> None:
    """A sentence with an error of any check scores under the decision, one without does not."""
    text = "Ferry workers in Norhaven walked out on Tuesday. The walkout stranded 9,999 passengers on both sides."
    report, sentences = check_sentences(text, ferry_story())
    assert [sentence.verdict for sentence in sentences] == ["pass", "fail"]
    assert sentences[0].score >= 0.5 > sentences[1].score
    assert report.score == pytest.approx(sentences[1].score, abs=1e-4)
    assert [text[sentence.start : sentence.end] for sentence in sentences] == [sentence.text for sentence in sentences]


MARKDOWN = """\
# Walkout in Norhaven

What happened
-------------

- Ferry workers in **Norhaven** walked out, stranding *3,400* passengers.
- [Mira Tolland](https://example.org/t) leads the Seafarers' Union.

1. The strike is the first on the route since 2009.
"""


def test_markdown_is_no_words() -> None:
    """Headings and bullets are no claims, emphasis and links no words, and offsets are those of the text given."""
    report, sentences = check_sentences(MARKDOWN, ferry_story())
    assert len(sentences) == 3
    finding = next(finding for finding in report.findings if finding.check == "number")
    assert finding.start is not None
    assert MARKDOWN[finding.start : finding.end] == finding.text == "3,400"


def test_other_texts_have_no_sections_and_no_style() -> None:
    """Section and style are silent on a text that is no Brief; what did not look does not appear."""
    assert not {"section", "style"} & check_text("Ferry workers walked out.", ferry_story()).checks.keys()


def test_no_claims_no_fault() -> None:
    """An empty summary says nothing wrong."""
    report = check_text("", ferry_story())
    assert (report.verdict, report.score, report.findings) == ("pass", 1.0, ())


def test_the_public_function_takes_text_and_articles() -> None:
    """Sources are texts or articles; the same report comes of either."""
    text = "The walkout stranded 4,300 passengers."
    assert check_summary(text, [FERRY_TEXT]).verdict == "pass"
    assert check_summary(text, [ferry_article()]) == check_text(text, ferry_story())


def test_evidence_that_does_not_support() -> None:
    """A statement whose evidence is about something else is an error, and the better place is named."""
    story = ferry_story()
    wrong = statement(story, "Two passengers were treated for cold after a night in the terminal.", 1)
    findings = check_statement(wrong, Section.WHAT_HAPPENED, 0, SourceIndex.of(story))
    assert any(finding.check == "support" and "elsewhere" in finding.message for finding in findings)


def test_titles_are_checked_like_statements() -> None:
    """A headline with a wrong number is an error, a plain one is none."""
    index = SourceIndex.of(ferry_story())
    assert not [
        f for f in check_title("Ferry workers walk out in Norhaven", "headline", index) if f.severity == "error"
    ]
    assert [
        f for f in check_title("9,999 stranded as ferry workers walk out", "headline", index) if f.severity == "error"
    ]


def test_alignment_finds_the_sentence() -> None:
    """A reworded sentence is aligned to the one that supports it; hints that do not support it are dropped."""
    index = SourceIndex.of(ferry_story())
    text = "Jonas Abel denied that a ship had sailed without its full crew."
    wanted = next(s.number for s in index.sentences if "denied" in s.text)
    assert align(text, index).numbers == (wanted,)
    assert align(text, index, hints=(wanted,)).numbers == (wanted,)
    assert align(text, index, hints=(1,)).numbers == (wanted,)
    assert align(text, index).score > 0.5
    assert align("Nothing of the kind whatsoever.", index).score < 0.5


def test_an_empty_section_is_an_error_if_the_source_has_something() -> None:
    """An empty section fails where the source could fill it, and not where it has nothing."""
    story = ferry_story()
    assert any("What next" in error for error in errors(check_brief(brief_of(story, what_next=()), story)))
    bare = Story((build_article("The ferry sank in the strait. Nobody was aboard the old ferry."),))
    brief = Brief(
        headline=None,
        dek=None,
        what_happened=(statement(bare, "The ferry sank in the strait.", 1),),
        who_said_what=(),
        what_next=(),
        sources=(),
        held=(),
    )
    assert errors(check_brief(brief, bare)) == []


def test_statements_need_evidence_and_their_speaker_in_it() -> None:
    """No evidence, evidence out of bounds, a speaker who is not there: each breaks the contract."""
    story = ferry_story()
    first = story.sentences[0].text
    bare = statement(story, first)
    assert any("no evidence" in error for error in errors(check_brief(brief_of(story, what_happened=(bare,)), story)))
    outside = bare.model_copy(update={"evidence": (Evidence(source="nowhere", start=0, end=5),)})
    assert any("not in the sources" in e for e in errors(check_brief(brief_of(story, what_happened=(outside,)), story)))
    voiced = statement(story, first, 1, attribution="Edda Voss")
    assert any("not named" in error for error in errors(check_brief(brief_of(story, what_happened=(voiced,)), story)))


def test_the_denial_is_kept() -> None:
    """A denial of the source that the brief leaves out is a warning, and one that it keeps is none."""
    story = ferry_story()
    sentences = [sentence.text for sentence in story.sentences]
    without = brief_of(story, who_said_what=(statement(story, sentences[1], 2, attribution="Mira Tolland"),))
    messages = [finding.message for finding in check_brief(without, story).findings]
    assert any("denial" in message for message in messages)
    assert any("one voice" in message for message in messages)
    kept = brief_of(story)
    assert not any("left out" in finding.message for finding in check_brief(kept, story).findings)


def test_a_forecast_is_no_event() -> None:
    """What lies ahead is a warning under What happened."""
    story = ferry_story()
    last = story.sentences[-1]
    report = check_brief(brief_of(story, what_happened=(statement(story, last.text, last.number),)), story)
    assert report.verdict == "warn"
    assert any(finding.check == "section" and "ahead" in finding.message for finding in report.findings)


def test_style_alone_never_warns() -> None:
    """Bands that a brief leaves are findings, and its verdict is still a pass."""
    report = check_brief(brief_of(ferry_story()), ferry_story())
    assert {finding.check for finding in report.findings} == {"style"}
    assert report.verdict == "pass"
    assert report.checks["style"].failed > 0


@given(st.text(max_size=300))
def test_any_text_gets_a_report_and_always_the_same(text: str) -> None:
    """Checks are total and deterministic; findings stay inside the summary."""
    story = ferry_story()
    report = check_text(text, story)
    assert report == check_text(text, ferry_story())
    assert 0 <= report.score <= 1
    for finding in report.findings:
        assert finding.start is not None
        assert finding.end is not None
        assert text[finding.start : finding.end] == finding.text


@settings(deadline=None)  # an index of a story an example: a busy machine takes longer than it should
@given(st.permutations(range(9)))
def test_order_of_sentences_changes_no_score(order: list[int]) -> None:
    """The sentences of a text are weighed together: in any order each has the same score."""
    story = ferry_story()
    pool = [sentence.text for sentence in story.sentences if not set(sentence.text) & set('"“')]
    pool += ["The walkout stranded 9,999 passengers.", "Talks broke down again."]
    chosen = [pool[i % len(pool)] for i in range(9)]
    scores = {one.text: round(one.score, 9) for one in check_sentences("\n\n".join(chosen), story)[1]}
    turned = check_sentences("\n\n".join(chosen[i] for i in order), story)[1]
    assert [round(one.score, 9) for one in turned] == [scores[one.text] for one in turned]


def test_a_text_fails_with_its_weakest_sentence_and_never_without_one() -> None:
    """The score of a text is that of its lowest sentence, and under the decision exactly where that sentence is."""
    story = ferry_story()
    for text in (
        "Ferry workers walked out on Tuesday. The union wants more pay for nights.",
        "Ferry workers walked out on Tuesday. The king of Norhaven was crowned by a bishop at the opera.",
    ):
        report, sentences = check_sentences(text, story)
        assert report.score == round(min(one.score for one in sentences), 4)
        assert (report.verdict == "fail") == any(one.verdict == "fail" for one in sentences)
