#!/usr/bin/env bash
# Deposits the newest released snapshot at Zenodo, with its metadata: a new record, or a
# new version of ZENODO_RECORD. It stays a draft, for somebody to look at and publish,
# unless ZENODO_PUBLISH is true: a DOI cannot be taken back.
set -euo pipefail

site=${ZENODO_URL:-https://zenodo.org}
dir=${UNVOTES_DATA:?}/latest
: "${ZENODO_TOKEN:?the repository has no secret ZENODO_TOKEN}" "${ZENODO_CREATOR:?the repository has no variable ZENODO_CREATOR, as \"Doe, Jane\"}"

# api METHOD URL [curl's arguments]. The token goes to curl by its standard input.
api() {
  local method=$1 url=$2
  shift 2
  [[ $url == "$site"/* ]] || { echo "::error::$url is not at $site" >&2; exit 1; }
  printf 'header = "Authorization: Bearer %s"\n' "$ZENODO_TOKEN" | curl --config - --silent --show-error --fail-with-body --request "$method" "$@" "$url"
}

if [ -n "${ZENODO_RECORD:-}" ]; then
  draft=$(api POST "$site/api/deposit/depositions/$ZENODO_RECORD/actions/newversion" | jq -r .links.latest_draft)
  draft=$(api GET "$draft")
  for old in $(jq -r '.files[]?.id' <<<"$draft"); do
    api DELETE "$(jq -r .links.self <<<"$draft")/files/$old"
  done
else
  draft=$(api POST "$site/api/deposit/depositions" --header 'Content-Type: application/json' --data '{}')
fi
for file in "$dir"/*; do
  api PUT "$(jq -r .links.bucket <<<"$draft")/$(basename "$file")" --upload-file "$file" >/dev/null
done
metadata=$(jq --arg creator "$ZENODO_CREATOR" --arg repo "${GITHUB_SERVER_URL:-https://github.com}/$GH_REPO" '{metadata: {
  upload_type: "dataset", access_right: "open", license: "other-nc", language: "eng",
  title: .title, version: .version, publication_date: .created[:10], keywords: .keywords, creators: [{name: $creator}],
  description: "<p>\(.description)</p><p>For non-commercial use, with the credit “© United Nations, \(.created[:4]), https://digitallibrary.un.org, downloaded on \(.created[:10])” (<a href=\"\(.licenses[0].path | gsub("&"; "&amp;"))\">terms of the library</a>). Sources: \([.sources[] | "\(.title), \(.path)"] | join("; ")). The program that made the files is under the Apache License 2.0, which does not cover the data.</p>",
  related_identifiers: ([{identifier: "\($repo)/releases/tag/data-\(.id)", relation: "isIdenticalTo"}] + [.sources[] | {identifier: .path, relation: "isDerivedFrom"}])
}}' "$dir/datapackage.json")
api PUT "$(jq -r .links.self <<<"$draft")" --header 'Content-Type: application/json' --data "$metadata" >/dev/null
if [ "${ZENODO_PUBLISH:-}" = true ]; then
  api POST "$(jq -r .links.publish <<<"$draft")" | jq -r '"published: \(.doi_url // .links.html)"'
else
  jq -r '"a draft, to be looked at and published: \(.links.html)"' <<<"$draft"
fi
