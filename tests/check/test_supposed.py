"""What the source only supposes is no fact: conditions, and what would follow from them."""

from __future__ import annotations

import pytest

from briefer.article import Story, build_article
from briefer.check import check_text

PARK = """\
The council wants to sell Arden Park to a developer, Orlo Homes, for £3 million. The park would be closed in May if the court approves the sale. Should the talks with the tenants fail, the rent will rise to £900. Residents have collected 4,000 signatures against the plan, and the mayor asked whether the council had read them. If your garden lies beside the park you may speak at the hearing.

“They will have to forgive me if I'm late,” said Dan Sallow, who fits roofs and has a job on Monday."""


def hedged(text: str, source: str = PARK) -> bool:
    """Whether the check of hedges finds an error."""
    report = check_text(text, Story((build_article(source),)))
    return any(finding.check == "hedge" and finding.severity == "error" for finding in report.findings)


@pytest.mark.parametrize(
    "text",
    [
        "The court approves the sale.",
        "The court has approved the sale of Arden Park to Orlo Homes.",
        "The park was closed in May after the court approved the sale.",
        "The park would be closed in May because the court approves the sale.",
        "The park was closed in May.",
        "The talks with the tenants fail, and the rent will rise to £900.",
        "Dan Sallow was late for his job on Monday.",
    ],
)
def test_a_condition_told_as_so_is_an_error(text: str) -> None:
    """In the source's words and in others, the condition and what would follow from it."""
    assert hedged(text)


@pytest.mark.parametrize(
    "text",
    [
        "The park would be closed in May if the court approves the sale.",
        "Arden Park is to be closed in May should the court approve its sale.",
        "The court could approve the sale, and the park would be closed in May.",
        "Unless the court approves the sale, the park will not be closed in May.",
        "The mayor asked whether the council had read the signatures.",
        "Dan Sallow said that he might be late on Monday.",
        "The council wants to sell Arden Park, and residents have collected 4,000 signatures.",
        "Those whose garden lies beside the park may speak at the hearing.",
    ],
)
def test_what_is_left_open_passes(text: str) -> None:
    """A condition, a "could", a question in the claim; and a rule for everybody is no condition of anything."""
    assert not hedged(text)


def test_what_another_sentence_tells_is_so() -> None:
    """A condition that came about, as the source says elsewhere, may be told."""
    source = f"{PARK}\n\nThe court approved the sale of the park on Friday."

    assert not hedged("The court approved the sale of the park on Friday.", source)
    assert not hedged("The court has approved the sale of Arden Park.", source)
