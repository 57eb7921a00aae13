package io.tidecast.interchange;

import java.util.Map;

/**
 * Paths of an HDF5 file as Keras 2 wrote it: under a layer's own name, {@code gru/gru_cell/kernel:0}, and in a
 * bidirectional one {@code bidirectional/forward_gru/…}.
 */
final class KerasLegacyPaths implements KerasFile.Places {
    private final HdfFile file;
    private final String root;

    KerasLegacyPaths(HdfFile file, String root) {
        this.file = file;
        this.root = root;
    }

    @Override
    public KerasWeights.Variables of(int index, KerasLayer layer) {
        return in(layer.name());
    }

    KerasWeights.Variables in(String layer) {
        return (direction, place, name) -> {
            WeightArray found = null;
            for (Map.Entry<String, WeightArray> each : file.arrays().entrySet()) {
                String path = each.getKey();
                String last = path.substring(path.lastIndexOf('/') + 1);
                boolean named = last.equals(name) || last.equals(name + ":0");
                boolean own = path.startsWith(root + layer + "/");
                if (named && own && (direction.isEmpty() || path.contains("/" + direction + "_"))) {
                    Refused.unless(found == null, root + layer + " must have one " + direction + " " + name);
                    found = each.getValue();
                }
            }
            if (found == null) {
                throw new IllegalArgumentException(root + layer + "/…/" + name + " is missing");
            }
            return found;
        };
    }
}
