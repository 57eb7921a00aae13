package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.model.Forecaster;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Dropout;
import io.tidecast.nn.HighwaySpec;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Network;
import io.tidecast.nn.ParameterSpec.Role;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.RecurrentSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Model as a {@code .keras} file of Keras 3: the network on encoded windows. The manifest stands in the metadata; where
 * Keras has one bias and our layer two, Keras' is their sum, and ours stand beside it under {@value #APART}.
 */
final class KerasExport {
    /** Key of the metadata that holds the manifest. */
    static final String OWN = "tidecast";
    /** Group of the parameters that Keras has no place for. */
    static final String APART = "tidecast/";

    static final String HIGHWAY = "highway";

    private static final String VERSION = "3.0.0";

    private final Forecaster model;
    private final Network network;
    private final HdfWriter weights = new HdfWriter();
    private final Map<String, Integer> counts = new HashMap<>();

    private KerasExport(Forecaster model) {
        this.model = model;
        network = model.network();
    }

    static byte[] of(Forecaster model) {
        return new KerasExport(model).write();
    }

    private byte[] write() {
        for (int i = 0; i < network.spec().layers().size(); i++) {
            String part = part(KerasArchitecture.type(network.spec(), i));
            layer(part, network.spec().layers().get(i), network.layout().ofLayer(i));
        }
        network.spec().highway().ifPresent(this::highway);
        ObjectNode metadata = Json.MAPPER.createObjectNode();
        metadata.put("keras_version", VERSION);
        metadata.put("date_saved", "1980-01-01@00:00:00");
        metadata.set(OWN, Json.MAPPER.valueToTree(model.manifest()));
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                put(zip, KerasFile.METADATA, Json.MAPPER.writeValueAsBytes(metadata));
                String config =
                        new KerasArchitecture(network.spec(), model.manifest().window()).json();
                put(zip, KerasFile.CONFIG, config.getBytes(UTF_8));
                put(zip, KerasFile.WEIGHTS, weights.toByteArray());
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /** The part of a layer's path, as {@link KerasPaths} has it. */
    private String part(String type) {
        String snake = KerasLayer.snake(type);
        int number = counts.merge(snake, 1, Integer::sum) - 1;
        return "layers/" + (number == 0 ? snake : snake + "_" + number) + "/";
    }

    private void layer(String part, LayerSpec layer, List<ParameterView> views) {
        if (layer instanceof Dense dense) {
            int inputs = views.get(0).shape().get(1);
            float[] kernel = new float[dense.units() * inputs];
            WeightLayout.KERAS.write(get(views.get(0)), 1, dense.units(), inputs, kernel, 0);
            put(part + "vars/0", kernel, inputs, dense.units());
            put(part + "vars/1", get(views.get(1)), dense.units());
        } else if (layer instanceof Bidirectional both) {
            int half = views.size() / 2;
            cell(part + "forward_layer/cell/", both.layer(), views.subList(0, half));
            cell(part + "backward_layer/cell/", both.layer(), views.subList(half, views.size()));
        } else if (layer instanceof RecurrentSpec cell) {
            cell(part + "cell/", cell, views);
        } else if (layer instanceof Dropout dropout && dropout.rate() > 0) {
            weights.put(part + "seed_generator/vars/0", 0, 0);
        }
    }

    private void cell(String path, RecurrentSpec cell, List<ParameterView> views) {
        int gates = LayerWeights.gates(cell);
        int outputs = gates * cell.units();
        int inputs = views.get(0).shape().get(1);
        float[] kernel = new float[inputs * outputs];
        float[] recurrent = new float[cell.units() * outputs];
        WeightLayout.KERAS.write(get(views.get(0)), gates, outputs, inputs, kernel, 0);
        WeightLayout.KERAS.write(get(views.get(1)), gates, outputs, cell.units(), recurrent, 0);
        put(path + "vars/0", kernel, inputs, outputs);
        put(path + "vars/1", recurrent, cell.units(), outputs);
        boolean two = gates == 3 && views.size() == 4;
        float[] bias = new float[two ? 2 * outputs : outputs];
        for (ParameterView view : views.subList(2, views.size())) {
            int at = two && view.spec().role() == Role.RECURRENT_BIAS ? outputs : 0;
            float[] theirs = new float[outputs];
            WeightLayout.KERAS.write(get(view), gates, outputs, 1, theirs, 0);
            for (int i = 0; i < outputs; i++) {
                bias[at + i] += theirs[i];
            }
            if (!two && views.size() == 4) {
                put(APART + view.name(), get(view), outputs);
            }
        }
        put(path + "vars/2", bias, two ? new Integer[] {2, outputs} : new Integer[] {outputs});
        if (KerasArchitecture.dropsState(cell)) {
            weights.put(path + "seed_generator/vars/0", 0, 0);
        }
    }

    /** A dense layer on the whole window, which is zero but for the channels. */
    private void highway(HighwaySpec spec) {
        int outputs = network.outputs();
        int rows = model.manifest().window() * network.inputs();
        float[] kernel = new float[rows * outputs];
        float[] weight = model.parameters().get("highway.weight");
        KerasHighway places = new KerasHighway(spec, model.manifest().window(), network.inputs(), outputs);
        for (int o = 0; o < outputs; o++) {
            for (int k = 0; k < spec.steps(); k++) {
                kernel[places.index(o, k)] = weight[o * spec.steps() + k];
            }
        }
        part("Flatten");
        put(part("Dense") + "vars/0", kernel, rows, outputs);
    }

    private float[] get(ParameterView view) {
        return model.parameters().get(view.name());
    }

    private void put(String path, float[] values, Integer... shape) {
        weights.put(path, new WeightArray(path, List.of(shape), values));
    }
}
