package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import java.util.LinkedHashMap;
import java.util.Map;

/** Export of a model to a file of another library. */
public final class Exports {
    /** Library that a model is written for. */
    public enum Library {
        /** One file, from readings to forecast. */
        ONNX(".onnx"),
        /** Safetensors, and a module beside it. */
        PYTORCH(".safetensors"),
        /** One file, from encoded windows to outputs. */
        KERAS(".keras");

        private final String ending;

        Library(String ending) {
            this.ending = ending;
        }

        /** How a file's name ends, with the dot. */
        public String ending() {
            return ending;
        }
    }

    /** Name of the Python module beside a PyTorch file. */
    public static final String MODULE = "module.py";

    private Exports() {}

    /**
     * The files of a model.
     *
     * @param name of the model's own
     * @return bytes by file name, the model's own first
     * @throws IllegalArgumentException if the library has no way to say what the model is
     */
    public static Map<String, byte[]> of(Forecaster model, Library library, String name) {
        if (model.readsBase()) {
            throw new IllegalArgumentException("model " + model.manifest().id()
                    + " must have layers of its own to be exported, as by network.layers [{type: gru, units: 32}]: it began"
                    + " as the base network, to whose forecast it adds, and no other library makes that one");
        }
        if (model.network().spec().decoder().isPresent()) {
            throw new IllegalArgumentException("model " + model.manifest().id()
                    + " must read no values known ahead to be exported, for its decoder has no counterpart there; it reads "
                    + model.manifest().ahead());
        }
        Map<String, byte[]> files = new LinkedHashMap<>();
        switch (library) {
            case ONNX -> files.put(name, OnnxExport.of(model));
            case KERAS -> files.put(name, KerasExport.of(model));
            case PYTORCH -> {
                files.put(name, ModelFile.write(model));
                files.put(
                        MODULE,
                        TorchExport.of(model.manifest(), model.network()).getBytes(UTF_8));
            }
        }
        return files;
    }
}
