package io.tidecast.train;

import io.tidecast.nn.Network;
import io.tidecast.nn.NonFinite;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Resets;
import io.tidecast.nn.Workspace;
import java.util.Arrays;
import java.util.Optional;

/**
 * Data-parallel worker: computes shards, one after another, in one workspace: what it works on stays in the cache, and
 * the weights are packed once for all of them. Belongs to one thread at a time.
 */
final class ShardWorker {
    private final Network network;
    private final Loss loss;
    private final Workspace workspace;
    private float[] x = {}; // [b,T,F]
    private float[] y = {}; // [b,T',O]
    private float[] mask = {}; // [b,T',O]
    private float[] dOutput = {}; // [b,T',Q·O]
    private Resets resets = Resets.NONE;

    ShardWorker(Network network, Loss loss) {
        this.network = network;
        this.loss = loss;
        this.workspace = network.workspace();
    }

    /** Floats of state a lane. */
    int stateSize() {
        return workspace.stateSize();
    }

    /** The losses of lanes from .. to of the batch, summed, and their gradients, times scale, into the shard. */
    void run(Shard shard, Parameters parameters, LaneBatch batch, int from, int to, long seed, double scale) {
        int lanes = to - from;
        int targets = batch.targetsPerLane;
        forward(shard, parameters, batch, from, to, seed);
        y = slice(batch.y, from, to, targets, y);
        if (batch.mask != null) {
            mask = slice(batch.mask, from, to, targets, mask);
        }
        int predictions = targets * loss.predictionsPerTarget();
        dOutput = dOutput.length < lanes * predictions ? new float[lanes * predictions] : dOutput;
        shard.sum = loss.sum(
                workspace.output(),
                y,
                batch.mask == null ? null : mask,
                lanes * workspace.outputSteps(),
                network.outputs() / loss.predictionsPerTarget(),
                scale,
                dOutput);
        Arrays.fill(shard.gradients, 0f);
        network.backward(parameters, workspace, dOutput, shard.gradients);
        if (batch.carryFrom < batch.steps) {
            workspace.carryFrom(batch.carryFrom);
        }
        for (int lane = 0; lane < lanes; lane++) {
            workspace.readState(lane, shard.stateAfter(lane));
        }
    }

    private void forward(Shard shard, Parameters parameters, LaneBatch batch, int from, int to, long seed) {
        int lanes = to - from;
        x = slice(batch.x, from, to, batch.steps * network.inputs(), x);
        for (int lane = 0; lane < lanes; lane++) {
            if (batch.continued) {
                workspace.writeState(lane, shard.state(lane));
            } else {
                workspace.resetState(lane);
            }
        }
        workspace.train(seed);
        network.forward(parameters, workspace, x, lanes, batch.steps, resets(batch, from, to));
    }

    /** Where the shard's forward pass, run again, first meets NaN or infinity. */
    Optional<NonFinite> firstNonFinite(
            Shard shard, Parameters parameters, LaneBatch batch, int from, int to, long seed) {
        forward(shard, parameters, batch, from, to, seed);
        return workspace.firstNonFinite();
    }

    private Resets resets(LaneBatch batch, int from, int to) {
        if (batch.resets.isEmpty()) {
            return Resets.NONE;
        }
        if (resets.steps() != batch.steps) {
            resets = Resets.of(Trainer.LANES_PER_SHARD, batch.steps);
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
