"""A printed page as rows of characters, each at its place, to its paragraphs in the order that they are read in.

A gutter is a strip without a character that runs down beside text for several rows; what stands left of it is read
before what stands right of it. A heading across the columns ends them. A paragraph begins behind a gap or where a line
is set in; the two parts of a word that a line's end divided are one again.

The method is the recursive cut along white space of G. Nagy and S. Seth, "Hierarchical representation of optically
scanned documents", 1984. Not covered: text that flows around a picture, tables, writing that runs downwards.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_GUTTER = 2  # characters: the space between justified words is as wide, but does not run down a page
_RUN = 5  # rows with text on both sides of a gutter: fewer may be chance, or a table
_BOTH = 0.5  # of the rows of a band: they have text on both sides
_SIDE = 12  # characters: what is narrower is a margin's number or mark
_SHORT = 0.8  # of a column's width: a line that ends before, at a sentence's end, ends its paragraph
_INDENT = range(1, 9)  # characters: a line set in further is centred
_HYPHENS = "-\u00ad\u2010"
_ENDS = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_DIVIDED = re.compile(r"([^\W\d_]+)[-\u2010]$")
_KEEPS_HYPHEN = frozenset(
    [
        "self",
        "ex",
        "well",
        "so",
        "half",
        "non",
        "all",
        "mid",
        "cross",
        "high",
        "low",
        "long",
        "short",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "anti",
        "pro",
        "co",
        "vice",
        "semi",
        "multi",
        "inter",
        "year",
        "day",
        "week",
        "month",
        "hour",
        "mile",
        "anglo",
        "franco",
    ]
)

Rows = Sequence[str]


def paragraphs(pages: Iterable[Rows]) -> list[str]:
    """The paragraphs of the pages, those that run on over a column's or a page's end joined."""
    found: list[list[str]] = []
    for rows in pages:
        for column in reading_order(rows):
            for index, lines in enumerate(_blocks(column)):
                if found and index == 0 and _runs_on(found[-1][-1], lines[0]):
                    found[-1].extend(lines)
                else:
                    found.append(lines)
    hyphenated = {word.casefold() for lines in found for line in lines for word in re.findall(r"\w+-\w+", line)}
    return [_joined(lines, hyphenated) for lines in found]


def reading_order(rows: Rows) -> list[list[str]]:
    """The columns of a page, each as its rows, in reading order. Text above and below columns is a column too."""
    rows = [row.rstrip() for row in rows]
    band = _longest_band(rows)
    if band is None:
        column = _trimmed(rows)
        return [column] if column else []
    start, end, left, right = band
    inside = rows[start:end]
    return [
        *reading_order(rows[:start]),
        *reading_order([row[:left] for row in inside]),
        *reading_order([" " * right + row[right:] for row in inside]),
        *reading_order(rows[end:]),
    ]


def _longest_band(rows: Rows) -> tuple[int, int, int, int] | None:
    """The longest run of rows with a gutter: first row, behind the last, the gutter's ends; None if there is none."""
    width = max(map(len, rows), default=0)
    free = [_free(row, width) for row in rows]
    best: tuple[int, int, int, int] | None = None
    for start, row in enumerate(rows):
        if not row or (best is not None and len(rows) - start <= best[1] - best[0]):
            continue
        common = (1 << width) - 1
        end = start
        while end < len(rows) and _gutters(narrowed := common & free[end]):
            common, end = narrowed, end + 1
        if best is not None and end - start <= best[1] - best[0]:
            continue
        for left, right in _gutters(common):
            if _parts(rows[start:end], left, right):
                best = (start, end, left, right)
                break
    return best


def _free(row: str, width: int) -> int:
    """The places of a row without a character, as bits; the lowest bit is the first place."""
    bits = (1 << width) - 1
    for match in re.finditer(r"\S+", row):
        bits &= ~(((1 << (match.end() - match.start())) - 1) << match.start())
    return bits


def _gutters(bits: int) -> list[tuple[int, int]]:
    """The runs of set bits that are wide enough, the widest first."""
    if not bits & (bits >> (_GUTTER - 1)):
        return []
    runs = [(match.start(), match.end()) for match in re.finditer(f"1{{{_GUTTER},}}", bin(bits)[:1:-1])]
    return sorted(runs, key=lambda run: run[0] - run[1])


def _parts(rows: Rows, left: int, right: int) -> bool:
    """True if a gutter has text on both sides in enough of the rows."""
    filled = [row for row in rows if row.strip()]
    sides = [(len(row[:left].strip()), len(row[right:].strip())) for row in filled]
    both = sum(1 for one, other in sides if one and other)
    widest = [max(side) for side in zip(*sides, strict=True)] if sides else [0]
    return both >= _RUN and both >= _BOTH * len(filled) and min(widest) >= _SIDE


def _trimmed(rows: Rows) -> list[str]:
    """The rows without blank ones at the ends, moved to the left as far as they can be."""
    kept = list(rows)
    while kept and not kept[0].strip():
        kept.pop(0)
    while kept and not kept[-1].strip():
        kept.pop()
    margin = min((len(row) - len(row.lstrip()) for row in kept if row.strip()), default=0)
    return [row[margin:] for row in kept]


def _blocks(rows: Rows) -> list[list[str]]:
    """The paragraphs of a column, each as its lines with single spaces."""
    gaps: Counter[int] = Counter()
    blank = 0
    for row in rows:
        if row.strip():
            gaps[blank] += 1
            blank = 0
        else:
            blank += 1
    spacing = gaps.most_common(1)[0][0] if gaps else 0  # blank rows between lines: of a page set with wide spaces
    width = max((len(row.rstrip()) for row in rows), default=0)
    margins = Counter(len(row) - len(row.lstrip()) for row in rows if row.strip())
    usual = margins.most_common(1)[0][0] if margins else 0
    found: list[list[str]] = []
    blank = 0
    last = ""
    for row in rows:
        if not row.strip():
            blank += 1
            continue
        indent = len(row) - len(row.lstrip())
        ended = _ENDS.search(last.rstrip()) is not None and len(last.rstrip()) < _SHORT * width
        begins = blank > spacing or not found or ended or indent - usual in _INDENT
        line = " ".join(row.split())
        if begins:
            found.append([line])
        else:
            found[-1].append(line)
        blank, last = 0, row
    return found


def _runs_on(above: str, below: str) -> bool:
    """True if a line at the top of a column goes on with the sentence at the foot of the last one."""
    if above.endswith(tuple(_HYPHENS)):
        return below[:1].islower()
    return not _ENDS.search(above) and (below[:1].islower() or below[:1].isdigit())


def _joined(lines: Sequence[str], hyphenated: set[str]) -> str:
    """The lines as one, divided words whole. `hyphenated` are the words that the text writes with a hyphen elsewhere."""
    text = lines[0]
    for line in lines[1:]:
        divided = _DIVIDED.search(text)
        if text.endswith("\u00ad"):
            text = text[:-1] + line
        elif divided is None or not line[:1].isalpha():
            text = f"{text} {line}"
        else:
            first = divided[1]
            rest = re.match(r"\w+", line)
            whole = f"{first}-{rest[0] if rest else ''}".casefold()
            stays = whole in hyphenated or first.casefold() in _KEEPS_HYPHEN or not line[0].islower()
            text = (text if stays else text[:-1]) + line
    return text
