"""Makes the files beside this one with the libraries themselves, as a user would save and export a model.

    python make.py torch      with PyTorch 2.13, onnx, onnxscript and safetensors, or with PyTorch 1.13 alone
    python make.py keras      with Keras 3.15

The names begin with the library's version. Graphs lose their notes, which have paths of the machine; all else is as it
was written. Weights are drawn anew by every run.
"""

import json
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).parent


def expect(name, x, output):
    form = {"x": {"shape": list(x.shape), "data": [float(v) for v in x.ravel()]},
            "output": {"shape": list(output.shape), "data": [float(v) for v in output.ravel()]}}
    (HERE / (name + ".json")).write_text(json.dumps(form))


def with_torch():
    import torch
    from torch import nn

    torch.manual_seed(23)
    new = torch.__version__ >= "2"
    version = "torch-" + torch.__version__.split("+")[0].replace("a0", "") + "-"
    x = torch.randn(2, 7, 3)

    class Last(nn.Module):
        """What most people write."""

        def __init__(self, kind="GRU", **options):
            super().__init__()
            self.rnn = getattr(nn, kind)(3, 5, batch_first=True, **options)
            self.fc = nn.Linear(5, 2)

        def forward(self, x):
            y, _ = self.rnn(x)
            return self.fc(y[:, -1, :])

    class FinalState(Last):
        def forward(self, x):
            _, h = self.rnn(x)
            return self.fc((h[0] if isinstance(h, tuple) else h)[-1])

    class Projected(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.LSTM(3, 5, batch_first=True, proj_size=2)

        def forward(self, x):
            return self.rnn(x)[0][:, -1, :]

    class BothEnds(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.LSTM(3, 5, 2, batch_first=True, bidirectional=True)
            self.fc = nn.Linear(10, 2)

        def forward(self, x):
            _, (h, _) = self.rnn(x)
            return self.fc(torch.cat([h[-2], h[-1]], dim=1))

    class Halves(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.GRU(3, 5, batch_first=True, bidirectional=True)
            self.fc = nn.Linear(10, 1)

        def forward(self, x):
            y, _ = self.rnn(x)
            return self.fc(torch.cat([y[:, -1, :5], y[:, 0, 5:]], dim=1)).squeeze(-1)

    class Given(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.LSTM(3, 5, 2, batch_first=True)
            self.fc = nn.Linear(5, 4)

        def forward(self, x):
            zeros = torch.zeros(2, x.size(0), 5)
            y, _ = self.rnn(x, (zeros, zeros))
            return self.fc(y[:, -1]).unsqueeze(-1)

    class Cell(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell = nn.GRUCell(3, 5)
            self.fc = nn.Linear(5, 2)

        def forward(self, x):
            h = torch.zeros(x.size(0), 5)
            for t in range(x.size(1)):
                h = self.cell(x[:, t], h)
            return self.fc(h)

    class Wrapped(nn.Module):
        def __init__(self):
            super().__init__()
            self.before = nn.Linear(3, 6)
            self.rnn = nn.LSTM(6, 5, batch_first=True, bias=False)
            self.after = nn.Linear(5, 2)

        def forward(self, x):
            y, _ = self.rnn(torch.relu(self.before(x)))
            return self.after(y[:, -1])

    class Numbered(nn.Module):
        """Twelve modules, whose names sort other than their numbers do."""

        def __init__(self):
            super().__init__()
            self.net = nn.ModuleList(nn.GRU(3 if i == 0 else 5, 5, batch_first=True) for i in range(12))
            self.head = nn.Linear(5, 2)

        def forward(self, x):
            for each in self.net:
                x, _ = each(x)
            return self.head(x[:, -1])

    def keep(name, model, write):
        model.eval()
        with torch.no_grad():
            output = model(x)
        write(HERE / (version + name))
        expect(version + name, x, output)

    def graph(name, model, **options):
        def write(path):
            torch.onnx.export(model, (x,), str(path), **options)
            if new:
                without_notes(path)
        keep(name, model, write)

    def tensors(name, model, form=lambda model: model.state_dict(), **options):
        keep(name, model, lambda path: torch.save(form(model), path, **options))

    def checkpoint(model):
        optimizer = torch.optim.Adam(model.parameters())
        loss = model(x).pow(2).mean()
        loss.backward()
        state = {key: value.clone() for key, value in model.state_dict().items()}
        optimizer.step()
        model.load_state_dict(state)
        return {"epoch": 3, "net": state, "optimizer": optimizer.state_dict(), "loss": loss.item(), "best": None}

    if new:
        from safetensors.torch import save_file

        batch = ({0: torch.export.Dim("batch")},)
        plain = {"dynamo": True, "external_data": False, "verbose": False}
        graph("gru-last.onnx", Last(), **plain)
        beside("gru-last.onnx", "gru-beside.onnx")
        graph("gru-2layer-state.onnx", FinalState(num_layers=2), dynamic_shapes=batch, **plain)
        graph("lstm-both-ends.onnx", BothEnds(), **plain)
        graph("gru-halves.onnx", Halves(), dynamic_shapes=batch, **plain)
        graph("rnn-script.onnx", Last("RNN"), dynamo=False)
        projected = HERE / (version + "lstm-proj.onnx")  # A graph that ONNX Runtime refuses as well.
        torch.onnx.export(Projected().eval(), (x,), str(projected), dynamic_shapes=batch, **plain)
        without_notes(projected)
        for name, model in (("cell", Cell()), ("numbered", Numbered())):
            keep(name + ".safetensors", model, lambda path, model=model: save_file(model.state_dict(), path))
        half = Last().half()
        keep("half.safetensors", half.float(), lambda path: save_file(half.half().state_dict(), path))
        tensors("checkpoint.pt", Last("LSTM"), checkpoint)
        tensors("parallel.pth", Last(), lambda model: nn.DataParallel(model).state_dict())
        torch.save(nn.GRU(3, 5), HERE / (version + "whole.pt"))
    else:
        graph("gru-last.onnx", Last())
        graph("rnn-2layer-state.onnx", FinalState("RNN", num_layers=2))
        graph("lstm-given.onnx", Given(), opset_version=11, input_names=["x"], dynamic_axes={"x": {0: "batch"}})
        graph("lstm-both-ends.onnx", BothEnds(), opset_version=9)
        tensors("wrapped.pt", Wrapped())
        tensors("double.pt", Last().double().float(), lambda model: model.double().state_dict())
        tensors("legacy.pt", Last(), _use_new_zipfile_serialization=False)


def beside(name, to):
    """The same graph with its weights in a file beside it, as torch.onnx.export leaves it by default since 2.9."""
    import onnx

    data = version + to + ".data"
    onnx.save_model(onnx.load(HERE / (version + name)), HERE / (version + to), save_as_external_data=True,
                    location=data, size_threshold=0)
    (HERE / (version + to + ".json")).write_bytes((HERE / (version + name + ".json")).read_bytes())


def without_notes(path):
    import onnx

    model = onnx.load(path)
    for each in (model.graph, *model.graph.node, *model.graph.value_info, *model.graph.input, *model.graph.output,
                 *model.graph.initializer):
        del each.metadata_props[:]
        each.doc_string = ""
    onnx.save(model, path)


def with_keras():
    import keras
    from keras import layers

    keras.utils.set_random_seed(23)
    draw = np.random.default_rng(23)
    version = "keras-" + keras.__version__ + "-"
    x = draw.normal(size=(2, 7, 3)).astype("float32")

    def keep(name, stack, fit=False):
        model = keras.Sequential([keras.Input((7, 3)), *stack])
        model.set_weights([draw.normal(size=each.shape) * 0.4 if each.dtype.kind == "f" else each
                           for each in model.get_weights()])
        if fit:
            model.compile("adam", "mse")
            model.fit(x, model.predict(x, verbose=0) + 1, verbose=0)
        path = HERE / (version + name)
        (model.save_weights if name.endswith(".weights.h5") else model.save)(path)
        expect(path.name, x, np.array(model.predict(x, verbose=0)))

    keep("fitted.keras", [layers.GRU(5), layers.Dense(2)], fit=True)
    keep("gru-before.h5", [layers.Bidirectional(layers.GRU(5, reset_after=False)), layers.Dense(2)])
    keep("no-bias.weights.h5", [layers.GRU(5, use_bias=False), layers.Dense(2, use_bias=False)])
    keep("seq2seq.keras", [layers.LSTM(5, dropout=0.1), layers.RepeatVector(4), layers.GRU(4, return_sequences=True),
                           layers.TimeDistributed(layers.Dense(2))])


if __name__ == "__main__":
    {"torch": with_torch, "keras": with_keras}[sys.argv[1]]()
