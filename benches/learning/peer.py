"""The lab's `build gan` in PyTorch: the same networks, losses, rates and averages, to be learned beside it.

    python peer.py MNIST_DIR THREADS rate CLASSES
    python peer.py MNIST_DIR THREADS train CLASSES SEED STEPS FILE.idx.gz

CLASSES is 10 where the networks are told the classes, else 1. `rate` prints steps a second, the best of
five rounds; `train` takes STEPS steps, over which the rates of learning fall to nothing, and writes
5,000 samples. Eager, channels last and fused Adam: PyTorch's fastest way through this network.
"""

import copy
import gzip
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

import judge

CODE, BATCH, RATE, BETAS, KEEP, R1, R1_EVERY = 64, 64, 4e-3, (0.0, 0.99), 0.995, 1.0, 8


class Generator(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.classes = classes
        self.dense = nn.Linear(CODE + (classes if classes > 1 else 0), 7 * 7 * 32)
        up = lambda i, o: nn.ConvTranspose2d(i, o, 5, 2, 2, output_padding=1)
        self.layers = nn.Sequential(
            nn.BatchNorm2d(32), nn.ReLU(), up(32, 16), nn.BatchNorm2d(16), nn.ReLU(), up(16, 1), nn.Tanh())

    def forward(self, z, y):
        if self.classes > 1:
            z = torch.cat([z, F.one_hot(y, self.classes).float()], 1)
        x = self.dense(z).view(-1, 32, 7, 7).contiguous(memory_format=torch.channels_last)
        return self.layers(x)


class Discriminator(nn.Module):
    def __init__(self, classes):
        super().__init__()
        leaky = lambda: nn.LeakyReLU(0.2)
        self.layers = nn.Sequential(
            nn.Conv2d(1, 16, 5, 2, 2), leaky(), nn.Conv2d(16, 32, 5, 2, 2), leaky(),
            nn.Flatten(), nn.Linear(7 * 7 * 32, 64), leaky(), nn.Linear(64, classes))

    def forward(self, x, y):
        """The logit of the class that x is said to be of."""
        return self.layers(x).gather(1, y[:, None])[:, 0]


class Trainer:
    def __init__(self, mnist, classes, seed, steps):
        torch.manual_seed(seed)
        layout = torch.channels_last
        x = judge.pictures(judge.mnist(mnist, "train-images-idx3")[:10000]) * 2 - 1
        self.x = x.contiguous(memory_format=layout)
        labels = torch.from_numpy(judge.mnist(mnist, "train-labels-idx1")[:10000].copy()).long()
        self.y = labels if classes > 1 else torch.zeros_like(labels)
        self.classes = classes
        self.g = Generator(classes).to(memory_format=layout)
        self.d = Discriminator(classes).to(memory_format=layout)
        self.average = copy.deepcopy(self.g)
        adam = lambda net: torch.optim.Adam(net.parameters(), RATE, BETAS, fused=True)
        self.of_g, self.of_d = adam(self.g), adam(self.d)
        self.steps, self.step_at, self.order = steps, 0, torch.randperm(10000)

    def batch(self):
        per_epoch = len(self.x) // BATCH
        at = self.step_at % per_epoch
        if at == 0:
            self.order = torch.randperm(len(self.x))
        chosen = self.order[at * BATCH : (at + 1) * BATCH]
        return self.x[chosen].contiguous(memory_format=torch.channels_last), self.y[chosen]

    def step(self):
        for group in self.of_g.param_groups + self.of_d.param_groups:
            group["lr"] = RATE * max(0.0, 1 - self.step_at / self.steps)
        real, y = self.batch()
        fake = self.g(torch.randn(BATCH, CODE), y)

        penalised = self.step_at % R1_EVERY == 0
        real.requires_grad_(penalised)
        self.of_d.zero_grad(set_to_none=True)
        score = self.d(real, y)
        loss = F.softplus(-score).mean() + F.softplus(self.d(fake.detach(), y)).mean()
        if penalised:
            (slope,) = torch.autograd.grad(score.sum(), real, create_graph=True)
            loss = loss + R1 / 2 * R1_EVERY * slope.square().flatten(1).sum(1).mean()
        loss.backward()
        self.of_d.step()

        self.of_g.zero_grad(set_to_none=True)
        for p in self.d.parameters():
            p.requires_grad_(False)
        F.softplus(-self.d(fake, y)).mean().backward()
        self.of_g.step()
        for p in self.d.parameters():
            p.requires_grad_(True)

        self.step_at += 1
        keep = min(KEEP, (1 + self.step_at) / (10 + self.step_at))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.g.parameters()), 1 - keep)

    @torch.no_grad()
    def samples(self, n):
        """Of the average, whose batch statistics are measured anew."""
        net = self.average.train()
        for norm in net.modules():
            if isinstance(norm, nn.BatchNorm2d):
                norm.momentum = None
                norm.reset_running_stats()
        kinds = torch.arange(n) % self.classes
        for at in range(0, 2000, 500):
            net(torch.randn(500, CODE), kinds[at : at + 500])
        net.eval()
        return torch.cat([net(torch.randn(500, CODE), kinds[i : i + 500]) for i in range(0, n, 500)])


def main():
    mnist, threads, what, classes, *rest = sys.argv[1:]
    torch.set_num_threads(int(threads))
    if what == "rate":
        trainer, best = Trainer(mnist, int(classes), 1, 1000), 0.0
        for _ in range(20):
            trainer.step()
        for _ in range(5):
            begun = time.perf_counter()
            for _ in range(40):
                trainer.step()
            best = max(best, 40 / (time.perf_counter() - begun))
        print(best)
        return
    seed, steps, path = rest
    trainer = Trainer(mnist, int(classes), int(seed), int(steps))
    for _ in range(int(steps)):
        trainer.step()
    pixels = ((trainer.samples(5000) + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
    head = bytes([0, 0, 8, 3]) + b"".join(n.to_bytes(4, "big") for n in (5000, 28, 28))
    with gzip.open(path, "wb") as file:
        file.write(head + pixels.contiguous().numpy().tobytes())


if __name__ == "__main__":
    main()
