package io.tidecast.interchange;

import io.tidecast.nn.Dense;
import java.util.Optional;

/**
 * What gives a value in an ONNX graph: the input, or a layer whose weights are known. It is a layer of the network once
 * something takes its output.
 */
sealed interface OnnxSource {
    /** Layers below it. */
    int depth();

    /** Width of the feature axis; of each direction where there are two. */
    int features();

    /** Window that is given in. */
    record Input(int features) implements OnnxSource {
        @Override
        public int depth() {
            return 0;
        }
    }

    /**
     * Recurrent layer.
     *
     * @param ahead empty if it only goes back
     * @param behind empty if it only goes ahead
     */
    record Cell(int depth, int features, Optional<LayerWeights> ahead, Optional<LayerWeights> behind)
            implements OnnxSource {
        int directions() {
            return ahead.isPresent() && behind.isPresent() ? 2 : 1;
        }
    }

    /**
     * Dense layer.
     *
     * @param weight [O, I]
     * @param bias empty until it has been added
     */
    record Linear(int depth, Dense dense, float[] weight, Optional<float[]> bias) implements OnnxSource {
        @Override
        public int features() {
            return dense.units();
        }
    }

    /** Vector given at so many steps. */
    record Repeat(int depth, int features, int times) implements OnnxSource {}
}
