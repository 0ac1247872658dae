#!/usr/bin/env bash
# Runs unvotes sync. Codes 0 and 3 let the job go on; any other ends it, after the
# archive was saved and before anything is released.
set -euo pipefail

deploy/github/start.sh
code=0
unvotes sync ${ACCEPT_LOSS:+"--accept-loss=$ACCEPT_LOSS"} || code=$?
why=
case $code in
0) ;;
3)
  echo "::warning::single records failed; the log names them. The next run asks for them again"
  touch "$UNVOTES_DATA/failures"
  ;;
4) why="the source refuses us: docs/operations.md, Blocked. What was fetched is kept" ;;
5) why="a check failed; nothing is released. docs/operations.md, Exit codes" ;;
75) why="another run holds the lock of the data directory" ;;
*) why="unvotes sync failed" ;;
esac
if [ -n "$why" ]; then
  echo "::error::code $code: $why"
  exit "$code"
fi
touch "$UNVOTES_DATA/synced"
