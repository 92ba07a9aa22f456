"""The held-out error of `build ae`, beside the same network in PyTorch on the same images.

    python autoencoder.py MNIST_DIR LAB [STEPS] [THREADS]

784-64-32 | 32-64-784, ReLU, sigmoid on the output, mean squared error, Adam 1e-3, batch 256, trained on the first
10,000 training images; the error is a pixel's over the first 1,000 test images, as the lab holds
them out. LAB is the built `aegan-lab`. One JSON line a seed.
"""

import json
import subprocess
import sys

import torch
from torch import nn

from judge import mnist, pictures


def peer(folder, seed, steps):
    torch.manual_seed(seed)
    net = nn.Sequential(
        nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(),
        nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 784), nn.Sigmoid(),
    )
    x = pictures(mnist(folder, "train-images-idx3")[:10000])
    held_out = pictures(mnist(folder, "t10k-images-idx3")[:1000])
    optimiser = torch.optim.Adam(net.parameters(), 1e-3)
    order = torch.empty(0, dtype=torch.long)
    for _ in range(steps):
        if len(order) < 256:
            order = torch.cat([order, torch.randperm(len(x))])
        part, order = x[order[:256]], order[256:]
        loss = nn.functional.mse_loss(net(part), part.flatten(1))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        return nn.functional.mse_loss(net(held_out), held_out.flatten(1)).item()


def lab(binary, seed, steps, threads):
    script = f"build ae seed={seed}; step {steps}; expect held_out < 1"
    output = subprocess.run(
        [binary, "--threads", threads, "--format", "json", "-c", script],
        check=True, capture_output=True, text=True,
    ).stdout
    events = [json.loads(line) for line in output.splitlines()]
    return next(e["value"] for e in events if e["event"] == "expected")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder, binary = sys.argv[1], sys.argv[2]
    steps = int(sys.argv[3]) if len(sys.argv) > 3 else 3000
    threads = sys.argv[4] if len(sys.argv) > 4 else "1"
    torch.set_num_threads(int(threads))
    for seed in (1, 2, 3):
        line = {"seed": seed, "steps": steps, "lab": lab(binary, seed, steps, threads),
                "torch": peer(folder, seed, steps)}
        print(json.dumps({k: round(v, 5) for k, v in line.items()}), flush=True)


if __name__ == "__main__":
    main()
