package io.tidecast.interchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Paths of a {@code model.weights.h5} of Keras 3: {@code layers/gru_1/cell/vars/0}. A layer's part is made of its class
 * and a number, whatever the layer's own name is; variables are numbered in the order they are made in.
 */
final class KerasPaths implements KerasFile.Places {
    /** Where the layers are, in Keras 3 and in the 2.13 that wrote the format first. */
    private static final List<String> ROOTS = List.of("layers", "_layer_checkpoint_dependencies");

    private final HdfFile file;
    private final String root;
    private final List<String> parts = new ArrayList<>();

    KerasPaths(HdfFile file, List<KerasLayer> layers) {
        this.file = file;
        root = root(file);
        Map<String, Integer> counts = new HashMap<>();
        for (KerasLayer layer : layers) {
            String snake = KerasLayer.snake(layer.type());
            int number = counts.merge(snake, 1, Integer::sum) - 1;
            parts.add(number == 0 ? snake : snake + "_" + number);
        }
    }

    static String root(HdfFile file) {
        for (String root : ROOTS) {
            if (file.holdsArrays(root) || file.arrays().isEmpty()) {
                return root + "/";
            }
        }
        throw new IllegalArgumentException("weights must lie under " + ROOTS + ", lie under " + file.members(""));
    }

    @Override
    public KerasWeights.Variables of(int index, KerasLayer layer) {
        return in(file, root + parts.get(index) + "/");
    }

    /** Variables below a layer's path, whichever of the forms it has. */
    static KerasWeights.Variables in(HdfFile file, String layer) {
        return (direction, place, name) -> {
            String at = direction.isEmpty() ? layer : layer + direction + "_layer/";
            for (String inner : List.of("cell/vars/", "layer/vars/", "vars/")) {
                WeightArray found = file.arrays().get(at + inner + place);
                if (found != null) {
                    return found;
                }
            }
            throw new IllegalArgumentException(at + "…/vars/" + place + " (" + name + ") is missing");
        };
    }
}
