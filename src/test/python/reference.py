"""Makes the values that PyTorchTest and ModelFileTest compare the library with.

    python3 -m venv torch-env && torch-env/bin/pip install torch==2.15.0 safetensors==0.8.0
    torch-env/bin/python src/test/python/reference.py

Everything is computed by PyTorch in double precision, gradients by its automatic differentiation,
and written as JSON whose numbers read back bit for bit. The names and shapes are the library's:
y = x·W, so PyTorch's weights are transposed; matrices over time are tall, row (t−1)·B + b.
"""

import json
import math
import pathlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import safetensors.torch
import torch
from torch import Tensor, nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)

Weights = dict[str, Tensor]
Function = Callable[[Tensor], Tensor]
Step = Callable[..., tuple[Tensor, ...]]  # of one step: output and new state
Run = Callable[..., tuple[Tensor, ...]]  # x, the start state's parts, the weights: outputs and the end state's parts

RESOURCES = pathlib.Path(__file__).parent.parent / "resources" / "unrolled"
IN, N, OUT = 3, 4, 5
LENGTHS = [5, 2, 4, 1]
T, B = max(LENGTHS), len(LENGTHS)
LIVES = torch.tensor([[t < length for length in LENGTHS] for t in range(T)])  # T×B
FUNCTIONS: dict[str, Function] = {
    "IDENTITY": lambda x: x,
    "TANH": torch.tanh,
    "RELU": torch.relu,
    "SIGMOID": torch.sigmoid,
}


def draw(*shape: int) -> Tensor:
    return torch.randn(shape)


def leaf(m: Tensor) -> Tensor:
    return m.clone().requires_grad_()


def tall(m: Tensor) -> Tensor:
    """T×B×n as (T·B)×n."""
    return m.reshape(-1, m.shape[-1])


def numbers(value: Any) -> Any:
    return value.tolist() if isinstance(value, torch.Tensor) else value


def write(name: str, case: dict[str, Any]) -> None:
    case = {
        key: {k: numbers(v) for k, v in value.items()} if isinstance(value, dict) else numbers(value)
        for key, value in case.items()
    }
    path = RESOURCES / "pytorch" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in case.items())
    path.write_text("{" + lines + "}\n")


def draw_input(symbols: bool) -> tuple[Tensor | None, Tensor, dict[str, Any]]:
    """Vectors T×B×in, or symbols T×B with −1 behind the end; what the network reads; as JSON."""
    if not symbols:
        x = leaf(draw(T, B, IN))
        return x, x, {"x": tall(x)}
    ids = torch.randint(IN, (T, B))
    rows = [ids[:length, b].tolist() for b, length in enumerate(LENGTHS)]
    return None, F.one_hot(ids, IN).to(torch.get_default_dtype()), {"symbols": rows}


# ---- recurrent cells ------------------------------------------------------------------------------


def elman_by_torch(function: str, x: Tensor, h: Tensor, w: Weights) -> tuple[Tensor, Tensor]:
    """PyTorch's own recurrent layer over packed sequences."""
    rnn = nn.RNN(w["cell.input.w"].shape[0], w["cell.u"].shape[0], nonlinearity=function.lower())
    parameters = {
        "weight_ih_l0": w["cell.input.w"].T,
        "weight_hh_l0": w["cell.u"].T,
        "bias_ih_l0": w["cell.input.b"][0],
        "bias_hh_l0": torch.zeros(w["cell.u"].shape[0]),
    }
    packed = nn.utils.rnn.pack_padded_sequence(x, LENGTHS, enforce_sorted=False)
    outputs, end = torch.func.functional_call(rnn, parameters, (packed, h[None]))
    return nn.utils.rnn.pad_packed_sequence(outputs, total_length=T)[0], end[0]


def masked_loop(step: Step, x: Tensor, *start: Tensor) -> tuple[Tensor, ...]:
    """A loop over time: a sequence that is over keeps its state, and its output is 0."""
    state, outputs = list(start), []
    for t in range(T):
        live = LIVES[t][:, None]
        output, *new = step(x[t], *state)
        state = [torch.where(live, now, before) for now, before in zip(new, state, strict=True)]
        outputs.append(torch.where(live, output, torch.zeros(())))
    return torch.stack(outputs), *state


def elman_by_loop(function: str, x: Tensor, h: Tensor, w: Weights) -> tuple[Tensor, ...]:
    def step(x_t: Tensor, h: Tensor) -> tuple[Tensor, Tensor]:
        h = FUNCTIONS[function](x_t @ w["cell.input.w"] + w["cell.input.b"] + h @ w["cell.u"])
        return h, h

    return masked_loop(step, x, h)


def jordan(function: str, feedback: str, x: Tensor, y: Tensor, w: Weights) -> tuple[Tensor, ...]:
    def step(x_t: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        a = x_t @ w["cell.input.w"] + w["cell.input.b"]
        o = FUNCTIONS[function](a + y @ w["cell.u"]) @ w["cell.v"] + w["cell.c"]
        return o, (torch.softmax(o, 1) if feedback == "SOFTMAX" else o)

    return masked_loop(step, x, y)


def losses(scores: Tensor, classes: Tensor, values: Tensor) -> dict[str, Tensor]:
    """Cross-entropy and half the squared distance of the rows that are asked about."""
    asked = classes >= 0
    half = ((scores - values)[asked] ** 2).sum() / 2
    return {
        "cross-entropy SUM": F.cross_entropy(scores, classes, ignore_index=-1, reduction="sum"),
        "cross-entropy MEAN": F.cross_entropy(scores, classes, ignore_index=-1),
        "squared error SUM": half,
        "squared error MEAN": half / asked.sum(),
    }


def parts(name: str, matrices: Sequence[Tensor]) -> dict[str, Tensor]:
    """A state: "start" if it is one matrix, "start 0" and so on if it is more."""
    if len(matrices) == 1:
        return {name: matrices[0]}
    return {f"{name} {k}": matrix for k, matrix in enumerate(matrices)}


def recurrent(
    name: str,
    run: Run,
    weights: Weights,
    state: Iterable[Tensor],
    description: dict[str, str],
    symbols: bool,
    which: Sequence[str] | None = None,
) -> None:
    """One run over time; for each loss, plus a weighing of the end state, all gradients."""
    x, read, given = draw_input(symbols)
    start = [leaf(part) for part in state]
    weights = {key: leaf(value) for key, value in weights.items()}
    outputs, *end = run(read, *start, weights)
    scores = tall(outputs)
    if "out.w" in weights:
        scores = scores @ weights["out.w"] + weights["out.b"]
    classes = torch.randint(scores.shape[1], (T, B))
    classes[~LIVES] = -1
    classes[0, 0] = -1  # a step that nobody asks about
    values = draw(T * B, scores.shape[1])
    d_end = [draw(*part.shape) for part in end]
    case = (
        description
        | given
        | {
            "lengths": LENGTHS,
            "weights": weights,
            **parts("start", start),
            "output": tall(outputs),
            **parts("end", end),
            "scores": scores,
            "classes": classes.flatten(),
            "values": values,
            **parts("dEnd", d_end),
        }
    )
    for loss, value in losses(scores, classes.flatten(), values).items():
        if which is not None and loss not in which:
            continue
        leaves = weights | parts("start", start) | ({} if symbols else {"x": x})
        total = value + sum((part * d).sum() for part, d in zip(end, d_end, strict=True))
        gradients = torch.autograd.grad(total, list(leaves.values()), retain_graph=True)
        gradients = dict(zip(leaves, gradients, strict=True))
        if not symbols:
            gradients["x"] = tall(gradients["x"])
        case[loss] = {"value": value} | gradients
    write(name, case)


def input_weights(n: int) -> Weights:
    return {"cell.input.w": draw(IN, n) / 2, "cell.input.b": draw(1, n) / 2}


def recurrent_cases() -> None:
    for symbols in (False, True):
        kind = "symbols" if symbols else "vectors"
        for function in FUNCTIONS:
            by = elman_by_torch if function in ("TANH", "RELU") else elman_by_loop
            weights = input_weights(N) | {"cell.u": draw(N, N) / 2}
            weights |= {"out.w": draw(N, OUT) / 2, "out.b": draw(1, OUT) / 2}
            recurrent(
                f"elman-{function.lower()}-{kind}",
                lambda x, h, w, f=function, by=by: by(f, x, h, w),
                weights,
                [draw(B, N)],
                {"cell": "Elman", "activation": function},
                symbols,
            )
            for feedback in ("SOFTMAX", "LINEAR"):
                weights = input_weights(N) | {"cell.u": draw(OUT, N) / 2}
                weights |= {"cell.v": draw(N, OUT) / 2, "cell.c": draw(1, OUT) / 2}
                recurrent(
                    f"jordan-{function.lower()}-{feedback.lower()}-{kind}",
                    lambda x, y, w, f=function, g=feedback: jordan(f, g, x, y, w),
                    weights,
                    [draw(B, OUT)],
                    {"cell": "Jordan", "activation": function, "feedback": feedback},
                    symbols,
                )


# ---- PyTorch's layers, deep and both ways ------------------------------------------------------------


class Layer:
    """nn.LSTM, nn.GRU or nn.RNN with the weights under the library's names."""

    def __init__(self, module: type[nn.Module], depth: int, directions: str, n: int = N) -> None:
        self.module, self.depth, self.directions, self.n = module, depth, directions, n
        self.gates = {nn.LSTM: 4, nn.GRU: 3, nn.RNN: 1}[module]
        self.states = 2 if module is nn.LSTM else 1

    def names(self) -> Iterator[tuple[str, str]]:
        """PyTorch's suffix and the library's prefix of each cell."""
        for k in range(self.depth):
            below = f"part{k}." if self.depth > 1 else ""
            if self.directions in ("forward", "reverse"):
                yield f"_l{k}", below + "cell."
            else:
                yield f"_l{k}", below + "forwardLayer.cell."
                yield f"_l{k}_reverse", below + "backwardLayer.cell."

    def weights(self) -> Weights:
        weights = {}
        for suffix, prefix in self.names():
            wider = 2 * self.n if self.directions == "both" else self.n
            read = IN if suffix.startswith("_l0") else wider
            columns = self.gates * self.n
            weights[prefix + "input.w"] = draw(read, columns) / 2
            weights[prefix + "input.b"] = draw(1, columns) / 2
            weights[prefix + "u"] = draw(self.n, columns) / 2
            if self.module is nn.GRU:
                weights[prefix + "d"] = draw(1, columns) / 2
        return weights

    def start(self) -> list[Tensor]:
        return [draw(B, self.n) for _ in self.names() for _ in range(self.states)]

    def __call__(self, x: Tensor, *state_and_weights: Any) -> tuple[Tensor, ...]:
        *state, w = state_and_weights
        parameters = {}
        for suffix, prefix in self.names():
            columns = self.gates * self.n
            own = {
                "weight_ih": w[prefix + "input.w"].T,
                "weight_hh": w[prefix + "u"].T,
                "bias_ih": w[prefix + "input.b"][0],
                "bias_hh": w[prefix + "d"][0] if self.module is nn.GRU else torch.zeros(columns),
            }
            for name, value in own.items():
                if self.directions == "reverse":  # PyTorch has it as one of two directions only
                    parameters[name + suffix] = torch.zeros_like(value)
                    parameters[name + suffix + "_reverse"] = value
                else:
                    parameters[name + suffix] = value
        rnn = self.module(IN, self.n, self.depth, bidirectional=self.directions != "forward")
        packed = nn.utils.rnn.pack_padded_sequence(x, LENGTHS, enforce_sorted=False)
        start = [torch.stack(state[k :: self.states]) for k in range(self.states)]
        if self.directions == "reverse":
            start = [torch.cat([torch.zeros_like(part), part]) for part in start]
        given = tuple(start) if self.states == 2 else start[0]
        outputs, end = torch.func.functional_call(rnn, parameters, (packed, given))
        outputs = nn.utils.rnn.pad_packed_sequence(outputs, total_length=T)[0]
        end = end if self.states == 2 else (end,)
        if self.directions == "reverse":
            outputs = outputs[..., self.n :]
            end = [part[1:] for part in end]
        return outputs, *(part[k] for k in range(len(end[0])) for part in end)


TWO_LOSSES = ("cross-entropy MEAN", "squared error SUM")


def layer_case(
    name: str, layer: str, state: Iterable[Tensor], run: Run, weights: Weights, symbols: bool = False
) -> None:
    recurrent("layer-" + name, run, weights, state, {"layer": layer}, symbols, TWO_LOSSES)


def residual(layer: Layer) -> Run:
    def run(x: Tensor, *state_and_weights: Any) -> tuple[Tensor, ...]:
        *state, w = state_and_weights
        inner = {key.removeprefix("inner."): value for key, value in w.items()}
        outputs, *end = layer(x, *state, inner)
        return torch.where(LIVES[..., None], x + outputs, torch.zeros(())), *end

    return run


def highway(layer: Layer) -> Run:
    def run(x: Tensor, *state_and_weights: Any) -> tuple[Tensor, ...]:
        *state, w = state_and_weights
        inner = {key.removeprefix("inner."): value for key, value in w.items()}
        outputs, *end = layer(x, *state, inner)
        carry = torch.sigmoid(x @ w["carry.w"] + w["carry.b"])
        mixed = carry * x + (1 - carry) * outputs
        return torch.where(LIVES[..., None], mixed, torch.zeros(())), *end

    return run


def layer_cases() -> None:
    for module in (nn.LSTM, nn.GRU, nn.RNN):
        kind = module.__name__
        for depth, directions in [
            (1, "forward"),
            (1, "reverse"),
            (1, "both"),
            (2, "forward"),
            (2, "both"),
        ]:
            layer = Layer(module, depth, directions)
            name = f"{kind} {depth} {directions}"
            file = name.lower().replace(" ", "-")
            layer_case(file, name, layer.start(), layer, layer.weights())
        layer = Layer(module, 1, "forward")
        name = f"{kind} 1 forward"
        layer_case(f"{kind.lower()}-symbols", name, layer.start(), layer, layer.weights(), True)
        narrow = Layer(module, 1, "forward", IN)
        for link, around in (("Residual", residual), ("Highway", highway)):
            weights = {"inner." + key: value for key, value in narrow.weights().items()}
            if link == "Highway":
                weights |= {"carry.w": draw(IN, IN), "carry.b": draw(1, IN)}
            file = f"{link.lower()}-{kind.lower()}"
            layer_case(file, f"{link} {kind}", narrow.start(), around(narrow), weights)


# ---- cells that PyTorch hasn't, as loops in PyTorch ----------------------------------------------------


def hard_sigmoid(x: Tensor) -> Tensor:
    return torch.clamp(x / 5 + 0.5, 0, 1)


def lstm(
    f: Function = torch.sigmoid, g: Function = torch.tanh, h: Function = torch.tanh, peepholes: bool = False
) -> Step:
    def step(a: Tensor, h_before: Tensor, c_before: Tensor, w: Weights) -> tuple[Tensor, ...]:
        i, forget, candidate, o = (a + h_before @ w["cell.u"]).chunk(4, 1)
        if peepholes:
            i = i + w["cell.pi"] * c_before
            forget = forget + w["cell.pf"] * c_before
        c = f(forget) * c_before + f(i) * g(candidate)
        if peepholes:
            o = o + w["cell.po"] * c
        shown = f(o) * h(c)
        return shown, shown, c

    return step


def coupled(a: Tensor, h_before: Tensor, c_before: Tensor, w: Weights) -> tuple[Tensor, ...]:
    i, g, o = (a + h_before @ w["cell.u"]).chunk(3, 1)
    i = torch.sigmoid(i)
    c = (1 - i) * c_before + i * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(c)
    return h, h, c


def of_1997(g: Function, h: Function) -> Step:
    def step(a: Tensor, h_before: Tensor, c_before: Tensor, w: Weights) -> tuple[Tensor, ...]:
        i, candidate, o = (a + h_before @ w["cell.u"]).chunk(3, 1)
        c = c_before + torch.sigmoid(i) * g(candidate)
        shown = torch.sigmoid(o) * h(c)
        return shown, shown, c

    return step


def layer_norm(a: Tensor, h_before: Tensor, c_before: Tensor, w: Weights) -> tuple[Tensor, ...]:
    def normal(x: Tensor, gain: str, shift: str | None = None) -> Tensor:
        by = None if shift is None else w[shift][0]
        return F.layer_norm(x, x.shape[1:], w[gain][0], by, eps=1e-5)

    z = normal(a, "cell.gammaX", "cell.beta") + normal(h_before @ w["cell.u"], "cell.gammaH")
    i, f, g, o = z.chunk(4, 1)
    c = torch.sigmoid(f) * c_before + torch.sigmoid(i) * torch.tanh(g)
    h = torch.sigmoid(o) * torch.tanh(normal(c, "cell.gammaC", "cell.betaC"))
    return h, h, c


def gru(after: bool, keeps: bool) -> Step:
    def step(a: Tensor, h_before: Tensor, w: Weights) -> tuple[Tensor, ...]:
        r, z, g = a.chunk(3, 1)
        if after:
            ur, uz, ug = (h_before @ w["cell.u"] + w["cell.d"]).chunk(3, 1)
        else:
            ur, uz = (h_before @ w["cell.u"]).chunk(2, 1)
        r, z = torch.sigmoid(r + ur), torch.sigmoid(z + uz)
        g = torch.tanh(g + (r * ug if after else (r * h_before) @ w["cell.ug"]))
        h = z * h_before + (1 - z) * g if keeps else (1 - z) * h_before + z * g
        return h, h

    return step


def cell_cases() -> None:
    square = {"cell.u": (N, 4 * N)}
    peepholes = square | {"cell.pi": (1, N), "cell.pf": (1, N), "cell.po": (1, N)}
    gains = {"cell.gammaX": (1, 4 * N), "cell.gammaH": (1, 4 * N), "cell.beta": (1, 4 * N)}
    gains |= {"cell.gammaC": (1, N), "cell.betaC": (1, N)}
    before = {"cell.u": (N, 2 * N), "cell.ug": (N, N)}
    after = {"cell.u": (N, 3 * N), "cell.d": (1, 3 * N)}
    g_1997, h_1997 = (lambda x: 4 * torch.sigmoid(x) - 2), (lambda x: 2 * torch.sigmoid(x) - 1)
    for name, (step, states, shapes) in {
        "PeepholeLstm": (lstm(peepholes=True), 2, peepholes),
        "Lstm HARD_SIGMOID": (lstm(f=hard_sigmoid), 2, square),
        "Lstm IDENTITY": (lstm(g=lambda x: x, h=lambda x: x), 2, square),
        "Lstm RELU": (lstm(g=torch.relu, h=torch.relu), 2, square),
        "CoupledLstm": (coupled, 2, {"cell.u": (N, 3 * N)}),
        "Lstm1997": (of_1997(g_1997, h_1997), 2, {"cell.u": (N, 3 * N)}),
        "Lstm1997 TANH": (of_1997(torch.tanh, torch.tanh), 2, {"cell.u": (N, 3 * N)}),
        "LayerNormLstm": (layer_norm, 2, square | gains),
        "Gru cho": (gru(False, True), 1, before),
        "Gru chung": (gru(False, False), 1, before),
        "GruResetAfter chung": (gru(True, False), 1, after),
    }.items():
        gates = 3 if "Gru" in name or shapes["cell.u"] == (N, 3 * N) else 4
        weights = input_weights(gates * N)
        weights |= {key: draw(*shape) / 2 for key, shape in shapes.items()}

        def run(x: Tensor, *state_and_weights: Any, step: Step = step) -> tuple[Tensor, ...]:
            *state, w = state_and_weights
            a = x @ w["cell.input.w"] + w["cell.input.b"]
            return masked_loop(lambda a_t, *s: step(a_t, *s, w), a, *state)

        state = [draw(B, N) for _ in range(states)]
        layer_case(name.lower().replace(" ", "-").replace("_", "-"), name, state, run, weights)


# ---- networks ---------------------------------------------------------------------------------------


def linear(x: Tensor, w: Weights, name: str) -> Tensor:
    return x @ w[name + ".w"] + w[name + ".b"]


def feed_forward(x: Tensor, ids: Tensor, w: Weights) -> Tensor:
    return linear(torch.tanh(linear(tall(x), w, "in")), w, "out")


def convolution(x: Tensor, ids: Tensor, w: Weights) -> Tensor:
    """torch's conv1d, sequence by sequence; a sequence shorter than the window is filled up with 0."""
    k = w["window.w"].shape[0] // IN
    kernel = w["window.w"].reshape(k, IN, -1).permute(2, 1, 0)  # n×in×k
    pooled = []
    for b, length in enumerate(LENGTHS):
        own = F.pad(x[:length, b].T, (0, max(0, k - length)))
        z = torch.relu(F.conv1d(own[None], kernel, w["window.b"][0]))[0]
        pooled.append(z.max(dim=1).values)
    return linear(torch.stack(pooled), w, "out")


def embedded(x: Tensor, ids: Tensor, w: Weights) -> Tensor:
    vectors = F.embedding(ids, w["embedding.table"])
    names = {"cell.input.w": "input.w", "cell.input.b": "input.b", "cell.u": "u"}
    cell = {name: w["rnn.cell." + inner] for name, inner in names.items()}
    outputs, end = elman_by_torch("TANH", vectors, torch.zeros(B, N), cell)
    return linear(end, w, "out")


def network_cases() -> None:
    def layer(name: str, rows: int, columns: int) -> Weights:
        return {name + ".w": draw(rows, columns) / 2, name + ".b": draw(1, columns) / 2}

    rnn = layer("rnn.cell.input", 2, N) | {"rnn.cell.u": draw(N, N) / 2}
    write_networks(
        ("feed-forward", feed_forward, layer("in", IN, N) | layer("out", N, OUT)),
        ("convolution", convolution, layer("window", 2 * IN, N) | layer("out", N, OUT)),
        ("embedded", embedded, {"embedding.table": draw(IN, 2)} | rnn | layer("out", N, OUT)),
    )


def write_networks(*cases: tuple[str, Callable[[Tensor, Tensor, Weights], Tensor], Weights]) -> None:
    for name, run, weights in cases:
        weights = {key: leaf(value) for key, value in weights.items()}
        _, x, given = draw_input(True)
        scores = run(x, x.argmax(2), weights)
        classes = torch.randint(OUT, (len(scores),))
        if len(scores) == T * B:
            classes[~LIVES.flatten()] = -1
        value = F.cross_entropy(scores, classes, ignore_index=-1)
        gradients = torch.autograd.grad(value, list(weights.values()))
        asked = classes >= 0
        write(
            "network-" + name,
            {"network": name}
            | given
            | {"weights": weights, "classes": classes, "scores": scores[asked], "value": value}
            | {"gradients": dict(zip(weights, gradients, strict=True))},
        )


# ---- pictures ---------------------------------------------------------------------------------------


def flat(pictures: Tensor) -> Tensor:
    """B×C×H×W as (B·H·W)×C."""
    return tall(pictures.permute(0, 2, 3, 1))


def filters(w: Tensor) -> Tensor:
    """F×C×k×k as (k·k·C)×F."""
    return tall(w.permute(2, 3, 1, 0))


def picture_cases() -> None:
    """A convolution and the pooling of what it gives: kernel, stride, padding, size of the blocks."""
    for name, *sizes in [
        ("plain", 3, 1, 0, 2),
        ("padded", 3, 1, 1, 2),
        ("strides", 2, 2, 0, 1),
        ("gaps", 2, 3, 1, 2),
        ("wide", 5, 2, 3, 3),
        ("points", 1, 1, 0, 4),
    ]:
        kernel, stride, padding, size = sizes
        x, w, b = leaf(draw(2, IN, 6, 7)), leaf(draw(N, IN, kernel, kernel) / 2), leaf(draw(N) / 2)
        y = F.conv2d(x, w, b, stride, padding)
        pooled = F.max_pool2d(y, size)
        d = draw(*pooled.shape)
        dx, dw, db = torch.autograd.grad((pooled * d).sum(), (x, w, b))
        write(
            "picture-" + name,
            {"sizes": sizes, "x": flat(x), "w": filters(w), "b": b[None], "y": flat(y)}
            | {"pooled": flat(pooled), "dPooled": flat(d)}
            | {"dx": flat(dx), "dw": filters(dw), "db": db[None]},
        )


# ---- what came after the LSTM ----------------------------------------------------------------------


def min_gru(reach: int) -> Step:
    def step(a: Tensor, h_before: Tensor, w: Weights) -> tuple[Tensor, ...]:
        z, g = a.chunk(2, 1)
        z = torch.sigmoid(z)
        h = (1 - reach * z) * h_before + z * g
        return h, h

    return step


def min_lstm(a: Tensor, h_before: Tensor, w: Weights) -> tuple[Tensor, ...]:
    f, i, g = a.chunk(3, 1)
    f, i = torch.sigmoid(f), torch.sigmoid(i)
    h = f / (f + i) * h_before + i / (f + i) * g
    return h, h


def lru(a: Tensor, re: Tensor, im: Tensor, w: Weights) -> tuple[Tensor, ...]:
    radius = torch.exp(-torch.exp(w["cell.nu"]))
    eigenvalue = torch.polar(radius, w["cell.theta"])
    s = eigenvalue * torch.complex(re, im) + torch.sqrt(1 - radius**2) * torch.complex(*a.chunk(2, 1))
    return torch.cat([s.real, s.imag], 1), s.real, s.imag


def s_lstm(a: Tensor, *state_and_weights: Any) -> tuple[Tensor, ...]:
    h, c, d, m_before, w = state_and_weights
    i, f, g, o = (a + h @ w["cell.u"]).chunk(4, 1)
    m = torch.maximum(f + m_before, i)
    i, f = torch.exp(i - m), torch.exp(f + m_before - m)
    c, d = f * c + i * torch.tanh(g), f * d + i
    h = torch.sigmoid(o) * c / d
    return h, h, c, d, m


def m_lstm(a: Tensor, c: Tensor, d: Tensor, m_before: Tensor, w: Weights) -> tuple[Tensor, ...]:
    q, k, v, o, i, f = a.split([N, N, N, N, 1, 1], 1)
    k = k / math.sqrt(N)
    m = torch.maximum(f + m_before, i)
    i, f = torch.exp(i - m), torch.exp(f + m_before - m)
    matrix = f[:, :, None] * c.view(-1, N, N) + i[:, :, None] * torch.einsum("bi,bj->bij", v, k)
    d = f * d + i * k
    below = torch.maximum((d * q).sum(1, keepdim=True).abs(), torch.exp(-m))
    h = torch.sigmoid(o) * torch.einsum("bij,bj->bi", matrix, q) / below
    return h, matrix.flatten(1), d, m


def delta(reach: int) -> Step:
    """Written out: M·(I − β·k·kᵀ) + β·v·kᵀ."""

    def step(a: Tensor, memory: Tensor, w: Weights) -> tuple[Tensor, ...]:
        q, k, v, b = a.split([N, N, N, 1], 1)
        k = k / torch.sqrt((k**2).sum(1, keepdim=True) + 1e-6)
        beta = reach * torch.sigmoid(b)[:, :, None]
        kept = torch.eye(N) - beta * torch.einsum("bi,bj->bij", k, k)
        memory = memory.view(-1, N, N) @ kept + beta * torch.einsum("bi,bj->bij", v, k)
        return torch.einsum("bij,bj->bi", memory, q), memory.flatten(1)

    return step


def later_cell_cases() -> None:
    diagonal = {"cell.nu": draw(1, N) / 2, "cell.theta": 3 * draw(1, N)}
    normaliser = 1 + draw(B, N) ** 2
    cases: list[tuple[str, Step, int, Weights, list[Tensor]]] = [
        ("MinGru", min_gru(1), 2 * N, {}, [draw(B, N)]),
        ("MinGru signed", min_gru(2), 2 * N, {}, [draw(B, N)]),
        ("MinLstm", min_lstm, 3 * N, {}, [draw(B, N)]),
        ("Lru", lru, 2 * N, diagonal, [draw(B, N), draw(B, N)]),
        ("SLstm", s_lstm, 4 * N, {"cell.u": draw(N, 4 * N) / 2}, [draw(B, N), draw(B, N), normaliser, draw(B, N)]),
        ("MLstm", m_lstm, 4 * N + 2, {}, [draw(B, N * N), draw(B, N), draw(B, 1)]),
        ("DeltaNet", delta(1), 3 * N + 1, {}, [draw(B, N * N)]),
        ("DeltaNet signed", delta(2), 3 * N + 1, {}, [draw(B, N * N)]),
    ]
    for name, step, width, weights, state in cases:
        weights = input_weights(width) | weights

        def run(x: Tensor, *state_and_weights: Any, step: Step = step) -> tuple[Tensor, ...]:
            *state, w = state_and_weights
            a = x @ w["cell.input.w"] + w["cell.input.b"]
            return masked_loop(lambda a_t, *s: step(a_t, *s, w), a, *state)

        layer_case(name.lower().replace(" ", "-"), name, state, run, weights)


def block(x: Tensor, w: Weights, name: str) -> Tensor:
    """One block of a transformer over one sequence, T×n: two heads, the normalisation first."""

    def heads(m: Tensor) -> Tensor:
        return m.unflatten(1, (2, -1)).transpose(0, 1)

    def normal(m: Tensor) -> Tensor:
        return F.layer_norm(m, m.shape[1:], eps=1e-5)

    q, k, v = linear(normal(x), w, name + ".attention.in").chunk(3, 1)
    contexts = F.scaled_dot_product_attention(heads(q), heads(k), heads(v), is_causal=True)
    u = x + linear(contexts.transpose(0, 1).flatten(1), w, name + ".attention.out")
    return u + linear(torch.relu(linear(normal(u), w, name + ".wide")), w, name + ".narrow")


def transformer(x: Tensor, ids: Tensor, w: Weights) -> Tensor:
    position = torch.arange(1, T + 1)[:, None]
    frequency = 10_000 ** (-torch.arange(0, N, 2) / N)
    waves = torch.stack([torch.sin(position * frequency), torch.cos(position * frequency)], 2).flatten(1)
    scores = torch.zeros(T, B, OUT)
    for b, length in enumerate(LENGTHS):
        h = w["embedding.table"][ids[:length, b]] + waves[:length]
        for name in ("part0", "part1"):
            h = block(h, w, name)
        scores[:length, b] = linear(h, w, "out")
    return tall(scores)


def transformer_weights() -> Weights:
    weights = {"embedding.table": draw(IN, N)}
    for name in ("part0", "part1"):
        for part, rows, columns in [
            (".attention.in", N, 3 * N),
            (".attention.out", N, N),
            (".wide", N, 4 * N),
            (".narrow", 4 * N, N),
        ]:
            weights[name + part + ".w"] = draw(rows, columns) / 2
            weights[name + part + ".b"] = draw(1, columns) / 2
    return weights | {"out.w": draw(N, OUT) / 2, "out.b": draw(1, OUT) / 2}


# ---- trees and graphs -------------------------------------------------------------------------------

Node = tuple[Any, ...]  # (symbol,), (symbol, child) or (symbol, left, right)
TREES: list[Node] = [(1, (2, (0,), (1, (2,))), (0,)), (2,), (0, (0, (1,), (2,)), (1, (2,), (0,)))]


def tree_rnn(a: Tensor, left: tuple[Tensor, ...], right: tuple[Tensor, ...], w: Weights) -> tuple[Tensor, ...]:
    return (torch.tanh(a + left[0] @ w["recursive.cell.u"] + right[0] @ w["recursive.cell.v"]),)


def tree_lstm(a: Tensor, left: tuple[Tensor, ...], right: tuple[Tensor, ...], w: Weights) -> tuple[Tensor, ...]:
    a = a + left[0] @ w["recursive.cell.u"] + right[0] @ w["recursive.cell.v"]
    i, f_left, f_right, g, o = a.chunk(5)
    c = torch.sigmoid(f_left) * left[1] + torch.sigmoid(f_right) * right[1] + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


def tree_cases() -> None:
    for name, step, blocks, states in [("TreeRnn", tree_rnn, 1, 1), ("TreeLstm", tree_lstm, 5, 2)]:
        cell = "recursive.cell."
        weights = {cell + "input.w": draw(IN, blocks * N) / 2, cell + "input.b": draw(1, blocks * N) / 2}
        weights |= {cell + "u": draw(N, blocks * N) / 2, cell + "v": draw(N, blocks * N) / 2}
        weights |= {"out.w": draw(N, OUT) / 2, "out.b": draw(1, OUT) / 2}
        weights = {key: leaf(value) for key, value in weights.items()}
        nothing = tuple(torch.zeros(N) for _ in range(states))

        def state(node: Node, step: Step = step, w: Weights = weights, nothing: Any = nothing) -> Any:
            a = w["recursive.cell.input.w"][node[0]] + w["recursive.cell.input.b"][0]
            children = [state(child, step, w, nothing) for child in node[1:]]
            return step(a, *(children + [nothing, nothing])[:2], w)

        scores = torch.stack([state(tree)[0] for tree in TREES]) @ weights["out.w"] + weights["out.b"]
        classes = torch.randint(OUT, (len(TREES),))
        value = F.cross_entropy(scores, classes)
        gradients = torch.autograd.grad(value, list(weights.values()))
        write(
            "tree-" + name.lower(),
            {"cell": name, "weights": weights, "classes": classes, "scores": scores, "value": value}
            | {"gradients": dict(zip(weights, gradients, strict=True))},
        )


AGGREGATIONS: dict[str, Function] = {
    "SUM": lambda m: m.sum(0),
    "MEAN": lambda m: m.mean(0),
    "MAX": lambda m: m.amax(0),
}


def graph_cases() -> None:
    edges = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)]
    edges += [(v, u) for u, v in edges]
    symbols = torch.tensor([0, 2, 1, 1, 2])
    for name in AGGREGATIONS:
        weights = {"embedding.table": draw(IN, N), "passing.cell.input.w": draw(N, N) / 2}
        weights |= {"passing.cell.input.b": draw(1, N) / 2, "passing.cell.u": draw(N, N) / 2}
        weights |= {"out.w": draw(N, OUT) / 2, "out.b": draw(1, OUT) / 2}
        weights = {key: leaf(value) for key, value in weights.items()}
        h = weights["embedding.table"][symbols]
        for _ in range(3):
            arrived = [torch.stack([h[u] for u, to in edges if to == v]) for v in range(5)]
            m = torch.stack([AGGREGATIONS[name](messages) for messages in arrived])
            h = torch.tanh(linear(m, weights, "passing.cell.input") + h @ weights["passing.cell.u"])
        scores = linear(h, weights, "out")
        classes = torch.tensor([0, 4, -1, 1, 2])
        value = F.cross_entropy(scores, classes, ignore_index=-1)
        gradients = torch.autograd.grad(value, list(weights.values()))
        write(
            "graph-" + name.lower(),
            {"aggregation": name, "weights": weights, "classes": classes, "scores": scores, "value": value}
            | {"gradients": dict(zip(weights, gradients, strict=True))},
        )


# ---- training ---------------------------------------------------------------------------------------


def clip_by_norm(parameters: Sequence[Tensor], c: float) -> float:
    """g·min(1, c/‖g‖), as Pascanu et al. have it; clip_grad_norm_ divides by ‖g‖ + 10⁻⁶ instead."""
    norm = math.sqrt(sum((p.grad**2).sum().item() for p in parameters))
    if norm > c:
        for p in parameters:
            p.grad *= c / norm
    return norm


def training_cases() -> None:
    makers: dict[str, Callable[[list[Tensor]], Any]] = {
        "Adam": lambda p: torch.optim.Adam(p, lr=0.05),
        "Adam, decay": lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.02),
        "SGD, decay": lambda p: torch.optim.SGD(p, lr=0.2, weight_decay=0.02),
        "SGD, clipped": lambda p: torch.optim.SGD(p, lr=0.2),
    }
    for name, make in makers.items():
        weights = {"rnn." + key: value for key, value in input_weights(N).items()}
        weights |= {"rnn.cell.u": draw(N, N), "out.w": draw(N, OUT), "out.b": draw(1, OUT)}
        trained = {key: leaf(value) for key, value in weights.items()}
        _, x, given = draw_input(True)
        classes = torch.randint(OUT, (B,))
        optimiser = make(list(trained.values()))
        cell = {key.removeprefix("rnn."): value for key, value in trained.items()}
        measured, norms = [], []
        for _ in range(10):
            optimiser.zero_grad()
            _, end = elman_by_torch("TANH", x, torch.zeros(B, N), cell)
            loss = F.cross_entropy(linear(end, trained, "out"), classes)
            loss.backward()
            measured.append(loss.item())
            c = 0.3 if "clipped" in name else math.inf
            norms.append(clip_by_norm(list(trained.values()), c))
            optimiser.step()
        write(
            "training-" + name.lower().replace(", ", "-"),
            {"training": name}
            | given
            | {"classes": classes, "weights": weights, "losses": measured, "norms": norms}
            | {"trained": trained},
        )


def golden() -> None:
    """Chapter 03's three linear steps."""
    w, u, v = (torch.tensor(value, requires_grad=True) for value in (1.0, 0.5, 2.0))
    h, loss = torch.tensor(0.0), torch.tensor(0.0)
    states = []
    for x, y in ((1, 1), (2, 4), (3, 8)):
        h = x * w + h * u
        h.retain_grad()
        states.append(h)
        loss = loss + (h * v - y) ** 2 / 2
    loss.backward()
    write(
        "golden",
        {"loss": loss, "h": [h.item() for h in states], "dh": [h.grad.item() for h in states]}
        | {"dw": w.grad, "du": u.grad, "dv": v.grad},
    )


def model_file() -> None:
    weights = {"rnn.cell.input.w": draw(IN, N), "rnn.cell.input.b": draw(1, N)}
    weights |= {"rnn.cell.u": draw(N, N), "out.w": draw(N, OUT), "out.b": draw(1, OUT)}
    (RESOURCES / "io").mkdir(parents=True, exist_ok=True)
    safetensors.torch.save_file(weights, RESOURCES / "io" / "by-python.safetensors")
    write("../io/by-python", weights)


def module_file() -> None:
    """A module with an nn.LSTM in it, in PyTorch's own precision, and what the LSTM answers."""
    module = nn.ModuleDict({"rnn": nn.LSTM(IN, N, 2, bidirectional=True), "out": nn.Linear(N, OUT)})
    module.float()
    safetensors.torch.save_file(module.state_dict(), RESOURCES / "io" / "module-f32.safetensors")
    x = draw(T, IN).float()
    with torch.no_grad():
        output = module["rnn"](x)[0]
    write("../io/module-f32", {"x": x, "output": output})


if __name__ == "__main__":
    torch.manual_seed(20)
    recurrent_cases()
    network_cases()
    training_cases()
    golden()
    model_file()
    module_file()
    layer_cases()
    cell_cases()
    picture_cases()
    later_cell_cases()
    write_networks(("transformer", transformer, transformer_weights()))
    tree_cases()
    graph_cases()
