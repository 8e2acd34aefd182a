"""Which prompts a model gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefer.settings import Settings
from briefer.write.style import chosen_style, size_in, style_of


@pytest.mark.parametrize(
    ("model", "billions"),
    [
        ("qwen2.5-coder-1.5b-instruct-q4_k_m", 1.5),
        ("Qwen/Qwen2.5-3B-Instruct", 3),
        ("llama3.2:3b", 3),
        ("llama3.1:8b-instruct-q4_0", 8),
        ("SmolLM2-135M-Instruct", 0.135),
        ("gemma-3-270m", 0.27),
        ("Qwen3-30B-A3B", 30),
        ("mixtral-8x7b", 56),
        ("llama-3.3-70b-versatile", 70),
        ("gpt-4o-mini", None),
        ("gpt-6-luna", None),
        ("llama3.1", None),
        ("some-model-4bit", None),
        ("model-q4_b", None),
        ("phi-4-mini", None),
        ("", None),
    ],
)
def test_a_size_is_read_from_a_models_name(model, billions):
    """A number of its own before B or M; quantisations, versions and bits are no sizes."""
    size = size_in(model)

    assert size == (None if billions is None else pytest.approx(billions * 1e9))


def test_auto_goes_by_the_counted_parameters_then_by_the_name_then_takes_the_full_ones():
    """What is counted is worth more than what a name says; what nobody knows is taken for large."""
    assert style_of("auto", "big-70b", 1_500_000_000) == "small"
    assert style_of("auto", "tiny-1b", 14_000_000_000) == "full"
    assert style_of("auto", "llama3.1:8b") == "small"
    assert style_of("auto", "qwen2.5:14b") == "full"
    assert style_of("auto", "gpt-6-luna") == "full"
    assert style_of("full", "tiny-1b") == "full"
    assert style_of("small", "gpt-6-luna") == "small"


def test_auto_does_not_pass_over_a_prompt_folder_of_ones_own(tmp_path: Path):
    """Who edits the full prompts is asked with them, whatever the model's size; a small/ folder brings auto back."""
    settings = Settings(prompt_dir=tmp_path)
    (tmp_path / "compose").mkdir()
    assert chosen_style(settings, "tiny-1b") == "full"

    (tmp_path / "small").mkdir()
    assert chosen_style(settings, "tiny-1b") == "small"
    assert chosen_style(settings.model_copy(update={"prompt_style": "full"}), "tiny-1b") == "full"
