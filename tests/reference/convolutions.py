"""Writes convolutions.json: what PyTorch makes of small convolutions, forward and backward.

    python3 tests/reference/convolutions.py > tests/reference/convolutions.json

'Same' padding is Keras's: of the zeros that are missing, half (rounded down) come before the
picture. PyTorch has no option for that where they do not come out even, so that the picture is
padded first, and what a transposed convolution writes into the padding is cut off. Its own padding
and output padding have the larger half before the picture: they are the same for everything mirrored.
"""
import json

import torch
import torch.nn.functional as F


def channels_last(t):
    return t.permute(0, 2, 3, 1).flatten().tolist()


def case(transposed, kernel, stride, size, channels, filters, batch=2):
    """A convolution of `size`² pixels (the adjoint of one, from its output, where transposed)."""
    torch.manual_seed(7)
    small = -(-size // stride)
    missing = max((small - 1) * stride + kernel - size, 0)
    before, after = missing // 2, missing - missing // 2
    # [out, in, k, k] of the convolution; conv_transpose2d reads the same weight the other way.
    weight = torch.randn(filters, channels, kernel, kernel, requires_grad=True)
    if transposed:
        x = torch.randn(batch, filters, small, small, requires_grad=True)
        bias = torch.randn(channels, requires_grad=True)
        full = F.conv_transpose2d(x, weight, stride=stride)
        full = F.pad(full, (0, max(before + size - full.shape[3], 0)) * 2)
        y = full[:, :, before : before + size, before : before + size] + bias.view(1, -1, 1, 1)
    else:
        x = torch.randn(batch, channels, size, size, requires_grad=True)
        bias = torch.randn(filters, requires_grad=True)
        y = F.conv2d(F.pad(x, (before, after, before, after)), weight, bias, stride=stride)
    # The loss of the test: the mean of (y − 0.3)².
    (y - 0.3).square().mean().backward()
    kernel_last = lambda t: t.permute(2, 3, 1, 0).flatten().tolist()
    return {
        "x": channels_last(x.detach()),
        "weight": kernel_last(weight.detach()),
        "bias": bias.tolist(),
        "y": channels_last(y.detach()),
        "weight_gradient": kernel_last(weight.grad),
        "bias_gradient": bias.grad.tolist(),
    }


def mirrored(t):
    return t.flip(2, 3)


def padded_outputs(channels, filters, batch=2):
    """A transposed convolution of k5 s2 to twice the size, with PyTorch's own padding and output padding."""
    torch.manual_seed(8)
    weight = torch.randn(filters, channels, 5, 5, requires_grad=True)
    x, bias = torch.randn(batch, filters, 3, 3), torch.randn(channels, requires_grad=True)
    from_torch = F.conv_transpose2d(
        mirrored(x), mirrored(weight), bias, stride=2, padding=2, output_padding=1
    )
    y = mirrored(from_torch)
    (y - 0.3).square().mean().backward()
    kernel_last = lambda t: t.permute(2, 3, 1, 0).flatten().tolist()
    return {
        "x": channels_last(x),
        "weight": kernel_last(weight.detach()),
        "bias": bias.tolist(),
        "y": channels_last(y.detach()),
        "weight_gradient": kernel_last(weight.grad),
        "bias_gradient": bias.grad.tolist(),
    }


cases = {
    "conv_k5_s1": case(False, 5, 1, 4, 2, 3),
    "conv_k5_s2_odd": case(False, 5, 2, 7, 2, 2),
    "conv_k5_s2": case(False, 5, 2, 8, 3, 2),
    "conv_k3_s1": case(False, 3, 1, 5, 8, 2),
    "transposed_k5_s2": case(True, 5, 2, 8, 3, 2),
    "transposed_k5_s1": case(True, 5, 1, 4, 8, 2),
    "transposed_output_padding": padded_outputs(2, 3),
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
