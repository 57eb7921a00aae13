package io.tidecast.interchange;

import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.nn.Dense;
import io.tidecast.nn.HighwaySpec;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Layout;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.RecurrentSpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Model of ours that comes back from ONNX. The weights are read from where {@link OnnxExport} puts them; then the model
 * is written again, and has to be the file byte for byte, so that no graph is taken for ours that does something else.
 */
final class OnnxOwn {
    private final Map<String, OnnxTensor> tensors;

    private OnnxOwn(Map<String, OnnxTensor> tensors) {
        this.tensors = tensors;
    }

    static ForeignModel read(String json, ProtobufFields graph, byte[] file) {
        Manifest manifest = OwnManifest.parse(json);
        Map<String, OnnxTensor> tensors = new HashMap<>();
        for (int field = graph.next(); field != 0; field = graph.next()) {
            if (field == 5) {
                OnnxTensor tensor = OnnxTensor.read(graph.message("initializer"), Beside.nothing());
                tensors.put(tensor.name(), tensor);
                Refused.unless(tensors.size() <= Limits.PARTS, "tensors must be at most " + Limits.PARTS);
            }
        }
        Parameters parameters = OwnManifest.room(manifest);
        new OnnxOwn(tensors).fill(NetworkSpec.fromMap(manifest.network()), parameters);
        Forecaster model = OwnManifest.model(manifest, parameters);
        Refused.unless(
                Arrays.equals(OnnxExport.of(model), file),
                "graph must be as it was written for model " + manifest.id() + ", was changed");
        return ForeignModel.own("ONNX by Tidecast", manifest, model.parameters());
    }

    private void fill(NetworkSpec spec, Parameters parameters) {
        Layout layout = parameters.layout();
        for (int i = 0; i < spec.layers().size(); i++) {
            LayerSpec layer = spec.layers().get(i);
            List<ParameterView> views = layout.ofLayer(i);
            String name = "layers." + i;
            if (layer instanceof RecurrentSpec) {
                OnnxWeights.of(layer, views)
                        .read(array(name + ".W"), array(name + ".R"), array(name + ".B"), parameters);
            } else if (layer instanceof Dense dense) {
                int inputs = views.get(0).shape().get(1);
                WeightArray kernel = array(name + ".weight").requireShape(inputs, dense.units());
                float[] weight = WeightLayout.KERAS.read(kernel.values(), 0, 1, dense.units(), inputs);
                parameters.set(views.get(0).name(), weight);
                float[] bias = array(name + ".bias").requireShape(dense.units()).values();
                parameters.set(views.get(1).name(), bias);
            }
        }
        spec.highway().ifPresent(highway -> fill(highway, parameters));
    }

    private void fill(HighwaySpec highway, Parameters parameters) {
        ParameterView view = parameters.layout().ofHighway().get(0);
        int steps = highway.steps();
        int each = view.shape().get(0) / highway.channels().size();
        float[] weight = new float[view.size()];
        for (int j = 0; j < highway.channels().size(); j++) {
            float[] matrix =
                    array("highway." + j + ".weight").requireShape(steps, each).values();
            for (int h = 0; h < each; h++) {
                for (int k = 0; k < steps; k++) {
                    weight[(j * each + h) * steps + k] = matrix[(steps - 1 - k) * each + h];
                }
            }
        }
        parameters.set(view.name(), weight);
    }

    private WeightArray array(String name) {
        OnnxTensor tensor = tensors.get(name);
        Refused.unless(tensor != null, name + " must be in the file");
        if (tensor.value() instanceof OnnxValue.Weights weights) {
            return weights.array();
        }
        throw new IllegalArgumentException(name + " must be of float");
    }
}
