package io.tidecast.base;

import io.tidecast.nn.Network;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Reset;
import io.tidecast.nn.Resets;
import io.tidecast.nn.Workspace;
import java.util.Arrays;

/**
 * Part of an update: a fixed range of a batch's windows, with the gradients of their losses, so that the sum over
 * shards does not depend on which thread has computed which.
 */
final class BaseShard {
    /** Windows of a shard. */
    static final int LANES = 16;

    final float[] gradients;
    double loss; // of the last run, the sum over steps
    private final int first;
    private final int lanes;
    private final float[] x; // [lanes, ROWS, FEATURES]
    private final Resets resets; // what stands before a lane's first row is nothing
    private final float[] dOutput; // [lanes, ROWS, OUTPUTS]

    BaseShard(int size, int first, int lanes) {
        gradients = new float[size];
        this.first = first;
        this.lanes = lanes;
        x = new float[lanes * BaseBatch.ROWS * PatchRows.FEATURES];
        resets = Resets.of(lanes, BaseBatch.ROWS);
        dOutput = new float[lanes * BaseBatch.ROWS * QuantileHead.OUTPUTS];
    }

    /** Loss and gradients, both times the scale. */
    void run(Network network, Parameters parameters, Workspace workspace, BaseBatch batch, float scale) {
        System.arraycopy(batch.x, first * BaseBatch.ROWS * PatchRows.FEATURES, x, 0, x.length);
        workspace.resetState();
        resets.clear();
        for (int lane = 0; lane < lanes; lane++) {
            if (batch.begins[first + lane] > 0) {
                resets.mark(lane, batch.begins[first + lane], Reset.RECURRENT);
            }
        }
        float[] outputs = network.forward(parameters, workspace, x, lanes, BaseBatch.ROWS, resets);
        Arrays.fill(dOutput, 0f);
        loss = 0;
        for (int lane = 0; lane < lanes; lane++) {
            for (int ahead = 0; ahead < BaseBatch.AHEAD; ahead++) {
                int row = lane * BaseBatch.ROWS + PatchRows.MOST_CONTEXT + ahead;
                int target = ((first + lane) * BaseBatch.AHEAD + ahead) * PatchRows.PATCH;
                loss += QuantileHead.loss(
                        outputs,
                        row * QuantileHead.OUTPUTS,
                        x,
                        row * PatchRows.FEATURES,
                        batch.targets,
                        target,
                        scale * batch.weights[first + lane],
                        dOutput);
            }
        }
        Arrays.fill(gradients, 0f);
        network.backward(parameters, workspace, dOutput, gradients);
    }
}
