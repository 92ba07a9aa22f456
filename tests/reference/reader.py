"""Writes reader.json: what NumPy makes of the shipped reader of digits.

    python3 tests/reference/reader.py > tests/reference/reader.json

The weights are read from src/core/assets/readers/, the convolutions are sums over shifted pictures in f64, and
the Fréchet distance is taken with the eigenvalues of C₁C₂, as in metrics.py.
"""
import gzip
import json
import pathlib
import struct

import numpy as np

ASSETS = pathlib.Path(__file__).resolve().parents[2] / "src" / "core" / "assets"


def tensors(path):
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header, body = json.loads(content[8 : 8 + length]), content[8 + length :]
    return {
        name: np.frombuffer(body[slice(*fact["data_offsets"])], "<f4").reshape(fact["shape"])
        for name, fact in header.items()
        if name != "__metadata__"
    }


def idx(name, header):
    return np.frombuffer(gzip.decompress((ASSETS / "digits" / name).read_bytes())[header:], np.uint8)


def pictures(name):
    return idx(name, 16).reshape(-1, 28, 28, 1) / 255.0


def conv(x, weight, bias, stride=2):
    """A convolution with Keras's 'same' padding and a rectifier, channels last."""
    kernel, size = weight.shape[0], x.shape[1]
    out = -(-size // stride)
    missing = max((out - 1) * stride + kernel - size, 0)
    pad = (missing // 2, missing - missing // 2)
    x = np.pad(x, ((0, 0), pad, pad, (0, 0)))
    last = (out - 1) * stride + 1
    y = sum(
        x[:, i : i + last : stride, j : j + last : stride] @ weight[i, j]
        for i in range(kernel)
        for j in range(kernel)
    )
    return np.maximum(y + bias, 0)


def main():
    t = tensors(ASSETS / "readers" / "digits.safetensors")

    def features(x):
        for layer in range(3):
            x = conv(x, t[f"body.{layer}.weight"], t[f"body.{layer}.bias"])
        return np.maximum(x.reshape(len(x), -1) @ t["body.4.weight"].T + t["body.4.bias"], 0)

    held_out = features(pictures("t10k-images-idx3-ubyte.gz"))
    classes = (held_out @ t["head.weight"].T + t["head.bias"]).argmax(1)
    right = (classes == idx("t10k-labels-idx1-ubyte.gz", 8)).sum()
    train = features(pictures("train-images-idx3-ubyte.gz")[:500])
    c1, c2 = np.cov(held_out, rowvar=False), np.cov(train, rowvar=False)
    roots = np.sqrt(np.linalg.eigvals(c1 @ c2).astype(complex)).real.sum()
    apart = ((held_out.mean(0) - train.mean(0)) ** 2).sum()
    distance = apart + np.trace(c1) + np.trace(c2) - 2 * roots
    # Scaled to a total variance of 100 of the held-out items.
    print(json.dumps({"right": int(right), "fld_of_500": distance * 100 / np.trace(c1)}))


main()
