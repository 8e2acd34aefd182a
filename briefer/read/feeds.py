"""A feed's bytes to its entries: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed. Pure.

What the bytes are is seen from them, as servers name feeds by any type. Covered: any encoding, XML that is broken,
relative links, CDATA, entities that nobody declared. Refused by name: a web page that came in a feed's place, other
XML and JSON, entities of the feed's own, more tags than a feed has. Not covered: enclosures, comments, podcasts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from briefer.errors import ExtractionError
from briefer.read.entries import Dates, Entry, to_entry
from briefer.read.wording import read_title
from briefer.read.xml import NotXmlError

__all__ = ["MAX_ENTRIES", "Entry", "Feed", "Refuse", "parse_feed"]

Refuse = Callable[[datetime | date | None], str | None]

MAX_ENTRIES = 1_000
"""Of one feed, from its top: a feed of news holds 20 to 200."""
_SCRIPT = re.compile(r"(?:<|&lt;)script\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed holds."""

    title: str | None
    entries: tuple[Entry, ...]
    """In the feed's order."""
    problems: tuple[str, ...]
    """What was wrong with it and did not keep it from being read."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Entries that their date kept out, by the reason."""


def parse_feed(data: bytes, *, url: str, charset: str | None = None, refuse: Refuse | None = None) -> Feed:
    """The feed in the bytes; `url` is where they came from, `charset` the server's word on their encoding.

    `refuse` says of a date why an entry that has it is left out, and None where it is not; such an entry is read no
    further.

    Raises:
        ExtractionError: they hold no feed, or one that was made to harm its reader.
    """
    problems: list[str] = []
    left_out: Counter[str] = Counter()

    def wanted(dates: Dates) -> bool:
        why = refuse(dates.published) if refuse is not None else None
        if why is not None:
            left_out[why] += 1
        return why is None

    try:
        if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            from briefer.read.feed_json import read_json_feed  # noqa: PLC0415 - one feed in a hundred is JSON

            title, raws = read_json_feed(data, wanted, charset=charset)
        else:
            from briefer.read.feed_xml import read_xml_feed  # noqa: PLC0415 - lxml costs 20 ms at import
            from briefer.read.xml import parse_xml  # noqa: PLC0415 - the same

            document = parse_xml(data, charset=charset, url=url)
            title, raws = read_xml_feed(document.root, wanted)
            if document.fault is not None:
                problems.append(f"its XML is broken ({document.fault}); what could be read was")
    except NotXmlError as error:
        raise ExtractionError(f"{url!r} is no feed: {error}; check the address", url=url) from error
    entries: list[Entry] = []
    homeless = cut = scripted = 0
    for raw in raws:
        if len(entries) + homeless == MAX_ENTRIES:
            problems.append(f"it has more than {MAX_ENTRIES:,} entries; the rest was left out")
            break
        entry = to_entry(raw, base=url)
        if entry is None:
            homeless += 1
            continue
        entries.append(entry)
        cut += len(raw.title.strip().splitlines()) > 1
        scripted += "script" in raw.title.lower() and _SCRIPT.search(raw.title) is not None
    if cut:
        problems.append(f"{cut} {'title was' if cut == 1 else 'titles were'} cut at a line break")
    if scripted:
        problems.append(f"{scripted} {'title holds' if scripted == 1 else 'titles hold'} a script, which was taken out")
    if homeless:
        problems.append(f"{homeless} {'entry has' if homeless == 1 else 'entries have'} no http or https address")
    return Feed(read_title(title) or None, tuple(entries), tuple(problems), dict(left_out))
