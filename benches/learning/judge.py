"""Scores an IDX file of generated digits with a LeNet trained on full MNIST.

    python judge.py MNIST_DIR CACHE_DIR FILE.idx.gz [FILE ...]

The LeNet (seeded, about 99 % on the test set) is trained once and kept in CACHE_DIR. For each file:
FLD (Fréchet distance on its 84 penultimate features to the 10,000 test images), the classes covered
(at least 1 % of the samples, counting only samples classified with p > 0.9), the histogram over the
classes, the share with p > 0.9, and precision and recall (Kynkäänniemi et al. 2019, k = 3, on at
most 2,000 of each). The floor is the first 10,000 training images, what the lab trains on, judged
in the same way.
"""

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn


def idx(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rb") as file:
        data = file.read()
    rank = data[3]
    shape = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(rank)]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


def mnist(folder, name):
    for spelling in (f"{name}-ubyte", f"{name}-ubyte.gz"):
        path = Path(folder) / spelling
        if path.exists():
            return idx(path)
    sys.exit(f"{folder} has no {name}-ubyte[.gz]")


def pictures(bytes_):
    return torch.from_numpy(bytes_.astype(np.float32) / 255.0)[:, None]


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
        )
        self.classes = nn.Linear(84, 10)


def trained(folder, cache):
    path = Path(cache) / "lenet.pt"
    net = LeNet()
    if path.exists():
        net.load_state_dict(torch.load(path))
        return net.eval()
    torch.manual_seed(0)
    net = LeNet()
    x, y = pictures(mnist(folder, "train-images-idx3")), torch.from_numpy(
        mnist(folder, "train-labels-idx1").astype(np.int64))
    epochs, batch = 6, 128
    optimiser = torch.optim.Adam(net.parameters(), 2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, 2e-3, total_steps=epochs * (len(x) // batch))
    for _ in range(epochs):
        order = torch.randperm(len(x))
        for i in range(len(x) // batch):
            part = order[i * batch : (i + 1) * batch]
            loss = nn.functional.cross_entropy(net.classes(net.features(x[part])), y[part])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    Path(cache).mkdir(parents=True, exist_ok=True)
    torch.save(net.state_dict(), path)
    return net.eval()


@torch.no_grad()
def look(net, x):
    features = torch.cat([net.features(part) for part in x.split(1000)])
    return features.double().numpy(), net.classes(features).softmax(1).numpy()


def root(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(values.clip(0))) @ vectors.T


def frechet(a, b):
    """Heusel et al. 2017, Eq. 6; the trace of the root through a symmetric matrix."""
    ca, cb = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    ra = root(ca)
    cross = np.sqrt(np.linalg.eigvalsh(ra @ cb @ ra).clip(0)).sum()
    return float(((a.mean(0) - b.mean(0)) ** 2).sum() + np.trace(ca) + np.trace(cb) - 2 * cross)


def inside(points, centres, k=3):
    """Share of points within the distance of some centre to its k-th neighbour."""
    points, centres = torch.from_numpy(points), torch.from_numpy(centres)
    radius = torch.cdist(centres, centres).kthvalue(k + 1, dim=1).values
    return float((torch.cdist(points, centres) <= radius).any(1).double().mean())


def score(net, made, real):
    features, p = look(net, made)
    sure, classes = p.max(1) > 0.9, p.argmax(1)
    confident = np.bincount(classes[sure], minlength=10) / len(p)
    few = 2000
    return {
        "n": len(p),
        "fld": round(frechet(features, real), 2),
        "classes": int((confident >= 0.01).sum()),
        "sure": round(float(sure.mean()), 3),
        "precision": round(inside(features[:few], real[:few]), 3),
        "recall": round(inside(real[:few], features[:few]), 3),
        "histogram": [round(float(v), 3) for v in np.bincount(classes, minlength=10) / len(p)],
    }


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    folder, cache, files = sys.argv[1], sys.argv[2], sys.argv[3:]
    torch.set_num_threads(1)
    net = trained(folder, cache)
    test = pictures(mnist(folder, "t10k-images-idx3"))
    real, p = look(net, test)
    labels = mnist(folder, "t10k-labels-idx1")
    floor = score(net, pictures(mnist(folder, "train-images-idx3")[:10000]), real)
    print(json.dumps({"judge": "accuracy", "test": float((p.argmax(1) == labels).mean())}))
    print(json.dumps({"file": "the first 10,000 training images", **floor}))
    for file in files:
        print(json.dumps({"file": Path(file).name, **score(net, pictures(idx(file)), real)}))


if __name__ == "__main__":
    main()
