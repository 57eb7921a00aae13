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
final class RowShard {
    /** Windows of a shard. */
    static final int LANES = 16;

    final float[] gradients;
    double loss; // of the last run, the sum over steps
    private final RowBatch batch;
    private final QuantileHead head;
    private final int first;
    private final float[] x; // [LANES, rows, width]
    private final Resets resets; // what stands before a lane's first row is nothing
    private final float[] dOutput; // [LANES, rows, outputs]

    RowShard(RowBatch batch, QuantileHead head, int size, int first) {
        this.batch = batch;
        this.head = head;
        this.first = first;
        gradients = new float[size];
        x = new float[LANES * batch.rows * batch.width];
        resets = Resets.of(LANES, batch.rows);
        dOutput = new float[LANES * batch.rows * head.outputs()];
    }

    /** Loss and gradients, both times the scale. */
    void run(Network network, Parameters parameters, Workspace workspace, float scale) {
        System.arraycopy(batch.x, first * batch.rows * batch.width, x, 0, x.length);
        workspace.resetState();
        resets.clear();
        for (int lane = 0; lane < LANES; lane++) {
            if (batch.begins[first + lane] > 0) {
                resets.mark(lane, batch.begins[first + lane], Reset.RECURRENT);
            }
        }
        float[] outputs = network.forward(parameters, workspace, x, LANES, batch.rows, resets);
        Arrays.fill(dOutput, 0f);
        loss = 0;
        for (int lane = 0; lane < LANES; lane++) {
            for (int ahead = 0; ahead < batch.ahead; ahead++) {
                int row = lane * batch.rows + PatchRows.MOST_CONTEXT + ahead;
                int target = ((first + lane) * batch.ahead + ahead) * PatchRows.PATCH;
                loss += head.loss(
                        outputs,
                        row * head.outputs(),
                        x,
                        row * batch.width,
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
