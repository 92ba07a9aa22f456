"""The workloads of peers.py in PyTorch on a GPU.

    python3 benches/workloads/gpu_peer.py SECONDS [ROUND [DEVICE [BATCH ...]]]

Prints a line `WORKLOAD BATCH VARIANT STEPS/S` for each workload at batch 64, 256 and 1024, eager with fused Adam, as a
CUDA graph of it, and compiled. Compiling takes long: it comes last, the convolutional workloads first, and nothing is
begun that may not end within so many seconds. Each is measured for ROUND seconds, 1 where it is not given. With `cpu` as DEVICE, where there
are no graphs, it can be tried without a card, at small batches best.
"""
import sys, time

import peers
import torch

# The first ones are there if the time does not do for all.
BATCHES = (256, 64, 1024)
NAMES = ("dcgan", "small", "gan", "ae")


def make(name, batch, compiled):
    """A step of a workload; pictures are channels last, as the lab has them."""
    if name == "ae":
        return peers.autoencoder(True, compiled, batch)
    if name == "gan":
        return peers.gan(True, compiled, batch)
    net = {"dcgan": peers.Dcgan, "small": peers.Small}[name]()
    net.batch = batch
    return net.step(True, compiled, True)


def plain(name, batch):
    return make(name, batch, False)


def compiled(name, batch):
    torch._dynamo.reset()
    return make(name, batch, True)


def graphed(name, batch):
    """The same step recorded once and replayed; its losses are read after each replay, as the others' are."""
    read, peers.number = peers.number, lambda loss: loss
    peers.ADAM = {"capturable": True}
    try:
        step = make(name, batch, False)
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(3):
                step()
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            losses = step()
    finally:
        peers.number, peers.ADAM = read, {}
    losses = losses if isinstance(losses, tuple) else (losses,)

    def replay():
        graph.replay()
        return [loss.item() for loss in losses]

    return replay


def rate(step, seconds):
    wait = torch.cuda.synchronize if torch.get_default_device().type == "cuda" else lambda: None
    for _ in range(3):
        step()
    wait()
    begun, steps = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        step()
        steps += 1
    wait()
    return steps / (time.perf_counter() - begun)


def main():
    end = time.perf_counter() + float(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
    device = sys.argv[3] if len(sys.argv) > 3 else "cuda"
    batches = [int(batch) for batch in sys.argv[4:]] or BATCHES
    torch.set_default_device(device)
    torch.manual_seed(0)
    # As the lab: products in full f32.
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    variants = {"eager": plain, "graph": graphed, "compiled": compiled}
    if device == "cpu":
        del variants["graph"]
    for variant, prepare in variants.items():
        # What is measured waits for its kernels to be chosen or, much longer, to be compiled.
        takes = seconds + (40 if variant == "compiled" else 3)
        for batch in batches:
            for name in NAMES:
                if time.perf_counter() + takes > end:
                    continue
                try:
                    print(name, batch, variant, f"{rate(prepare(name, batch), seconds):.2f}", flush=True)
                except Exception as error:  # no compiler for torch.compile, no memory
                    print(f"PyTorch {variant}, {name} {batch}: {type(error).__name__}: {error}"[:300], file=sys.stderr)


if __name__ == "__main__":
    main()
