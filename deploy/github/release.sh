#!/usr/bin/env bash
# Carries data to and from GitHub's releases; the only script that calls gh.
#
#   release.sh restore   the archive and the newest released snapshot into $UNVOTES_DATA
#   release.sh save      the archive, as assets of the release "archive"
#   release.sh publish   the newest snapshot as a release, when it is not one yet
#   release.sh newest    the newest released snapshot alone
#
# The archive is a set of assets archive-RUN.part-aa, … and archive-RUN.sha256, which is
# uploaded last: a set without it is not finished. A part has at most PART_BYTES, for an
# asset may have 2 GiB.
set -euo pipefail
export LC_ALL=C

keep=3 # archives, at least
data=${UNVOTES_DATA:?}

die() {
  echo "::error::$*" >&2
  exit 1
}

# The archive can be kept in another repository, a private one.
archive_gh() { GH_REPO=${ARCHIVE_REPO:-$GH_REPO} GH_TOKEN=${ARCHIVE_TOKEN:-${GH_TOKEN:-}} gh "$@"; }

archive_assets() { archive_gh release view archive --json assets | jq -r '.assets[].name' | sort; }

restore_archive() {
  local assets sums tmp said
  if [ "${FIRST_RUN:-}" = true ]; then
    archive_gh release list --limit 1 --json tagName >/dev/null || die "the releases cannot be listed, so it is not known whether there is an archive"
    ! said=$(archive_gh release view archive 2>&1) || die "there is an archive: a first run would begin again without it. Start the job without first-run, or delete the release \"archive\""
    # Any other failure leaves open whether there is one.
    [[ $said == *"release not found"* ]] || die "it is not known whether there is an archive: $said"
    mkdir -p "$data"
    return
  fi
  assets=$(archive_assets) || die "there is no archive to go on from. For the very first run, start the job by hand with first-run"
  sums=$(grep '^archive-.*\.sha256$' <<<"$assets" | tail -n 1) || die "the release \"archive\" has no finished archive"
  tmp=$(mktemp -d)
  archive_gh release download archive --dir "$tmp" --pattern "${sums%.sha256}.*" || die "the archive cannot be downloaded"
  (cd "$tmp" && sha256sum --check --strict --quiet "$sums") || die "the archive ${sums%.sha256} is damaged. To go back to the one before it, delete its assets from the release \"archive\""
  mkdir -p "$data"
  (cd "$tmp" && sed 's/^[0-9a-f]*  //' "$sums" | xargs cat) | tar -C "$data" -xf -
  rm -rf "$tmp"
}

restore_snapshot() {
  local tag dir
  tag=$(gh release list --limit 1000 --json tagName,isDraft,publishedAt |
    jq -r '[.[] | select((.isDraft | not) and (.tagName | startswith("data-")))] | sort_by(.publishedAt) | last | .tagName // empty')
  [ -n "$tag" ] || return 0
  dir=$data/snapshots/${tag#data-}
  mkdir -p "$dir"
  gh release download "$tag" --dir "$dir"
  (cd "$dir" && sha256sum --check --strict --quiet SHA256SUMS) || die "the release $tag is not what was published"
  ln -s "snapshots/${tag#data-}" "$data/latest"
  echo "${tag#data-}" >"$data/previous"
}

save() {
  local id tmp oldest name
  [ -s "$data/archive.db" ] || { echo "no archive to save"; return; }
  id=archive-$(printf %014d-%02d "${GITHUB_RUN_ID:?}" "${GITHUB_RUN_ATTEMPT:-1}")
  tmp=$(mktemp -d)
  (cd "$data" && tar -cf - archive.db*) | split -b "${PART_BYTES:-1900M}" - "$tmp/$id.part-"
  (cd "$tmp" && sha256sum "$id".part-* >"$id.sha256")
  archive_gh release view archive >/dev/null 2>&1 ||
    archive_gh release create archive --prerelease --title "The archive" --notes "What was fetched, for the next run. Not for readers: the tables are in the other releases."
  archive_gh release upload archive "$tmp/$id".part-*
  archive_gh release upload archive "$tmp/$id.sha256"
  rm -rf "$tmp"
  # Nights that fail remove none: the archive may be what they fail for.
  [ -e "$data/synced" ] || return 0
  oldest=$(archive_assets | grep '^archive-.*\.sha256$' | tail -n $keep | head -n 1)
  archive_assets | while read -r name; do
    if [[ $name == archive-* && $name < ${oldest%.sha256} ]]; then archive_gh release delete-asset archive "$name" --yes; fi
  done
}

publish() {
  local name tag state
  name=$(basename "$(readlink "$data/latest")")
  tag=data-$name
  state=$(gh release list --limit 1000 --json tagName,isDraft |
    jq -r --arg tag "$tag" 'map(select(.tagName == $tag)) | if any(.isDraft | not) then "released" elif length > 0 then "draft" else "none" end')
  case $state in
  released)
    echo "$tag is released already"
    return
    ;;
  draft) gh release delete "$tag" --yes ;; # of a run that died
  esac
  # Readers see it when all its files are there.
  gh release create "$tag" --draft --target "${GITHUB_SHA:?}" --title "Votes of the United Nations, $name" --notes-file "$data/notes.md" "$data/latest"/*
  gh release edit "$tag" --draft=false --latest
}

case ${1:-} in
restore)
  [ ! -e "$data/archive.db" ] || die "$data has an archive already"
  restore_archive
  restore_snapshot
  ;;
save) save ;;
publish) publish ;;
newest)
  restore_snapshot
  [ -e "$data/latest" ] || die "there is no release of data yet"
  ;;
*) die "usage: release.sh restore|save|publish|newest" ;;
esac
