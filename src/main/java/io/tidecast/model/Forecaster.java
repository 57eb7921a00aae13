package io.tidecast.model;

import io.tidecast.base.BaseFile;
import io.tidecast.base.BaseNetwork;
import io.tidecast.base.BaseSeries;
import io.tidecast.nn.DecoderSpec;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Shape;
import io.tidecast.nn.Workspace;
import io.tidecast.series.Covariates;
import io.tidecast.series.GivenForecasts;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.util.Optional;

/**
 * Served model: one version, ready to forecast; window in, forecast out. Immutable and shared by all threads; each
 * thread brings a {@link Session} of its own.
 */
public final class Forecaster {
    /**
     * Working memory that a {@link Session} of a model may come to hold, in MiB: more than usual networks need whose
     * weights fill a {@link ModelFile}, and far less than a spec can ask for whose weights fit.
     */
    public static final int MAX_SESSION_MIB = 32;

    private static final int MIB = 1 << 20;

    private final Manifest manifest;
    private final Network network;
    private final Parameters parameters;
    private final Encoding encoding;
    private final Scaling scaling;
    private final int[] targetFeatures;
    private final PoolTensors pool;
    private final Optional<BaseNetwork> base;

    /** @param given what it is given the forecasts of; empty: the base network of this build, if any is read */
    Forecaster(
            Manifest manifest, Network network, Parameters parameters, PoolTensors pool, Optional<BaseNetwork> given) {
        this(manifest, network, parameters, manifest.covariates().ofSteps(manifest.timeStep()), pool, given);
    }

    private Forecaster(
            Manifest manifest,
            Network network,
            Parameters parameters,
            Covariates covariates,
            PoolTensors pool,
            Optional<BaseNetwork> given) {
        this.manifest = manifest;
        this.network = network;
        this.parameters = parameters.publish();
        this.pool = pool;
        targetFeatures = manifest.targets().stream()
                .mapToInt(manifest.features()::indexOf)
                .toArray();
        encoding = manifest.encoding(targetFeatures, covariates);
        scaling = manifest.scalingOf();
        base = manifest.readsBase() ? given.or(() -> Optional.of(BaseFile.shipped())) : Optional.empty();
        requireFits();
        long weights = (long) Float.BYTES * parameters.layout().size();
        if (weights > ModelFile.MAX_BYTES) {
            throw new IllegalArgumentException("weights of model " + manifest.id() + " must be at most "
                    + ModelFile.MAX_BYTES + " bytes, were " + weights);
        }
        long mib = sessionMib(network.spec(), manifest.window());
        if (mib > MAX_SESSION_MIB) {
            throw new IllegalArgumentException("a session of model " + manifest.id() + " must take at most "
                    + MAX_SESSION_MIB + " MiB, would take " + mib);
        }
    }

    private void requireFits() {
        long outputs = (long) targetFeatures.length * manifest.horizon();
        long given = outputs(network.spec(), manifest.window());
        if (network.spec().inputs() != encoding.inputs() || given != outputs) {
            throw new IllegalArgumentException("network of model " + manifest.model() + " must map " + encoding.inputs()
                    + " inputs to " + outputs + " outputs, maps "
                    + network.spec().inputs() + " to " + given);
        }
        int ahead = network.spec().decoder().map(DecoderSpec::steps).orElse(0);
        if (ahead != (encoding.readsAhead() ? manifest.horizon() : 0)) {
            throw new IllegalArgumentException("the decoder of model " + manifest.id() + " must have "
                    + (encoding.readsAhead() ? manifest.horizon() : 0) + " steps ahead, as the manifest says, had "
                    + ahead);
        }
    }

    /** Numbers that a network gives for a window. */
    private static long outputs(NetworkSpec network, int window) {
        Shape shape = network.output();
        int steps = shape.steps() == 0 ? window : shape.steps();
        return (long) shape.features() * (shape.sequence() ? steps : 1);
    }

    /** Most that a session comes to hold, rounded up. */
    private static long sessionMib(NetworkSpec network, int window) {
        long bytes = network.servingBytes(window);
        return bytes / MIB + (bytes % MIB == 0 ? 0 : 1);
    }

    public static Forecaster of(Manifest manifest, Parameters parameters) {
        Network network = Network.of(NetworkSpec.fromMap(manifest.network()));
        return new Forecaster(manifest, network, parameters, PoolTensors.NONE, Optional.empty());
    }

    /** A version that reads these covariates, whatever its manifest says of them. */
    public static Forecaster of(Manifest manifest, Parameters parameters, Covariates covariates) {
        Network network = Network.of(NetworkSpec.fromMap(manifest.network()));
        return new Forecaster(manifest, network, parameters, covariates, PoolTensors.NONE, Optional.empty());
    }

    /** A version that goes on from this one: with other weights, and the forecasts of the same base network. */
    public Forecaster child(Manifest other, Parameters learnt) {
        Network own =
                other.network().equals(manifest.network()) ? network : Network.of(NetworkSpec.fromMap(other.network()));
        return new Forecaster(other, own, learnt, PoolTensors.NONE, base);
    }

    /** The same version under another manifest of the same network. */
    public Forecaster as(Manifest other) {
        return new Forecaster(other, network, parameters, pool, base);
    }

    /** The same version of a season of so many steps, where it is given the base network's forecasts. */
    public Forecaster ofSeason(int steps) {
        return !readsBase() || manifest.season() == steps ? this : as(manifest.readingBase(steps, manifest.network()));
    }

    /** The same version with what the pool's other methods have learnt. */
    public Forecaster with(PoolTensors learnt) {
        return new Forecaster(manifest, network, parameters, encoding.covariates(), learnt, base);
    }

    public Manifest manifest() {
        return manifest;
    }

    public Network network() {
        return network;
    }

    public Parameters parameters() {
        return parameters;
    }

    /** What the pool's other methods have learnt of all devices. */
    public PoolTensors pool() {
        return pool;
    }

    public Encoding encoding() {
        return encoding;
    }

    /** The window of a segment that a forecast from its last step reads. */
    public Window window(Segment segment) {
        return window(segment, segment.steps() - 1);
    }

    /**
     * The window of a segment that a forecast from one of its steps reads.
     *
     * @param origin counted from the segment's first step
     */
    public Window window(Segment segment, int origin) {
        return encoding.covariates().window(segment, origin, manifest.horizon());
    }

    /** The same, with these values known ahead. */
    public Window window(Segment segment, int origin, KnownAhead known) {
        return encoding.covariates().window(segment, origin, manifest.horizon(), known);
    }

    /** Index among the features of each target. */
    public int[] targetFeatures() {
        return targetFeatures.clone();
    }

    /** Whether it began as the base network, and is given that one's forecasts. */
    public boolean readsBase() {
        return base.isPresent();
    }

    /** What it is given the forecasts of. */
    public Optional<BaseNetwork> base() {
        return base;
    }

    /** Most that a {@link Session} comes to hold, worked out from the network alone. */
    public long sessionBytes() {
        long encoded = (long) Float.BYTES * manifest.window() * encoding.inputs();
        return network.spec().servingBytes(manifest.window()) + encoded;
    }

    /** Room for one thread to forecast in; where memory is short, ask {@link ModelMemory} for it. */
    public Session session() {
        return new Session();
    }

    /**
     * Inference session, the scratch of one thread; allocates nothing but the scale of a window of its own, and where
     * the base network's forecast is read.
     */
    public final class Session {
        private final Workspace workspace = network.servingWorkspace();
        private final float[] x = new float[manifest.window() * encoding.inputs()];
        private final int origins = network.spec().output().sequence() ? manifest.window() : 1;
        private final double[][] quantiles = base.isEmpty()
                ? new double[0][]
                : new double[BaseNetwork.quantiles().size()][manifest.horizon()];
        private final double[] given = new double[base.isEmpty() ? 0 : targetFeatures.length * manifest.horizon()];

        /** The version this session serves. */
        public Forecaster forecaster() {
            return Forecaster.this;
        }

        /**
         * Forecasts from a window's origin. A target that was never observed has no last value to put changes on, and
         * its forecast is NaN.
         *
         * @param window made by {@link Forecaster#window}, of at least {@code window} steps up to the origin; one more
         *     gives the first step its change
         * @param device the device's running scale
         * @param means [targets, horizon] is filled, in the readings' units
         */
        public void forecast(Window window, Scale device, double[] means) {
            forecast(window, device, new KeptSeries(), means);
        }

        /**
         * The same, going on with what the base network keeps of the device; where a window brings its forecasts, those
         * are read.
         *
         * @param kept of this device alone
         */
        public void forecast(Window window, Scale device, KeptSeries kept, double[] means) {
            int steps = window.origin() + 1;
            int from = steps - manifest.window();
            if (from < 0) {
                throw new IllegalArgumentException("a window must have " + manifest.window() + " steps, had " + steps);
            }
            boolean due = base.isPresent() && window.future().forecasts() == GivenForecasts.NONE;
            Window read = due ? window.given(said(base.get(), window, kept)) : window;
            Scale scale = encoding.scale(scaling, window.segment(), from, manifest.window(), device);
            encoding.encode(read, scale, manifest.window(), origins, x, 0);
            workspace.resetState();
            network.forward(parameters, workspace, x, 1, manifest.window());
            float[] output = workspace.output();
            int horizon = manifest.horizon();
            for (int j = 0; j < targetFeatures.length; j++) {
                double last = window.value(0, targetFeatures[j]);
                for (int h = 0; h < horizon; h++) {
                    float said = output[encoding.outputAt(j, h, horizon)];
                    means[j * horizon + h] = encoding.value(scale, targetFeatures[j], last, said);
                }
            }
        }

        /** What the base network says from the origin. */
        private GivenForecasts said(BaseNetwork network, Window window, KeptSeries kept) {
            int horizon = manifest.horizon();
            BaseSeries[] series = kept.of(network, targetFeatures.length, manifest.season());
            for (int j = 0; j < targetFeatures.length; j++) {
                boolean made = series[j].forecast(
                        window.segment().firstIndex() + window.origin(),
                        BaseForecasts.values(window.segment(), window.origin(), targetFeatures[j]),
                        quantiles,
                        horizon);
                for (int h = 0; h < horizon; h++) {
                    given[j * horizon + h] = made ? quantiles[BaseNetwork.median()][h] : Double.NaN;
                }
            }
            return (step, h, feature) ->
                    step == window.origin() ? given[target(feature) * horizon + h - 1] : Double.NaN;
        }

        private int target(int feature) {
            int j = 0;
            while (targetFeatures[j] != feature) {
                j++;
            }
            return j;
        }
    }
}
