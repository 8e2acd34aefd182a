"""Invented news in the shapes that pages, texts and mails bring it in. All names, places and events are made up."""

from __future__ import annotations

LEAD = (
    "The council of Velmora voted on Tuesday to close the old harbour for three weeks while divers mend the quay wall, "
    "which had been leaning towards the water since a storm in January."
)
SECOND = (
    "“We cannot wait for the next storm,” said Ilka Brandt, who heads the port authority, adding that the cost of 4.2 "
    "million crowns would be paid from this year’s budget."
)
THIRD = (
    "Fishing crews are to use the north basin until then, according to a notice that the authority sent to 61 boat owners "
    "on Wednesday morning, and the ferry to Osk will leave from there as well."
)
FOURTH = (
    "Opponents on the council, among them Jonas Feld, argued that the work could have been done in winter and said that "
    "they would ask for an inquiry when the assembly meets again on 4 May."
)
BODY = (LEAD, SECOND, THIRD, FOURTH)
TITLE = "Velmora shuts its old harbour for three weeks"
DEK = "Divers are to mend a quay wall that has leaned since January"
URL = "https://www.velmora-herald.example/2026/04/harbour"


def page(*blocks: str, head: str = "", body_attributes: str = "", after: str = "") -> str:
    """A news page around these blocks of HTML."""
    return (
        f"<!DOCTYPE html><html lang='en-GB'><head><title>{TITLE} | Velmora Herald</title>{head}</head>"
        f"<body {body_attributes}><nav><a href='/'>Home</a> <a href='/news'>News</a></nav>"
        f"<main><article><h1>{TITLE}</h1>{''.join(blocks)}</article>{after}</main>"
        "<footer>© Velmora Herald. All rights reserved.</footer></body></html>"
    )


def paragraphs(*texts: str) -> str:
    """The texts as HTML paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


STORY = paragraphs(*BODY)
PLAIN = "\n\n".join((TITLE, *BODY)) + "\n"
