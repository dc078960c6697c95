#!/bin/sh
# side_by_side.sh TARGETS COMMAND...: one process of COMMAND for each of the comma-separated TARGETS, all at once.
# Prints what each of them printed, below a line that names its target.
set -eu

targets=$(echo "$1" | tr , ' ')
shift
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

for target in $targets; do
    "$@" "$target" >"$folder/$target" 2>/dev/null &
done
wait
for target in $targets; do
    echo "### $target"
    cat "$folder/$target"
done
