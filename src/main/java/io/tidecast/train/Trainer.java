package io.tidecast.train;

import io.tidecast.kernel.SplitMix;
import io.tidecast.nn.Network;
import io.tidecast.nn.NonFinite;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Resets;
import io.tidecast.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Gradient descent on a network, step by step: forward, loss, backward, clipping, optimiser. It works on a private copy
 * of the parameters it is given.
 *
 * <p>A batch is cut into shards of {@value #LANES_PER_SHARD} lanes whose gradients are added in their order; who
 * computes a shard makes no difference, so the same seed gives the same bits on any number of threads.
 */
public final class Trainer implements Learner {
    /** Lanes of a shard. */
    public static final int LANES_PER_SHARD = 16;

    private final Network network;
    private final Parameters parameters;
    private final Loss loss;
    private final Optimizer optimizer;
    private final Clipping clipping;
    private final long seed;
    private final ThreadTeam crew;
    private final ShardWorker[] workers; // one for each of the crew
    private final IntConsumer job = this::runShards;
    private final AtomicInteger next = new AtomicInteger(); // the next shard to run
    private final List<Shard> shards = new ArrayList<>();
    private final float[] gradients;
    private final LaneBatch whole = new LaneBatch();
    private final Shape output;
    private LaneBatch batch = whole; // of the present step
    private int count; // of its shards
    private long stepSeed;
    private double scale;
    private long steps;
    private double lastNorm;

    /** On the calling thread. The seed decides the dropout masks. */
    public Trainer(Network network, Parameters start, Loss loss, Optimizer optimizer, Clipping clipping, long seed) {
        this(network, start, loss, optimizer, clipping, seed, ThreadTeam.alone());
    }

    /** With shards computed by this crew, which the caller owns. */
    public Trainer(
            Network network,
            Parameters start,
            Loss loss,
            Optimizer optimizer,
            Clipping clipping,
            long seed,
            ThreadTeam crew) {
        if (network.outputs() % loss.predictionsPerTarget() != 0) {
            throw new IllegalArgumentException("outputs must be a multiple of the loss's " + loss.predictionsPerTarget()
                    + " predictions per target, was " + network.outputs());
        }
        this.network = network;
        this.parameters = start.copy();
        this.loss = loss;
        this.optimizer = optimizer;
        this.clipping = clipping;
        this.seed = seed;
        this.crew = crew;
        this.workers = new ShardWorker[crew.size()];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new ShardWorker(network, loss);
        }
        this.gradients = new float[network.layout().size()];
        this.output = network.spec().output();
    }

    /** What is trained. */
    public Network network() {
        return network;
    }

    /** What it is trained by. */
    public Loss loss() {
        return loss;
    }

    @Override
    public Parameters parameters() {
        return parameters;
    }

    /** The gradients of the last step, clipped. */
    public float[] gradients() {
        return gradients;
    }

    /** The global norm of the last step's gradients before clipping. */
    public double lastNorm() {
        return lastNorm;
    }

    @Override
    public long steps() {
        return steps;
    }

    /**
     * One step on windows that know nothing of each other.
     *
     * @param x [B,T,F]
     * @param y [B,T',O / Q]
     * @param mask as y, 1 where a target counts; null: all
     * @return the mean loss before the step; 0 when nothing counts, and then nothing changes
     */
    public double step(float[] x, float[] y, float[] mask, int batch, int length, double learningRate) {
        return step(whole.set(batch, length, x, y, mask, targets(length), false, Resets.NONE, length), learningRate);
    }

    /**
     * One step on lanes that carry on from the state after the step before (the zero state at first, and after
     * {@link #resetLanes()}).
     *
     * @param resets lanes that begin from the zero recurrent state at marked steps
     */
    public double stepLanes(
            float[] x, float[] y, float[] mask, int batch, int length, Resets resets, double learningRate) {
        return step(whole.set(batch, length, x, y, mask, targets(length), true, resets, length), learningRate);
    }

    /** Lanes begin afresh with the next {@link #stepLanes}. */
    public void resetLanes() {
        shards.forEach(Shard::reset);
    }

    private int targets(int length) {
        return (output.sequence() ? outputSteps(length) : 1) * network.outputs() / loss.predictionsPerTarget();
    }

    private int outputSteps(int length) {
        int fixed = output.steps();
        return fixed == 0 ? length : fixed;
    }

    double step(LaneBatch lanes, double learningRate) {
        steps++;
        batch = lanes;
        int counted = Loss.counted(batch.mask, batch.lanes * batch.targetsPerLane);
        scale = counted == 0 ? 0 : 1.0 / counted;
        stepSeed = SplitMix.mix(seed, steps);
        count = (batch.lanes + LANES_PER_SHARD - 1) / LANES_PER_SHARD;
        while (shards.size() < count) {
            shards.add(new Shard(network, LANES_PER_SHARD, workers[0].stateSize()));
        }
        next.set(0);
        if (count == 1) {
            runShards(0);
        } else {
            crew.run(job);
        }
        if (counted == 0) {
            advance();
            return 0;
        }
        double mean = addShards() * scale;
        lastNorm = Clipping.norm(gradients, 0, gradients.length);
        if (!Double.isFinite(mean) || !Double.isFinite(lastNorm)) {
            throw nonFinite(mean);
        }
        advance();
        clipping.clip(network.layout(), gradients, lastNorm);
        optimizer.step(parameters.edit(), gradients, learningRate);
        return mean;
    }

    /** One worker's part of a step: shard after shard, until none is left. */
    private void runShards(int worker) {
        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            workers[worker].run(shards.get(i), parameters, batch, first(i), end(i), seed(i), scale);
        }
    }

    /** The first lane of a shard. */
    private static int first(int shard) {
        return shard * LANES_PER_SHARD;
    }

    private int end(int shard) {
        return Math.min(batch.lanes, first(shard) + LANES_PER_SHARD);
    }

    private long seed(int shard) {
        return SplitMix.mix(stepSeed, shard);
    }

    /** Sets the gradients to the sum over the shards; gives that of the losses. */
    private double addShards() {
        System.arraycopy(shards.get(0).gradients, 0, gradients, 0, gradients.length);
        double sum = shards.get(0).sum;
        for (int i = 1; i < count; i++) {
            sum += shards.get(i).sum;
            float[] part = shards.get(i).gradients;
            for (int j = 0; j < gradients.length; j++) {
                gradients[j] += part[j];
            }
        }
        return sum;
    }

    private void advance() {
        for (int i = 0; i < count; i++) {
            shards.get(i).advance();
        }
    }

    private NonFiniteException nonFinite(double mean) {
        for (int i = 0; i < count; i++) {
            Optional<NonFinite> found =
                    workers[0].firstNonFinite(shards.get(i), parameters, batch, first(i), end(i), seed(i));
            if (found.isPresent()) {
                NonFinite at = found.get();
                int lane = first(i) + at.lane();
                return new NonFiniteException(
                        at.layer(),
                        steps,
                        "training step " + steps + ": " + at.value() + " in the output of " + at.layer()
                                + " at time step " + at.step() + " of lane " + lane);
            }
        }
        if (!Double.isFinite(mean)) {
            return new NonFiniteException(
                    "loss", steps, "training step " + steps + ": loss is " + mean + ", every layer's output is finite");
        }
        for (ParameterView view : network.layout().views()) {
            double norm = Clipping.norm(gradients, view.offset(), view.end());
            if (!Double.isFinite(norm)) {
                return new NonFiniteException(
                        view.name(),
                        steps,
                        "training step " + steps + ": gradient of " + view.name() + " has norm " + norm);
            }
        }
        return new NonFiniteException("gradients", steps, "training step " + steps + ": gradient norm is " + lastNorm);
    }
}
