"""The training steps of bench_gpu_steps in PyTorch, for compare.py, which times both in turns.

    python3 steps_torch.py STEP BATCH full|tf32|bf16 eager|graph|compiled

eager      as it comes: fused Adam, channels last
graph      the whole step captured once by torch.cuda.CUDAGraph and replayed
compiled   both objectives by torch.compile(mode="max-autotune"), which uses CUDA graphs; not for gradient penalties, whose second
           derivatives it does not take

It writes "ready <versions>", then answers each line "<n>" with "<milliseconds a step> <loss>", and the line "remark" with a remark.
Same networks, losses, optimisers and number of critic updates as training.cuh; batches are on the card, noise is drawn there.
"""

import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def mlp(widths, activation, end=None):
    layers = []
    for i in range(len(widths) - 1):
        layers.append(nn.Linear(widths[i], widths[i + 1]))
        if i + 2 < len(widths):
            layers.append(activation())
    return nn.Sequential(*layers, *([end] if end else []))


def leaky():
    return nn.LeakyReLU(0.2, inplace=True)


def relu():
    return nn.ReLU(inplace=True)


def convolutions_up(inputs, layers):
    out = []
    for i, (maps, kernel, stride, padding) in enumerate(layers):
        last = i + 1 == len(layers)
        out.append(nn.ConvTranspose2d(inputs, maps, kernel, stride, padding, bias=last))
        out += [nn.Tanh()] if last else [nn.BatchNorm2d(maps), relu()]
        inputs = maps
    return nn.Sequential(*out)


def convolutions_down(inputs, layers):
    out = []
    for i, (maps, kernel, stride, padding) in enumerate(layers):
        first, last = i == 0, i + 1 == len(layers)
        out.append(nn.Conv2d(inputs, maps, kernel, stride, padding, bias=first or last))
        if not first and not last:
            out.append(nn.BatchNorm2d(maps))
        if not last:
            out.append(leaky())
        inputs = maps
    return nn.Sequential(*out, nn.Flatten())


def up():
    return nn.Upsample(scale_factor=2, mode="nearest")


class Residual(nn.Module):
    def __init__(self, shortcut, main):
        super().__init__()
        self.shortcut, self.main = shortcut, main

    def forward(self, x):
        return self.shortcut(x) + self.main(x)


def conv(inputs, maps, kernel):
    return nn.Conv2d(inputs, maps, kernel, 1, kernel // 2)


def residual_generator(latent=128, w=128):
    def block():
        return Residual(nn.Sequential(up(), conv(w, w, 1)),
                        nn.Sequential(nn.BatchNorm2d(w), nn.ReLU(), up(), conv(w, w, 3), nn.BatchNorm2d(w), relu(), conv(w, w, 3)))
    return nn.Sequential(nn.Linear(latent, 16 * w), nn.Unflatten(1, (w, 4, 4)), block(), block(), block(), nn.BatchNorm2d(w), relu(),
                         conv(w, 3, 3), nn.Tanh())


class MeanOverMaps(nn.Module):
    def forward(self, x):
        return x.mean((2, 3))


def residual_critic(w=128):
    def halved():
        return nn.AvgPool2d(2)

    def same():
        return Residual(nn.Identity(), nn.Sequential(nn.ReLU(), conv(w, w, 3), nn.ReLU(), conv(w, w, 3)))
    first = Residual(nn.Sequential(halved(), conv(3, w, 1)), nn.Sequential(conv(3, w, 3), nn.ReLU(), conv(w, w, 3), halved()))
    down = Residual(nn.Sequential(conv(w, w, 1), halved()),
                    nn.Sequential(nn.ReLU(), conv(w, w, 3), nn.ReLU(), conv(w, w, 3), halved()))
    return nn.Sequential(first, down, same(), same(), nn.ReLU(), MeanOverMaps(), nn.Linear(w, 1))


def networks(name):
    """Generator, discriminator, shape of a sample, shape of noise."""
    if name == "ring_mlp":
        return mlp([2, 128, 128, 2], relu), mlp([2, 128, 128, 1], relu), (2,), (2,)
    if name in ("mnist_mlp", "wgan_gp_mlp"):
        return mlp([100, 256, 512, 784], relu, nn.Tanh()), mlp([784, 512, 256, 1], lambda: nn.LeakyReLU(0.2)), (784,), (100,)
    if name == "dcgan28":
        return (convolutions_up(100, [(256, 4, 1, 0), (128, 3, 2, 1), (64, 4, 2, 1), (1, 4, 2, 1)]),
                convolutions_down(1, [(64, 4, 2, 1), (128, 4, 2, 1), (256, 4, 2, 1), (1, 3, 1, 0)]), (1, 28, 28), (100, 1, 1))
    if name == "dcgan64":
        return (convolutions_up(100, [(512, 4, 1, 0), (256, 4, 2, 1), (128, 4, 2, 1), (64, 4, 2, 1), (3, 4, 2, 1)]),
                convolutions_down(3, [(64, 4, 2, 1), (128, 4, 2, 1), (256, 4, 2, 1), (512, 4, 2, 1), (1, 4, 1, 0)]),
                (3, 64, 64), (100, 1, 1))
    if name == "wgan_gp_resnet32":
        return residual_generator(), residual_critic(), (3, 32, 32), (128,)
    sys.exit(f"no step is called '{name}'")


class Training:
    def __init__(self, name, batch, precision, mode, device):
        torch.manual_seed(1)
        self.penalised = name.startswith("wgan_gp")
        self.critics = 5 if self.penalised else 1
        if self.penalised and mode == "compiled":
            sys.exit("torch.compile takes no second derivatives")
        tf32 = precision == "tf32"
        torch.backends.cuda.matmul.allow_tf32 = tf32
        torch.backends.cudnn.allow_tf32 = tf32
        torch.backends.cudnn.benchmark = True
        self.half = precision == "bf16"
        self.device = device
        self.g, self.d, sample, noise = networks(name)
        layout = torch.channels_last if len(sample) == 3 else torch.contiguous_format
        self.g.to(device, memory_format=layout)
        self.d.to(device, memory_format=layout)
        self.noise = (batch, *noise)
        data = torch.rand((8, batch, *sample), device=device) * 2 - 1
        self.batches = [x.contiguous(memory_format=layout) for x in data.unbind(0)]
        self.real = [torch.empty_like(self.batches[0]) for _ in range(self.critics)]
        rate, betas = (2e-4, (0.5, 0.999)) if not self.penalised else (1e-4 if name == "wgan_gp_mlp" else 2e-4, (0.0, 0.9))
        options = dict(lr=rate, betas=betas, fused=device.type == "cuda", capturable=mode == "graph" and device.type == "cuda")
        self.g_adam = torch.optim.Adam(self.g.parameters(), **options)
        self.d_adam = torch.optim.Adam(self.d.parameters(), **options)
        self.d_list, self.g_list = list(self.d.parameters()), list(self.g.parameters())
        self.d_loss = torch.zeros((), device=device)
        self.at = 0
        self.d_objective, self.g_objective = self.discriminator_objective, self.generator_objective
        self.compiled = mode == "compiled"
        if self.compiled:
            self.d_objective = torch.compile(self.discriminator_objective, mode="max-autotune")
            self.g_objective = torch.compile(self.generator_objective, mode="max-autotune")
        self.graph = None
        if mode == "graph":
            self.capture()

    def cast(self):
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.half)

    def discriminator_objective(self, real, z):
        with self.cast():
            with torch.no_grad():
                fake = self.g(z)
            if not self.penalised:
                return F.softplus(-self.d(real).float()).mean() + F.softplus(self.d(fake).float()).mean()
            mixed = torch.rand((real.shape[0],) + (1,) * (real.dim() - 1), device=self.device)
            between = torch.lerp(fake.float(), real, mixed).requires_grad_()
            scores = self.d(torch.cat([real, fake.to(real.dtype)])).float().chunk(2)  # samples are independent: one pass for both
            slope = torch.autograd.grad(self.d(between).sum(), between, create_graph=True)[0]
            penalty = (slope.float().flatten(1).norm(2, 1) - 1).square().mean()
            return scores[1].mean() - scores[0].mean() + 10 * penalty

    def generator_objective(self, z):
        with self.cast():
            score = self.d(self.g(z)).float()
            return -score.mean() if self.penalised else F.softplus(-score).mean()

    def update(self, loss, parameters, adam):
        for p, g in zip(parameters, torch.autograd.grad(loss, parameters)):
            p.grad = g
        adam.step()

    def step_on(self, batches):
        for real in batches:
            loss = self.d_objective(real, torch.randn(self.noise, device=self.device))
            self.update(loss, self.d_list, self.d_adam)
            self.d_loss.copy_(loss.detach())
        loss = self.g_objective(torch.randn(self.noise, device=self.device))
        self.update(loss, self.g_list, self.g_adam)

    def capture(self):
        for to, batch in zip(self.real, self.batches):
            to.copy_(batch)
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(5):
                self.step_on(self.real)
        torch.cuda.current_stream().wait_stream(side)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.step_on(self.real)

    def next_batches(self):
        out = [self.batches[(self.at + i) % len(self.batches)] for i in range(self.critics)]
        self.at += self.critics
        return out

    def run(self, steps):
        for _ in range(steps):
            if self.graph:
                for to, batch in zip(self.real, self.next_batches()):
                    to.copy_(batch)
                self.graph.replay()
            else:
                if self.compiled:
                    torch.compiler.cudagraph_mark_step_begin()
                self.step_on(self.next_batches())
        if self.device.type == "cuda":
            torch.cuda.synchronize()


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    name, batch, precision, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
    if precision not in ("full", "tf32", "bf16") or mode not in ("eager", "graph", "compiled"):
        sys.exit(__doc__)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    training = Training(name, batch, precision, mode, device)
    training.run(20)
    cudnn = torch.backends.cudnn.version() if device.type == "cuda" else None
    print(f"ready PyTorch {torch.__version__}, cuDNN {cudnn}, {torch.cuda.get_device_name() if device.type == 'cuda' else 'CPU'}",
          flush=True)
    for line in sys.stdin:
        if line.strip() == "remark":
            print(f"{mode}, {precision}", flush=True)
            continue
        steps = max(1, int(line))
        begin = time.perf_counter()
        training.run(steps)
        milliseconds = (time.perf_counter() - begin) * 1e3 / steps
        loss = training.d_loss.item()
        if not math.isfinite(loss):
            sys.exit(f"the loss is {loss}")
        print(milliseconds, loss, flush=True)


if __name__ == "__main__":
    main()
