package io.tidecast.interchange;

import io.tidecast.model.Manifest;
import io.tidecast.nn.Activation;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Dropout;
import io.tidecast.nn.Gru;
import io.tidecast.nn.HighwaySpec;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.Network;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.RepeatVector;
import io.tidecast.nn.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Python source of a {@code torch.nn.Module} that is the network of a model, under whose names the model's safetensors
 * file has the weights. The parts that PyTorch has no module of, a GRU that resets before and the highway, are written
 * out in it.
 */
final class TorchExport {
    private final StringBuilder fields = new StringBuilder();
    private final StringBuilder steps = new StringBuilder();
    private final Manifest manifest;
    private final Network network;

    private TorchExport(Manifest manifest, Network network) {
        this.manifest = manifest;
        this.network = network;
    }

    static String of(Manifest manifest, Network network) {
        return new TorchExport(manifest, network).write();
    }

    private String write() {
        List<LayerSpec> layers = network.spec().layers();
        List<String> modules = network.layout().modules();
        Shape shape = Shape.sequenceOf(network.spec().inputs());
        for (int i = 0; i < layers.size(); i++) {
            int last = i;
            while (last + 1 < layers.size()
                    && layers.get(i) instanceof RecurrentSpec
                    && layers.get(last + 1) instanceof RecurrentSpec
                    && modules.get(last + 1).equals(modules.get(i))) {
                last++;
            }
            add(modules.get(i), layers.get(i), layers.get(last), last - i + 1, shape);
            while (i < last) {
                shape = layers.get(i).output(shape);
                i++;
            }
            shape = layers.get(last).output(shape);
        }
        network.spec().highway().ifPresent(this::addHighway);
        return template()
                .replace("@MODEL@", manifest.id())
                .replace("@WINDOW@", String.valueOf(manifest.window()))
                .replace("@INPUTS@", InputNames.of(manifest))
                .replace("@OUTPUTS@", InputNames.outputs(manifest))
                .replace("@FIELDS@", fields.toString().stripTrailing())
                .replace("@STEPS@", steps.toString().stripTrailing());
    }

    private void add(String module, LayerSpec first, LayerSpec last, int depth, Shape input) {
        if (first instanceof Dense dense) {
            field("self.%s = nn.Linear(%d, %d)", module, input.features(), dense.units());
            step("y = self.%s(y)", module);
            if (dense.activation() != Activation.LINEAR) {
                step("y = torch.%s(y)", dense.activation().text());
            }
        } else if (first instanceof RepeatVector repeat) {
            step("y = y.unsqueeze(1).repeat(1, %d, 1)", repeat.times());
        } else if (first instanceof Dropout dropout) {
            boolean same = dropout.sameEveryStep() && input.sequence();
            step(
                    same
                            ? "y = nn.functional.dropout1d(y.transpose(1, 2), %s, self.training).transpose(1, 2)"
                            : "y = nn.functional.dropout(y, %s, self.training)",
                    dropout.rate());
        } else {
            addRecurrent(module, (RecurrentSpec) first, (RecurrentSpec) last, depth, input.features());
        }
    }

    private void addRecurrent(String module, RecurrentSpec first, RecurrentSpec last, int depth, int inputs) {
        boolean both = first instanceof Bidirectional;
        LayerSpec cell = first instanceof Bidirectional two ? two.layer() : first;
        boolean before = cell instanceof Gru gru && !gru.resetAfter();
        String type = before
                ? "GruResetBefore"
                : cell instanceof Gru ? "nn.GRU" : cell instanceof Lstm ? "nn.LSTM" : "nn.RNN";
        field(
                "self.%s = %s(%d, %d, num_layers=%d, batch_first=True, bidirectional=%s)",
                module, type, inputs, first.units(), depth, both ? "True" : "False");
        if (last.returnSequences()) {
            step("y, _ = self.%s(y)", module);
            return;
        }
        step(cell instanceof Lstm ? "_, (end, _) = self.%s(y)" : "_, end = self.%s(y)", module);
        step(both ? "y = torch.cat((end[-2], end[-1]), dim=1)" : "y = end[-1]");
    }

    private void addHighway(HighwaySpec highway) {
        field("self.highway = Highway(%d, %d, %s)", network.outputs(), highway.steps(), highway.channels());
        step("y = y + self.highway(x)");
    }

    private void field(String form, Object... values) {
        fields.append("        ")
                .append(String.format(Locale.ROOT, form, values))
                .append('\n');
    }

    private void step(String form, Object... values) {
        steps.append("        ")
                .append(String.format(Locale.ROOT, form, values))
                .append('\n');
    }

    private static String template() {
        try (InputStream in = TorchExport.class.getResourceAsStream("module.py")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
