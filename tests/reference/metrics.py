"""Writes metrics.json: what NumPy, and loops that follow the papers' formulas, make of two small sets.

    python3 tests/reference/metrics.py > tests/reference/metrics.json

The Fréchet distance goes another way than the program: the root's trace is the sum of the roots of
the eigenvalues of C₁C₂, which is not symmetric. The others are the formulas, item by item, in f64.
"""
import json

import numpy as np


def frechet(a, b):
    c1, c2 = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    eigenvalues = np.linalg.eigvals(c1 @ c2).astype(complex)
    apart = ((a.mean(0) - b.mean(0)) ** 2).sum()
    return float(apart + np.trace(c1) + np.trace(c2) - 2 * np.sqrt(eigenvalues).real.sum())


def radius(points, i, k):
    """From a point to its kth neighbour, itself left out."""
    return sorted(np.linalg.norm(points[i] - q) for j, q in enumerate(points) if j != i)[k - 1]


def share_inside(queries, points, k):
    radii = [radius(points, i, k) for i in range(len(points))]
    hit = [any(np.linalg.norm(q - p) <= r for p, r in zip(points, radii)) for q in queries]
    return sum(hit) / len(queries)


def density_coverage(real, made, k):
    radii = [radius(real, i, k) for i in range(len(real))]
    within = [[np.linalg.norm(p - q) <= r for p, r in zip(real, radii)] for q in made]
    return float(np.sum(within) / (k * len(made))), float(np.any(within, axis=0).mean())


def score(p):
    return float(np.exp((p * np.log(p / p.mean(0))).sum(1).mean()))


def main():
    rng = np.random.default_rng(11)
    mix = rng.normal(size=(6, 6))
    real = (rng.normal(size=(80, 6)) @ mix).astype(np.float32)
    made = (0.8 * rng.normal(size=(60, 6)) @ mix + 0.4).astype(np.float32)
    p = rng.dirichlet(np.full(5, 0.4), size=40).astype(np.float32)
    a, b = real.astype(np.float64), made.astype(np.float64)
    density, coverage = density_coverage(a, b, 5)
    print(json.dumps({
        "real": real.flatten().tolist(),
        "made": made.flatten().tolist(),
        "probabilities": p.flatten().tolist(),
        "frechet": frechet(a, b),
        "precision": share_inside(b, a, 3),
        "recall": share_inside(a, b, 3),
        "density": density,
        "coverage": coverage,
        "score": score(p.astype(np.float64)),
    }))


main()
