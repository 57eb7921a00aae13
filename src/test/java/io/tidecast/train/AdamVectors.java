package io.tidecast.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Resets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.api.Assertions;

/** Files of kind {@code adam}: some steps of Adam as torch and as Keras have it, with each way of clipping. */
final class AdamVectors {
    private AdamVectors() {}

    static Deviations check(JsonNode file) {
        Deviations deviations = new Deviations();
        int found = 0;
        for (Iterator<String> names = file.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (name.startsWith("clip_") && !name.equals("clip_rules")) {
                run(file, name, deviations);
                found++;
            }
        }
        Assertions.assertThat(found).as("ways of clipping").isPositive();
        return deviations;
    }

    private static Clipping clipping(String name) {
        String[] parts = name.substring("clip_".length()).split("_(?=[0-9])", 2);
        double max = parts.length == 1 ? 0 : Double.parseDouble(parts[1].replace('_', '.'));
        return switch (parts[0]) {
            case "none" -> new Clipping.None();
            case "global_norm" -> new Clipping.GlobalNorm(max);
            case "value", "clipvalue" -> new Clipping.Value(max);
            case "clipnorm" -> new Clipping.VariableNorm(max);
            case "global_clipnorm" -> new Clipping.KerasGlobalNorm(max);
            default -> throw new AssertionError("unknown clipping " + name);
        };
    }

    private static void run(JsonNode file, String clip, Deviations deviations) {
        JsonNode dims = file.get("dims");
        int units = dims.path("H").asInt(dims.path("U").asInt());
        Tensor x = Tensor.of(file.get("x"));
        Tensor y = Tensor.of(file.get("y"));
        int batch = x.shape()[1];
        int steps = x.shape()[2];
        boolean keras = file.get("weights").has("dense_kernel");
        List<String> prefixes = List.of("", keras ? "dense_" : "head_");
        Network network = Network.of(NetworkSpec.of(
                x.shape()[3], VectorNetworks.cell(file, units, false), new Dense(y.shape()[y.shape().length - 1])));
        Parameters start = VectorWeights.parameters(network.layout(), file.get("weights"), prefixes);
        JsonNode rule = file.get("optimizer");
        Assertions.assertThat(List.of(
                        rule.get("beta1").doubleValue(), rule.get("beta2").doubleValue()))
                .isEqualTo(List.of(0.9, 0.999));
        int size = network.layout().size();
        Optimizer adam = keras ? Adam.keras(size) : Adam.torch(size);
        Trainer trainer = new Trainer(network, start, GradientVectors.loss(file), adam, clipping(clip), 1);
        boolean stateful = file.path("state").asText().startsWith("the state after chunk");
        double rate = rule.get("lr").doubleValue();
        for (JsonNode step : file.get(clip)) {
            int i = step.get("step").intValue() - 1;
            float[] xs = x.part(i).floats();
            float[] ys = y.part(i).floats();
            double loss = stateful
                    ? trainer.stepLanes(xs, ys, null, batch, steps, Resets.NONE, rate)
                    : trainer.step(xs, ys, null, batch, steps, rate);
            deviations.loss(loss, step.get("loss_before").doubleValue());
            deviations.norm(
                    trainer.lastNorm(), step.get("grad_norm_before_clip").doubleValue());
            double[] after = VectorWeights.flat(network.layout(), step.get("weights_after"), prefixes);
            float[] ours = trainer.parameters().toArray();
            for (ParameterView view : network.layout().views()) {
                deviations.weights(
                        clip + " step " + step.get("step") + " " + view.name(),
                        ours,
                        view.offset(),
                        Arrays.copyOfRange(after, view.offset(), view.end()),
                        rate);
            }
        }
    }
}
