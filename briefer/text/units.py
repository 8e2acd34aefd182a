"""What numbers count in news: money, shares, time, length, mass, area, heat, power; and which of them are one."""

from __future__ import annotations

UNITS = {
    "percent": "percent|per cent|pct|%",
    "percentage point": "percentage points?|percent points?|pp|ppt",
    "year": "years?|yrs?",
    "month": "months?",
    "week": "weeks?",
    "day": "days?",
    "hour": "hours?|hrs?",
    "minute": "minutes?|mins?",
    "second": "seconds?|secs?",
    "kilometre": "kilomet(?:re|er)s?|kms?",
    "metre": "met(?:re|er)s?",
    "centimetre": "centimet(?:re|er)s?|cms?",
    "mile": "miles?",
    "foot": "feet|foot|ft",
    "inch": "inch(?:es)?",
    "yard": "yards?",
    "kilogram": "kilogram(?:me)?s?|kilos?|kgs?",
    "tonne": "tonnes?|tons?",
    "ounce": "ounces?",
    "litre": "lit(?:re|er)s?",
    "gallon": "gallons?",
    "acre": "acres?",
    "hectare": "hectares?",
    "degree": "degrees?|°[CF]?",
    "mph": "mph|miles an hour|miles per hour",
    "km/h": "km/h|kmh|kph|kilomet(?:re|er)s (?:an|per) hour",
    "megawatt": "megawatts?|MW",
    "gigawatt": "gigawatts?|GW",
    "USD": "dollars?|USD|US dollars?|bucks",
    "GBP": "pounds sterling|GBP|sterling|quid",
    "pound": "pounds?|lbs?",
    "EUR": "euros?|EUR",
    "JPY": "yen|JPY",
    "INR": "rupees?|INR",
    "CNY": "yuan|renminbi|CNY",
    "RUB": "rou?bles?|RUB",
    "CHF": "Swiss francs?|CHF",
    "cent": "cents?",
    "pence": "pence",
}
CURRENCIES = frozenset(["USD", "GBP", "EUR", "JPY", "INR", "CNY", "RUB", "CHF", "AUD", "CAD", "NZD", "HKD", "KRW", "$"])
MEASURES = frozenset(UNITS) | CURRENCIES | {"clock"}
TIMES = frozenset(["year", "month", "week", "day", "hour", "minute", "second"])
SYMBOLS = {
    "$": "$", "us$": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "hk$": "HKD",
    "£": "GBP",
    "#": "GBP",  # what tokenised British news makes of its pound sign
    "€": "EUR", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "usd": "USD", "eur": "EUR", "gbp": "GBP", "chf": "CHF",
}  # fmt: skip


def compatible(claimed: str | None, found: str | None) -> bool:
    """Whether two units can be the same: a bare number fits a bare one, "$" any dollar, and pounds weigh or pay."""
    if claimed == found:
        return True
    dollars = {"$", "USD", "AUD", "CAD", "NZD", "HKD"}
    if "$" in {claimed, found} and {claimed, found} <= dollars:
        return True
    return {claimed, found} == {"pound", "GBP"}
