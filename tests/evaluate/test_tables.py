"""What a person writes in an eval folder is read whole or refused with the file, the key and the nearest known one."""

from __future__ import annotations

import pytest

from briefer.errors import ConfigError
from briefer.evaluate.case import CaseTable, load_case
from briefer.evaluate.suite import SuiteTable, chosen_runs, load_suite
from briefer.evaluate.tables import read_table
from tests.evaluate.folders import BRIDGE, EXTRACTIVE, RUN, gate

EVERY_CASE_KEY = """
tags = ["local"]
source = "written for this test"
licence = "CC0-1.0"
notes = "what the trap is"

[[article]]
file = "article.txt"
title = "Footbridge closed"
dek = "Cracks in its cables."
outlet = "Wexcombe Post"
byline = ["Ada Lunt", "Wim Oort"]
published = 2026-03-12T09:30:00+01:00
url = "https://post.example/bridge"
clean = true

[injection]
clean = "clean.txt"

[expect]
covers = ["Engineers closed the Ostler footbridge"]
omits = "a new bridge"
speakers = "Imre Sollas"
numbers = ["1,900", "14"]
next = ["The county will publish a report on June 12"]
denials = "Brannoc Steel did not respond to a request for comment"

[[claim]]
text = "Three cables have cracks."
holds = true

[[claim]]
text = "Four cables have cracks."
holds = false
check = "number"
"""
EVERY_SUITE_KEY = """
title = "All of it"
cases = "../cases"
baseline = "here.json"

[planted]
seed = 3
per_case = 1

[judge]
model = "judge-1"
base_url = "http://127.0.0.1:9/v1"
votes = 5

[[run]]
name = "model"
engine = "llm"
model = "double-1"
base_url = "http://127.0.0.1:9/v1"
about = "a double"
prompt_dir = "mine"
cases = "bridge"
tags = ["short"]
repeat = 3

[[gate]]
run = "model"
scorer = "covers"
floor = 0.5
ceiling = 1.0
drop = 0.1
rise = 0.2

[[gate]]
run = "planted"
scorer = "number"
floor = 0.9
"""


def table_of(tmp_path, text, model=CaseTable):
    path = tmp_path / "given.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(path, model)


def test_every_key_of_a_case_reaches_the_article_and_the_labels(evals):
    """Title, dek, outlet, byline, date and URL are the article's; every label is a phrase or a list of them."""
    folder = evals.case("bridge", {"article.txt": BRIDGE, "clean.txt": BRIDGE})
    (folder / "case.toml").write_text(EVERY_CASE_KEY, encoding="utf-8")
    case = load_case(folder)
    (article,) = case.articles

    assert (article.title, article.dek, article.outlet) == (
        "Footbridge closed",
        "Cracks in its cables.",
        "Wexcombe Post",
    )
    assert article.byline == ("Ada Lunt", "Wim Oort")
    assert article.published is not None
    assert article.published.isoformat() == "2026-03-12T09:30:00+01:00"
    assert article.url == "https://post.example/bridge"
    assert case.tags == ("local",)
    assert case.expect.omits == ("a new bridge",)
    assert case.expect.numbers == ("1,900", "14")
    assert [claim.check for claim in case.table.claim] == [None, "number"]
    assert case.clean is not None
    assert case.clean.title == "Footbridge closed"


def test_every_key_of_a_suite_is_read(tmp_path):
    """A suite with all its keys is the model with all its fields."""
    table = table_of(tmp_path, EVERY_SUITE_KEY, SuiteTable)

    assert table.run[0].cases == ("bridge",)
    assert (table.run[0].repeat, table.judge and table.judge.votes, table.planted and table.planted.seed) == (3, 5, 3)
    assert (table.gate[0].floor, table.gate[0].ceiling, table.gate[0].drop, table.gate[0].rise) == (0.5, 1.0, 0.1, 0.2)


@pytest.mark.parametrize(
    ("text", "model", "key", "nearest"),
    [
        ('source = "a"\nlicense = "b"', CaseTable, "license", "licence"),
        ('source = "a"\nlicence = "b"\n[expect]\ncover = "x"', CaseTable, "expect.cover", "covers"),
        (
            'source = "a"\nlicence = "b"\n[[article]]\nfile = "a.txt"\nheadline = "x"',
            CaseTable,
            "article.0.headline",
            "file",
        ),
        ('source = "a"\nlicence = "b"\n[[claim]]\ntext = "x"\nhold = true', CaseTable, "claim.0.hold", "holds"),
        ('source = "a"\nlicence = "b"\n[injection]\nclean = "a.txt"\ncleen = 1', CaseTable, "injection.cleen", "clean"),
        (EXTRACTIVE + "repeats = 3", SuiteTable, "run.0.repeats", "repeat"),
        (EXTRACTIVE + gate("extractive", "covers", flor=1), SuiteTable, "gate.0.flor", "floor"),
        (EXTRACTIVE + "[planted]\nsead = 1", SuiteTable, "planted.sead", "seed"),
        (EXTRACTIVE + '[judge]\nmodel = "m"\nvote = 1', SuiteTable, "judge.vote", "votes"),
        ("gates = 1\n" + EXTRACTIVE, SuiteTable, "gates", "gate"),
    ],
)
def test_an_unknown_key_names_the_nearest(tmp_path, text, model, key, nearest):
    """A key that nobody knows is an error with the file, where it stands, and the one that was meant."""
    if nearest == "file":  # the nearest of what such a table may hold, however far
        nearest = ""
    with pytest.raises(ConfigError) as caught:
        table_of(tmp_path, text, model)
    message = str(caught.value)

    assert "given.toml" in message
    assert f"{key} is not a key" in message
    assert f"did you mean '{nearest}" in message


@pytest.mark.parametrize(
    ("text", "model", "words"),
    [
        ('licence = "b"', CaseTable, "source is missing"),
        ('source = "a"\nlicence = "b"\n[[article]]\ntitle = "x"', CaseTable, "article.0.file is missing"),
        ('source = "a"\nlicence = "b"\n[expect]\nnumbers = [452]', CaseTable, "expect.numbers.0 cannot be 452"),
        ('source = "a"\nlicence = "b"\n[[claim]]\ntext = "x"\nholds = false\ncheck = "numbr"', CaseTable, "claim.0.check"),
        ("title = 1\n[[run", SuiteTable, "is not TOML"),
        (b"title = '\xff'", SuiteTable, "cannot read"),
        ("title = 'x'", SuiteTable, "run is missing"),
        (RUN.replace('model = "double-1"', ""), SuiteTable, "a run of the llm engine names its model"),
        (RUN + RUN, SuiteTable, "each run needs a name of its own"),
        (EXTRACTIVE.replace('"extractive"', '"planted"', 1), SuiteTable, "neither 'planted' nor 'claims'"),
        (EXTRACTIVE + gate("model", "covers", floor=1), SuiteTable, "a gate speaks of the run 'model'"),
        (EXTRACTIVE + gate("planted", "number", floor=1), SuiteTable, "needs a [planted] table"),
        (EXTRACTIVE + gate("extractive", "covers"), SuiteTable, "a gate needs a floor"),
        (EXTRACTIVE + gate("extractive", "covers", drop=-1), SuiteTable, "gate.0.drop cannot be -1"),
        (EXTRACTIVE + "repeat = 0", SuiteTable, "run.0.repeat cannot be 0"),
        (EXTRACTIVE.replace('engine = "extractive"', 'engine = "local"'), SuiteTable, "run.0.engine cannot be 'local'"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_one_line_that_says_where(tmp_path, text, model, words):
    """A missing key, a wrong value and a broken file are each one short line with the file's name."""
    with pytest.raises(ConfigError) as caught:
        table_of(tmp_path, text, model)
    message = str(caught.value)

    assert "given.toml" in message
    assert words in message
    assert len(message) < 300
    assert "{" not in message  # no table printed back whole


def test_two_gates_on_one_scorer_are_refused(tmp_path):
    """A second gate on the same run and scorer would hide the first one's floor from the baseline."""
    text = EXTRACTIVE + gate("extractive", "covers", floor=0.9) + gate("extractive", "covers", drop=0.1)
    with pytest.raises(ConfigError, match="two gates on extractive/covers"):
        table_of(tmp_path, text, SuiteTable)


@pytest.mark.parametrize(
    ("run", "scorer", "nearest"),
    [("extractive", "fidelty", "fidelity"), ("planted", "nmber", "number"), ("claims", "suport", "support")],
)
def test_a_gate_on_a_scorer_that_is_none_names_the_nearest(tmp_path, run, scorer, nearest):
    """A misspelt scorer is known when the suite is read, not after every case was briefed."""
    text = EXTRACTIVE + "[planted]\n" + gate(run, scorer, floor=0.9)
    with pytest.raises(ConfigError, match=f"did you mean '{nearest}'"):
        table_of(tmp_path, text, SuiteTable)


def test_a_suite_is_found_by_name_by_path_or_alone(evals):
    """`gate` where none is named, else the only one; a path ends in .toml; a name that is none lists those there are."""
    evals.three("bridge").suite(EXTRACTIVE, name="nightly")
    assert load_suite(None).name == "nightly"
    evals.suite(EXTRACTIVE, name="other")
    with pytest.raises(ConfigError, match="several suites, name one: nightly, other"):
        load_suite(None)
    evals.suite(EXTRACTIVE)
    assert load_suite(None).name == "gate"
    assert load_suite("nightly").name == "nightly"
    assert load_suite("evals/suites/other.toml").name == "other"
    with pytest.raises(ConfigError, match=r"no suite 'nigtly'.*gate, nightly, other"):
        load_suite("nigtly")
    with pytest.raises(ConfigError, match="no file"):
        load_suite("evals/suites/none.toml")


def test_without_a_suite_or_cases_the_line_says_so(evals):
    """An empty folder and a suite without its cases are each a line with the path."""
    with pytest.raises(ConfigError, match="no suite in"):
        load_suite(None)
    evals.suite(EXTRACTIVE)
    with pytest.raises(ConfigError, match=r"wants its cases in .*cases"):
        load_suite(None)


def test_the_command_line_narrows_and_changes_the_runs(evals):
    """An engine leaves its runs, a model its own or one in the place of the suite's, the rest changes llm runs alone."""
    suite = load_suite(str(evals.three("bridge").suite(RUN, EXTRACTIVE).root / "evals/suites/gate.toml"))

    def names(**given):
        return [(run.name, run.model, run.repeat) for run in chosen_runs(suite, **given)]

    assert names() == [("model", "double-1", 1), ("extractive", None, 1)]
    assert names(engine="extractive") == [("extractive", None, 1)]
    assert names(engine="llm", repeat=3) == [("model", "double-1", 3)]
    assert names(repeat=3) == [("model", "double-1", 3), ("extractive", None, 1)]
    assert names(model="double-1") == [("model", "double-1", 1)]
    assert names(model="double-2") == [("double-2", "double-2", 1)]


def test_an_engine_that_the_suite_lacks(evals):
    """The extractive engine needs nothing said of it; an llm run needs a model."""
    suite = load_suite(str(evals.three("bridge").suite(RUN).root / "evals/suites/gate.toml"))
    assert [run.name for run in chosen_runs(suite, engine="extractive")] == ["extractive"]
    evals.suite(EXTRACTIVE)
    plain = load_suite(None)
    with pytest.raises(ConfigError, match="no llm run"):
        chosen_runs(plain, engine="llm")
    assert [run.model for run in chosen_runs(plain, model="double-2")] == ["double-2"]
