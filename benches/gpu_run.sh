#!/usr/bin/env bash
# What benches/gpu.sh prepared, on a machine with a GPU: correctness first, then one table. At most 8 minutes.
#
#   run.sh [FOLDER]    # the table goes to FOLDER/table.md, what each part said to FOLDER/PART.txt; this folder if none is named
#
# A part that fails or takes too long takes nothing from the others, and the table is printed in any case. SECONDS_ALL
# changes the 480 s that there are in all, SECONDS_EACH the second that each measurement takes.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:-$here}"
logs=$(cd "${1:-$here}" && pwd)
cd "$here"
gunzip -f ./*.gz 2> /dev/null
# A copy may have lost what may be run.
chmod +x aegan-lab tests workloads
end=$((SECONDS + ${SECONDS_ALL:-480})) each=${SECONDS_EACH:-1}
# Of an earlier run.
rm -f "$logs"/{device,why,host,gpu,cpu,composed,peers,tests-*,alone-*}.txt
: > "$logs/parts.txt"

# cuBLAS and NVRTC come with PyTorch, or with a toolkit; an older libnvrtc finds its parts beside it only this way. Python
# itself starts without them: PyTorch knows its own.
folders=$(
  timeout 20 python3 - 2> /dev/null <<'PYTHON'
import glob, importlib.util, os, site, sys, sysconfig
roots = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), *site.getsitepackages(), site.getusersitepackages()]
torch = importlib.util.find_spec("torch")  # not imported, which takes long
inside = list(torch.submodule_search_locations or []) if torch else []
roots += [os.path.dirname(folder) for folder in inside]
folders = [folder for root in roots for folder in sorted(glob.glob(os.path.join(root, "nvidia", "*", "lib")))]
folders += [os.path.join(folder, "lib") for folder in inside] + [os.path.join(sys.prefix, "lib")]
for folder in dict.fromkeys(folders):
    if glob.glob(os.path.join(folder, "libcublas*")) or glob.glob(os.path.join(folder, "libnvrtc*")):
        print(folder)
PYTHON
  ls -d /usr/local/cuda/lib64 /usr/local/cuda/targets/*/lib /usr/local/nvidia/lib64 2> /dev/null
)
libraries=${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$(tr '\n' ':' <<< "$folders")
echo "libraries are looked for in $libraries" >> "$logs/parts.txt"
# What the driver compiles for the card is kept here, whoever's home this is.
export CUDA_CACHE_PATH=${CUDA_CACHE_PATH:-$here/compiled} AEGAN_LAB_PROGRAM=$here/aegan-lab

left() { # What is left of the time, at most so many seconds, at least one.
  local rest=$((end - SECONDS))
  [ "$rest" -gt "$1" ] && rest=$1
  [ "$rest" -ge 1 ] || rest=1
  echo "$rest"
}

part() { # A part by its name, with at most so many seconds; what it says is kept.
  local name=$1 seconds=$2 begun=$SECONDS status
  shift 2
  timeout -k 5 "$(left "$seconds")" "$@" > "$logs/$name.txt" 2>&1
  status=$?
  echo "$name took $((SECONDS - begun)) s and ended with $status" | tee -a "$logs/parts.txt" >&2
  return "$status"
}

with_libraries() { part "$1" "$2" env "LD_LIBRARY_PATH=$libraries" "${@:3}"; }

right=yes wrong=
table() {
  local column
  for column in gpu composed cpu; do # Lines of `workloads`, as a column of the table.
    sed -nE "s/^([a-z]+ [0-9]+) ([0-9.]+)$/\1 $column \2/p" "$logs/$column.txt" 2> /dev/null
  done > "$logs/rates.txt"
  grep -hE '^[a-z]+ [0-9]+ (eager|graph|compiled) [0-9.]+$' "$logs/peers.txt" 2> /dev/null >> "$logs/rates.txt"
  {
    echo "Right: $right$wrong. $(timeout 10 nvidia-smi --query-gpu=name,driver_version --format=csv,noheader 2> /dev/null | head -1)"
    echo
    awk '
      { rate[$1 " " $2 " " $3] = $4 }
      END {
        columns = split("cpu composed gpu eager compiled graph", column, " ")
        print "| steps/s | CPU, 2 threads | GPU, composed | GPU | PyTorch eager | compiled | CUDA graph | to its best | to the CPU | overhead |"
        print "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
        names = split("ae gan small dcgan", name, " "); batches = split("64 256 1024", batch, " ")
        for (n = 1; n <= names; n++) for (b = 1; b <= batches; b++) {
          key = name[n] " " batch[b] " "; best = 0; row = "| " name[n] ", " batch[b] " |"
          for (c = 1; c <= columns; c++) {
            value = rate[key column[c]]
            row = row " " (value == "" ? "–" : value) " |"
            if (c > 3 && value + 0 > best) best = value + 0
          }
          gpu = rate[key "gpu"]; cpu = rate[key "cpu"]; small = rate[name[n] " 4 gpu"]
          row = row " " (best > 0 && gpu != "" ? sprintf("×%.2f", gpu / best) : "–") " |"
          row = row " " (cpu + 0 > 0 && gpu != "" ? sprintf("×%.1f", gpu / cpu) : "–") " |"
          share = small + 0 > 0 ? 100 * gpu / small : 0
          print row " " (share > 0 ? sprintf("%.0f %%", share > 100 ? 100 : share) : "–") " |"
        }
      }' "$logs/rates.txt"
    echo
    echo "Overhead: the time of a step at batch 4, which is launches and little else, in the time of this one."
  } | tee "$logs/table.md"
  echo "took $SECONDS s; what each part said is in $logs" >&2
}
trap table EXIT
trap 'exit 1' INT TERM

echo "== what it is" >&2
if with_libraries device 60 ./aegan-lab --device cuda -c "show device"; then
  cat "$logs/device.txt"
else
  right=NO wrong=", there is no GPU for it"
  cat "$logs/device.txt" >&2
  part why 20 bash -c "nvidia-smi; ldd ./aegan-lab; ldconfig -p | grep -E 'libcuda|libcublas|libnvrtc'; ls -l $(tr '\n' ' ' <<< "$folders")"
fi
part host 20 ./aegan-lab --device cpu -c "show device" && cat "$logs/host.txt"

if [ "$right" = yes ]; then
  echo "== the GPU against the CPU: kernels, layers, losses, optimisers, runs, sessions" >&2
  # Each has a process of its own: a card that is out of step after one is asked anew by the next.
  for tests in kernels:40 layers:50 losses:40 runs:90 machine:30; do
    with_libraries "tests-${tests%:*}" "${tests#*:}" ./tests --test-threads 4 "${tests%:*}::" || right=NO
    grep -hE '^test |panicked| on CUDA, ' "$logs/tests-${tests%:*}.txt"
  done
  if [ "$right" = NO ]; then
    wrong=", not passed:"
    while read -r test; do
      grep -qE "^test $test \.\.\. (ok|ignored)" "$logs"/tests-*.txt && continue
      wrong="$wrong $test"
      # Alone, while that takes nothing from the measurements.
      [ $((end - SECONDS)) -gt 270 ] || continue
      with_libraries "alone-${test//::/-}" 20 ./tests --exact "$test" && wrong="$wrong (passed alone)"
    done < <(./tests --list 2> /dev/null | sed -n 's/: test$//p')
    echo "!! something differs, or took too long; the speed of wrong numbers is nothing" >&2
  fi
fi

echo "== steps a second, batch 64, 256, 1024" >&2
with_libraries gpu 60 env AEGAN_LAB_DEVICE=cuda ./workloads batches "$each"
two=$(command -v taskset > /dev/null && echo "taskset -c 0,1")
# shellcheck disable=SC2086
part cpu 75 $two env AEGAN_LAB_DEVICE=cpu ./workloads batches "$each"
with_libraries composed 45 env AEGAN_LAB_DEVICE=cuda AEGAN_LAB_COMPOSED=1 ./workloads batches "$each"
# It begins nothing that it cannot end.
part peers 480 python3 gpu_peer.py "$(left 480)" "$each"
tail -3 "$logs/peers.txt" >&2
echo "== the table" >&2
[ "$right" = yes ]
