package io.tidecast.base;

import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Workspace;
import io.tidecast.train.Adam;
import io.tidecast.train.Clipping;
import io.tidecast.train.NonFiniteException;
import io.tidecast.train.ThreadTeam;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Update of a network's weights by one batch of windows: the windows are filled, then the gradients of fixed shards of
 * them are added up in one order. So the same windows give the same bits on any number of threads.
 */
final class RowUpdate implements AutoCloseable {
    private final Network network; // gives the outputs of every row
    private final RowBatch batch;
    private final RowShard[] shards;
    private final float[] gradients;
    private final ThreadTeam team;
    private final Workspace[] workspaces; // one for each of the team
    private final AtomicInteger next = new AtomicInteger();

    RowUpdate(NetworkSpec served, RowBatch batch, QuantileHead head, int threads, String name) {
        network = Network.of(served.asSequences());
        this.batch = batch;
        int size = network.layout().size();
        shards = new RowShard[batch.lanes / RowShard.LANES];
        Arrays.setAll(shards, i -> new RowShard(batch, head, size, i * RowShard.LANES));
        gradients = new float[size];
        team = ThreadTeam.of(threads, name);
        workspaces = new Workspace[threads];
        Arrays.setAll(workspaces, i -> network.workspace());
    }

    /**
     * Makes an update.
     *
     * @param parameters are changed
     * @param parts that the batch is filled in, whoever fills which
     * @param mostNorm that the gradient is clipped to
     * @param number of the update, as an error tells it
     * @return the mean loss of a step before it, in units of the better naive error
     */
    double run(
            Parameters parameters,
            int parts,
            IntConsumer fill,
            Adam optimizer,
            double mostNorm,
            double rate,
            long number) {
        each(parts, (part, worker) -> fill.accept(part));
        float scale = 1f / (batch.lanes * batch.ahead * PatchRows.PATCH);
        each(shards.length, (shard, worker) -> shards[shard].run(network, parameters, workspaces[worker], scale));
        double loss = 0;
        Arrays.fill(gradients, 0f);
        for (RowShard shard : shards) {
            loss += shard.loss;
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] += shard.gradients[i];
            }
        }
        double norm = new Clipping.GlobalNorm(mostNorm).apply(network.layout(), gradients);
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new NonFiniteException("loss", number, "update " + number + ": loss is " + loss + ", norm " + norm);
        }
        optimizer.step(parameters.edit(), gradients, rate);
        return loss;
    }

    /** Takes a part and who is at work on it. */
    private interface Work {
        void run(int part, int worker);
    }

    private void each(int parts, Work work) {
        next.set(0);
        team.run(worker -> {
            for (int i = next.getAndIncrement(); i < parts; i = next.getAndIncrement()) {
                work.run(i, worker);
            }
        });
    }

    @Override
    public void close() {
        team.close();
    }
}
