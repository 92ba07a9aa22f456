#!/usr/bin/env bash
# Runs the tests of the feature cuda on the stand-in for a driver: tests/stand-in/run.sh [TOOLKIT [FILTER ...]].
#
# TOOLKIT is the folder of a real CUDA toolkit whose nvcc then compiles the kernels. FILTER chooses among
# the tests of tests/cuda; without one, what must not compile is tried with the feature, too.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${CARGO_TARGET_DIR:-target}/stand-in
tests/stand-in/build.sh "$out" "${1:-}"
out=$(cd "$out" && pwd)
export CUDA_PATH=$out PATH=$out/bin:$PATH LD_LIBRARY_PATH=$out/lib64
# The card that is stood in for; dfdx compiles its kernels anew when this changes.
if [ -n "${1:-}" ]; then export CUDA_COMPUTE_CAP=80; fi
# Compiled quickly: what is slow here is the stand-in.
export CARGO_PROFILE_DEV_OPT_LEVEL=1
cargo test --features cuda --test cuda -- "${@:2}"
if [ $# -lt 2 ]; then cargo test --features cuda --test shapes fits::; fi
