#!/usr/bin/env bash
# Ends the job where nobody has asked the library and nobody can be written to.
set -euo pipefail

for name in UNVOTES_CONTACT UNVOTES_PERMISSION; do
  if [ -z "${!name:-}" ]; then
    echo "::error::the repository has no variable $name. The library does not permit automated downloads without its approval: see deploy/github/README.md"
    exit 64
  fi
done
