"""Who said it: speakers before, behind and around their words, resolved within the text, None where it is silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.text.quotations import Quotation, find_quotations
from briefer.text.sentences import split_paragraphs, split_sentences
from briefer.text.speakers import Attribution, attribute, find_attributions


def attributed(text: str) -> tuple[Quotation, ...]:
    paragraphs = split_paragraphs(text)
    sentences = [span for paragraph in paragraphs for span in split_sentences(text, paragraph)]
    return attribute(text, find_quotations(text, paragraphs), sentences, paragraphs)


def speakers(text: str) -> list[str | None]:
    return [quotation.speaker.name if quotation.speaker else None for quotation in attributed(text)]


def voices(text: str) -> tuple[Attribution, ...]:
    sentences = [span for paragraph in split_paragraphs(text) for span in split_sentences(text, paragraph)]
    return find_attributions(text, sentences)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We will stay," Anna Reyes said.', "Anna Reyes"),
        ('"We will stay," said Anna Reyes.', "Anna Reyes"),
        ('"We will stay", said Anna Reyes, the union leader, in a statement.', "Anna Reyes"),
        ('Anna Reyes said: "We will stay."', "Anna Reyes"),
        ('Anna Reyes, 45, a former docker from Oslo who joined in 2019, said, "We will stay."', "Anna Reyes"),
        ("After the match, Tom Hale, Oslo coach, said, “We will stay.”", "Tom Hale"),
        ("Senior researcher Mu Lin, of the University of Oslo, said it was “mad”.", "Mu Lin"),
        ("Norland's Prime Minister, Ada Lund, said it was “mad”.", "Ada Lund"),
        ("CEO of the Harbour Council Tom Hale told Sky News it was “mad”.", "Tom Hale"),
        ("In a statement on Monday Tom Hale called it “mad”.", "Tom Hale"),
        ("Gov. Wes Hale (D) said the bill was “mad”.", "Wes Hale"),
        ("The plan is “mad”, according to Tom Hale.", "Tom Hale"),
        ("According to Tom Hale, the plan is “mad”.", "Tom Hale"),
        ("The plan was branded “mad” by critics.", "critics"),
        ("“We will stay”, in the words of the mayor, Tom Hale.", "Tom Hale"),
        ("Hale wrote on Twitter: “We will stay.”", "Hale"),
        ("Hale went on to say that it was “mad”.", "Hale"),
        ("Hale, whose party lost, has described it as “mad”.", "Hale"),
        ("The plan, with Hale stating that it was “mad”, failed.", "Hale"),
        ("The union's lawyer said: “We will stay.”", "The union's lawyer"),
        ("A leaked letter seen by Sky News says “all claims fail”.", "A leaked letter"),
        ("A spokesman for the Harbour Trust said: “We will stay.”", "A spokesman for the Harbour Trust"),
        ("“Why would we go?” Hale asked. The room was silent.", "Hale"),
        ("“We will stay.” – Tom Hale", "Tom Hale"),
        ("Mayor: “We won't pay”", "Mayor"),
        ("'We won't pay', says mayor", "mayor"),
        ("The deal was “dead”, two officials said on Friday.", "two officials"),
        ("Hale was quoted as saying the deal was “dead”.", "Hale"),
        ('"we stay here now" , anna reyes said .', "anna reyes"),
    ],
)
def test_the_speaker_is_read_from_what_stands_beside(text, expected):
    """Before, behind or around the words, inverted or not, the one who said them is named."""
    assert speakers(text)[0] == expected


def test_a_split_quotation_has_one_speaker():
    """Both halves of "...," she said, "..." are hers, and so is what follows in the paragraph."""
    assert speakers('"It is," Anna Reyes said, "a good day." "We are glad."') == ["Anna Reyes"] * 3


def test_speakers_of_one_sentence_are_kept_apart():
    """Each quotation goes to the voice beside it."""
    assert speakers("Hale said “no”, while Reyes said “yes”.") == ["Hale", "Reyes"]


def test_a_verb_without_subject_takes_the_one_before():
    """What goes on with "but conceded that" is still the same speaker's."""
    assert speakers("Hale insisted it was “not his fault” but conceded that “mistakes” were made.") == ["Hale"] * 2


def test_a_surname_is_resolved_to_the_full_name():
    """A speaker's name is the fullest that the text has; the span is the mention that attributes."""
    text = "Anna Reyes leads the union.\n\n“We will stay,” Reyes said."
    (quotation,) = attributed(text)

    assert quotation.speaker is not None
    assert quotation.speaker.name == "Anna Reyes"
    assert quotation.speaker.span.of(text) == "Reyes"
    assert quotation.speaker.span.start == text.index("Reyes said")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ms. Lund met Mr. Voss on Friday. “It went well,” she said.", "Lund"),
        ("Ms. Lund met Mr. Voss on Friday. “It went well,” he said.", "Voss"),
        ("Hale said the plan was mad. Lund disagreed. “It is fine,” she said.", "Lund"),
        ("Spokeswoman Ada Lund arrived with Tom Hale. “It is fine,” she said.", "Ada Lund"),
        ("The Harbour Trust has closed the bridge, said Tom Hale. “It is over,” he said.", "Tom Hale"),
        ("Hale spoke at noon. She said it was “mad”.", "Hale"),
    ],
)
def test_a_pronoun_is_resolved_to_the_last_person_who_fits(text, expected):
    """She is the last woman, or the last person who may be one; titles and the text's own pronouns say who is."""
    assert speakers(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Reyes, the union leader, met the mayor.\n\n“We stay,” the union leader said.", "Anna Reyes"),
        ("Prime Minister Ada Lund spoke.\n\n“We stay,” the prime minister said.", "Ada Lund"),
        ("Sen. Ada Lund spoke.\n\n“We stay,” the senator said.", "Ada Lund"),
        ("“We stay,” the union leader said. Anna Reyes, the union leader, has led it since May.", "Anna Reyes"),
        ("Anna Reyes, the union leader, spoke.\n\n“We stay,” a union leader said.", "a union leader"),
        ("Anna Reyes, the union leader, spoke.\n\n“We stay,” the mayor said.", "the mayor"),
    ],
)
def test_a_description_is_resolved_where_the_text_binds_it(text, expected):
    """The union leader is whom a title or an apposition calls so; a description that nobody bears stays itself."""
    assert speakers(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Straits Times reported it on Thursday.\n\nIt was “over”, the Times said.", "The Straits Times"),
        ("The Northern Harbour Trust (NHT) met.\n\n“We stay,” the NHT said.", "Northern Harbour Trust"),
        ("The Northern Harbour Trust met.\n\n“We stay,” the trust said.", "the trust"),
    ],
)
def test_an_outlet_or_organisation_is_named_in_full(text, expected):
    """A paper's short name and an organisation's initials lead to the full name; a common noun stays itself."""
    assert speakers(text) == [expected]


@pytest.mark.parametrize(
    ("text", "speaker", "via"),
    [
        ("“We stay,” Hale told Reuters.", "Hale", "Reuters"),
        ("Hale told the BBC it was “over”.", "Hale", "BBC"),
        ("“We stay,” Hale said in an interview with the Northern Herald.", "Hale", "Northern Herald"),
        ("“We stay,” the company said in a statement to Reuters.", "the company", "Reuters"),
        ("The bridge is “safe”, according to a report in the Northern Herald.", "a report", "Northern Herald"),
        ("Voss was quoted by state television as saying it was “over”.", "Voss", "state television"),
        ("“We stay,” Hale told reporters in Oslo.", "Hale", "reporters"),
        ("“We stay,” Hale told me.", "Hale", None),
        ("“We stay,” Hale said.", "Hale", None),
        ("Hale told last night how it was “hell”.", "Hale", None),
        ("Hale told visitors a bridge would “come in time”.", "Hale", "visitors"),
        ("Hale said he had written three times and that they had “sent a lawyer”.", "Hale", None),
        ("Hale was asked by Lund whether it was “over”.", "Lund", "Hale"),
    ],
)
def test_via_is_whom_they_told_or_who_carries_it(text, speaker, via):
    """The outlet or the listener is kept apart from the speaker."""
    (quotation,) = attributed(text)

    assert quotation.speaker is not None
    assert quotation.speaker.name == speaker
    assert (quotation.via.name if quotation.via else None) == via


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “hacktivists” broke in.",
        "A tool called “Gigaload” was used.",
        "They sang “Danny Boy” at the gate.",
        "The book “Harbour Lights” is out.",
        "The “90-day rule” applies to all.",
    ],
)
def test_the_speaker_is_none_where_the_text_does_not_say(text):
    """Titles, names of things and scare quotes have no speaker."""
    assert speakers(text) == [None]


def test_a_nested_quotation_is_not_the_outer_speakers():
    """What is quoted inside a quotation belongs to whom the outer speaker names, or to nobody."""
    assert speakers("“He told me ‘never again’ and left,” Reyes said. Tom Hale smiled.")[0] == "Reyes"
    assert speakers("“Lund told me ‘never again’ and left,” Reyes said.") == ["Reyes", "Lund"]
    assert speakers("“I told him ‘never again’ and left,” Reyes said.") == ["Reyes", "Reyes"]
    assert speakers("“It is a ‘disaster’ for us all,” Reyes said.") == ["Reyes", None]


def test_a_quotation_goes_on_in_its_paragraph_and_the_next():
    """A whole quotation behind an attributed one is the same speaker's, in its paragraph or as the next one."""
    text = "“We stay,” Anna Reyes said. “It is our home.\n\n“We were born here.”\n\n“We will not be moved,” said Hale."

    assert speakers(text) == ["Anna Reyes", "Anna Reyes", "Hale"]


def test_a_colon_in_the_paragraph_before_leads_in():
    """A lead like "She further said:" may stand in a paragraph of its own."""
    assert speakers("Anna Reyes leads it.\n\nReyes further said:\n\n“We stay.”") == ["Anna Reyes"]


def test_the_cue_is_the_word_that_attributes():
    """The cue is given as it stands."""
    assert [quotation.cue for quotation in attributed("Hale warned that it was “over”. “It is,” says Reyes.")] == [
        "warned",
        "says",
    ]


def test_indirect_speech_has_a_voice():
    """What "X said that" opens is X's although nothing is quoted; verbs that do more need a clause behind them."""
    found = voices(
        "Hale said that it was over. Reyes offered a seat. Lund called for calm. Voss hinted that he would go."
    )

    assert [(item.sentence, item.speaker.name if item.speaker else None, item.cue) for item in found] == [
        (0, "Hale", "said"),
        (3, "Voss", "hinted"),
    ]


def test_a_denial_is_marked():
    """The other side's answer can be told from a mere statement."""
    (denial,) = voices("Anna Reyes denied that she had met him.")

    assert denial.denial
    assert denial.speaker is not None
    assert denial.speaker.name == "Anna Reyes"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The company declined to comment.", "The company"),
        ("Tom Hale did not immediately respond to a request for comment.", "Tom Hale"),
        ("The ministry could not be reached on Sunday.", "The ministry"),
        ("Reyes has not commented.", "Reyes"),
    ],
)
def test_silence_is_marked(text, who):
    """Somebody who was asked and did not answer is found with the sentence that says so."""
    silent = [item for item in voices(text) if item.no_comment]

    assert [item.speaker.name for item in silent if item.speaker] == [who]


PIECES = st.sampled_from([*"abAB .,:\n“”‘’\"'", "said", "told", "Hale", " she ", "\n\n", "according to "])


@given(st.lists(PIECES, max_size=60).map("".join))
def test_attributing_changes_no_span_and_stays_in_bounds(text):
    """Quotations keep place, order and kind; mentions lie in the text."""
    paragraphs = split_paragraphs(text)
    sentences = [span for paragraph in paragraphs for span in split_sentences(text, paragraph)]
    plain = find_quotations(text, paragraphs)
    found = attribute(text, plain, sentences, paragraphs)

    assert [(q.span, q.outer, q.kind) for q in found] == [(q.span, q.outer, q.kind) for q in plain]
    for mention in [m for q in found for m in (q.speaker, q.via) if m is not None]:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert mention.name.strip()


@pytest.mark.parametrize(
    "unit",
    [
        '"',
        "“a ",
        "'a ",
        "a' ",
        "He said ",
        "Ann Bo said, ",
        "according to ",
        "Ann Smith and ",
        "\"a 'b' I said 'c' ",
        "“a\n\n",
        "and said ",
        "he, and told x, saying ",
        "a sign on ",
        "“We are here now.” he rasped.\n\n",
    ],
)
def test_hostile_text_is_heard_to_its_end(unit):
    """Text of any shape comes to an end, with spans inside it (`benchmarks/growth.py` shows at what price)."""
    text = unit * (24_000 // len(unit))

    assert all(0 <= quotation.span.start <= quotation.span.end <= len(text) for quotation in attributed(text))


@pytest.mark.parametrize("body", ["coast guard", "union", "health ministry", "police", "club", "opposition", "defence"])
@pytest.mark.parametrize(
    "tied",
    [
        "The {body} chief, Tom Hale, spoke on Monday.",
        "The {body} leader Tom Hale spoke on Monday.",
        "Tom Hale, the {body} spokesman, spoke on Monday.",
        "Tom Hale, a captain of the {body}, spoke on Monday.",
        "Tom Hale, a docker and head of the {body}, spoke on Monday.",
        "Tom Hale, the {body}'s chief, spoke on Monday.",
    ],
)
def test_a_body_speaks_for_itself_whoever_leads_it(body, tied):
    """What a person's title only names, the guard of its commander or the union of its leader, is not that person."""
    (voice,) = voices(f"{tied.format(body=body)}\n\nThe deal was dead, the {body} said.")

    assert voice.speaker is not None
    assert voice.speaker.name == f"the {body}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Security guard Tom Hale heard it.\n\n“It broke,” the guard said.", "Tom Hale"),
        ("Belmara Lines, the ferry company, met.\n\n“It was safe,” the company said.", "Belmara Lines"),
        ("Chief executive officer Tom Hale spoke.\n\n“It is safe,” the chief executive said.", "Tom Hale"),
        ("Tom Hale, 18, fell.\n\n“It was cold,” the 18-year-old said.", "Tom Hale"),
        ("Tom Hale, a docker and father of two, fell.\n\n“It was cold,” the docker said.", "Tom Hale"),
        ("The police officer Tom Hale spoke.\n\n“It is safe,” the officer said.", "Tom Hale"),
    ],
)
def test_what_somebody_is_still_means_them(text, expected):
    """The noun that a title or an apposition turns on leads to the one that bears it."""
    assert speakers(text) == [expected]


@pytest.mark.parametrize("several", ["Neighbors", "Residents", "Critics", "Ministers", "People", "Officials", "Police"])
@pytest.mark.parametrize("verb", ["said that it was over", "called the fire brigade", "told reporters so"])
@pytest.mark.parametrize("pronoun", ["she", "he"])
def test_a_noun_for_several_is_no_he_or_she(several, verb, pronoun):
    """A plural that has its capital for opening a sentence is passed over, whether somebody else fits or nobody."""
    said = f"“It's only wood,” {pronoun} said."

    assert speakers(f"{several} {verb}. {said}") == [pronoun]
    assert speakers(f"Ada Lund ran out. {several} {verb}. {said}") == ["Ada Lund"]
    assert speakers(f"{several} {verb}. Ada Lund ran out. {said}") == ["Ada Lund"]


def test_a_police_officer_may_be_the_he_that_follows():
    """A description is judged by its noun: the officer is a person, though the police is none."""
    text = "Ada Lund ran out, said Tom Hale. Two were hurt, according to a police officer. “It was dark,” he said."
    assert speakers(text) == ["a police officer"]


@pytest.mark.parametrize(
    "date", ["On Monday", "On 19 September", "On 19 September,", "On September 19", "On Friday, 3 June,"]
)
@pytest.mark.parametrize("more", [" met them and", ", who led the trust, met them and"])
def test_a_date_before_the_subject_is_not_the_subject(date, more):
    """Who stands behind a date speaks, with a comma behind it or without."""
    (voice,) = voices(f"{date} Ada Lund{more} wrote that it was over.")

    assert voice.speaker is not None
    assert voice.speaker.name == "Ada Lund"


def test_the_family_is_a_subject():
    """A noun in -ly is no adverb: whose word it is has to be read from it."""
    (voice,) = voices("Tom Hale died on Monday, the family said.")

    assert voice.speaker is not None
    assert voice.speaker.name == "the family"


@pytest.mark.parametrize(
    "answer", ["The trust denied this.", "The trust rejected it.", "Hale disputed that on Friday."]
)
def test_a_denial_behind_a_quotation_does_not_say_it(answer):
    """A sentence that answers a quotation is somebody else's."""
    assert speakers(f"“They knew,” Ada Lund said. “They knew all of it.” {answer}") == ["Ada Lund", "Ada Lund"]


@pytest.mark.parametrize(
    "told",
    [
        "Ada Lund denied a report by the podcast Second Charge that she was in talks.",
        "Ada Lund spoke to the newspaper Evening Tide, which she owns.",
        "Ada Lund said that her company, Afterglow, made money.",
        "Ada Lund said that Afterglow, a battery firm, made money.",
    ],
)
def test_what_is_called_a_company_or_a_podcast_is_no_she(told):
    """A name with the word for a thing beside it is passed over by he and she."""
    assert speakers(f"{told} “Nobody has called,” she said.") == ["Ada Lund"]


@pytest.mark.parametrize("told", ["because the masts were down", "where the road had gone", "before the storm"])
def test_a_place_that_could_not_be_reached_declined_no_comment(told):
    """Only who could not be reached by the paper, or for its question, has been asked and did not answer."""
    assert not any(voice.no_comment for voice in voices(f"The villages could not be reached {told}."))
    assert voices("Hale could not be reached for comment.")[0].no_comment
