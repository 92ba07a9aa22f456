"""Writes norms.json: what PyTorch makes of small normalisations, forward and backward.

    python3 tests/reference/norms.py > tests/reference/norms.json

Numbers of a picture stand channels last. PyTorch's running variance is that of a sample (divided by
n − 1), the program's and Keras's that of the batch (divided by n): it is stored with the factor between
the two taken out of what the batches added.
"""
import json

import torch
import torch.nn as nn
import torch.nn.functional as F


def channels_last(t):
    return t.detach().permute(0, 2, 3, 1).flatten().tolist()


def flat(t):
    return t.detach().flatten().tolist()


def kernel_last(t):
    return flat(t.permute(2, 3, 1, 0))


def loss(y):
    """The loss of the test."""
    (y - 0.3).square().mean().backward()


def fill(norm):
    nn.init.normal_(norm.weight, 0.6, 0.5)
    nn.init.normal_(norm.bias, 0.6, 0.5)


def batch_norm(first, norm, *shape):
    """After a layer: two batches in training, gradients of the second, then one as it is looked at."""
    torch.manual_seed(3)
    fill(norm)
    pictures = len(shape) > 2
    out, weight = (channels_last, kernel_last) if pictures else (flat, flat)
    xs = [2.0 * torch.randn(shape) + 0.7 for _ in range(3)]
    both = nn.Sequential(first, norm)
    ys = [both(xs[0])]
    ys.append(both(xs[1]))
    loss(ys[1])
    # 1 stands at the start, and keeps 0.9 · 0.9 of itself.
    kept, count = 0.81, ys[0].numel() / ys[0].shape[1]
    norm.running_var.copy_(kept + (norm.running_var - kept) * (count - 1) / count)
    both.eval()
    ys.append(both(xs[2]))
    return {
        "0.weight": weight(first.weight),
        "0.bias": flat(first.bias),
        "1.scale": flat(norm.weight),
        "1.shift": flat(norm.bias),
        **{f"x{i}": out(x) for i, x in enumerate(xs)},
        **{f"y{i}": out(y) for i, y in enumerate(ys)},
        "0.weight_gradient": weight(first.weight.grad),
        "1.scale_gradient": flat(norm.weight.grad),
        "1.shift_gradient": flat(norm.bias.grad),
        "1.running_mean_after": flat(norm.running_mean),
        "1.running_variance_after": flat(norm.running_var),
    }


def layer_norm():
    """After a layer."""
    torch.manual_seed(4)
    first, norm = nn.Linear(4, 6), nn.LayerNorm(6)
    fill(norm)
    x = 3.0 * torch.randn(4, 4) + 1.0
    y = norm(first(x))
    loss(y)
    return {
        "0.weight": flat(first.weight),
        "0.bias": flat(first.bias),
        "1.scale": flat(norm.weight),
        "1.shift": flat(norm.bias),
        "x1": flat(x),
        "y1": flat(y),
        "0.weight_gradient": flat(first.weight.grad),
        "0.bias_gradient": flat(first.bias.grad),
        "1.scale_gradient": flat(norm.weight.grad),
        "1.shift_gradient": flat(norm.bias.grad),
    }


def spectral_norm(layer, see, *shape):
    """Two learning passes, gradients of the second."""
    torch.manual_seed(5)
    layer = nn.utils.spectral_norm(layer)
    u = 2.0 * torch.randn_like(layer.weight_u)
    layer.weight_u.copy_(u)
    pictures = len(shape) > 2
    out, weight = (channels_last, kernel_last) if pictures else (flat, flat)
    xs = [torch.randn(shape) for _ in range(2)]
    ys = [layer(see(x)) for x in xs]
    loss(ys[1])
    return {
        "weight": weight(layer.weight_orig),
        "bias": flat(layer.bias),
        "u": flat(u),
        **{f"x{i}": out(x) for i, x in enumerate(xs)},
        **{f"y{i}": out(y) for i, y in enumerate(ys)},
        "weight_gradient": weight(layer.weight_orig.grad),
        "bias_gradient": flat(layer.bias.grad),
        "u_after": flat(layer.weight_u),
    }


def same(x):
    """What a convolution of k3 s2 wants before pictures of 5 by 4 pixels; see convolutions.py."""
    return F.pad(x, (0, 1, 1, 1))


torch.manual_seed(2)
cases = {
    "batch_norm_of_vectors": batch_norm(nn.Linear(4, 3), nn.BatchNorm1d(3), 5, 4),
    "batch_norm_of_pictures": batch_norm(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2), 3, 2, 3, 2),
    "layer_norm": layer_norm(),
    "spectral_norm_of_dense": spectral_norm(nn.Linear(6, 4), lambda x: x, 3, 6),
    "spectral_norm_of_conv": spectral_norm(nn.Conv2d(2, 4, 3, stride=2), same, 3, 2, 5, 4),
}
rounded = lambda v: [round(n, 6) for n in v]
print(
    "{\n"
    + ",\n".join(
        f'"{name}": {{\n'
        + ",\n".join(f'  "{key}": {json.dumps(rounded(v))}' for key, v in one.items())
        + "\n}"
        for name, one in cases.items()
    )
    + "\n}"
)
