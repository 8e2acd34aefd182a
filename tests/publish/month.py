"""A month of invented feeds: each day's new events, their retellings, and what some of them came to the day after."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.publish.feeds_told import Gathered, candidate

OUTLETS = (("Northern Courier", "Tarrant"), ("The Lantern", "Lantern Media"), ("Meridian Post", "Halberd"))
_SYLLABLES = (
    "bra",
    "cor",
    "dun",
    "el",
    "fen",
    "gar",
    "hol",
    "ist",
    "jor",
    "kel",
    "lun",
    "mor",
    "nes",
    "orr",
    "pel",
    "quen",
)
_ENDS = ("moor", "wick", "ham", "stead", "port", "dale", "ford", "mouth")
_PEOPLE = (
    "Ferrand",
    "Okell",
    "Brisco",
    "Tarn",
    "Ludlam",
    "Venn",
    "Gresty",
    "Hallow",
    "Imber",
    "Jessop",
    "Kitto",
    "Lorne",
)

_KINDS: tuple[tuple[tuple[tuple[str, str], ...], tuple[str, str], tuple[tuple[str, str], ...]], ...] = (
    (
        (
            ("Fire at {place} paper mill, {n} evacuated", "Flames broke out in the paper mill at {place} at night and {n} workers were led out."),
            ("{n} flee blaze at {place} paper mill", "Smoke hung over {place} after the paper mill caught fire. Nobody was hurt."),
            ("Blaze guts paper mill in {place}", "A fire has gutted the paper mill in {place}, from which {n} workers fled."),
        ),
        ("{place} paper mill fire: {n} workers fled", "A blaze at the paper mill in {place} drove {n} workers out at night."),
        (
            ("{person} arrested over {place} paper mill fire", "Police in {place} arrested {person}, a night watchman, over the fire at the paper mill. Damage was put at £{m} million."),
            ("{place} mill fire: police hold watchman {person}", "{person} was arrested on suspicion of arson after the {place} paper mill burned; the loss is £{m} million."),
        ),
    ),
    (
        (
            ("{place} nurses vote to strike over pay", "Nurses at {place} hospital voted by {n} per cent to walk out over pay."),
            ("Strike looms at {place} hospital as nurses back walkout", "The nurses' union in {place} said {n} per cent were for a strike over pay."),
            ("{n} per cent of {place} nurses back strike", "The hospital in {place} called the vote on pay regrettable."),
        ),
        ("Nurses in {place} are for a strike over pay", "A vote at {place} hospital saw {n} per cent of nurses back a strike."),
        (
            ("{place} nurses call off strike after {m}-point offer from {person}", "The hospital's new chief executive, {person}, offered nurses in {place} another {m} per cent on pay, and the strike was cancelled."),
            ("Strike off: {person} settles with {place} nurses", "A deal worth {m} per cent was signed with {person} in {place} overnight, and nurses will work."),
        ),
    ),
    (
        (
            ("{place} Bank agrees to buy rival for ${n} million", "{place} Bank will buy its rival in a deal worth ${n} million in cash."),
            ("${n} million takeover by {place} Bank", "Shares leapt as {place} Bank agreed to purchase a rival lender."),
            ("{place} Bank snaps up rival lender", "The acquisition by {place} Bank, for ${n} million, was agreed at the weekend."),
        ),
        ("{place} Bank to take over rival lender", "{place} Bank buys a rival for ${n} million."),
        (
            ("Regulator {person} blocks {place} Bank takeover", "The competition regulator, {person}, stopped the takeover by {place} Bank, which would have closed {m} branches."),
            ("{place} Bank deal barred as {person} fears for {m} branches", "{person} said the merger of {place} Bank and its rival would leave towns without a branch."),
        ),
    ),
    (
        (
            ("Storm floods {n} homes in {place}", "The river burst its banks at {place} in a storm and flooded {n} homes."),
            ("{place} under water after river bursts banks", "Residents of {place} left {n} homes by boat as the river rose."),
            ("{n} homes flooded in {place} storm", "Families slept in a school in {place} after the flood."),
        ),
        ("{place} flood: river in {n} homes", "The storm put {n} homes in {place} under water."),
        (
            ("Two found dead as {place} flood recedes; {person} visits", "The bodies of two anglers were found in {place}, where the river flooded {n} homes. The minister, {person}, promised £{m} million for walls."),
            ("{person} pledges £{m} million after {place} flood kills two", "Two men drowned when the river burst its banks at {place}, police said, as {person} toured the streets."),
        ),
    ),
    (
        (
            ("Thieves take {n} coins from {place} museum", "A hoard of {n} Roman coins was stolen from the museum in {place} before dawn."),
            ("Roman hoard stolen in {place}", "Burglars smashed a case at the {place} museum and left with {n} coins."),
            ("Raid on museum in {place}: {n} coins gone", "Staff at the museum in {place} found the case of coins empty."),
        ),
        ("{place} museum robbed of Roman coins", "The museum of {place} lost {n} coins in a burglary."),
        (
            ("{place} coins found in {person}'s garage", "Police found {m} of the Roman coins from the {place} museum in a garage belonging to {person}, a plumber, who was charged."),
            ("Plumber {person} charged over {place} museum coins", "{m} coins from the {place} hoard were dug out of a bag of cement."),
        ),
    ),
    (
        (
            ("{place} Rovers sack manager after {n} days", "{place} Rovers have dismissed their manager, who was in charge for {n} days."),
            ("Manager out at {place} Rovers", "Bottom of the table, {place} Rovers parted with their manager after {n} days."),
            ("{n} days and gone: {place} Rovers manager dismissed", "The board of {place} Rovers acted after a fifth defeat in a row."),
        ),
        ("{place} Rovers part company with manager", "After {n} days {place} Rovers have no manager."),
        (
            ("{place} Rovers appoint {person} on {m}-month contract", "{person}, a former goalkeeper, takes over at {place} Rovers and has signed for {m} months."),
            ("Goalkeeper {person} takes charge of {place} Rovers", "{place} Rovers named {person} as manager until the end of next season, {m} months away."),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Month:
    """All entries of the month, and when each event was told first, and moved on."""

    entries: Sequence[Gathered]
    began: dict[str, datetime]
    moved: dict[str, datetime]
    retold: frozenset[str]
    """Events that another outlet told again the day after, with nothing new."""


def build_month(first: datetime, days: int, *, seed: int = 1) -> Month:
    """A month of feeds; `first` is the hour of its first edition."""
    rng = random.Random(seed)  # noqa: S311 - invents a test's entries
    entries: list[Gathered] = []
    began: dict[str, datetime] = {}
    moved: dict[str, datetime] = {}
    retold: set[str] = set()
    places: set[str] = set()
    for day in range(days):
        edition = first + timedelta(days=day)
        for kind in (2 * day % len(_KINDS), (2 * day + 1) % len(_KINDS)):
            place = ""
            while not place or place in places:
                place = (rng.choice(_SYLLABLES) + rng.choice(_SYLLABLES) + rng.choice(_ENDS)).title()
            places.add(place)
            event = f"{day:02}-{place}"
            words = {"place": place, "person": rng.choice(_PEOPLE), "n": rng.randint(51, 98), "m": rng.randint(3, 49)}
            tellings, again, later = _KINDS[kind]
            began[event] = edition - timedelta(hours=rng.randint(3, 10))
            for number, text in enumerate(tellings):
                entries.append(
                    _told(text, words, event, OUTLETS[number], began[event] + timedelta(minutes=20 * number))
                )
            fate = rng.random()
            if fate < 0.35:
                moved[event] = edition + timedelta(hours=rng.randint(4, 20))
                for number, text in enumerate(later):
                    at = moved[event] + timedelta(minutes=25 * number)
                    entries.append(_told(text, words, event, OUTLETS[number], at))
            elif fate < 0.7:
                retold.add(event)
                at = edition + timedelta(hours=rng.randint(2, 6))
                entries.append(_told(again, words, event, ("Pacific Ledger", "Pacific Ledger"), at))
    return Month(entries, began, moved, frozenset(retold))


def _told(
    text: tuple[str, str], words: dict[str, object], event: str, outlet: tuple[str, str], at: datetime
) -> Gathered:
    title, summary = (part.format(**words) for part in text)
    return candidate(title, summary, outlet=outlet[0], family=outlet[1], at=at, event=event)
