package io.tidecast.interchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Shape;
import java.util.ArrayList;
import java.util.List;

/** Graph of a functional Keras model: the stack, and beside it the highway on the flattened window, added up. */
final class KerasChain {
    private final int window;

    KerasChain(int window) {
        this.window = window;
    }

    void write(NetworkSpec network, List<ObjectNode> stack, ObjectNode model, ArrayNode all) {
        String input = name(stack.get(0));
        List<Integer> given = List.of(window, network.inputs());
        List<Integer> shape = given;
        stack.get(0).put("name", input).putArray("inbound_nodes");
        all.add(stack.get(0));
        for (int i = 1; i < stack.size(); i++) {
            add(all, stack.get(i), List.of(name(stack.get(i - 1))), List.of(shape));
            shape = shape(network, i - 1);
        }
        ObjectNode flat = KerasArchitecture.layer("keras.layers", "Flatten", "highway_window");
        ObjectNode dense = KerasArchitecture.layer("keras.layers", "Dense", KerasExport.HIGHWAY);
        KerasArchitecture.config(dense)
                .put("units", network.outputs())
                .put("activation", "linear")
                .put("use_bias", false);
        ObjectNode sum = KerasArchitecture.layer("keras.layers", "Add", "forecast");
        add(all, flat, List.of(input), List.of(given));
        add(all, dense, List.of("highway_window"), List.of(List.of(window * network.inputs())));
        add(all, sum, List.of(name(stack.get(stack.size() - 1)), KerasExport.HIGHWAY), List.of(shape, shape));
        model.putArray("input_layers").addArray().add(input).add(0).add(0);
        model.putArray("output_layers").addArray().add("forecast").add(0).add(0);
    }

    private List<Integer> shape(NetworkSpec network, int layer) {
        Shape shape = network.shapes().get(layer);
        return shape.sequence()
                ? List.of(shape.steps() == 0 ? window : shape.steps(), shape.features())
                : List.of(shape.features());
    }

    private static String name(ObjectNode layer) {
        return layer.path("config").path("name").asText();
    }

    /** Adds a layer that takes what others give. */
    private static void add(ArrayNode all, ObjectNode layer, List<String> from, List<List<Integer>> shapes) {
        layer.put("name", name(layer));
        List<ObjectNode> tensors = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            ObjectNode tensor = Json.MAPPER.createObjectNode();
            tensor.put("class_name", "__keras_tensor__");
            ObjectNode config = tensor.putObject("config");
            ArrayNode shape = config.putArray("shape").addNull();
            shapes.get(i).forEach(shape::add);
            config.put("dtype", "float32");
            config.putArray("keras_history").add(from.get(i)).add(0).add(0);
            tensors.add(tensor);
        }
        ObjectNode node = layer.putArray("inbound_nodes").addObject();
        ArrayNode arguments = node.putArray("args");
        if (tensors.size() == 1) {
            arguments.add(tensors.get(0));
        } else {
            ArrayNode list = arguments.addArray();
            tensors.forEach(list::add);
        }
        node.putObject("kwargs");
        all.add(layer);
    }
}
