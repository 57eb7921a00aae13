package io.tidecast.interchange;

/**
 * Weight layout of a library: in which order the gates of a recurrent layer stand in its arrays, and whether a matrix
 * has its outputs as rows or as columns. The one place that knows; our own is PyTorch's.
 *
 * <pre>
 *            GRU      LSTM         matrices                      biases
 *   PyTorch  r, z, n  i, f, g, o   [gates·H, I], [gates·H, H]    two of [gates·H]
 *   Keras    z, r, h  i, f, c, o   [I, gates·H], [H, gates·H]    [gates·H]; [2, gates·H] of a GRU that resets after
 *   ONNX     z, r, h  i, o, f, c   [dirs, gates·H, I], …         [dirs, 2·gates·H], the input's half first
 * </pre>
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html">PyTorch</a>, <a
 *     href="https://keras.io/api/layers/recurrent_layers/gru/">Keras</a>, <a
 *     href="https://onnx.ai/onnx/operators/onnx__GRU.html">ONNX</a>
 */
public enum WeightLayout {
    PYTORCH("012", "0123", false),
    KERAS("102", "0123", true),
    ONNX("102", "0231", false);

    private final String gru; // a digit for each of our gates: where it stands among theirs
    private final String lstm;
    private final boolean columns;

    WeightLayout(String gru, String lstm, boolean columns) {
        this.gru = gru;
        this.lstm = lstm;
        this.columns = columns;
    }

    /**
     * Where an element of ours stands in the library's array.
     *
     * @param gates blocks along the outputs, 1 outside GRU and LSTM
     * @param outputs of all gates
     * @param inputs columns of our matrix, 1 of a bias
     * @param row of our [outputs, inputs]
     */
    public int index(int gates, int outputs, int inputs, int row, int column) {
        int units = outputs / gates;
        String order = gates == 4 ? lstm : gru;
        int theirs = gates < 3 ? row : (order.charAt(row / units) - '0') * units + row % units;
        return columns ? column * outputs + theirs : theirs * inputs + column;
    }

    /**
     * From the library's array to ours.
     *
     * @param from where theirs begins
     */
    float[] read(float[] theirs, int from, int gates, int outputs, int inputs) {
        float[] ours = new float[outputs * inputs];
        for (int row = 0; row < outputs; row++) {
            for (int column = 0; column < inputs; column++) {
                ours[row * inputs + column] = theirs[from + index(gates, outputs, inputs, row, column)];
            }
        }
        return ours;
    }

    /** From our array to the library's, which is written from {@code to} on. */
    void write(float[] ours, int gates, int outputs, int inputs, float[] theirs, int to) {
        for (int row = 0; row < outputs; row++) {
            for (int column = 0; column < inputs; column++) {
                theirs[to + index(gates, outputs, inputs, row, column)] = ours[row * inputs + column];
            }
        }
    }
}
