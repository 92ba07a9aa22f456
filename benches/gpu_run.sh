#!/usr/bin/env bash
# What benches/gpu.sh prepared, on a machine with a GPU: correctness first, then one table. At most 8 minutes; the table
# is in table.md, too. SECONDS_ALL changes the 480 s that there are in all, SECONDS_EACH the second that each measurement
# takes.
set -uo pipefail
cd "$(dirname "$0")"
gunzip -f ./*.gz 2> /dev/null
end=$((SECONDS + ${SECONDS_ALL:-480})) each=${SECONDS_EACH:-1}
left() { # What is left of the time, at most so many seconds, at least one.
  local rest=$((end - SECONDS))
  [ "$rest" -gt "$1" ] && rest=$1
  [ "$rest" -ge 1 ] || rest=1
  echo "$rest"
}

# cuBLAS and NVRTC come with a toolkit, or with PyTorch; an older libnvrtc finds its parts beside it only this way.
folders=$(
  ls -d /usr/local/cuda/lib64 /usr/local/cuda/targets/*/lib 2> /dev/null
  python3 - 2> /dev/null <<'END'
import glob, os, sysconfig
for folder in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
    for file in glob.glob(os.path.join(folder, "nvidia", "*", "lib")):
        print(file)
try:
    import torch
    print(os.path.join(os.path.dirname(torch.__file__), "lib"))
except ImportError:
    pass
END
)
LD_LIBRARY_PATH=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$(tr '\n' ':' <<< "$folders")
export LD_LIBRARY_PATH AEGAN_LAB_PROGRAM=$PWD/aegan-lab

echo "== what it is" >&2
timeout "$(left 30)" ./aegan-lab --device cuda -c "show device" || exit 1
./aegan-lab --device cpu -c "show device"

echo "== the GPU against the CPU: kernels, layers, losses, optimisers, runs, sessions" >&2
# A test that gets stuck takes nothing from the measurements but its time.
if timeout "$(left 150)" ./tests --test-threads 4 > tests.txt 2>&1; then right=yes; else right=NO; fi
grep -E '^test |panicked| on CUDA, ' tests.txt
[ "$right" = yes ] || echo "!! something differs, or took too long: see tests.txt; the speed of wrong numbers is nothing" >&2

echo "== steps a second, batch 64, 256, 1024" >&2
: > rates.txt
lab() { # The workloads on a device, as a column of the table.
  AEGAN_LAB_DEVICE=$2 timeout "$(left "$3")" ./workloads batches "$each" | sed "s/^\([a-z]* [0-9]*\) /\1 $1 /" >> rates.txt
}
lab gpu cuda 60
AEGAN_LAB_COMPOSED=1 lab composed cuda 60
lab cpu cpu 60
peers=$((end - SECONDS - 10))
if [ "$peers" -gt 0 ] && python3 -c "import torch; assert torch.cuda.is_available()" 2> /dev/null; then
  timeout "$(left 480)" python3 gpu_peer.py "$((peers - 40))" "$each" >> rates.txt
fi

echo "== the table" >&2
{
  echo "Right: $right. $(nvidia-smi --query-gpu=name,driver_version --format=csv,noheader 2> /dev/null | head -1)"
  echo
  awk '
    { rate[$1 " " $2 " " $3] = $4 }
    END {
      columns = split("cpu composed gpu eager compiled graph", column, " ")
      print "| steps/s | CPU | GPU, composed | GPU | PyTorch eager | compiled | CUDA graph | to its best | to the CPU |"
      print "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
      names = split("ae gan small dcgan", name, " "); batches = split("64 256 1024", batch, " ")
      for (n = 1; n <= names; n++) for (b = 1; b <= batches; b++) {
        key = name[n] " " batch[b] " "; best = 0; row = "| " name[n] ", " batch[b] " |"
        for (c = 1; c <= columns; c++) {
          value = rate[key column[c]]
          row = row " " (value == "" ? "–" : value) " |"
          if (c > 3 && value + 0 > best) best = value + 0
        }
        gpu = rate[key "gpu"]; cpu = rate[key "cpu"]
        row = row " " (best > 0 && gpu != "" ? sprintf("×%.2f", gpu / best) : "–") " |"
        print row " " (cpu + 0 > 0 && gpu != "" ? sprintf("×%.1f", gpu / cpu) : "–") " |"
      }
    }' rates.txt
} | tee table.md
echo "took $SECONDS s" >&2
[ "$right" = yes ]
