"""Writes compression.json: what NumPy and scikit-image make of principal components, PSNR and SSIM.

    python3 tests/reference/compression.py > tests/reference/compression.json

The embedded digits (10,000 to learn from, 1,000 held out), pixels in [0, 1]. Principal components come
from the singular values of the centred training set in f64, not from a covariance. SSIM is
scikit-image's with the window of Wang et al. (2004): Gaussian of 1.5 pixels cut at 11 x 11, K1 = .01,
K2 = .03, population covariances, borders left out.

`full DIR` instead prints the error of 30 components on the test set of a directory with all of MNIST
(Hinton and Salakhutdinov 2006: 13.87).
"""
import gzip
import json
import pathlib
import sys

import numpy as np
from skimage.metrics import peak_signal_noise_ratio, structural_similarity

DIGITS = pathlib.Path(__file__).resolve().parents[2] / "assets" / "digits"


def images(directory, part):
    raw = gzip.decompress((directory / f"{part}-images-idx3-ubyte.gz").read_bytes())
    return np.frombuffer(raw[16:], np.uint8).reshape(-1, 784).astype(np.float64) / 255


def components(train):
    mean = train.mean(0)
    return mean, np.linalg.svd(train - mean, full_matrices=False)[2]


def again(mean, directions, k, x):
    d = directions[:k]
    return (x - mean) @ d.T @ d + mean


def error(x, y):
    """Sum of squared differences an image."""
    return float(((x - y) ** 2).sum(1).mean())


def ssim(a, b):
    return structural_similarity(
        a.reshape(28, 28), b.reshape(28, 28), data_range=1.0,
        gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
    )


if sys.argv[1:2] == ["full"]:
    directory = pathlib.Path(sys.argv[2])
    train, test = images(directory, "train"), images(directory, "t10k")
    mean, directions = components(train)
    for k in (10, 30, 64):
        print(k, error(test, again(mean, directions, k, test)))
    sys.exit()

train, test = images(DIGITS, "train"), images(DIGITS, "t10k")
mean, directions = components(train)
out = {"pca": {str(k): error(test, again(mean, directions, k, test)) for k in (2, 10, 30, 64)}}
pairs = []
for i in range(4):
    made = np.clip(again(mean, directions, 30, test[i : i + 1])[0], 0, 1)
    # Whole bytes, as the program reads them.
    made = np.round(made * 255) / 255
    pairs.append({
        "item": i,
        "made": [int(v) for v in np.round(made * 255)],
        "psnr": float(peak_signal_noise_ratio(test[i], made, data_range=1.0)),
        "ssim": float(ssim(test[i], made)),
    })
out["fidelity"] = pairs
print(json.dumps(out))
