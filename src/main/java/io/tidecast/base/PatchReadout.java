package io.tidecast.base;

import io.tidecast.base.PatchTrainer.PatchWindow;
import io.tidecast.kernel.LeastSquares;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Reset;
import io.tidecast.nn.Resets;
import io.tidecast.nn.Workspace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reservoir readout of a network that began as the base network: what each row's state says of the steps of its patch,
 * fitted by least squares to what the median forecasts left over, while the recurrent layer stays as it is. All
 * quantiles of a step move alike. The fit is held to the weights as they are by ridge.
 */
public final class PatchReadout {
    /** Windows that are run side by side. */
    public static final int WINDOWS = RowShard.LANES;

    /** What was left over counts for so many units at most. */
    private static final float MOST = 8;

    private static final String WEIGHT = "head.weight";
    private static final String BIAS = "head.bias";
    private static final int INPUTS = BaseNetwork.UNITS + 1;

    private final Network whole;
    private final Network body;
    private final Parameters parameters;
    private final Parameters below;
    private final QuantileHead head;
    private final RowBatch batch;
    private final Resets resets;
    private final Workspace wholeRoom;
    private final Workspace bodyRoom;
    private final LeastSquares[] equations = new LeastSquares[PatchRows.PATCH];
    private final double[] x = new double[INPUTS];
    private final double[] y = new double[1];

    /**
     * Of a network.
     *
     * @param served by {@link BaseNetwork#spec}
     * @param further numbers of a row beside those of its series
     * @param candidates kinds of them
     */
    public PatchReadout(NetworkSpec served, Parameters parameters, int further, int candidates, int horizon) {
        this.parameters = parameters;
        whole = Network.of(served.asSequences());
        body = Network.of(NetworkSpec.of(served.inputs(), new Gru(BaseNetwork.UNITS, true, true)));
        below = Parameters.of(
                body.layout(), Arrays.copyOf(parameters.toArray(), body.layout().size()));
        head = new QuantileHead(candidates);
        batch = new RowBatch(WINDOWS, (horizon + PatchRows.PATCH - 1) / PatchRows.PATCH, further);
        resets = Resets.of(WINDOWS, batch.rows);
        wholeRoom = whole.servingWorkspace();
        bodyRoom = body.servingWorkspace();
        Arrays.setAll(equations, p -> new LeastSquares(INPUTS, 1, false));
    }

    /** Adds the horizons of at most {@value #WINDOWS} windows. */
    public void add(List<PatchWindow> windows) {
        resets.clear();
        for (int lane = 0; lane < windows.size(); lane++) {
            PatchWindow window = windows.get(lane);
            batch.fill(lane, window.values(), window.origin(), window.season(), window.further());
            if (batch.begins[lane] > 0) {
                resets.mark(lane, batch.begins[lane], Reset.RECURRENT);
            }
        }
        wholeRoom.resetState();
        bodyRoom.resetState();
        float[] outputs = whole.forward(parameters, wholeRoom, batch.x, WINDOWS, batch.rows, resets);
        float[] states = body.forward(below, bodyRoom, batch.x, WINDOWS, batch.rows, resets);
        for (int lane = 0; lane < windows.size(); lane++) {
            for (int ahead = 0; ahead < batch.ahead && batch.weights[lane] > 0; ahead++) {
                add(lane, ahead, outputs, states);
            }
        }
    }

    private void add(int lane, int ahead, float[] outputs, float[] states) {
        int row = lane * batch.rows + PatchRows.MOST_CONTEXT + ahead;
        int target = (lane * batch.ahead + ahead) * PatchRows.PATCH;
        float weight = batch.weights[lane];
        for (int i = 0; i < BaseNetwork.UNITS; i++) {
            x[i] = weight * states[row * BaseNetwork.UNITS + i];
        }
        x[BaseNetwork.UNITS] = weight;
        for (int p = 0; p < PatchRows.PATCH; p++) {
            float said =
                    head.quantile(outputs, row * head.outputs(), batch.x, row * batch.width, QuantileHead.MEDIAN, p);
            float left = batch.targets[target + p] - said;
            if (!Float.isNaN(left)) {
                y[0] = weight * Math.max(-MOST, Math.min(MOST, left));
                equations[p].add(x, y);
            }
        }
    }

    /**
     * The weights with the readout fitted.
     *
     * @param pull ridge strength in rows per input, each of which says that nothing is to change
     * @return empty where there are fewer rows than inputs
     */
    public Optional<Parameters> solve(double pull) {
        Parameters fitted = parameters.copy();
        float[] weights = fitted.get(WEIGHT); // [outputs, UNITS]
        float[] bias = fitted.get(BIAS);
        boolean any = false;
        for (int p = 0; p < PatchRows.PATCH; p++) {
            if (equations[p].rows() < INPUTS) {
                continue; // A horizon of fewer steps than a row has.
            }
            any = true;
            double[] change = equations[p].solve(pull * INPUTS);
            for (int i = 0; i < QuantileHead.QUANTILES.size(); i++) {
                int output = i * PatchRows.PATCH + p;
                for (int k = 0; k < BaseNetwork.UNITS; k++) {
                    weights[output * BaseNetwork.UNITS + k] += (float) change[k];
                }
                bias[output] += (float) change[BaseNetwork.UNITS];
            }
        }
        fitted.set(WEIGHT, weights);
        fitted.set(BIAS, bias);
        return any ? Optional.of(fitted.publish()) : Optional.empty();
    }
}
