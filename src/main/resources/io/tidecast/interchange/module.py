"""Network of model @MODEL@ for PyTorch, with the weights in the safetensors file beside it.

    network = load("model.safetensors")
    y = network(x)

x [batch, @WINDOW@, inputs] is a window of encoded steps, the oldest first:

@INPUTS@

y: @OUTPUTS@
"""

import torch
from torch import nn


class GruResetBefore(nn.Module):
    """GRU whose reset gate acts on the state before the matrix product; gates in the order r, z, n, one bias."""

    def __init__(self, inputs, units, num_layers=1, batch_first=True, bidirectional=False):
        super().__init__()
        self.units = units
        self.layers = num_layers
        self.ends = ["", "_reverse"] if bidirectional else [""]
        for layer in range(num_layers):
            width = inputs if layer == 0 else units * len(self.ends)
            for end in self.ends:
                self.register_parameter(f"weight_ih_l{layer}{end}", nn.Parameter(torch.zeros(3 * units, width)))
                self.register_parameter(f"weight_hh_l{layer}{end}", nn.Parameter(torch.zeros(3 * units, units)))
                self.register_parameter(f"bias_ih_l{layer}{end}", nn.Parameter(torch.zeros(3 * units)))

    def run(self, x, name):
        weight = getattr(self, "weight_hh_" + name)
        gates = x @ getattr(self, "weight_ih_" + name).T + getattr(self, "bias_ih_" + name)
        h = x.new_zeros(x.shape[0], self.units)
        states = []
        for t in range(x.shape[1]):
            r, z, n = gates[:, t].split(self.units, dim=1)
            w_r, w_z, w_n = weight.split(self.units, dim=0)
            r = torch.sigmoid(r + h @ w_r.T)
            z = torch.sigmoid(z + h @ w_z.T)
            n = torch.tanh(n + (r * h) @ w_n.T)
            h = (1 - z) * n + z * h
            states.append(h)
        return torch.stack(states, dim=1), h

    def forward(self, x):
        last = []
        for layer in range(self.layers):
            sides = []
            for end in self.ends:
                turned = x.flip(1) if end else x
                states, h = self.run(turned, f"l{layer}{end}")
                sides.append(states.flip(1) if end else states)
                last.append(h)
            x = torch.cat(sides, dim=2)
        return x, torch.stack(last)


class Highway(nn.Module):
    """Linear map from the newest steps of some inputs to the outputs, beside the stack; newest step first."""

    def __init__(self, outputs, steps, channels):
        super().__init__()
        self.steps = steps
        self.channels = channels
        self.weight = nn.Parameter(torch.zeros(outputs, steps))

    def forward(self, x):
        each = self.weight.shape[0] // len(self.channels)
        newest = x[:, -self.steps:].flip(1)
        parts = [
            newest[:, :, channel] @ self.weight[j * each:(j + 1) * each, :newest.shape[1]].T
            for j, channel in enumerate(self.channels)
        ]
        return torch.cat(parts, dim=1)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
@FIELDS@

    def forward(self, x):
        y = x
@STEPS@
        return y


def load(path="model.safetensors"):
    """The network with its weights. A second bias that the model does not have is zero."""
    from safetensors.torch import load_file

    network = Network()
    state = load_file(path)
    for name, parameter in network.state_dict().items():
        if name not in state and ".bias_hh_" in name:
            state[name] = torch.zeros_like(parameter)
    network.load_state_dict(state)
    return network.eval()
