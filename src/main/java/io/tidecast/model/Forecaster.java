package io.tidecast.model;

import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Workspace;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;

/**
 * One version of a model, ready to serve: window in, forecast out. Immutable and shared by all threads; each thread brings a
 * {@link Session} of its own.
 */
public final class Forecaster {
    private final Manifest manifest;
    private final Network network;
    private final Parameters parameters;
    private final InputEncoding encoding;
    private final Scaling scaling;
    private final int[] targetFeatures;

    Forecaster(Manifest manifest, Network network, Parameters parameters) {
        this.manifest = manifest;
        this.network = network;
        this.parameters = parameters.publish();
        targetFeatures = manifest.targets().stream()
                .mapToInt(manifest.features()::indexOf)
                .toArray();
        encoding = new InputEncoding(
                manifest.features().size(),
                targetFeatures,
                manifest.stepDuration(),
                manifest.cycles(),
                manifest.zoneId());
        scaling = manifest.scalingOf();
        int outputs = targetFeatures.length * manifest.horizon();
        if (network.spec().inputs() != encoding.inputs() || network.spec().outputs() != outputs) {
            throw new IllegalArgumentException("network of model " + manifest.model() + " must map " + encoding.inputs()
                    + " inputs to " + outputs + " outputs, maps "
                    + network.spec().inputs() + " to "
                    + network.spec().outputs());
        }
    }

    public static Forecaster of(Manifest manifest, Parameters parameters) {
        return new Forecaster(manifest, Network.of(NetworkSpec.fromMap(manifest.network())), parameters);
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

    public InputEncoding encoding() {
        return encoding;
    }

    /** Index among the features of each target. */
    public int[] targetFeatures() {
        return targetFeatures.clone();
    }

    /** Room for one thread to forecast in. */
    public Session session() {
        return new Session();
    }

    /** Scratch of one thread; allocates nothing per forecast, but for the scale of a window where that is measured in its own. */
    public final class Session {
        private final Workspace workspace = network.servingWorkspace();
        private final float[] x = new float[manifest.window() * encoding.inputs()];

        /** The version this session serves. */
        public Forecaster forecaster() {
            return Forecaster.this;
        }

        /**
         * Forecasts from the end of a segment. A target that was never observed has no last value to put changes on, and its
         * forecast is NaN.
         *
         * @param segment at least {@code window} steps; one more gives the first step its change
         * @param device the device's running scale
         * @param means [targets, horizon] is filled, in the readings' units
         */
        public void forecast(Segment segment, Scale device, float[] means) {
            int from = segment.steps() - manifest.window();
            if (from < 0) {
                throw new IllegalArgumentException(
                        "a window must have " + manifest.window() + " steps, had " + segment.steps());
            }
            Scale scale = scaling.of(segment, from, manifest.window(), device);
            encoding.encode(segment, scale, from, manifest.window(), x, 0);
            workspace.resetState();
            network.forward(parameters, workspace, x, 1, manifest.window());
            float[] output = workspace.output(); // [targets, horizon]
            int horizon = manifest.horizon();
            for (int j = 0; j < targetFeatures.length; j++) {
                float last = segment.value(segment.steps() - 1, targetFeatures[j]);
                for (int h = 0; h < horizon; h++) {
                    means[j * horizon + h] = scale.after(targetFeatures[j], last, output[j * horizon + h]);
                }
            }
        }
    }
}
