"""Whether a text is English."""

from __future__ import annotations

import pytest

from briefer.text.language import is_english


@pytest.mark.parametrize(
    "text",
    [
        "Ferry workers walked out on Tuesday after talks broke down, and the union said that it would not give in.",
        "ferry workers walked out on tuesday after talks broke down .",
        "Mayor quits",
    ],
)
def test_english(text: str) -> None:
    """English is known by its function words, lower-cased and in a few words too."""
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Die Hafenarbeiter haben am Dienstag die Arbeit niedergelegt, und die Gewerkschaft ist nicht zum Gespräch bereit.",
        "Les marins ont cessé le travail mardi et le syndicat ne veut pas céder, selon la direction de la compagnie.",
        "Los trabajadores del puerto dejaron el trabajo el martes y el sindicato no quiere ceder en las negociaciones.",
        "Рабочие порта прекратили работу во вторник.",
        "港の労働者は火曜日に仕事をやめた。",
    ],
)
def test_other_languages(text: str) -> None:
    """Other languages and other scripts are not English."""
    assert not is_english(text)


def test_tag_goes_before_words() -> None:
    """A language tag is believed."""
    assert is_english("Bonjour", "en-GB")
    assert not is_english("The ferry is late.", "fr")
