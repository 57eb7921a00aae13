package io.tidecast.learn;

import io.tidecast.model.BaseForecasts;
import io.tidecast.model.ForecastNetwork;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Shape;
import io.tidecast.train.Trainer;

/**
 * Working set of a fine-tune: about the heap that one comes to hold when its history is full, of which a process runs
 * one at a time. Most of it is the history, three times over: as records, as chunks and joined by device.
 */
public final class TrainingMemory {
    /**
     * Bytes of a value: written out, then as a float and a flag each in a chunk, and with another flag joined twice.
     */
    private static final long VALUE = 14 + 5 + 2 * 6;
    /** Bytes of a step beside its values: time, index and scale. */
    private static final long STEP = 40;
    /** Bytes of a chunk, its scale and its names. */
    private static final long CHUNK = 800;
    /** Bytes of a value's scale in a chunk. */
    private static final long SCALED = 60;
    /** Sets of weights: champion, challengers and what they are made of, moments of the optimiser, gradients. */
    private static final long WEIGHTS = 20;
    /** Floats that a layer keeps of a step and lane for its backward pass, for each of its outputs and inputs. */
    private static final long KEPT = 24;
    /** Workspaces that serve: of the gate, and of what looks for changes. */
    private static final long SERVING = 4;

    private TrainingMemory() {}

    /** About so many bytes. */
    public static long bytes(ForecastSettings forecast, NetworkSettings network, LearningSettings learning) {
        NetworkSpec spec = ForecastNetwork.spec(forecast, network);
        TrainingSettings training = learning.training();
        return history(forecast.features().size(), learning.history())
                + lanes(spec, forecast.window(), training)
                + training.threads() * workspace(spec, training)
                + Float.BYTES
                        * (WEIGHTS + shards(training))
                        * Network.of(spec).layout().size()
                + SERVING * session(spec, forecast.window())
                + (network.isBase() ? given(forecast, learning.history()) : 0);
    }

    /** A network with larger ones is refused. */
    private static long session(NetworkSpec spec, int steps) {
        return Math.min(spec.servingBytes(steps), (long) Forecaster.MAX_SESSION_MIB << 20);
    }

    /** Bytes of a model's history, from its records to the stretches that are drawn from. */
    static long history(long features, HistorySettings history) {
        long chunks = (long) history.steps() / history.chunkSteps() + 1;
        return history.steps() * (features * VALUE + STEP) + chunks * (CHUNK + features * SCALED);
    }

    /** What the base network says along a history. */
    private static long given(ForecastSettings forecast, HistorySettings history) {
        return BaseForecasts.bytes(history.steps(), forecast.targets().size(), forecast.horizon());
    }

    private static long lanes(NetworkSpec spec, long window, TrainingSettings training) {
        long steps = training.lanes() * (window + HistoryTraining.LANE_STEPS);
        return Float.BYTES * steps * (spec.inputs() + 2L * spec.outputs());
    }

    private static long workspace(NetworkSpec spec, TrainingSettings training) {
        long width = spec.inputs();
        for (Shape shape : spec.shapes()) {
            width += KEPT * shape.features();
        }
        long steps = (long) Trainer.LANES_PER_SHARD * training.k2();
        return session(spec, training.k2()) + Float.BYTES * steps * width;
    }

    private static long shards(TrainingSettings training) {
        return (training.lanes() + Trainer.LANES_PER_SHARD - 1L) / Trainer.LANES_PER_SHARD;
    }
}
