package io.tidecast.interchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.model.Manifest;
import io.tidecast.nn.HighwaySpec;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Model of ours that comes back from Keras. The manifest says what it is; the weights are read as Keras has them. Two
 * biases of ours that are one there are read from beside it, unless another sum has been put there.
 */
final class KerasOwn {
    private final Manifest manifest;
    private final NetworkSpec spec;
    private final HdfFile file;
    private final Parameters parameters;

    private KerasOwn(Manifest manifest, HdfFile file) {
        this.manifest = manifest;
        this.file = file;
        spec = NetworkSpec.fromMap(manifest.network());
        parameters = OwnManifest.room(manifest);
    }

    static ForeignModel read(String library, JsonNode form, HdfFile weights) {
        KerasOwn own = new KerasOwn(OwnManifest.parse(form.toString()), weights);
        own.fill();
        Parameters read = OwnManifest.model(own.manifest, own.parameters).parameters();
        return ForeignModel.own(library + " by Tidecast", own.manifest, read);
    }

    private void fill() {
        List<KerasLayer> layers = new ArrayList<>();
        for (int i = 0; i < spec.layers().size(); i++) {
            layers.add(new KerasLayer(
                    "layer_" + i, KerasArchitecture.type(spec, i), spec.layers().get(i), true));
        }
        spec.highway()
                .ifPresent(highway ->
                        layers.add(new KerasLayer("", "Dense", spec.layers().get(0), false)));
        KerasPaths paths = new KerasPaths(file, layers);
        Shape shape = Shape.sequenceOf(spec.inputs());
        for (int i = 0; i < spec.layers().size(); i++) {
            LayerSpec layer = spec.layers().get(i);
            List<ParameterView> views = parameters.layout().ofLayer(i);
            set(views, KerasWeights.of(layers.get(i), shape.features(), paths.of(i, layers.get(i))));
            shape = layer.output(shape);
        }
        spec.highway()
                .ifPresent(highway -> fill(
                        highway,
                        paths.of(layers.size() - 1, layers.get(layers.size() - 1))
                                .get("", 0, "kernel")));
    }

    /** Keras' arrays have one bias for two of ours: two to a direction. */
    private void set(List<ParameterView> views, LayerWeights read) {
        List<float[]> weights = read.weights();
        boolean apart = views.size() > weights.size();
        int next = 0;
        for (int i = 0; i < views.size(); i++) {
            ParameterView view = views.get(i);
            if (apart && view.name().contains(".bias_ih")) {
                setBoth(view, views.get(i + 1), weights.get(next));
                i++;
            } else {
                parameters.set(view.name(), weights.get(next));
            }
            next++;
        }
    }

    private void setBoth(ParameterView bias, ParameterView recurrent, float[] sum) {
        WeightArray first = file.arrays().get(KerasExport.APART + bias.name());
        WeightArray second = file.arrays().get(KerasExport.APART + recurrent.name());
        boolean known = first != null
                && second != null
                && first.values().length == sum.length
                && second.values().length == sum.length;
        float[] added = new float[sum.length];
        for (int i = 0; i < sum.length && known; i++) {
            added[i] = first.values()[i] + second.values()[i];
        }
        boolean same = known && Arrays.equals(added, sum);
        parameters.set(bias.name(), same ? first.values() : sum);
        parameters.set(recurrent.name(), same ? second.values() : new float[sum.length]);
    }

    private void fill(HighwaySpec highway, WeightArray kernel) {
        int outputs = spec.outputs();
        kernel.requireShape(manifest.window() * spec.inputs(), outputs);
        KerasHighway places = new KerasHighway(highway, manifest.window(), spec.inputs(), outputs);
        float[] rest = kernel.values().clone();
        float[] weight = new float[outputs * highway.steps()];
        for (int o = 0; o < outputs; o++) {
            for (int k = 0; k < highway.steps(); k++) {
                weight[o * highway.steps() + k] = rest[places.index(o, k)];
                rest[places.index(o, k)] = 0;
            }
        }
        for (float value : rest) {
            Refused.unless(
                    value == 0,
                    "highway must read its channels alone, as it was written, had another weight of " + value);
        }
        parameters.set("highway.weight", weight);
    }
}
