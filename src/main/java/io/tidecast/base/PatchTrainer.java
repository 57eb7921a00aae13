package io.tidecast.base;

import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.train.Adam;
import io.tidecast.train.Learner;
import java.util.List;

/**
 * Gradient descent on a network that began as the base network, on windows of a history as serving reads them, by the
 * loss that the base network was trained by. The same windows give the same bits on any number of threads. It works on
 * a copy of the parameters it is given.
 */
public final class PatchTrainer implements Learner, AutoCloseable {
    /** What the loss is called in a provenance. */
    public static final String LOSS = "pinball";

    /** Floats that a layer keeps of a row for its backward pass, for each of its outputs. */
    private static final int KEPT = 24;

    private final Parameters parameters;
    private final RowBatch batch;
    private final RowUpdate updates;
    private final Adam optimizer;
    private final double clipNorm;
    private long steps;

    /**
     * Window of a series: what is trained on at once.
     *
     * @param values up to the origin; of later steps the actuals, NaN where there is none
     * @param season steps of it, as far as anybody knows
     */
    public record PatchWindow(SeriesValues values, long origin, int season, FurtherInputs further) {}

    /**
     * A trainer.
     *
     * @param served by {@link BaseNetwork#spec}
     * @param further numbers of a row beside those of its series
     * @param candidates kinds of them
     * @param horizon steps that are trained on
     * @param windows of an update, at least: there are whole shards of 16
     * @param clipNorm global norm that a gradient is clipped to
     */
    public PatchTrainer(
            NetworkSpec served,
            Parameters start,
            int further,
            int candidates,
            int horizon,
            int windows,
            double clipNorm,
            int threads) {
        parameters = start.copy();
        int shards = (windows + RowShard.LANES - 1) / RowShard.LANES;
        int ahead = (horizon + PatchRows.PATCH - 1) / PatchRows.PATCH;
        batch = new RowBatch(shards * RowShard.LANES, ahead, further);
        updates = new RowUpdate(served, batch, new QuantileHead(candidates), threads, "tidecast-training-rows");
        optimizer = Adam.torch(parameters.layout().size());
        this.clipNorm = clipNorm;
    }

    /** About the bytes of one: the rows, what the shards keep of them, and what each thread computes in. */
    public static long bytes(NetworkSpec served, int horizon, int windows, int threads) {
        long rows = PatchRows.MOST_CONTEXT + (horizon + PatchRows.PATCH - 1L) / PatchRows.PATCH;
        long row = 2L * served.inputs() + served.outputs();
        long kept = (long) KEPT * (BaseNetwork.UNITS + served.outputs()) + served.inputs();
        return Float.BYTES * rows * (windows * row + (long) threads * RowShard.LANES * kept);
    }

    /** Windows of an update. */
    public int windows() {
        return batch.lanes;
    }

    /**
     * One step on so many windows.
     *
     * @return the mean loss before it, in units of the better naive forecast's error
     * @throws io.tidecast.train.NonFiniteException if the loss or the gradient is
     */
    public double step(List<PatchWindow> windows, double learningRate) {
        if (windows.size() != batch.lanes) {
            throw new IllegalArgumentException("windows of a step must be " + batch.lanes + ", were " + windows.size());
        }
        steps++;
        return updates.run(
                parameters,
                batch.lanes,
                lane -> {
                    PatchWindow window = windows.get(lane);
                    batch.fill(lane, window.values(), window.origin(), window.season(), window.further());
                },
                optimizer,
                clipNorm,
                learningRate,
                steps);
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    @Override
    public long steps() {
        return steps;
    }

    /** Lets the threads go. */
    @Override
    public void close() {
        updates.close();
    }
}
