#!/usr/bin/env bash
# Prints the folder of the sources of dfdx that this project builds with.
set -euo pipefail
host=$(rustc -vV | sed -n 's/^host: //p')
cargo metadata --format-version 1 --filter-platform "$host" --features cuda \
  --manifest-path "$(dirname "$0")/../../Cargo.toml" |
  grep -o '"manifest_path":"[^"]*/dfdx-[0-9.]*/Cargo.toml"' | cut -d'"' -f4 | xargs dirname
