"""Times training steps of gan and PyTorch on one card, in turns within one run, and prints Markdown tables.

    python3 compare.py --gan build/cuda/benchmarks/gpu/bench_gpu_steps [--gan ...] [--python python3] [--steps ring_mlp/256,...]
                       [--precisions full,tf32] [--rounds 9] [--turn-ms 300] [--alone]

Each competitor is a program of its own that holds its training and answers "<n>" with the milliseconds a step of n took. One turn
after the other, never two at once; a ratio is the median over the rounds of a competitor's time by ours in the same round.
"""

import argparse
import datetime
import pathlib
import statistics
import subprocess
import sys
import tempfile

STEPS = ["ring_mlp/256", "mnist_mlp/64", "wgan_gp_mlp/64", "dcgan28/64", "dcgan28/128", "dcgan28/512", "dcgan64/64", "dcgan64/128",
         "dcgan64/512", "wgan_gp_resnet32/64"]


class Competitor:
    """A running program; `why` says why there is none."""

    def __init__(self, label, command):
        self.label, self.times, self.why, self.about = label, [], "", ""
        self.errors = tempfile.TemporaryFile("w+")  # a pipe that nobody reads could fill up
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        line = self.process.stdout.readline()
        if line.startswith("ready "):
            self.about = line[6:].strip()
        else:
            self.fail()

    def fail(self):
        self.process.communicate()
        self.errors.seek(0)
        lines = [line for line in self.errors.read().splitlines() if line.strip()]
        self.why = lines[-1] if lines else f"it ended with {self.process.returncode}"

    def ask(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def time(self, steps):
        answer = self.ask(steps)
        if not answer:
            self.fail()
            return None
        return float(answer.split()[0])

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            self.process.wait()


def competitors_of(options, step, batch, precision):
    out = []
    for program in options.gan:
        label = "gan, cuDNN" if program.endswith("_cudnn") else "gan"
        for mode in ("replays", "launches"):
            out.append(Competitor(f"{label}, {mode}", [program, step, batch, precision, mode]))
    if not options.alone:
        script = str(pathlib.Path(__file__).with_name("steps_torch.py"))
        for mode in ("eager", "graph", "compiled"):
            out.append(Competitor(f"PyTorch, {mode}", [options.python, script, step, batch, precision, mode]))
    return out


def measure(options, step, batch, precision):
    all_of_them = competitors_of(options, step, batch, precision)
    going = [c for c in all_of_them if not c.why]
    repeats = {}
    for c in going:
        once = c.time(10)
        repeats[c] = max(10, round(options.turn_ms / once)) if once else 10
    for _ in range(options.rounds):
        for c in going:
            if not c.why:
                time = c.time(repeats[c])
                if time is not None:
                    c.times.append(time)
    ours = all_of_them[0]
    print(f"| {step}, batch {batch}, {precision} | median ms | least ms | by ours |\n|---|---:|---:|---:|")
    for c in all_of_them:
        if c.why or not c.times:
            print(f"| {c.label} | | | {c.why} |")
            continue
        ratio = ""
        if ours.times and len(ours.times) == len(c.times):
            ratio = f"{statistics.median(b / a for a, b in zip(ours.times, c.times)):.2f}"
        print(f"| {c.label} | {statistics.median(c.times):.3f} | {min(c.times):.3f} | {ratio} |")
    print()
    for c in all_of_them:
        if c.label.startswith("gan") and not c.why:
            print(f"{c.label}: {c.ask('remark')}  ")
    print(flush=True)
    about = {c.about for c in going}
    for c in all_of_them:
        c.close()
    return about


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gan", action="append", required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--steps", default=",".join(STEPS))
    parser.add_argument("--precisions", default="full,tf32")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--turn-ms", type=float, default=300)
    parser.add_argument("--alone", action="store_true", help="without PyTorch")
    options = parser.parse_args()
    print(f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC, {options.rounds} rounds of {options.turn_ms:.0f} ms\n")
    about = set()
    for step in options.steps.split(","):
        name, _, batch = step.partition("/")
        for precision in options.precisions.split(","):
            about |= measure(options, name, batch or "64", precision)
    for line in sorted(about):
        print(f"- {line}")


if __name__ == "__main__":
    main()
