"""Builds a recipe with its defaults, trains it so many steps and writes samples for judge.py.

    python gan.py LAB OUT_DIR RECIPE STEPS [THREADS] [key=value ...]

Seeds 1 to 3; OUT_DIR gets RECIPE-SEED.idx.gz (5,000 samples) and RECIPE-SEED.png (64 of them). The
rates fall over STEPS. For recipes with an encoder the held-out error is printed too. Then:

    python judge.py MNIST_DIR CACHE_DIR OUT_DIR/*.idx.gz
"""

import json
import subprocess
import sys
from pathlib import Path


def main():
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    binary, out, recipe, steps = sys.argv[1:5]
    threads = sys.argv[5] if len(sys.argv) > 5 else "1"
    options = " ".join(sys.argv[6:])
    Path(out).mkdir(parents=True, exist_ok=True)
    for seed in (1, 2, 3):
        path = f"{out}/{recipe}-{seed}"
        script = [
            f"build {recipe} seed={seed} lr_decay_steps={steps} {options}", f"step {steps}",
            f"export samples 5000 '{path}.idx.gz'", f"export grid '{path}.png'",
        ]
        if recipe != "gan":
            script.append("expect held_out < 1")
        output = subprocess.run(
            [binary, "--threads", threads, "--format", "json", "-c", "; ".join(script)],
            check=True, capture_output=True, text=True,
        ).stdout
        events = [json.loads(line) for line in output.splitlines()]
        stepped = next(e for e in events if e["event"] == "stepped")
        line = {"recipe": recipe, "seed": seed, "steps": stepped["steps"],
                "seconds": round(stepped["seconds"], 1)}
        line |= {"held_out": round(e["value"], 5) for e in events if e["event"] == "expected"}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
