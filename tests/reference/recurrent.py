"""Writes recurrent.json: what PyTorch's GRU makes of two short sequences, forward and backward.

    python3 tests/reference/recurrent.py > tests/reference/recurrent.json
"""
import json

import torch

T, I, H = 4, 3, 2


def case(reads, batch=2):
    """`reads`: rows in, the last state out; else one code, heard at each step, in, and all states out."""
    torch.manual_seed(7)
    gru = torch.nn.GRU(I, H, batch_first=True)
    x = torch.randn(batch, T if reads else 1, I)
    states, last = gru(x if reads else x.expand(batch, T, I))
    y = last[0] if reads else states
    # The loss of the test: the mean of (y − 0.3)².
    (y - 0.3).square().mean().backward()
    names = {
        "input.weight": gru.weight_ih_l0,
        "input.bias": gru.bias_ih_l0,
        "state.weight": gru.weight_hh_l0,
        "state.bias": gru.bias_hh_l0,
    }
    case = {"x": x, "y": y}
    for name, tensor in names.items():
        case[name] = tensor
        case[name + "_gradient"] = tensor.grad
    return {key: [round(v, 6) for v in t.detach().flatten().tolist()] for key, t in case.items()}


cases = {"reads": case(True), "writes": case(False)}
print(json.dumps(cases, indent=1))
