#!/usr/bin/env bash
# Prints the kernels of the lab's own as the one program that NVRTC gets: the files in the order of their names.
set -euo pipefail
cat "$(dirname "$0")"/../../src/core/layers/ops/cuda/kernels/*.cu
