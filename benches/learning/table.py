"""How well every GAN-like recipe generates digits so many seconds after `build`: one table.

    python table.py LAB MNIST_DIR CACHE_DIR [--seconds 10,60,240] [--seeds 1,2,3] [--threads 2]
                    [--jobs 1] [--kept RESULTS] [--rates] [RUN ...]

A RUN is the words after `build` ("gan labels=yes"); without any, those of RUNS. The rate of each is
measured first, on a machine that does nothing else, and `plan` set to the steps that fit the seconds,
so that the rates of learning fall over just these. What steps learn does not depend on how fast they
were: once RESULTS has the rates (`--rates` measures them and ends), the rest may run beside other work,
two runs at once with `--jobs 2 --threads 1`. Training sees the 10,000 embedded digits only; judge.py's
LeNet, which the lab does not know, scores 5,000 samples against MNIST's 10,000 test images.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import judge
import torch

GANS = ["gan", "egan", "bigan", "aae", "vaegan", "aegan"]
NETS = ["", " gen=dense"]
RUNS = [recipe + net + labels for net in NETS for labels in ["", " labels=yes"] for recipe in GANS] + [
    "gan gen=small_std", "vae", "vae labels=yes", "aegan as=published",
]


def lab(options, *lines):
    words = [options.lab, "--threads", str(options.threads), "--format", "json", "-c", "; ".join(lines)]
    output = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def stepped(events):
    return next(e for e in reversed(events) if e["event"] == "stepped")


def rate(options, run):
    """Steps a second, after a moment of warming up."""
    last = stepped(lab(options, f"build {run}", "step 20", "step 100"))
    return last["steps"] / last["seconds"]


def train(options, run, seed, seconds, steps, folder):
    path = Path(folder) / f"{abs(hash((run, seed, seconds)))}.idx.gz"
    lab(options, f"build {run} seed={seed} plan={steps}", f"step {steps}", f"export samples 5000 '{path}'")
    return {"run": run, "seed": seed, "asked": seconds, "steps": steps, "path": path}


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    words.add_argument("lab")
    words.add_argument("mnist")
    words.add_argument("cache")
    words.add_argument("runs", nargs="*", default=RUNS)
    words.add_argument("--seconds", default="10,60,240")
    words.add_argument("--seeds", default="1,2,3")
    words.add_argument("--threads", type=int, default=2)
    words.add_argument("--jobs", type=int, default=1)
    words.add_argument("--kept", type=Path, help="a file of results, a line each; what it has is not run again")
    words.add_argument("--rates", action="store_true", help="measure the steps a second, and end")
    options = words.parse_intermixed_args()
    torch.set_num_threads(1)
    kept = read(options.kept)
    for run in options.runs:
        if run not in kept:
            kept[run] = {"run": run, "rate": round(rate(options, run), 1), "threads": options.threads}
            keep(options.kept, kept[run])
    if options.rates:
        return
    net = judge.trained(options.mnist, options.cache)
    test = judge.pictures(judge.mnist(options.mnist, "t10k-images-idx3"))
    real, _ = judge.look(net, test)
    train_images = judge.mnist(options.mnist, "train-images-idx3")[:10000]
    floor = judge.score(net, judge.pictures(train_images), real)
    print(f"floor (the training images themselves): FLD {floor['fld']}", flush=True)
    print("| build | seconds | steps | FLD worst | FLD of the seeds | classes | precision | recall |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    seeds = options.seeds.split(",")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        for seconds in [float(s) for s in options.seconds.split(",")]:
            def work(job):
                run, seed = job
                steps = max(1, int(kept[run]["rate"] * seconds))
                made = train(options, run, seed, seconds, steps, folder)
                result = made | judge.score(net, judge.pictures(judge.idx(made.pop("path"))), real)
                kept[run, seconds, seed] = result
                keep(options.kept, result)

            jobs = [(run, seed) for run in options.runs for seed in seeds]
            list(pool.map(work, [(run, seed) for run, seed in jobs if (run, seconds, seed) not in kept]))
            for run in options.runs:
                print(row(run, seconds, [kept[run, seconds, seed] for seed in seeds]), flush=True)


def read(path):
    """Results of earlier calls: these runs are not made again."""
    lines = path.read_text().splitlines() if path and path.exists() else []
    results = [json.loads(line) for line in lines]
    return {r["run"] if "rate" in r else (r["run"], r["asked"], r["seed"]): r for r in results}


def keep(path, result):
    if path:
        with path.open("a") as file:
            file.write(json.dumps(result) + "\n")


def row(run, seconds, results):
    of = lambda name: [r[name] for r in results]
    cells = [
        f"`{run}`", f"{seconds:g}", f"{min(of('steps'))}",
        f"**{max(of('fld')):.1f}**", " ".join(f"{v:.1f}" for v in of("fld")),
        f"{min(of('classes'))}", f"{min(of('precision')):.2f}", f"{min(of('recall')):.2f}",
    ]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
