#!/usr/bin/env bash
# Copies the newest snapshot to the places that the repository names: a bucket
# (PUBLISH_URL), a dataset of the Hugging Face hub (HF_DATASET). What is there already is
# not sent again, so a copy that failed is made up for by the next run.
set -euo pipefail

data=${UNVOTES_DATA:?}
if [ -n "${PUBLISH_URL:-}" ]; then unvotes publish "$PUBLISH_URL" ${ACCEPT_LOSS:+"--accept-loss=$ACCEPT_LOSS"}; fi
[ -n "${HF_DATASET:-}" ] || exit 0

remote=${HF_REMOTE:-https://huggingface.co/datasets/$HF_DATASET}
# The token stands in the environment only, neither in an argument nor in a file.
# shellcheck disable=SC2016 # the helper's shell expands it
hf() { GIT_TERMINAL_PROMPT=0 git -c credential.helper= -c credential.helper='!f() { echo "username=unvotes"; echo "password=$HF_TOKEN"; }; f' -c user.name=unvotes -c user.email="$UNVOTES_CONTACT" "$@"; }

version=$(jq -r .version "$data/latest/datapackage.json")
name=$(basename "$(readlink "$data/latest")")
tmp=$(mktemp -d)
hf clone --quiet --depth 1 "$remote" "$tmp/hub"
find "$tmp/hub" -mindepth 1 -maxdepth 1 ! -name .git ! -name .gitattributes -exec rm -rf {} +
cp "$data/latest"/* "$tmp/hub"
cd "$tmp/hub"
if [[ $remote == https://* ]]; then git lfs install --local >/dev/null; fi # the hub takes Parquet by LFS only
grep -qs '^\*\.parquet ' .gitattributes || echo '*.parquet filter=lfs diff=lfs merge=lfs -text' >>.gitattributes
hf add --all
if ! hf diff --cached --quiet; then hf commit --quiet --message "Version $version"; fi
hf push --quiet origin HEAD:refs/heads/main
if ! hf ls-remote --quiet --exit-code origin "refs/tags/$name" >/dev/null; then
  hf tag "$name"
  hf push --quiet origin "refs/tags/$name"
fi
rm -rf "$tmp"
echo "$HF_DATASET has version $version"
