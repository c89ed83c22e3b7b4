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

import safetensors.torch
import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
RESOURCES = pathlib.Path(__file__).parent.parent / "resources" / "unrolled"
IN, N, OUT = 3, 4, 5
LENGTHS = [5, 2, 4, 1]
T, B = max(LENGTHS), len(LENGTHS)
LIVES = torch.tensor([[t < length for length in LENGTHS] for t in range(T)])  # T×B
FUNCTIONS = {
    "IDENTITY": lambda x: x,
    "TANH": torch.tanh,
    "RELU": torch.relu,
    "SIGMOID": torch.sigmoid,
}


def draw(*shape):
    return torch.randn(shape)


def leaf(m):
    return m.clone().requires_grad_()


def tall(m):
    """T×B×n as (T·B)×n."""
    return m.reshape(-1, m.shape[-1])


def numbers(value):
    return value.tolist() if isinstance(value, torch.Tensor) else value


def write(name, case):
    case = {
        key: {k: numbers(v) for k, v in value.items()} if isinstance(value, dict) else numbers(value)
        for key, value in case.items()
    }
    path = RESOURCES / "pytorch" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in case.items())
    path.write_text("{" + lines + "}\n")


def draw_input(symbols):
    """Vectors T×B×in, or symbols T×B with −1 behind the end; what the network reads; as JSON."""
    if not symbols:
        x = leaf(draw(T, B, IN))
        return x, x, {"x": tall(x)}
    ids = torch.randint(IN, (T, B))
    rows = [ids[:length, b].tolist() for b, length in enumerate(LENGTHS)]
    return None, F.one_hot(ids, IN).to(torch.get_default_dtype()), {"symbols": rows}


# ---- recurrent cells ------------------------------------------------------------------------------


def elman_by_torch(function, x, h, w):
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


def masked_loop(step, x, state):
    """A loop over time: a sequence that is over keeps its state, and its output is 0."""
    outputs = []
    for t in range(T):
        live = LIVES[t][:, None]
        output, new = step(x[t], state)
        state = torch.where(live, new, state)
        outputs.append(torch.where(live, output, torch.zeros(())))
    return torch.stack(outputs), state


def elman_by_loop(function, x, h, w):
    def step(x_t, h):
        h = FUNCTIONS[function](x_t @ w["cell.input.w"] + w["cell.input.b"] + h @ w["cell.u"])
        return h, h

    return masked_loop(step, x, h)


def jordan(function, feedback, x, y, w):
    def step(x_t, y):
        a = x_t @ w["cell.input.w"] + w["cell.input.b"]
        o = FUNCTIONS[function](a + y @ w["cell.u"]) @ w["cell.v"] + w["cell.c"]
        return o, (torch.softmax(o, 1) if feedback == "SOFTMAX" else o)

    return masked_loop(step, x, y)


def losses(scores, classes, values):
    """Cross-entropy and half the squared distance of the rows that are asked about."""
    asked = classes >= 0
    half = ((scores - values)[asked] ** 2).sum() / 2
    return {
        "cross-entropy SUM": F.cross_entropy(scores, classes, ignore_index=-1, reduction="sum"),
        "cross-entropy MEAN": F.cross_entropy(scores, classes, ignore_index=-1),
        "squared error SUM": half,
        "squared error MEAN": half / asked.sum(),
    }


def recurrent(name, run, weights, state, description, symbols):
    """One run over time; for each loss, plus a weighing of the end state, all gradients."""
    x, read, given = draw_input(symbols)
    start = leaf(state)
    weights = {key: leaf(value) for key, value in weights.items()}
    outputs, end = run(read, start, weights)
    scores = tall(outputs)
    if "out.w" in weights:
        scores = scores @ weights["out.w"] + weights["out.b"]
    classes = torch.randint(scores.shape[1], (T, B))
    classes[~LIVES] = -1
    classes[0, 0] = -1  # a step that nobody asks about
    values = draw(T * B, scores.shape[1])
    d_end = draw(*end.shape)
    case = description | given | {
        "lengths": LENGTHS,
        "weights": weights,
        "start": start,
        "output": tall(outputs),
        "end": end,
        "scores": scores,
        "classes": classes.flatten(),
        "values": values,
        "dEnd": d_end,
    }
    for loss, value in losses(scores, classes.flatten(), values).items():
        leaves = weights | {"start": start} | ({} if symbols else {"x": x})
        total = value + (end * d_end).sum()
        gradients = torch.autograd.grad(total, list(leaves.values()), retain_graph=True)
        gradients = dict(zip(leaves, gradients))
        if not symbols:
            gradients["x"] = tall(gradients["x"])
        case[loss] = {"value": value} | gradients
    write(name, case)


def input_weights(n):
    return {"cell.input.w": draw(IN, n) / 2, "cell.input.b": draw(1, n) / 2}


def recurrent_cases():
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
                draw(B, N),
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
                    draw(B, OUT),
                    {"cell": "Jordan", "activation": function, "feedback": feedback},
                    symbols,
                )


# ---- networks ---------------------------------------------------------------------------------------


def linear(x, w, name):
    return x @ w[name + ".w"] + w[name + ".b"]


def feed_forward(x, ids, w):
    return linear(torch.tanh(linear(tall(x), w, "in")), w, "out")


def convolution(x, ids, w):
    """torch's conv1d, sequence by sequence; a sequence shorter than the window is filled up with 0."""
    k = w["window.w"].shape[0] // IN
    kernel = w["window.w"].reshape(k, IN, -1).permute(2, 1, 0)  # n×in×k
    pooled = []
    for b, length in enumerate(LENGTHS):
        own = F.pad(x[:length, b].T, (0, max(0, k - length)))
        z = torch.relu(F.conv1d(own[None], kernel, w["window.b"][0]))[0]
        pooled.append(z.max(dim=1).values)
    return linear(torch.stack(pooled), w, "out")


def embedded(x, ids, w):
    vectors = F.embedding(ids, w["embedding.table"])
    names = {"cell.input.w": "input.w", "cell.input.b": "input.b", "cell.u": "u"}
    cell = {name: w["rnn.cell." + inner] for name, inner in names.items()}
    outputs, end = elman_by_torch("TANH", vectors, torch.zeros(B, N), cell)
    return linear(end, w, "out")


def network_cases():
    def layer(name, rows, columns):
        return {name + ".w": draw(rows, columns) / 2, name + ".b": draw(1, columns) / 2}

    rnn = layer("rnn.cell.input", 2, N) | {"rnn.cell.u": draw(N, N) / 2}
    for name, run, weights in [
        ("feed-forward", feed_forward, layer("in", IN, N) | layer("out", N, OUT)),
        ("convolution", convolution, layer("window", 2 * IN, N) | layer("out", N, OUT)),
        ("embedded", embedded, {"embedding.table": draw(IN, 2)} | rnn | layer("out", N, OUT)),
    ]:
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
            | {"gradients": dict(zip(weights, gradients))},
        )


# ---- training ---------------------------------------------------------------------------------------


def clip_by_norm(parameters, c):
    """g·min(1, c/‖g‖), as Pascanu et al. have it; clip_grad_norm_ divides by ‖g‖ + 10⁻⁶ instead."""
    norm = math.sqrt(sum((p.grad**2).sum().item() for p in parameters))
    if norm > c:
        for p in parameters:
            p.grad *= c / norm
    return norm


def training_cases():
    for name, make in {
        "Adam": lambda p: torch.optim.Adam(p, lr=0.05),
        "Adam, decay": lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.02),
        "SGD, decay": lambda p: torch.optim.SGD(p, lr=0.2, weight_decay=0.02),
        "SGD, clipped": lambda p: torch.optim.SGD(p, lr=0.2),
    }.items():
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


def golden():
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


def model_file():
    weights = {"rnn.cell.input.w": draw(IN, N), "rnn.cell.input.b": draw(1, N)}
    weights |= {"rnn.cell.u": draw(N, N), "out.w": draw(N, OUT), "out.b": draw(1, OUT)}
    (RESOURCES / "io").mkdir(parents=True, exist_ok=True)
    safetensors.torch.save_file(weights, RESOURCES / "io" / "by-python.safetensors")
    write("../io/by-python", weights)


if __name__ == "__main__":
    torch.manual_seed(20)
    recurrent_cases()
    network_cases()
    training_cases()
    golden()
    model_file()
