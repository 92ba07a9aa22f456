"""Makes the pictures of `sample` from a save of aegan-lab, in PyTorch: the generator of `build gan labels=yes`.

python weights.py RUN.*.safetensors noise.npy noise-labels.npy made.npy
"""

import json
import sys

import numpy as np
import torch
import torch.nn.functional as F


def load(path):
    data = open(path, "rb").read()
    size = int.from_bytes(data[:8], "little")
    head = json.loads(data[8 : 8 + size])
    words, tensors = head.pop("__metadata__"), {}
    for name, fact in head.items():
        begin, end = fact["data_offsets"]
        numbers = np.frombuffer(data[8 + size :][begin:end], "<f4").reshape(fact["shape"])
        tensors[name] = torch.from_numpy(numbers.copy())
    return words, tensors


def generator(tensors, z, labels):
    average = any(name.startswith("G.average.") for name in tensors)
    own = lambda name: tensors[f"G.average.{name}" if average else f"G.{name}"]
    shown = lambda name: tensors[f"G.shown.prior.{name}"]

    def batch_norm(x, at):
        statistics = shown(f"{at}.running_mean"), shown(f"{at}.running_variance")
        return F.batch_norm(x, *statistics, own(f"{at}.scale"), own(f"{at}.shift"), eps=1e-5)

    def conv_transpose(x, at, sides, stride):
        weight = own(f"{at}.weight").permute(3, 2, 0, 1)
        zeros = [(n - 1) * stride + weight.shape[2] - side for n, side in zip(x.shape[2:], sides)]
        (top, left), (rows, columns) = [z // 2 for z in zeros], sides
        whole = F.conv_transpose2d(x, weight, own(f"{at}.bias"), stride)
        return whole[:, :, top : top + rows, left : left + columns]

    x = F.linear(z, own("0.0.weight"), own("0.0.bias")) + own("0.1.table")[labels]
    x = x.view(-1, 7, 7, 32).permute(0, 3, 1, 2)
    x = conv_transpose(F.relu(batch_norm(x, "1")), "2", (14, 14), 2)
    x = conv_transpose(F.relu(batch_norm(x, "3")), "4", (28, 28), 2)
    return (torch.tanh(x).permute(0, 2, 3, 1) + 1) / 2


if __name__ == "__main__":
    save, noise, labels, made = sys.argv[1:]
    words, tensors = load(save)
    pictures = generator(tensors, torch.from_numpy(np.load(noise)), np.load(labels).astype("i8"))
    np.save(made, pictures.numpy())
