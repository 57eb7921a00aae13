package io.tidecast.train;

import io.tidecast.nn.Network;
import io.tidecast.nn.NonFinite;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Resets;
import io.tidecast.nn.Workspace;
import java.util.Arrays;
import java.util.Optional;

/** A fixed range of a batch's lanes with a workspace and gradients of its own, so that the sum over shards doesn't depend on who computes them. */
final class Shard {
    private final Network network;
    private final Loss loss;
    private final Workspace workspace;
    final float[] gradients;
    private float[] x = {}; // [b,T,F]
    private float[] y = {}; // [b,T',O]
    private float[] mask = {}; // [b,T',O]
    private float[] dOutput = {}; // [b,T',Q·O]
    private Resets resets = Resets.NONE;
    private int resetRoom;
    double sum;

    Shard(Network network, Loss loss) {
        this.network = network;
        this.loss = loss;
        this.workspace = network.workspace();
        this.gradients = new float[network.layout().size()];
    }

    Workspace workspace() {
        return workspace;
    }

    /** Sum of the losses of lanes from .. to of the batch; their gradients, times scale, stand in {@link #gradients} after it. */
    void run(Parameters parameters, LaneBatch batch, int from, int to, long seed, double scale) {
        int lanes = to - from;
        int targets = batch.targetsPerLane;
        x = slice(batch.x, from, to, batch.steps * network.inputs(), x);
        y = slice(batch.y, from, to, targets, y);
        if (batch.mask != null) {
            mask = slice(batch.mask, from, to, targets, mask);
        }
        int predictions = targets * loss.predictionsPerTarget();
        dOutput = dOutput.length < lanes * predictions ? new float[lanes * predictions] : dOutput;
        if (!batch.continued) {
            workspace.resetState();
        }
        workspace.train(seed);
        network.forward(parameters, workspace, x, lanes, batch.steps, resets(batch, from, to));
        int width = network.outputs() / loss.predictionsPerTarget();
        sum = loss.sum(
                workspace.output(),
                y,
                batch.mask == null ? null : mask,
                lanes * workspace.outputSteps(),
                width,
                scale,
                dOutput);
        Arrays.fill(gradients, 0f);
        network.backward(parameters, workspace, dOutput, gradients);
        if (batch.carryFrom < batch.steps) {
            workspace.carryFrom(batch.carryFrom);
        }
    }

    Optional<NonFinite> firstNonFinite() {
        return workspace.firstNonFinite();
    }

    private Resets resets(LaneBatch batch, int from, int to) {
        if (batch.resets.isEmpty()) {
            return Resets.NONE;
        }
        if (resets == Resets.NONE || resetRoom != (to - from) * batch.steps) {
            resets = Resets.of(to - from, batch.steps);
            resetRoom = (to - from) * batch.steps;
        }
        resets.clear();
        for (int lane = from; lane < to; lane++) {
            for (int t = 0; t < batch.steps; t++) {
                resets.mark(lane - from, t, batch.resets.before(lane, t));
            }
        }
        return resets;
    }

    private static float[] slice(float[] all, int from, int to, int perLane, float[] room) {
        float[] target = room.length < (to - from) * perLane ? new float[(to - from) * perLane] : room;
        System.arraycopy(all, from * perLane, target, 0, (to - from) * perLane);
        return target;
    }
}
