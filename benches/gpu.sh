#!/usr/bin/env bash
# For whoever has an NVIDIA GPU, once: is what it computes right, and how fast is it? Prints one table.
#
#   benches/gpu.sh            # wants the driver and a CUDA toolkit; see README.md
set -euo pipefail
cd "$(dirname "$0")/.."

echo "== the GPU against the CPU: layers, losses, optimisers, runs, sessions" >&2
cargo test --release --features cuda --test cuda >&2

rates() { # Rows of the table of workloads: name, median.
  AEGAN_LAB_DEVICE=$1 cargo bench --features cuda --bench workloads |
    sed -n 's/^| \([a-z]*\), steps\/s | \([0-9.]*\) .*/\1 \2/p'
}
echo "== steps a second" >&2
cpu=$(rates cpu) gpu=$(rates cuda)

card=$(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader | head -1)
echo "| steps/s | CPU, $(nproc) cores | $card |"
echo "|---|---|---|"
join <(sort <<< "$cpu") <(sort <<< "$gpu") | sed 's/^\(.*\) \(.*\) \(.*\)$/| \1 | \2 | \3 |/'
