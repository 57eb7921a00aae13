package io.tidecast.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.RepeatVector;
import io.tidecast.nn.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Files of kind {@code gradient}: loss and every gradient, through the whole sequence and with the state detached every
 * k1 steps.
 */
final class GradientVectors {
    private GradientVectors() {}

    static Deviations check(JsonNode file) {
        Deviations deviations = new Deviations();
        if (file.has("architecture")) {
            deeper(file, deviations);
        } else {
            for (String head : List.of("head_last", "head_all")) {
                for (JsonNode run : file.get(head).get("runs")) {
                    truncated(file, file.get(head), run, head.equals("head_last"), deviations);
                }
            }
        }
        return deviations;
    }

    static Loss loss(JsonNode file) {
        return file.get("loss").textValue().contains("|") ? new Loss.Mae() : new Loss.Mse();
    }

    private static void truncated(JsonNode file, JsonNode head, JsonNode run, boolean last, Deviations deviations) {
        JsonNode dims = file.get("dims");
        int inputs = dims.get("I").intValue();
        int units = dims.get("H").intValue();
        Tensor x = Tensor.of(file.get("x"));
        Tensor y = Tensor.of(head.get("y"));
        int batch = x.shape()[0];
        int steps = x.shape()[1];
        int outputs = y.shape()[y.shape().length - 1];
        Network network =
                Network.of(NetworkSpec.of(inputs, VectorNetworks.cell(file, units, true), new Dense(outputs)));
        List<String> prefixes = List.of("", "head_");
        Parameters parameters = VectorWeights.parameters(network.layout(), file.get("weights"), prefixes);
        Workspace workspace = network.workspace();
        ForwardVectors.writeStates(file, workspace, batch, units);
        int k1 = run.get("k1").isNull() ? steps : run.get("k1").intValue();
        float[] gradients = new float[network.layout().size()];
        float[] dX = new float[batch * steps * inputs];
        float[] dState = new float[batch * workspace.stateSize()];
        float[] prediction = new float[batch * steps * outputs];
        double sum = 0;
        double scale = 1.0 / y.values().length;
        for (int from = 0; from < steps; from += k1) {
            int length = Math.min(k1, steps - from);
            float[] chunk = steps(x.floats(), batch, steps, inputs, from, length);
            network.forward(parameters, workspace, chunk, batch, length);
            put(workspace.output(), batch, steps, outputs, from, length, prediction);
            float[] target = new float[batch * length * outputs];
            float[] mask = new float[batch * length * outputs];
            for (int b = 0; b < batch; b++) {
                for (int t = 0; t < length; t++) {
                    boolean counts = !last || from + t == steps - 1;
                    int row = last ? b : b * steps + from + t;
                    for (int o = 0; counts && o < outputs; o++) {
                        target[(b * length + t) * outputs + o] = (float) y.values()[row * outputs + o];
                        mask[(b * length + t) * outputs + o] = 1f;
                    }
                }
            }
            float[] dOutput = new float[batch * length * outputs];
            sum += loss(file).sum(workspace.output(), target, mask, batch * length, outputs, scale, dOutput);
            network.backward(parameters, workspace, dOutput, gradients);
            put(workspace.inputGradient(), batch, steps, inputs, from, length, dX);
            for (int b = 0; b < batch && from == 0; b++) {
                float[] lane = new float[workspace.stateSize()];
                workspace.readStateGradient(b, lane);
                System.arraycopy(lane, 0, dState, b * lane.length, lane.length);
            }
        }
        String name = (last ? "head_last" : "head_all") + " k1=" + run.get("k1");
        deviations.loss(sum * scale, run.get("loss").doubleValue());
        if (run.has("prediction")) {
            float[] given = last ? steps(prediction, batch, steps, outputs, steps - 1, 1) : prediction;
            deviations.forward(
                    "prediction", given, Tensor.of(run.get("prediction")).values());
        }
        gradients(name, network, gradients, run.get("grads"), prefixes, deviations);
        deviations.gradient(
                name + " grad_x", dX, 0, Tensor.of(run.get("grad_x")).values());
        deviations.gradient(name + " grad_h0, grad_c0", dState, 0, stateGradients(run, batch, units));
    }

    private static double[] stateGradients(JsonNode run, int batch, int units) {
        double[] h = Tensor.of(run.get("grad_h0")).values();
        if (!run.has("grad_c0")) {
            return h;
        }
        double[] c = Tensor.of(run.get("grad_c0")).values();
        double[] both = new double[2 * h.length];
        for (int b = 0; b < batch; b++) {
            System.arraycopy(h, b * units, both, b * 2 * units, units);
            System.arraycopy(c, b * units, both, b * 2 * units + units, units);
        }
        return both;
    }

    private static void deeper(JsonNode file, Deviations deviations) {
        JsonNode dims = file.get("dims");
        int inputs = dims.get("I").intValue();
        int units = dims.get("H").intValue();
        Tensor x = Tensor.of(file.get("x"));
        Tensor y = Tensor.of(file.get("y"));
        List<LayerSpec> layers = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        if (file.get("weights").has("encoder.weight_ih_l0")) {
            RecurrentSpec cell = VectorNetworks.cell(file, units, false);
            layers.addAll(List.of(
                    new Bidirectional(cell),
                    new RepeatVector(y.shape()[1]),
                    new Bidirectional(cell.withReturnSequences(true))));
            prefixes.addAll(List.of("encoder.", "", "decoder."));
        } else {
            String module = file.get("cell").textValue() + ".";
            boolean bidirectional = file.get("weights").has(module + "weight_ih_l0_reverse");
            int count = 0;
            while (file.get("weights").has(module + "weight_ih_l" + count)) {
                prefixes.add(module);
                count++;
            }
            layers.addAll(VectorNetworks.stack(file, count, units, bidirectional));
        }
        int outputs = y.shape()[2];
        layers.add(new Dense(outputs));
        prefixes.add("head.");
        Network network = Network.of(VectorNetworks.spec(inputs, layers));
        Parameters parameters = VectorWeights.parameters(network.layout(), file.get("weights"), prefixes);
        Workspace workspace = network.workspace();
        int batch = x.shape()[0];
        network.forward(parameters, workspace, x.floats(), batch, x.shape()[1]);
        deviations.forward(
                "prediction",
                workspace.output(),
                Tensor.of(file.get("prediction")).values());
        float[] dOutput = new float[y.values().length];
        double scale = 1.0 / dOutput.length;
        double sum =
                loss(file).sum(workspace.output(), y.floats(), null, batch * y.shape()[1], outputs, scale, dOutput);
        deviations.loss(sum * scale, file.get("loss_value").doubleValue());
        float[] gradients = new float[network.layout().size()];
        network.backward(parameters, workspace, dOutput, gradients);
        gradients("all", network, gradients, file.get("grads"), prefixes, deviations);
        deviations.gradient(
                "grad_x",
                workspace.inputGradient(),
                0,
                Tensor.of(file.get("grad_x")).values());
    }

    /** Each named gradient against its own reference. */
    static void gradients(
            String name,
            Network network,
            float[] ours,
            JsonNode reference,
            List<String> prefixes,
            Deviations deviations) {
        double[] flat = VectorWeights.flat(network.layout(), reference, prefixes);
        for (ParameterView view : network.layout().views()) {
            deviations.gradient(
                    name + " " + view.name(), ours, view.offset(), Arrays.copyOfRange(flat, view.offset(), view.end()));
        }
    }

    /** The steps from .. from + length of [B,T,width]. */
    static float[] steps(float[] all, int batch, int steps, int width, int from, int length) {
        float[] part = new float[batch * length * width];
        for (int b = 0; b < batch; b++) {
            System.arraycopy(all, (b * steps + from) * width, part, b * length * width, length * width);
        }
        return part;
    }

    private static void put(float[] part, int batch, int steps, int width, int from, int length, float[] all) {
        for (int b = 0; b < batch; b++) {
            System.arraycopy(part, b * length * width, all, (b * steps + from) * width, length * width);
        }
    }
}
