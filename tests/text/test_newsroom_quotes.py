"""Quotations as newsrooms write them, British and American: what is found, and who said it, case by case."""

from __future__ import annotations

import pytest

from briefer.check.ledger import find_quotes


def said(text: str) -> list[tuple[str, str | None]]:
    """The quotations of a text with their speakers' names."""
    return [(quote.text, quote.speaker.name if quote.speaker else None) for quote in find_quotes(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "'’Tis the season,' said Ona Brill, whose dogs' home is full. 'We can’t take more.'",
            [("’Tis the season,", "Ona Brill"), ("We can’t take more.", "Ona Brill")],
        ),
        (
            "'It's the dogs' home that will close,' Ona Brill said.",
            [("It's the dogs' home that will close,", "Ona Brill")],
        ),
        ("The '90s band played rock 'n' roll at the Players' Club until the '08 crash.", []),
        (
            "'We grew up on rock 'n' roll in the '90s,' said Ona Brill. 'It was ours.'",
            [("We grew up on rock 'n' roll in the '90s,", "Ona Brill"), ("It was ours.", "Ona Brill")],
        ),
        (
            "Residents' leader Ona Brill said the owners' plan was 'the bosses' plan', not theirs.",
            [("the bosses' plan", "Ona Brill")],
        ),
        ("He'd said 'no' to the miners' offer, and 'never' to the owners'.", [("no", "He"), ("never", "He")]),
        (
            "Ona Brill told the drivers' meeting: 'The firm's promise isn't worth the paper it's written on.'",
            [("The firm's promise isn't worth the paper it's written on.", "Ona Brill")],
        ),
        ("‘Twas a poor night for the Smiths’ team, and the O’Neills’ too.", []),
        ("\"Get 'em out, 'cause we're done,\" Ona Brill said.", [("Get 'em out, 'cause we're done,", "Ona Brill")]),
    ],
)
def test_apostrophes_are_no_single_marks(text, expected):
    """British marks are told from possessives, clipped words, years and rock 'n' roll, and the other way round."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The 6\'4" forward, who wore a 12" brace, said: "I can play."', [("I can play.", "The 6'4\" forward")]),
        ("The hull is 40' long and 12' 6\" wide, with a 3½\" keel.", []),
        ('The screen is 27" and costs £400. "It is huge," said Ona Brill.', [("It is huge,", "Ona Brill")]),
    ],
)
def test_feet_and_inches_are_no_marks(text, expected):
    """A measure opens and closes nothing, and its owner can speak."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The so-called "ghost fleet" sailed at dawn.', [("ghost fleet", None)]),
        ('Her second novel, "The Salt Year", won the Hallam Prize.', [("The Salt Year", None)]),
        ("In an essay titled “On Leaving”, Ona Brill describes her childhood.", [("On Leaving", None)]),
        ("Police have named the inquiry “Operation Lantern”.", [("Operation Lantern", None)]),
        ("The song “Low Tide” was played as the coffin left.", [("Low Tide", None)]),
        ("The “free” parking costs £4 an hour.", [("free", None)]),
        ("A horse called “Second Helping” won the 3.40 at Marling.", [("Second Helping", None)]),
        ("The word “crisis” appears 40 times in the report.", [("crisis", None)]),
    ],
)
def test_titles_and_scare_quotes_are_nobodys(text, expected):
    """Names of books, songs, ships and plans, and words held with tongs, have no speaker."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mayor vows to ‘fight every inch’ of bypass", [("fight every inch", "Mayor")]),
        ("‘We had minutes’: survivors of the Corran ferry on the night it sank", [("We had minutes", None)]),
        ("Minister: “No plans” to close Tarn hospital", [("No plans", "Minister")]),
        ("‘Not fit for purpose’, says watchdog", [("Not fit for purpose", "watchdog")]),
        ("Brill brands rail plan ‘a joke’", [("a joke", "Brill")]),
        ("‘I was lucky’ – Brill on life after the crash", [("I was lucky", "Brill")]),
    ],
)
def test_headlines_name_their_speaker(text, expected):
    """A headline's short verbs, labels and dashes say who speaks, or nobody does."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“The bridge is safe,” said Ona Brill, the chief engineer of the Tarn Valley Authority, on Tuesday.",
            [("The bridge is safe,", "Ona Brill")],
        ),
        (
            "“The bridge is safe,” the authority’s chief engineer, Ona Brill, said on Tuesday.",
            [("The bridge is safe,", "Ona Brill")],
        ),
        (
            "“The bridge is safe,” Ona Brill, 54, who has run the authority since 2019, told reporters.",
            [("The bridge is safe,", "Ona Brill")],
        ),
        (
            "“The bridge,” Brill said on Tuesday, pointing at a map, “is safe.”",
            [("The bridge,", "Brill"), ("is safe.", "Brill")],
        ),
        (
            "“Is the bridge safe?” asked Ona Brill. “It is.”",
            [("Is the bridge safe?", "Ona Brill"), ("It is.", "Ona Brill")],
        ),
        ("“Never!” she shouted.", [("Never!", "she")]),
        ("“The bridge is safe”, Ona Brill has said.", [("The bridge is safe", "Ona Brill")]),
        ("“The bridge is safe,” Ona Brill admitted.", [("The bridge is safe,", "Ona Brill")]),
        ("“The bridge is safe,” reads the statement.", [("The bridge is safe,", "the statement")]),
        (
            "“The bridge is safe,” Brill and Tam Odell said in a joint statement.",
            [("The bridge is safe,", "Brill and Tam Odell")],
        ),
        ("“The bridge is safe,” was how Ona Brill put it.", [("The bridge is safe,", "Ona Brill")]),
    ],
)
def test_who_stands_behind_the_words(text, expected):
    """The one named behind the words said them, whatever stands between name and verb."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ona Brill, who chairs the inquiry, said in her opening remarks that the bridge was “a disgrace to the county”.",
            [("a disgrace to the county", "Ona Brill")],
        ),
        ("Brill said the work was late, adding that “nobody was told”.", [("nobody was told", "Brill")]),
        ("Ona Brill praised the crew, adding: “They saved us.”", [("They saved us.", "Ona Brill")]),
        ("Asked whether she would resign, Brill replied: “No.”", [("No.", "Brill")]),
        (
            "When asked about the plan, the mayor laughed and said, “Ask me tomorrow.”",
            [("Ask me tomorrow.", "the mayor")],
        ),
        ("The judge, Tam Odell, told Brill she had shown “no remorse”.", [("no remorse", "Tam Odell")]),
        ("Brill’s lawyer, Tam Odell, said his client was “relieved”.", [("relieved", "Tam Odell")]),
        ("In a letter to staff, Ona Brill wrote that the firm had “lost its way”.", [("lost its way", "Ona Brill")]),
        ("In a statement, the company said it was “deeply sorry”.", [("deeply sorry", "the company")]),
        (
            "A spokesperson for Tarn Rail said: “We apologise to passengers.”",
            [("We apologise to passengers.", "A spokesperson for Tarn Rail")],
        ),
        (
            "Tarn Rail spokeswoman Ona Brill said: “We apologise to passengers.”",
            [("We apologise to passengers.", "Ona Brill")],
        ),
        ("Speaking on Sunday, Ona Brill said she was “proud”.", [("proud", "Ona Brill")]),
        (
            "Writing in the Tarn Herald, Ona Brill called the scheme “a vanity project”.",
            [("a vanity project", "Ona Brill")],
        ),
        ("On X, Ona Brill wrote: “Enough is enough.”", [("Enough is enough.", "Ona Brill")]),
        ("Ona Brill wrote on X that it was “enough”.", [("enough", "Ona Brill")]),
        ("Ona Brill posted on X: “Enough is enough.”", [("Enough is enough.", "Ona Brill")]),
        ("“Enough is enough,” Ona Brill tweeted.", [("Enough is enough,", "Ona Brill")]),
        (
            "Opposition leader Tam Odell accused the minister of “hiding behind lawyers”.",
            [("hiding behind lawyers", "Tam Odell")],
        ),
        ("The union denounced the offer as “an insult”.", [("an insult", "The union")]),
        ("The minister dismissed the claims as “fantasy”.", [("fantasy", "The minister")]),
        (
            "Critics have described the scheme as “a cash machine for landlords”.",
            [("a cash machine for landlords", "Critics")],
        ),
        (
            "Brill refused to say whether she would stand, saying only that she was “thinking about it”.",
            [("thinking about it", "Brill")],
        ),
        (
            "The director general of the Tarn Trust (TT), Ona Brill, has called the cut “reckless”.",
            [("reckless", "Ona Brill")],
        ),
        (
            "While trains will continue, the firm will close ticket offices to “streamline” its stations.",
            [("streamline", None)],
        ),
        ("The form, which has 40 to 50 questions, “must be completed in ink”.", [("must be completed in ink", None)]),
        (
            "Ona Brill and Tam Odell, the two leaders, met on Friday. Brill said it was “useful”; Odell called it “a waste of an afternoon”.",
            [("useful", "Ona Brill"), ("a waste of an afternoon", "Tam Odell")],
        ),
        ("There was, Brill said, “no other way”.", [("no other way", "Brill")]),
        ("The plan, said Brill, was “dead”.", [("dead", "Brill")]),
        ("For Ona Brill, the verdict was “a relief”.", [("a relief", None)]),
        ("Brill is said to be “furious”.", [("furious", None)]),
        ("Ona Brill put it more bluntly: “We were lied to.”", [("We were lied to.", "Ona Brill")]),
        ("Ona Brill had a warning for the board: “Pay up.”", [("Pay up.", "Ona Brill")]),
        ("A sign on the door read “Closed until further notice”.", [("Closed until further notice", "A sign")]),
        (
            "The report concludes that the dam was “an accident waiting to happen”.",
            [("an accident waiting to happen", "The report")],
        ),
    ],
)
def test_who_stands_before_the_words(text, expected):
    """The subject of the saying said them: not a lead-in, nor another clause's subject, nor a noun like questions."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The dam was “an accident waiting to happen”, according to a report by the Tarn Institute.",
            [("an accident waiting to happen", "a report")],
        ),
        ("According to the Tarn Herald, ministers were “blindsided”.", [("blindsided", "Tarn Herald")]),
        ("Ministers were “blindsided”, the Tarn Herald reported.", [("blindsided", "Tarn Herald")]),
        (
            "Ministers were “blindsided”, according to two people familiar with the talks.",
            [("blindsided", "two people")],
        ),
        ("As Ona Brill puts it, “the sea always wins”.", [("the sea always wins", "Ona Brill")]),
        ("In Brill’s words, it was “a long winter”.", [("a long winter", "Brill")]),
        ("In the words of one passenger, it was “chaos”.", [("chaos", "one passenger")]),
    ],
)
def test_according_to_and_in_the_words_of(text, expected):
    """Phrases that attribute without a verb of saying name the speaker too."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ona Brill said: “We waited.\n\n“Nobody came.\n\n“So we walked.”\n\nThe firm has apologised.",
            [("We waited.\n\n“Nobody came.\n\n“So we walked.", "Ona Brill")],
        ),
        (
            "‘We waited,’ said Ona Brill. ‘It was cold.\n\n‘Nobody came, so we didn’t stay.’\n\nThe firm has apologised.",
            [("We waited,", "Ona Brill"), ("It was cold.\n\n‘Nobody came, so we didn’t stay.", "Ona Brill")],
        ),
        (
            "“We waited for an hour,” Ona Brill said.\n\n“Nobody came, and nobody called.”\n\nThe firm has apologised.",
            [("We waited for an hour,", "Ona Brill"), ("Nobody came, and nobody called.", "Ona Brill")],
        ),
        (
            "Ona Brill called it a disgrace.\n\n“Nobody came, and nobody called,” she said.",
            [("Nobody came, and nobody called,", "Ona Brill")],
        ),
        (
            "“We waited for an hour,” Ona Brill said.\n\nThe firm has apologised.\n\n“A full review is under way.”",
            [("We waited for an hour,", "Ona Brill"), ("A full review is under way.", None)],
        ),
        (
            "“Did you see the ship?” Brill asked.\n\n“I saw nothing.”",
            [("Did you see the ship?", "Brill"), ("I saw nothing.", None)],
        ),
        (
            "“Did you see it?” Brill asked.\n\n“No,” said Odell.\n\n“Why not?” Brill asked.\n\n“I was asleep,” Odell said.",
            [("Did you see it?", "Brill"), ("No,", "Odell"), ("Why not?", "Brill"), ("I was asleep,", "Odell")],
        ),
        (
            "“We waited,” Brill said. “It was cold. Nobody came.” The firm said it was “sorry”.",
            [("We waited,", "Brill"), ("It was cold. Nobody came.", "Brill"), ("sorry", "The firm")],
        ),
    ],
)
def test_quotations_over_several_paragraphs(text, expected):
    """A quotation goes on over paragraphs, its mark repeated or as one of its own; an answer is not the asker's."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“He told me, ‘Go home,’ so I went,” Ona Brill said.",
            [("He told me, ‘Go home,’ so I went,", "Ona Brill"), ("Go home,", "He")],
        ),
        (
            "'He said, \"Go home\", so I went,' Ona Brill said.",
            [('He said, "Go home", so I went,', "Ona Brill"), ("Go home", "He")],
        ),
        (
            "“They call it ‘the machine’ here,” Ona Brill said.",
            [("They call it ‘the machine’ here,", "Ona Brill"), ("the machine", "They")],
        ),
        ("“I read ‘Low Tide’ twice,” Ona Brill said.", [("I read ‘Low Tide’ twice,", "Ona Brill"), ("Low Tide", None)]),
    ],
)
def test_words_inside_words(text, expected):
    """What is quoted inside a quotation is whose the speaker says it is."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“[The board] knew … and [it] did nothing,” Ona Brill said.",
            [("[The board] knew … and [it] did nothing,", "Ona Brill")],
        ),
        ("Brill said she was “not going to [expletive] apologise”.", [("not going to [expletive] apologise", "Brill")]),
        (
            "The firm said that “safety [is] our first concern ... always”.",
            [("safety [is] our first concern ... always", "The firm")],
        ),
    ],
)
def test_edits_inside_a_quotation_belong_to_it(text, expected):
    """Bracketed edits and ellipses are part of the words."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We will stay, Ona Brill said.\n\nThe bridge is “closed”.",
            [("We will stay,", "Ona Brill"), ("closed", None)],
        ),
        (
            "Ona Brill said: “We will stay.\n\nThe bridge is shut. The mayor said it was “a pity”.",
            [("We will stay.", "Ona Brill"), ("a pity", "The mayor")],
        ),
        ("We will stay,” Ona Brill said. “We like it here.”", [("We like it here.", "Ona Brill")]),
        ("Ona Brill said the deal was ”dead”.", [("dead", "Ona Brill")]),
    ],
)
def test_marks_that_were_never_closed_or_opened(text, expected):
    """A slip of the writer's marks loses no other quotation."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ona Brill said: „We will stay.“", [("We will stay.", "Ona Brill")]),
        ("Ona Brill said: « We will stay. »", [("We will stay.", "Ona Brill")]),
        ("»We will stay«, said Ona Brill.", [("We will stay", "Ona Brill")]),
        ("„We will stay,” said Ona Brill.", [("We will stay,", "Ona Brill")]),
    ],
)
def test_other_nations_marks(text, expected):
    """German, French and Nordic marks enclose words as English ones do."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ona Brill met Tam Odell, her brother, on Friday. “He is well,” she said.", [("He is well,", "Ona Brill")]),
        ("Mr Odell met Mrs Brill on Friday. “It is done,” he said.", [("It is done,", "Odell")]),
        (
            "Ona Brill, who runs the trust, said her board was split. “It is hard,” she said.\n\nTam Odell, its treasurer, disagreed. “It is easy,” he said.",
            [("It is hard,", "Ona Brill"), ("It is easy,", "Tam Odell")],
        ),
        ("Tam Odell resigned on Friday. He described Ona Brill as “impossible”.", [("impossible", "Tam Odell")]),
        (
            "Ona Brill resigned on Friday after a row with Tam Odell. She said Odell had been “impossible”.",
            [("impossible", "Ona Brill")],
        ),
        (
            "Tam Odell and Jon Reeve met on Friday. Odell left early. “It was pointless,” he said.",
            [("It was pointless,", "Tam Odell")],
        ),
        (
            "The letter said the board was “asleep”. Ona Brill signed it in tears. “I had to,” she said.",
            [("asleep", "The letter"), ("I had to,", "Ona Brill")],
        ),
        ("The report was clear. “It failed,” it said.", [("It failed,", "it")]),
        ("Police closed the road. “Stay away,” they said.", [("Stay away,", "they")]),
        ("Tarn Rail closed the line. “We regret it,” it said in a statement.", [("We regret it,", "it")]),
        (
            "In her closing speech, Ona Brill turned to the future. She pointed to “green shoots”.",
            [("green shoots", "Ona Brill")],
        ),
        (
            "Signs of change were all around. In his first speech, Tam Odell was blunt. He said it was “late”.",
            [("late", "Tam Odell")],
        ),
    ],
)
def test_pronouns_between_two_people(text, expected):
    """He and she mean the last who fits: titles, kinship and the sentence's subject decide; it and they mean a body or nobody."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ona Brill, leader of the dockers’ union, met ministers.\n\n“We are ready,” the union leader said.",
            [("We are ready,", "Ona Brill")],
        ),
        (
            "Transport minister Ona Brill spoke at noon.\n\n“We are ready,” the minister said.",
            [("We are ready,", "Ona Brill")],
        ),
        (
            "The transport minister, Ona Brill, and the health minister, Tam Odell, met.\n\n“We are ready,” the health minister said.",
            [("We are ready,", "Tam Odell")],
        ),
        (
            "The transport minister, Ona Brill, and the health minister, Tam Odell, met.\n\n“We are ready,” the minister said.",
            [("We are ready,", "the minister")],
        ),
        (
            "Tam Odell, 19, was pulled from the sea.\n\n“I was cold,” the teenager said.",
            [("I was cold,", "the teenager")],
        ),
        ("Ona Brill is the mayor of Tarn.\n\n“We are ready,” the mayor said.", [("We are ready,", "Ona Brill")]),
        (
            "The mayor of Tarn said it was “late”. The chief constable said it was “early”.",
            [("late", "The mayor of Tarn"), ("early", "The chief constable")],
        ),
        (
            "The president of the club, Ona Brill, was there. “We won,” the club president said.",
            [("We won,", "Ona Brill")],
        ),
    ],
)
def test_descriptions_lead_to_the_name_the_text_gives(text, expected):
    """An office, an age or a role leads to the person whom the text calls so, and to nobody where it may be two."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Northern Herald first reported it. The deal was “dead”, the Herald said.",
            [("dead", "The Northern Herald")],
        ),
        (
            "The Wall Street Courier called it “a coup”. The move, the Courier said, was “bold”.",
            [("a coup", "Wall Street Courier"), ("bold", "Wall Street Courier")],
        ),
        (
            "TARN, 4 May – Tarn Rail today announced a new timetable. “We are thrilled,” said Ona Brill, Chief Executive Officer of Tarn Rail. “It is a new dawn.”",
            [("We are thrilled,", "Ona Brill"), ("It is a new dawn.", "Ona Brill")],
        ),
        (
            "“We are thrilled to partner with Tarn Rail,” said Ona Brill, Vice President, Marketing at Odell Inc.",
            [("We are thrilled to partner with Tarn Rail,", "Ona Brill")],
        ),
    ],
)
def test_outlets_and_press_releases(text, expected):
    """A paper speaks under its full name; a press release's voice is the person it names."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We are ready.”", [("We are ready.", None)]),
        ("The bridge is “safe”.", [("safe", None)]),
        ("The crowd was huge. “No more!” rang out.", [("No more!", None)]),
        ("The deal was seen as “a triumph”.", [("a triumph", None)]),
        ("It has been called “the worst year in a century”.", [("the worst year in a century", None)]),
    ],
)
def test_nobody_is_named(text, expected):
    """Where the text names nobody, neither does the ledger."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Brill said she felt “used”, “lied to” and “angry”.",
            [("used", "Brill"), ("lied to", "Brill"), ("angry", "Brill")],
        ),
        (
            "“Shocking,” “cruel” and “stupid” were among the words that Ona Brill used.",
            [("Shocking,", None), ("cruel", None), ("stupid", None)],
        ),
        ("The “reckless” plan should be dropped, Brill said.", [("reckless", "Brill")]),
        (
            "Brill said “reckless” managers had “gambled” with the “crown jewels”.",
            [("reckless", "Brill"), ("gambled", "Brill"), ("crown jewels", "Brill")],
        ),
    ],
)
def test_a_few_words_in_the_writers_sentence(text, expected):
    """Fragments go to the voice of their sentence, if it has one."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“It failed. It will fail again,” Ona Brill said.", [("It failed. It will fail again,", "Ona Brill")]),
        (
            "Ona Brill said: “It failed. It will fail again.” She then left.",
            [("It failed. It will fail again.", "Ona Brill")],
        ),
        (
            "Ona Brill told the BBC: “It failed. Why? Nobody knows.” The BBC broadcast it at “peak time”.",
            [("It failed. Why? Nobody knows.", "Ona Brill"), ("peak time", None)],
        ),
    ],
)
def test_a_quotation_of_several_sentences_is_one(text, expected):
    """Sentences inside one pair of marks are one quotation, and what follows is the writer's again."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Dr Ona Brill, a fellow at the Tarn Institute in Marling, Norland, and co-author of the study, said it was “a surprise”.",
            [("a surprise", "Ona Brill")],
        ),
        (
            "“It misled us,” Ona Brill, chief executive of the consumer group Clear Label, told the BBC.",
            [("It misled us,", "Ona Brill")],
        ),
        (
            "“It misled us,” Ona Brill, head of the Clear Label Group said in a statement.",
            [("It misled us,", "Ona Brill")],
        ),
        (
            "The chair of TCA (Tarn Coastal Authority), Ona Brill, has called the plan “reckless”.",
            [("reckless", "Ona Brill")],
        ),
        ("Ona Brill of the Tarn Authority said the sea wall was “sound”.", [("sound", "Ona Brill")]),
        ("Announcing the deal in a letter on Thursday Odell wrote: “It is done.”", [("It is done.", "Odell")]),
        (
            "Writing in the Tarn Herald, Ona Brill of the Coast and River Trust dubbed it “a slow flood”.",
            [("a slow flood", "Ona Brill")],
        ),
        ("Moving on, the board was left to wonder: “Who knew?”", [("Who knew?", None)]),
        (
            "“We are proud,” said Tarn Academy president and chief executive Ona Brill.",
            [("We are proud,", "Ona Brill")],
        ),
        ("Tarn captain Ona Brill: “We were poor.”", [("We were poor.", "Ona Brill")]),
        ("Coach Suleiman al-Brin told reporters it was “over”.", [("over", "Suleiman al-Brin")]),
        ("She's called it “a farce”, and he'd said it was “a triumph”.", [("a farce", "She"), ("a triumph", "he")]),
        ("Odell was known for telling colleagues “the sea always wins”.", [("the sea always wins", "Odell")]),
        ("Odell took to local radio to describe the plan as “barmy”.", [("barmy", "Odell")]),
        ("“Go home,” the guard on the gate rasped.", [("Go home,", None)]),
        ("“Go home,” Odell rasped.", [("Go home,", "Odell")]),
        (
            "“We all miss it,” Odell chimed in, telling the crowd, “and we want it back.”",
            [("We all miss it,", "Odell"), ("and we want it back.", "Odell")],
        ),
        ("A sign on the gate that read “Closed” was taken down.", [("Closed", "A sign")]),
        ("The letter, which said he was “unfit”, was lost.", [("unfit", "The letter")]),
        (
            "“We are closed,” the statement read. “We regret it.”",
            [("We are closed,", "the statement"), ("We regret it.", "the statement")],
        ),
        ("“We are closed,” the company reports on its website.", [("We are closed,", "the company")]),
        ("Odell told visitors a bridge would “come in time”.", [("come in time", "Odell")]),
        ("The striker backed Tarn Council's plan and called for “a fair wage”.", [("a fair wage", "The striker")]),
        (
            "When Brill asked about the plan, the mayor laughed and said, “Ask me tomorrow.”",
            [("Ask me tomorrow.", "the mayor")],
        ),
        ("Incidents reported to have taken place at “the pit” are being counted.", [("the pit", None)]),
    ],
)
def test_subjects_are_read_through_what_stands_around_them(text, expected):
    """Appositions, brackets, participles, relative clauses and unlisted verbs hide no speaker."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tam Odell paid for Jon Reeve's defence. He described Reeve as “a fool”.", [("a fool", "Tam Odell")]),
        ("Tam Odell spoke first. Finding ice on Kessel, he said, was “a dream”.", [("a dream", "Tam Odell")]),
        (
            "The authors say the results confirm a fall. They call for “urgent action”.",
            [("urgent action", "The authors")],
        ),
        (
            "Ona Brill opened the letter. The letter said, “You won.” She said: “I did not believe it.”",
            [("You won.", "The letter"), ("I did not believe it.", "Ona Brill")],
        ),
        ("Ona Brill runs the site PayLot. The site was “down”, she said.", [("down", "Ona Brill")]),
        (
            "Ed Odell arrived with Justine Odell. Ed Odell spoke.\n\nMr Odell said it was “on”. Mrs Odell said it was “off”.",
            [("on", "Ed Odell"), ("off", "Justine Odell")],
        ),
        ("Tam Odell, 46, has moved to Tarn. “It is quiet,” the 46-year-old said.", [("It is quiet,", "Tam Odell")]),
        ("After talks with the mayor, Ona Brill left. “It is late,” the mayor said.", [("It is late,", "the mayor")]),
        (
            "One reader writing “never” was Jon.\n\nTarn was quiet. “Yes,” the reader said.",
            [("never", "One reader"), ("Yes,", "the reader")],
        ),
        (
            "Signs of Spring hung first. In her remarks, Brill praised the hall, where he worked. She called it “cold”.",
            [("cold", "Brill")],
        ),
    ],
)
def test_whom_a_pronoun_cannot_mean(text, expected):
    """A pronoun is none of those whom its own clause names, no thing, no subject of what somebody says; a title tells namesakes apart."""
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Asked by Ona Brill if he would quit, Tam Odell said: “No.”", [("No.", "Tam Odell")]),
        ("Tam Odell was asked by Ona Brill if he would quit. “No,” he said.", [("No,", "Tam Odell")]),
        ("Ona Brill asked Tam Odell if he would quit. “No,” he said.", [("No,", "Tam Odell")]),
        ("“I never met him,” Odell told Ona Brill of the Herald.", [("I never met him,", "Odell")]),
        ("Prosecutors said Odell had texted his wife “it is done” before he fled.", [("it is done", "Odell")]),
        (
            "In a 40-page ruling, Judge Ona Brill wrote that the firm had acted with “reckless disregard”.",
            [("reckless disregard", "Ona Brill")],
        ),
        ("The firm had acted with “reckless disregard,” Judge Brill ruled.", [("reckless disregard,", "Brill")]),
        ("Brill, a Labour councillor, tweeted: “Shame on them.”", [("Shame on them.", "Brill")]),
        ("Brill, for her part, called it “a stitch-up”.", [("a stitch-up", "Brill")]),
        ("“It's a stitch-up,” said one MP who asked not to be named.", [("It's a stitch-up,", "one MP")]),
        (
            "“It’s a stitch-up,” a senior official said on condition of anonymity.",
            [("It’s a stitch-up,", "a senior official")],
        ),
        ("A source close to the talks said the offer was “final”.", [("final", "A source")]),
        (
            "The Kremlin-like fortress was, as one visitor put it, “a place to be forgotten”.",
            [("a place to be forgotten", "one visitor")],
        ),
        ("Odell's mother, Jean, said her son was “a good boy”.", [("a good boy", "Jean")]),
        ("His mother, Jean Odell, said he was “a good boy”.", [("a good boy", "Jean Odell")]),
        (
            "Jean Odell, his mother, said he was “a good boy”. She added: “He never hurt a soul.”",
            [("a good boy", "Jean Odell"), ("He never hurt a soul.", "Jean Odell")],
        ),
        ("Both Brill and Odell called the deal “historic”.", [("historic", "Brill and Odell")]),
        ("Brill denied being “a puppet” of the board.", [("a puppet", "Brill")]),
        ("Brill has been described as “a puppet” by Odell.", [("a puppet", "Odell")]),
        ("Brill was described by Odell as “a puppet”.", [("a puppet", "Odell")]),
        ("Brill was described as “a puppet”.", [("a puppet", None)]),
        ("Known as “the Fox”, Odell ran the port for 20 years.", [("the Fox", None)]),
        ("The court heard that Odell said “run” before the shot.", [("run", "Odell")]),
        ("The court heard that the driver had been “asleep at the wheel”.", [("asleep at the wheel", None)]),
        (
            "Opening the case, Ona Brill, prosecuting, told jurors the driver had been “asleep at the wheel”.",
            [("asleep at the wheel", "Ona Brill")],
        ),
        ("Ona Brill KC, defending, said it was “an accident”.", [("an accident", "Ona Brill KC")]),
        (
            "Det Ch Insp Ona Brill, of Tarn Police, said: “It was a brutal attack.”",
            [("It was a brutal attack.", "Ona Brill")],
        ),
        ("A Tarn Police spokesman said: “Enquiries continue.”", [("Enquiries continue.", "A Tarn Police spokesman")]),
        (
            "Tarn Police said in a post on X that the road was “closed both ways”.",
            [("closed both ways", "Tarn Police")],
        ),
        ("“Closed both ways,” Tarn Police posted.", [("Closed both ways,", "Tarn Police")]),
        ("Posting on Instagram, the singer wrote: “Thank you Tarn.”", [("Thank you Tarn.", "the singer")]),
        ("Sen. Ona Brill, R-Tarn, said the bill was “dead on arrival.”", [("dead on arrival.", "Ona Brill")]),
        (
            "Rep. Tam Odell (D-Marling) told CBM's “Meet the Nation” that the bill was “dead.”",
            [("Meet the Nation", "Tam Odell"), ("dead.", "Tam Odell")],
        ),
        (
            "“The bill is dead,” Odell said on ABM’s “This Morning.”",
            [("The bill is dead,", "Odell"), ("This Morning.", "Odell")],
        ),
        (
            "“I think we’ll win,” said Brill, smiling. “But who knows?”",
            [("I think we’ll win,", "Brill"), ("But who knows?", "Brill")],
        ),
        (
            "“I think we’ll win,” Brill said with a shrug. “But who knows?” Odell was less sure. “We’ll lose,” he said.",
            [("I think we’ll win,", "Brill"), ("But who knows?", "Brill"), ("We’ll lose,", "Odell")],
        ),
        ("“We’ll lose.” That is how Odell sees it.", [("We’ll lose.", None)]),
        ("Brill’s verdict? “A disgrace.”", [("A disgrace.", None)]),
        ("Her message to ministers was simple: “Resign.”", [("Resign.", None)]),
        ("Brill’s message to ministers was simple: “Resign.”", [("Resign.", None)]),
        ("The message from Brill was clear: “Resign.”", [("Resign.", None)]),
        ("The motto of the club is “Ever Onward”.", [("Ever Onward", None)]),
        ("Article 4 states that “no person shall be expelled”.", [("no person shall be expelled", "Article 4")]),
        ("The law says: “No person shall be expelled.”", [("No person shall be expelled.", "The law")]),
        ("Fans sang “Going home” and chanted “Odell out”.", [("Going home", None), ("Odell out", "Fans")]),
        ("“Odell out!” chanted the fans.", [("Odell out!", "the fans")]),
        ("Brill (pictured), who lost her seat, said: “I gave it everything.”", [("I gave it everything.", "Brill")]),
        ("According to Brill — who was not there — it was “bedlam”.", [("bedlam", "Brill")]),
        ("It was “bedlam”, Brill, who was there, recalled.", [("bedlam", "Brill")]),
        ("It was, she recalled, “bedlam”.", [("bedlam", "she")]),
        (
            "“You can’t,” Brill began, then stopped. “You just can’t.”",
            [("You can’t,", "Brill"), ("You just can’t.", "Brill")],
        ),
        ("What Brill calls “the long defeat” began in 1990.", [("the long defeat", "Brill")]),
        ("The firm, which Brill calls “a cult”, denies it.", [("a cult", "Brill")]),
        ("Brill, 30, and Odell, 31, both nurses, said they were “shattered”.", [("shattered", "Odell")]),
        ("Mr Odell, whom Ms Brill called “a liar”, walked out.", [("a liar", "Brill")]),
        ("Odell joked that he was “too old for this”.", [("too old for this", "Odell")]),
        (
            "“We will rebuild,” vowed Brill. Odell promised “every penny”.",
            [("We will rebuild,", "Brill"), ("every penny", "Odell")],
        ),
        ("Brill's spokesman, Jon Reeve, told the Herald: “She is well.”", [("She is well.", "Jon Reeve")]),
        ("A statement from Tarn Rail said: “We are sorry.”", [("We are sorry.", "A statement")]),
        ("Tarn Rail issued a statement saying it was “sorry”.", [("sorry", "Tarn Rail")]),
        ("Tarn Rail apologised in a statement, saying: “We got it wrong.”", [("We got it wrong.", "Tarn Rail")]),
        (
            "In a statement on Friday, Tarn Rail’s chief executive, Ona Brill, said: “We got it wrong.”",
            [("We got it wrong.", "Ona Brill")],
        ),
        (
            "Tim Odell runs the firm.\n\nHosting Odell in Tarn, Brill was beaming. “I love it,” Odell said.",
            [("I love it,", "Tim Odell")],
        ),
        ("She called out an online troll who said it was “fake”.", [("fake", "an online troll")]),
        ("The prime minister will say it is “time to move on”.", [("time to move on", "The prime minister")]),
        ("The minister is expected to say that it is “time to move on”.", [("time to move on", None)]),
        ("“It is time,” the prime minister will tell MPs.", [("It is time,", "the prime minister")]),
        ("Odell has since apologised for calling her “a fraud”.", [("a fraud", "Odell")]),
        ("“I’m not a fraud,” insisted Odell, 61.", [("I’m not a fraud,", "Odell")]),
        ("Odell, asked if he was a fraud, replied: “Ask my mother.”", [("Ask my mother.", "Odell")]),
        ("He who said “never” is back.", [("never", "He")]),
        ("“A farce” is how Brill described it.", [("A farce", "Brill")]),
        ("“A farce”: Brill’s verdict on the vote", [("A farce", None)]),
        ("The vote, Brill said in an email to the Herald, was “a farce”.", [("a farce", "Brill")]),
    ],
)
def test_a_days_paper(text, expected):
    """Courts, police, firms, crowds and families speak as themselves; titles, labels and passives as nobody."""
    assert said(text) == expected
