package io.tidecast.base;

import io.tidecast.kernel.SplitMix;
import io.tidecast.nn.Network;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Workspace;
import io.tidecast.synthetic.SeriesGenerator;
import io.tidecast.train.Adam;
import io.tidecast.train.Clipping;
import io.tidecast.train.Initializer;
import io.tidecast.train.NonFiniteException;
import io.tidecast.train.Schedule;
import io.tidecast.train.ThreadTeam;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Training of the base network on made-up series, update by update. What an update does follows from the recipe, its
 * number, and weights and moments before it: so a training that was interrupted ends with the same bits, as does one on
 * another number of threads.
 */
public final class Pretraining {
    /** Windows of an update, usually. */
    public static final int LANES = 256;

    private static final double RATE = 2e-3;
    private static final double LAST_RATE = 2e-5;
    private static final int WARM_UP = 200;
    private static final double DECAY = 1e-4;
    private static final double MOST_NORM = 1;

    private final Recipe recipe;
    private final Network network = Network.of(BaseNetwork.SPEC);
    private final Parameters parameters;
    private final Adam optimizer;
    private final Schedule schedule;
    private final BaseBatch batch;
    private final BaseShard[] shards;
    private final float[] gradients;
    private int done;

    /**
     * Recipe of a training.
     *
     * @param updates steps of the optimiser
     * @param seed of the series and of the first weights
     * @param lanes windows of an update
     * @param without families of series that are left out, to see what they are worth
     */
    public record Recipe(int updates, long seed, int lanes, Set<SeriesGenerator.Family> without) {
        public Recipe {
            without = Set.copyOf(without);
            SeriesGenerator.requireSome(without);
            require(updates >= 1, "updates must be at least 1, was " + updates);
            require(lanes >= BaseShard.LANES, "lanes must be at least " + BaseShard.LANES + ", was " + lanes);
            require(lanes % BaseShard.LANES == 0, "lanes must be a multiple of " + BaseShard.LANES + ", was " + lanes);
        }

        /** Of all families of series. */
        public Recipe(int updates, long seed, int lanes) {
            this(updates, seed, lanes, Set.of());
        }

        private static void require(boolean holds, String message) {
            if (!holds) {
                throw new IllegalArgumentException(message);
            }
        }
    }

    /** From the beginning. */
    public Pretraining(Recipe recipe) {
        this(recipe, Initializer.KERAS.parameters(Network.of(BaseNetwork.SPEC).layout(), recipe.seed()), null, 0);
    }

    /** From where another one was. */
    Pretraining(Recipe recipe, Parameters at, float[] moments, int done) {
        this.recipe = recipe;
        this.done = done;
        parameters = at.copy();
        int size = network.layout().size();
        optimizer = Adam.decoupled(size, DECAY);
        if (moments != null) {
            optimizer.goOn(moments, done);
        }
        schedule = new Schedule.Cosine(RATE, recipe.updates(), LAST_RATE);
        batch = new BaseBatch(recipe.lanes());
        shards = new BaseShard[recipe.lanes() / BaseShard.LANES];
        for (int i = 0; i < shards.length; i++) {
            shards[i] = new BaseShard(size, i * BaseShard.LANES, BaseShard.LANES);
        }
        gradients = new float[size];
    }

    public Recipe recipe() {
        return recipe;
    }

    /** Updates that are done. */
    public int done() {
        return done;
    }

    /** Whether all updates are done. */
    public boolean isOver() {
        return done >= recipe.updates();
    }

    /** The weights as they are now. */
    public Parameters parameters() {
        return parameters.publish();
    }

    /** What the optimiser keeps of the updates before. */
    float[] moments() {
        return optimizer.moments();
    }

    /** Threads at work on it, each with a workspace of its own. */
    public Crew crew(int threads) {
        return new Crew(threads);
    }

    /** Crew of threads for the updates. */
    public final class Crew implements AutoCloseable {
        private final ThreadTeam team;
        private final Workspace[] workspaces;
        private final AtomicInteger next = new AtomicInteger();

        private Crew(int threads) {
            team = ThreadTeam.of(threads, "pretrain");
            workspaces = new Workspace[threads];
            for (int i = 0; i < threads; i++) {
                workspaces[i] = network.workspace();
            }
        }

        /** One update; gives the mean loss of a step before it, in units of the better naive error. */
        public double update() {
            long seed = SplitMix.mix(recipe.seed(), done + 1L);
            next.set(0);
            team.run(worker -> {
                for (int i = next.getAndIncrement(); i < batch.series(); i = next.getAndIncrement()) {
                    batch.fill(i, SplitMix.mix(seed, i), recipe.without());
                }
            });
            float scale = 1f / (recipe.lanes() * BaseBatch.AHEAD * PatchRows.PATCH);
            next.set(0);
            team.run(worker -> {
                for (int i = next.getAndIncrement(); i < shards.length; i = next.getAndIncrement()) {
                    shards[i].run(network, parameters, workspaces[worker], batch, scale);
                }
            });
            return step();
        }

        @Override
        public void close() {
            team.close();
        }
    }

    private double step() {
        double loss = 0;
        Arrays.fill(gradients, 0f);
        for (BaseShard shard : shards) {
            loss += shard.loss;
            for (int i = 0; i < gradients.length; i++) {
                gradients[i] += shard.gradients[i];
            }
        }
        done++;
        double norm = new Clipping.GlobalNorm(MOST_NORM).apply(network.layout(), gradients);
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new NonFiniteException("loss", done, "update " + done + ": loss is " + loss + ", norm " + norm);
        }
        double warm = Math.min(1, (double) done / WARM_UP);
        optimizer.step(parameters.edit(), gradients, warm * schedule.at(done - 1));
        return loss;
    }
}
