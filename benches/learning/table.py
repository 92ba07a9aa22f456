"""How well every GAN-like recipe generates digits so many seconds after `build`: one table.

    python table.py LAB MNIST_DIR CACHE_DIR [--seconds 10,60,240 | --steps 3000] [--seeds 1,2,3]
                    [--threads 2] [--jobs 1] [--kept RESULTS] [--rates] [--peer seconds|steps] [RUN ...]

A RUN is the words after `build` ("gan labels=yes"); without any, those of RUNS. The rate of each is
measured first, on a machine that does nothing else, and `lr_decay_steps` set to the steps that fit the
seconds, so that the learning rates fall over just these. `--steps` compares after so many steps instead,
and measures no rates. `--peer` has PyTorch learn instead (peer.py;
`gan` and `gan labels=yes` only), for as many seconds or for as many steps as the lab. What steps learn
does not depend on how fast they were: once RESULTS has the rates (`--rates` measures them and ends), the
rest may run beside other work, two runs at once with `--jobs 2 --threads 1`. Training sees the 10,000 embedded digits only; judge.py's
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


def named(options, run):
    """A run's name among the results."""
    return {None: run, "seconds": f"{run} (PyTorch)", "steps": f"{run} (PyTorch, the lab's steps)"}[options.peer]


def rate(options, run, kept):
    """Steps a second after a moment of warming up: the best of five rounds, for others can only slow it."""
    if options.peer == "steps":
        return kept[run]["rate"]
    if options.peer:
        return float(peer(options, "rate", run))
    events = lab(options, f"build {run}", "step 20", *["step 60"] * 5)
    rounds = [e for e in events if e["event"] == "stepped"][1:]
    return max(e["steps"] / e["seconds"] for e in rounds)


def peer(options, *words):
    """What peer.py prints; the words begin with what it is to do and the run."""
    what, run, *rest = words
    script = Path(__file__).with_name("peer.py")
    words = [script, options.mnist, options.threads, what, 10 if "labels=yes" in run else 1, *rest]
    output = subprocess.run([sys.executable, *map(str, words)], check=True, capture_output=True, text=True)
    return output.stdout


def train(options, run, seed, seconds, steps, folder):
    path = Path(folder) / f"{abs(hash((run, seed, seconds)))}.idx.gz"
    if options.peer:
        peer(options, "train", run, seed, steps, path)
    else:
        lab(options, f"build {run} seed={seed} lr_decay_steps={steps}", f"step {steps}", f"export samples 5000 '{path}'")
    return {"run": named(options, run), "seed": seed, "asked": seconds, "steps": steps, "path": path}


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    words.add_argument("lab")
    words.add_argument("mnist")
    words.add_argument("cache")
    words.add_argument("runs", nargs="*", default=RUNS)
    words.add_argument("--seconds", default="10,60,240")
    words.add_argument("--steps", help="compare after so many steps, not seconds")
    words.add_argument("--seeds", default="1,2,3")
    words.add_argument("--threads", type=int, default=2)
    words.add_argument("--jobs", type=int, default=1)
    words.add_argument("--kept", type=Path, help="a file of results, a line each; what it has is not run again")
    words.add_argument("--peer", choices=["seconds", "steps"], help="have PyTorch learn")
    words.add_argument("--rates", action="store_true", help="measure the steps a second, and end")
    options = words.parse_intermixed_args()
    torch.set_num_threads(1)
    kept = read(options.kept)
    for run in options.runs:
        name = named(options, run)
        if name not in kept and not options.steps:
            measured = round(rate(options, run, kept), 1)
            kept[name] = {"run": name, "rate": measured, "threads": options.threads}
            keep(options.kept, kept[name])
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
        asked = [float(s) for s in options.seconds.split(",")]
        if options.steps:
            asked = [f"{steps} steps" for steps in options.steps.split(",")]
        for seconds in asked:
            def work(job):
                run, seed = job
                name = named(options, run)
                if options.steps:
                    steps = int(seconds.removesuffix(" steps"))
                else:
                    steps = max(1, int(kept[name]["rate"] * seconds))
                made = train(options, run, seed, seconds, steps, folder)
                result = made | judge.score(net, judge.pictures(judge.idx(made.pop("path"))), real)
                kept[name, seconds, seed] = result
                keep(options.kept, result)

            jobs = [(run, seed) for run in options.runs for seed in seeds]
            missing = [(run, seed) for run, seed in jobs if (named(options, run), seconds, seed) not in kept]
            list(pool.map(work, missing))
            for name in [named(options, run) for run in options.runs]:
                print(row(name, seconds, [kept[name, seconds, seed] for seed in seeds]), flush=True)


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
        f"`{run}`", f"{seconds}".removesuffix(".0"), f"{min(of('steps'))}",
        f"**{max(of('fld')):.1f}**", " ".join(f"{v:.1f}" for v in of("fld")),
        f"{min(of('classes'))}", f"{min(of('precision')):.2f}", f"{min(of('recall')):.2f}",
    ]
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main()
