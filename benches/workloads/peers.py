"""The same nets in PyTorch, TensorFlow and in the lab, turn by turn on the same threads.

    cargo bench --bench workloads --no-run
    python benches/workloads/peers.py target/release/deps/workloads-XXXX [ROUNDS [THREADS [WORKLOAD ...]]]
    python benches/workloads/peers.py memory WORKLOAD
    python benches/workloads/peers.py sizes

Every round lasts half a second and is followed by a round of the next program, so that whatever else
the machine does hits all alike. Printed: steps a second of the clock, and a second of processor time
(with one thread the fair figure on a machine that others use, too); medians, and the median over the
rounds of the ratio of the lab to PyTorch's best variant of that round. TensorFlow takes part where it is
installed. `memory` trains a little in
PyTorch alone and prints the most memory that took, as `workloads memory WORKLOAD` does for the lab;
`sizes` prints how pixels a second do with the size of pictures, as `workloads sizes` does.
"""
import copy, importlib.util, os, resource, statistics, subprocess, sys, time, warnings

warnings.filterwarnings("ignore")
import torch
import torch.nn as nn
import torch.nn.functional as F

ROUND = 0.5
# What gpu_peer.py changes: more options of Adam, and how the number of a loss is read.
ADAM = {}
number = lambda loss: loss.item()


def autoencoder(fused, compiled, batch=256):
    """784-64-32-64-784, Adam 1e-3, on one batch that stays."""
    net = nn.Sequential(
        nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 32), nn.ReLU(),
        nn.Linear(32, 64), nn.ReLU(), nn.Linear(64, 784), nn.Sigmoid(),
    )
    adam = torch.optim.Adam(net.parameters(), lr=1e-3, fused=fused, **ADAM)
    run = torch.compile(net) if compiled else net
    x = torch.rand(batch, 784)

    def step():
        adam.zero_grad(set_to_none=True)
        loss = F.mse_loss(run(x), x)
        loss.backward()
        adam.step()
        return number(loss)

    return step


def gan(fused, compiled, batch=128):
    """G 100-256-512-784 with batch norm, D 784-512-256-1; one D and one G update."""
    g = nn.Sequential(
        nn.Linear(100, 256), nn.BatchNorm1d(256), nn.LeakyReLU(0.2),
        nn.Linear(256, 512), nn.BatchNorm1d(512), nn.LeakyReLU(0.2),
        nn.Linear(512, 784), nn.Tanh(),
    )
    d = nn.Sequential(
        nn.Linear(784, 512), nn.LeakyReLU(0.2), nn.Linear(512, 256), nn.LeakyReLU(0.2), nn.Linear(256, 1)
    )
    adam = lambda net: torch.optim.Adam(net.parameters(), lr=2e-4, betas=(0.5, 0.999), fused=fused, **ADAM)
    adam_g, adam_d = adam(g), adam(d)
    run_g, run_d = (torch.compile(g), torch.compile(d)) if compiled else (g, d)
    real = torch.rand(batch, 784) * 2 - 1
    one, zero = torch.ones(batch, 1), torch.zeros(batch, 1)
    bce = F.binary_cross_entropy_with_logits

    def step():
        fake = run_g(torch.randn(batch, 100))
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
        return number(loss_d), number(loss_g)

    return step


class Convolutional:
    """A GAN of convolutions in PyTorch; subclasses give G, D, batch, code and rates."""

    def step(self, fused, compiled, channels_last):
        layout = torch.channels_last if channels_last else torch.contiguous_format
        g, d = (net.to(memory_format=layout) for net in (self.generator(), self.discriminator()))
        average = copy.deepcopy(g) if self.averaged else None
        adam = lambda net: torch.optim.Adam(net.parameters(), lr=self.rate, betas=self.betas, fused=fused, **ADAM)
        adam_g, adam_d = adam(g), adam(d)
        run_g, run_d = (torch.compile(g), torch.compile(d)) if compiled else (g, d)
        real = (torch.rand(self.batch, 1, 28, 28) * 2 - 1).to(memory_format=layout)
        soft = F.softplus

        def step():
            fake = run_g(torch.randn(self.batch, self.code))
            adam_d.zero_grad(set_to_none=True)
            loss_d = soft(-run_d(real)).mean() + soft(run_d(fake.detach())).mean()
            loss_d.backward()
            adam_d.step()
            adam_g.zero_grad(set_to_none=True)
            for p in d.parameters():
                p.requires_grad_(False)
            loss_g = soft(-run_d(fake)).mean()
            loss_g.backward()
            adam_g.step()
            for p in d.parameters():
                p.requires_grad_(True)
            if average is not None:
                with torch.no_grad():
                    torch._foreach_lerp_(list(average.parameters()), list(g.parameters()), 0.005)
            return number(loss_d), number(loss_g)

        return step


class Dcgan(Convolutional):
    """The DCGAN of the TensorFlow tutorial at 28 by 28, batch 128."""

    batch, code, rate, betas, averaged = 128, 100, 2e-4, (0.5, 0.999), False

    def generator(self):
        up = lambda i, o, s: nn.ConvTranspose2d(i, o, 5, s, 2, output_padding=s - 1, bias=True)
        return nn.Sequential(
            nn.Linear(100, 12544, bias=False), nn.BatchNorm1d(12544), nn.LeakyReLU(0.3),
            nn.Unflatten(1, (256, 7, 7)),
            up(256, 128, 1), nn.BatchNorm2d(128), nn.LeakyReLU(0.3),
            up(128, 64, 2), nn.BatchNorm2d(64), nn.LeakyReLU(0.3),
            up(64, 1, 2), nn.Tanh(),
        )

    def discriminator(self):
        return nn.Sequential(
            nn.Conv2d(1, 64, 5, 2, 2), nn.LeakyReLU(0.3), nn.Dropout(0.3),
            nn.Conv2d(64, 128, 5, 2, 2), nn.LeakyReLU(0.3), nn.Dropout(0.3),
            nn.Flatten(), nn.Linear(6272, 1),
        )


class Small(Convolutional):
    """The small convolutional GAN, batch 64, with an average of G's weights."""

    batch, code, rate, betas, averaged = 64, 64, 4e-3, (0.0, 0.99), True

    def generator(self):
        return nn.Sequential(
            nn.Linear(64, 1568), nn.Unflatten(1, (32, 7, 7)), nn.BatchNorm2d(32), nn.ReLU(),
            nn.ConvTranspose2d(32, 16, 5, 2, 2, output_padding=1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.ConvTranspose2d(16, 1, 5, 2, 2, output_padding=1), nn.Tanh(),
        )

    def discriminator(self):
        return nn.Sequential(
            nn.Conv2d(1, 16, 5, 2, 2), nn.LeakyReLU(0.2), nn.Conv2d(16, 32, 5, 2, 2), nn.LeakyReLU(0.2),
            nn.Flatten(), nn.Linear(1568, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1),
        )


def product():
    """1024 by 1024; counts GFLOP."""
    a, b = torch.rand(1024, 1024), torch.rand(1024, 1024)

    def step():
        torch.mm(a, b)

    return step


def rate(step, worth=1.0):
    """What was done a second of the clock, and a second of processor time."""
    begun, used, done = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - begun < ROUND:
        step()
        done += worth
    return done / (time.perf_counter() - begun), done / (time.process_time() - used)


def processor(pid):
    """Seconds of processor time that a process has used."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# GFLOP a step; taps of a kernel outside a picture are counted, though nobody need multiply by them.
WORKLOADS = {
    "ae": (autoencoder, 0.135), "gan": (gan, 1.26),
    "dcgan": (Dcgan().step, 58.6), "small": (Small().step, 1.14),
}
DENSE = {"eager": (False, False), "fused Adam": (True, False), "compile, fused Adam": (True, True)}
CONVOLVED = {
    "eager": (False, False, False), "fused Adam": (True, False, False),
    "channels last, fused Adam": (True, False, True), "compile, fused Adam": (True, True, False),
    "compile, channels last, fused Adam": (True, True, True),
}


def memory(name):
    """The most memory of this process, before and after a few steps, in MiB."""
    peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    before = peak()
    make, _ = WORKLOADS[name]
    step = make(*(DENSE if name in ("ae", "gan") else CONVOLVED)["fused Adam"])
    for _ in range(20):
        step()
    print(f"{peak()} MiB at most, {before} of them before the first step")


def sizes():
    """Millions of pixels a second, forward and back, of one convolutional autoencoder at many sizes."""
    print("| threads | 16×16 | 32×32 | 64×64 | 128×128 |\n|---|---|---|---|---|")
    leaky = lambda: nn.LeakyReLU(0.2)
    up = lambda i, o: nn.ConvTranspose2d(i, o, 5, 2, 2, output_padding=1)
    pixels = 64 * 32 * 32
    for threads in (1, 2):
        torch.set_num_threads(threads)
        cells = []
        for size in (16, 32, 64, 128):
            net = nn.Sequential(
                nn.Conv2d(1, 16, 5, 2, 2), leaky(), nn.Conv2d(16, 32, 5, 2, 2), leaky(),
                up(32, 16), leaky(), up(16, 1), nn.Tanh(),
            ).to(memory_format=torch.channels_last)
            x = torch.full((pixels // size**2, 1, size, size), 0.5).to(memory_format=torch.channels_last)
            best = 0.0
            for _ in range(6):
                begun = time.perf_counter()
                for _ in range(20):
                    net.zero_grad(set_to_none=True)
                    F.mse_loss(net(x), x).backward()
                best = max(best, 20 * pixels * 1e-6 / (time.perf_counter() - begun))
            cells.append(f"{best:.2f}")
        print(f"| {threads} | {' | '.join(cells)} |")


def main():
    if sys.argv[1] == "memory":
        return memory(sys.argv[2])
    if sys.argv[1] == "sizes":
        return sizes()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 15
    threads = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    lab = subprocess.Popen([sys.argv[1], "serve", str(threads)], **pipes)

    def of_lab(name):
        used, begun = processor(lab.pid), time.perf_counter()
        lab.stdin.write(name + "\n")
        lab.stdin.flush()
        each = float(lab.stdout.readline())
        done = each * (time.perf_counter() - begun)
        return each, done / max(processor(lab.pid) - used, 1e-3)

    def of_tensorflow(how):
        script = os.path.join(os.path.dirname(__file__), "tensorflow_peer.py")
        peer = subprocess.Popen([sys.executable, script, str(threads), how], **pipes)

        def ask(name):
            peer.stdin.write(name + "\n")
            peer.stdin.flush()
            return tuple(float(value) for value in peer.stdout.readline().split())

        return ask

    tensorflow = importlib.util.find_spec("tensorflow") is not None
    flows = {how: of_tensorflow(how) for how in ("graph", "xla") if tensorflow}
    wanted = sys.argv[4:] or list(WORKLOADS)
    print(f"{threads} threads, {rounds} rounds")
    print("| workload | program | median | best | a CPU second |\n|---|---|---|---|---|")
    for name in wanted:
        make, cost = WORKLOADS[name]
        variants = DENSE if name in ("ae", "gan") else CONVOLVED
        programs = {"lab": lambda: of_lab(name)}
        for variant, how in variants.items():
            step = make(*how)
            try:
                step()
            except Exception as error:  # no compiler for torch.compile
                print(f"PyTorch {variant} does not run here: {type(error).__name__}", file=sys.stderr)
                continue
            programs["PyTorch " + variant] = lambda step=step: rate(step)
        for how, ask in flows.items():
            programs["TensorFlow " + how] = lambda ask=ask: ask(name)
        programs["lab gemm"] = lambda: of_lab("gemm")
        mm = product()
        programs["PyTorch gemm"] = lambda: rate(mm, 2 * 1.024**3)
        rates = {program: [] for program in programs}
        for program in programs.values():
            program()
        for _ in range(rounds):
            for program, run in programs.items():
                rates[program].append(run())
        wall = {program: [wall for wall, _ in values] for program, values in rates.items()}
        cpu = {program: [cpu for _, cpu in values] for program, values in rates.items()}
        for program in programs:
            unit = "GFLOP/s" if "gemm" in program else "steps/s"
            median, best, busy = st(wall[program]), max(wall[program]), st(cpu[program])
            print(f"| {name} | {program} | {median:.1f} {unit} | {best:.1f} | {busy:.1f} |")
        for word, rates in [("the clock", wall), ("processor time", cpu)]:
            limit = max(st(rates["lab gemm"]), st(rates["PyTorch gemm"]))
            share = 100 * st(rates["lab"]) * cost / limit
            for peer in ["PyTorch", "TensorFlow"]:
                others = [rates[p] for p in rates if p.startswith(peer) and "gemm" not in p]
                if others:
                    by_round = st([ours / max(theirs) for ours, *theirs in zip(rates["lab"], *others)])
                    by_median = st(rates["lab"]) / max(map(st, others))
                    print(
                        f"| {name} | **lab to {peer}'s best, by {word}** | ×{by_median:.2f} of medians,"
                        f" ×{by_round:.2f} a round | | {share:.0f} % of GEMM |"
                    )
    lab.stdin.close()
    lab.wait()


st = statistics.median

if __name__ == "__main__":
    main()
