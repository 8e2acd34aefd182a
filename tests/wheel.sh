#!/usr/bin/env bash
# The wheel, built once, installed alone, tried from an empty folder: what an editable install cannot show.
set -euo pipefail
python=$1
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -m build --quiet --wheel --outdir "$work/dist" "$root"
"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    --constraint "$root/constraints.txt" "$work"/dist/*.whl
mkdir "$work/empty"
cp "$root/briefer/_samples/harbour-strike.html" "$work/page.html"
cd "$work/empty"
export BRIEFER_CACHE_DIR="$work/cache"
unset OPENAI_API_KEY OPENAI_BASE_URL
briefer=$work/venv/bin/briefer

$briefer --version
$briefer prompts list
$briefer prompts show compose | grep -q "TASK: write the brief"
$briefer schema BriefRecord > /dev/null
$briefer read "$work/page.html" > /dev/null
$briefer quotes "$work/page.html" > /dev/null
for format in text markdown html json email; do
    $briefer brief "$work/page.html" --quiet --format "$format" --output "$work/brief.$format"
    test -s "$work/brief.$format"
done
$briefer check "$work/brief.json" --quiet --strict > /dev/null
$briefer brief "$work/page.html" --quiet --dry-run --engine llm --model gpt-4o-mini --base-url http://127.0.0.1:9/v1 \
    | grep -q "What happened"
test -z "$(ls -A)" || { echo "the folder is not empty any more: $(ls -A)" >&2; exit 1; }
echo "the wheel works alone"
