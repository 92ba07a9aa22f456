#!/usr/bin/env bash
# For whoever has an NVIDIA GPU, once: is what it computes right, and how fast is it? Prints one table.
#
#   benches/gpu.sh                 # a driver, a CUDA toolkit and Rust, all on this machine; see docs/cuda.md
#   benches/gpu.sh prepare DIR     # builds what DIR/run.sh needs on a machine that has only a driver, at most 60 MB
#   DIR/run.sh                     # there: at most 8 minutes
#
# `prepare` takes NVIDIA's compiler from TOOLKIT, the folder of a CUDA toolkit, and compiles for CUDA_COMPUTE_CAP, 90 if
# that is not set. No GPU and no driver are needed. With PROGRAM, TESTS and WORKLOADS, the paths of binaries that were
# built before, nothing is built.
set -euo pipefail
cd "$(dirname "$0")/.."

# The path of the binary of a target that cargo built: its messages are on stdin.
binary() {
  grep -o "\"name\":\"$1\".*\"executable\":\"[^\"]*\"" | grep -o '"executable":"[^"]*"' | tail -1 | cut -d'"' -f4
}

build() {
  # All in one: what they need is compiled once, and the tests want the program, too.
  local messages
  messages=$(cargo test --profile cuda --features cuda --test cuda --bench workloads --no-run --message-format=json)
  PROGRAM=$(binary aegan-lab <<< "$messages")
  TESTS=$(binary cuda <<< "$messages")
  WORKLOADS=$(binary workloads <<< "$messages")
}

pack() {
  mkdir -p "$1"
  cp "$PROGRAM" "$1/aegan-lab"
  cp "$TESTS" "$1/tests"
  cp "$WORKLOADS" "$1/workloads"
  # Symbols are of no use there, and the text of dfdx's kernels packs well.
  strip "$1/aegan-lab" "$1/tests" "$1/workloads" 2> /dev/null || true
  gzip -f "$1/aegan-lab" "$1/tests" "$1/workloads"
  cp benches/workloads/peers.py benches/workloads/gpu_peer.py "$1"
  cp benches/gpu_run.sh "$1/run.sh"
  local bytes
  bytes=$(cat "$1"/*.gz "$1"/*.py "$1/run.sh" | wc -c)
  echo "$1 has $bytes bytes; copy it to the machine with the GPU and start run.sh there" >&2
  [ "$bytes" -le 60000000 ] || { echo "more than the 60 MB that are allowed" >&2; return 1; }
}

case ${1:-} in
  prepare)
    [ $# -eq 2 ] || { echo "which folder? benches/gpu.sh prepare DIR" >&2; exit 2; }
    if [ -z "${PROGRAM:-}${TESTS:-}${WORKLOADS:-}" ]; then
      stand_in=${CARGO_TARGET_DIR:-target}/prepared
      tests/stand-in/build.sh "$stand_in" "${TOOLKIT:-${CUDA_PATH:-/usr/local/cuda}}"
      stand_in=$(cd "$stand_in" && pwd)
      export CUDA_PATH=$stand_in PATH=$stand_in/bin:$PATH CUDA_COMPUTE_CAP=${CUDA_COMPUTE_CAP:-90}
      build
    fi
    pack "$2"
    ;;
  "")
    build
    folder=${CARGO_TARGET_DIR:-target}/gpu
    pack "$folder"
    exec "$folder/run.sh"
    ;;
  *)
    echo "what is '$1'? benches/gpu.sh, or benches/gpu.sh prepare DIR" >&2
    exit 2
    ;;
esac
