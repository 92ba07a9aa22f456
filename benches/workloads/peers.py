"""The same nets in PyTorch and in the lab, turn by turn on the same two threads.

    cargo bench --bench workloads --no-run
    python benches/workloads/peers.py target/release/deps/workloads-XXXX [ROUNDS]

Every round lasts half a second and is followed by a round of the next program, so that whatever else
the machine does hits all alike. Printed: medians, and the median over the rounds of the ratio of the
lab to PyTorch's best variant of that round.
"""
import statistics, subprocess, sys, time, warnings

warnings.filterwarnings("ignore")
import torch
import torch.nn as nn
import torch.nn.functional as F

THREADS = 2
ROUND = 0.5


def autoencoder(fused, compiled):
    """784-64-32-64-784, batch 256, Adam 1e-3, on one batch that stays."""
    net = nn.Sequential(
        nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(),
        nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 784), nn.Sigmoid(),
    )
    adam = torch.optim.Adam(net.parameters(), lr=1e-3, fused=fused)
    run = torch.compile(net) if compiled else net
    x = torch.rand(256, 784)

    def step():
        adam.zero_grad(set_to_none=True)
        loss = F.mse_loss(run(x), x)
        loss.backward()
        adam.step()
        return loss.item()

    return step


def gan(fused, compiled):
    """G 100-256-512-784 with batch norm, D 784-512-256-1, batch 128; one D and one G update."""
    g = nn.Sequential(
        nn.Linear(100, 256), nn.BatchNorm1d(256), nn.LeakyReLU(0.2),
        nn.Linear(256, 512), nn.BatchNorm1d(512), nn.LeakyReLU(0.2),
        nn.Linear(512, 784), nn.Tanh(),
    )
    d = nn.Sequential(
        nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1)
    )
    adam = lambda net: torch.optim.Adam(net.parameters(), lr=2e-4, betas=(0.5, 0.999), fused=fused)
    adam_g, adam_d = adam(g), adam(d)
    run_g, run_d = (torch.compile(g), torch.compile(d)) if compiled else (g, d)
    real = torch.rand(128, 784) * 2 - 1
    one, zero = torch.ones(128, 1), torch.zeros(128, 1)
    bce = F.binary_cross_entropy_with_logits

    def step():
        fake = run_g(torch.randn(128, 100))
        adam_d.zero_grad(set_to_none=True)
        loss_d = bce(run_d(real), one) + bce(run_d(fake.detach()), zero)
        loss_d.backward()
        adam_d.step()
        adam_g.zero_grad(set_to_none=True)
        for p in d.parameters():
            p.requires_grad_(False)
        loss_g = bce(run_d(fake), one)
        loss_g.backward()
        adam_g.step()
        for p in d.parameters():
            p.requires_grad_(True)
        return loss_d.item(), loss_g.item()

    return step


def product():
    """1024 by 1024; counts GFLOP."""
    a, b = torch.rand(1024, 1024), torch.rand(1024, 1024)

    def step():
        torch.mm(a, b)

    return step


def rate(step, worth=1.0):
    begun, done = time.perf_counter(), 0
    while time.perf_counter() - begun < ROUND:
        step()
        done += worth
    return done / (time.perf_counter() - begun)


def main():
    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    lab = subprocess.Popen([sys.argv[1], "serve", str(THREADS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def of_lab(name):
        lab.stdin.write(name + "\n")
        lab.stdin.flush()
        return float(lab.stdout.readline())

    variants = {"eager": (False, False), "fused Adam": (True, False), "compile, fused Adam": (True, True)}
    print("| workload | program | median | best |\n|---|---|---|---|")
    for name, make, cost in [("ae", autoencoder, 0.135), ("gan", gan, 1.26)]:
        programs = {"lab": lambda: of_lab(name)}
        for variant, how in variants.items():
            step = make(*how)
            try:
                step()
            except Exception as error:  # no compiler for torch.compile
                print(f"{name}: PyTorch {variant} does not run here: {type(error).__name__}", file=sys.stderr)
                continue
            programs["PyTorch " + variant] = lambda step=step: rate(step)
        programs["lab gemm"] = lambda: of_lab("gemm")
        mm = product()
        programs["PyTorch gemm"] = lambda: rate(mm, 2 * 1.024**3)
        rates = {program: [] for program in programs}
        for program in programs.values():
            program()
        for _ in range(rounds):
            for program, run in programs.items():
                rates[program].append(run())
        for program, values in rates.items():
            unit = "GFLOP/s" if "gemm" in program else "steps/s"
            print(f"| {name} | {program} | {st(values):.1f} {unit} | {max(values):.1f} |")
        torchs = [rates[p] for p in rates if p.startswith("PyTorch") and "gemm" not in p]
        by_round = [lab / max(others) for lab, *others in zip(rates["lab"], *torchs)]
        by_best = max(rates["lab"]) / max(max(values) for values in torchs)
        limit = max(max(rates["lab gemm"]), max(rates["PyTorch gemm"]))
        print(
            f"| {name} | lab against PyTorch's best | ×{st(by_round):.2f} a round, ×{by_best:.2f} best to best"
            f" | {100 * max(rates['lab']) * cost / limit:.0f} % of the GEMM limit |"
        )
    lab.stdin.close()
    lab.wait()


st = statistics.median

if __name__ == "__main__":
    main()
