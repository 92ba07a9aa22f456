#!/usr/bin/env bash
# Has NVIDIA's compiler and assembler take every kernel that the feature cuda uses, for two
# architectures: tests/stand-in/compile.sh TOOLKIT OUT.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
toolkit=$1 out=$2
dfdx=$("$here/dfdx.sh")
includes=()
while read -r folder; do includes+=("-I$folder"); done < <(find "$dfdx/src" -name '*.cuh' -printf '%h\n' | sort -u)
mkdir -p "$out"
"$here/own.sh" > "$out/lab.cu"
compile() {
  local source=$out/lab.cu
  [ "$1" = lab ] || source=$(find "$dfdx/src" -name "$1.cu")
  # The warnings are those of dfdx.
  "$toolkit/bin/nvcc" -w --cubin --gpu-architecture="sm_$2" --default-stream per-thread "${includes[@]}" \
    -o "$out/$1.sm_$2.cubin" "$source"
}
jobs=()
for architecture in 80 90; do
  while read -r name; do
    compile "$name" "$architecture" &
    jobs+=($!)
    while [ "$(jobs -r | wc -l)" -ge "$(nproc)" ]; do sleep 0.05; done
  done < <(echo lab; cat "$here/kernels.txt")
done
for job in "${jobs[@]}"; do wait "$job"; done
echo "the lab's kernels and $(wc -l < "$here/kernels.txt") files of dfdx's compile for sm_80 and sm_90"
