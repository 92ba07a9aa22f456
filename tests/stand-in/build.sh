#!/usr/bin/env bash
# Builds the stand-in for an NVIDIA driver from source: tests/stand-in/build.sh FOLDER [TOOLKIT].
#
# FOLDER gets what a CUDA toolkit has, as far as a build asks for it: bin, include, lib64. With the
# folder of a real TOOLKIT its nvcc compiles the kernels that go into the program; without one they stay
# empty, which is enough to run here. Kernels are taken from the sources of dfdx, those in kernels.txt, and the lab's own.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$1 toolkit=${2:-}
mkdir -p "$out"/{bin,include,lib64,kernels}
out=$(cd "$out" && pwd)
dfdx=$("$here/dfdx.sh")
includes=(-I"$out/include" -I"$here")
while read -r folder; do includes+=(-I"$folder"); done < <(find "$dfdx/src" -name '*.cuh' -printf '%h\n' | sort -u)
flags=(-std=c++17 -O2 -fPIC -fpermissive -w)

# What CUDA's own headers would bring.
echo '#include "words.hpp"' > "$out/include/cuda_fp16.h"
[ -e "$out/include/cuda.h" ] || echo '// Only looked for.' > "$out/include/cuda.h"

kernel() {
  local name=$1 source list waits=false
  list=$out/kernels/$name.cpp
  if [ "$name" = lab ]; then
    source=$out/lab.cu waits=true
    cp "$source" "$list.new"
  else
    source=$(find "$dfdx/src" -name "$name.cu")
    echo "#include \"$source\"" > "$list.new"
  fi
  local expanded
  expanded=$(g++ -E -P -x c++ -D__global__=KERNEL "${includes[@]}" -include words.hpp "$source" 2>/dev/null |
    sed 's/__attribute__((weak))/KERNEL/g')
  # The sum over chunks is in every file; that it is called makes a kernel wait.
  if [ "$(grep -o 'chunk_sum *(' <<< "$expanded" | wc -l)" -gt 1 ]; then waits=true; fi
  grep -oE 'KERNEL +void +[a-z0-9_]+ *\(' <<< "$expanded" | grep -oE '[a-z0-9_]+ *\($' | tr -d ' (' | sort -u |
    grep -v '^fill_with' | sed "s/.*/LIST(&, $waits)/" >> "$list.new"
  if ! cmp -s "$list.new" "$list" || [ ! -e "${list%.cpp}.o" ] || [ "$here/words.hpp" -nt "${list%.cpp}.o" ]; then
    mv "$list.new" "$list"
    g++ "${flags[@]}" "${includes[@]}" -include words.hpp -c "$list" -o "${list%.cpp}.o"
  fi
}
jobs=()
"$here/own.sh" > "$out/lab.cu"
while read -r name; do
  kernel "$name" &
  jobs+=($!)
  while [ "$(jobs -r | wc -l)" -ge "$(nproc)" ]; do sleep 0.05; done
done < <(echo lab; cat "$here/kernels.txt")
for job in "${jobs[@]}"; do wait "$job"; done

library() { g++ "${flags[@]}" -shared -Wl,-soname,"$1" -o "$out/lib64/$1" "${@:2}"; }
library libcuda.so.1 "$here/driver.cpp" "$out"/kernels/*.o
# A sum may be taken in any order, as a GPU does.
library libcublas.so.12 -O3 -ffast-math "$here/cublas.cpp"
library libcublasLt.so -x c++ /dev/null
library libnvrtc.so.12 "$here/nvrtc.cpp"
for name in libcuda.so.1 libcublas.so.12 libnvrtc.so.12; do
  ln -sf "$name" "$out/lib64/${name%.so.*}.so"
done

# dfdx's build asks nvidia-smi for the card, and nvcc for code.
printf '#!/bin/sh\nprintf "compute_cap\\n8.0\\n"\n' > "$out/bin/nvidia-smi"
if [ -n "$toolkit" ]; then
  printf '#!/bin/sh\nexec "%s/bin/nvcc" "$@"\n' "$toolkit" > "$out/bin/nvcc"
else
  cat > "$out/bin/nvcc" <<'END'
#!/bin/sh
[ "$1" = --list-gpu-code ] && { echo sm_80; exit; }
out=.
while [ $# -gt 1 ]; do [ "$1" = --output-directory ] && out=$2; shift; done
: > "$out/$(basename "$1" .cu).ptx"
END
fi
chmod +x "$out"/bin/*
