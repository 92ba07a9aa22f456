"""Two builds of `workloads` turn by turn: what a change of the kernels is worth on a machine that others use, too.

    python benches/workloads/turns.py BEFORE AFTER [ROUNDS [THREADS [WORKLOAD ...]]]

Printed: the median rate of each in steps a second, and the median over the rounds of their ratio.
"""
import statistics
import subprocess
import sys


def main(before, after, rounds="5", threads="2", *workloads):
    builds = [
        subprocess.Popen([build, "serve", threads], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for build in (before, after)
    ]

    def ask(build, workload):
        build.stdin.write(workload + "\n")
        build.stdin.flush()
        return float(build.stdout.readline())

    for workload in workloads or ("ae", "gan", "dcgan", "small"):
        # The first round warms up.
        rates = [[ask(build, workload) for build in builds] for _ in range(int(rounds) + 1)][1:]
        medians = [statistics.median(rate) for rate in zip(*rates)]
        ratio = statistics.median(after / before for before, after in rates)
        print(f"{workload}: {medians[0]:.1f} -> {medians[1]:.1f} steps/s, x{ratio:.3f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
