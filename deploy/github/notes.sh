#!/usr/bin/env bash
# Writes data/notes.md, the text of the release: what changed since the release before
# it, losses first, the addresses that stay, the licence and the credit.
set -euo pipefail

data=${UNVOTES_DATA:?}
previous=$(cat "$data/previous" 2>/dev/null || true)
name=$(basename "$(readlink "$data/latest")")

# It keeps a text within GitHub's 125,000 characters: so many lines of a section,
# so many characters of a line. In a block of code no title is read as Markdown.
# shellcheck disable=SC2016 # jq expands it
changes='
def line: [.roll_call_id, .date, .resolution, .title] | map(select(. != null)) | join("  ") | gsub("[`\\n]"; "\u0027");
def section(title; rows): rows as $r | if ($r | length) == 0 then empty else
  "### \(title): \($r | length)\n\n```\n" + ($r[:100] | map(.[:220]) | join("\n")) + (if ($r | length) > 100 then "\n… and \(($r | length) - 100) more: unvotes diff names them" else "" end) + "\n```\n" end;
([.added[], .changed[]] | map(.former_ids // []) | add // []) as $moved |
def lost: [.votes[]? | select(.to == null) | .member];
section("Roll calls lost"; [.removed[] | select(.roll_call_id as $id | $moved | index($id) | not) | line]),
section("Roll calls that lost lines"; [.changed[] | lost as $l | select($l | length > 0) | line + ": " + ($l | join(", "))]),
section("Roll calls changed"; [.changed[] | select(lost | length == 0) | line + ": " + ([(.columns // [] | map(.column))[], (.votes // [] | if length > 0 then "\(length) votes" else empty end)] | join(", "))]),
section("Roll calls added"; [.added[] | line])'

{
  jq -r '"Version \(.version): \(.resources[] | select(.name == "roll_calls").rows) roll calls with \(.resources[] | select(.name == "votes").rows) votes."' "$data/latest/datapackage.json"
  echo
  if [ -e "$data/failures" ]; then
    printf '**Single records could not be fetched in this run.** They stay as they were; the next run asks for them again.\n\n'
  fi
  printf '## What changed\n\n'
  if [ -z "$previous" ]; then
    echo "The first release."
  elif ! unvotes diff "$previous" "$name" --json >"$data/diff.json"; then
    echo "::warning::the changes since $previous could not be listed" >&2
    echo "The changes since $previous could not be listed: the log of the run says why."
  else
    echo "Since $previous, losses first."
    echo
    sections=$(jq -r "$changes" "$data/diff.json")
    echo "${sections:-Nothing in roll calls or votes.}"
  fi
  jq -r --arg repo "${GITHUB_SERVER_URL:-https://github.com}/$GH_REPO" '"
## Load it

The newest tables are always at \($repo)/releases/latest/download/votes.parquet, …/roll_calls.parquet and so on; those of this version at \($repo)/releases/download/data-\(.id)/votes.parquet.

## Licence and credit

The data are the United Nations\u0027. The Dag Hammarskjöld Library allows **non-commercial** use, free of charge, with the credit
“© United Nations, \(.created[:4]), https://digitallibrary.un.org, downloaded on \(.created[:10])” ([terms](\(.licenses[0].path))).
Sources: \([.sources[] | "\(.title), \(.path)"] | join("; ")).
The program is under the Apache License 2.0, which does not cover the data."' "$data/latest/datapackage.json"
} >"$data/notes.md"
cat "$data/notes.md" >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
