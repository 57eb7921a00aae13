package io.tidecast.forecast;

import io.tidecast.model.PoolTensors;
import io.tidecast.series.Covariates;
import io.tidecast.series.Statics;
import java.util.Objects;
import java.util.Optional;

/**
 * Regression that all devices of a model share, learnt by the trainer from the history of them all: what the
 * {@link SeasonalRegression} of a device holds its own map near, so that a new device begins as others have been found
 * to go on. Its coefficients are themselves linear in what is told of a device (varying coefficients), so that it
 * begins like its kind:
 *
 * <pre>y = xᵀ (C0 + C1 s)</pre>
 *
 * with y and the terms of the target's own values in the device's change scale, those of a value known ahead in one
 * scale for all devices, and s the numbers of its static covariates. Where nothing is told s is 0.
 *
 * @see <a href="https://doi.org/10.1111/j.2517-6161.1993.tb01939.x">Hastie &amp; Tibshirani 1993, Varying-coefficient
 *     models</a>
 */
final class SharedMap {
    /** With more coefficients than these a map takes no notice of static covariates. */
    private static final int MOST_COLUMNS = 512;

    private final String method;
    private final int target;
    private final int targets;
    private final int horizon;
    private final SeasonalTerms terms;
    private final Covariates statics;

    /**
     * That of a method's target.
     *
     * @param target place among the targets
     */
    SharedMap(String method, int target, MethodContext context, SeasonalTerms terms) {
        this.method = method;
        this.target = target;
        this.terms = terms;
        targets = context.targets().length;
        horizon = context.horizon();
        Covariates told = context.regressors().statics();
        statics = terms.count() * (1 + told.features()) <= MOST_COLUMNS ? told : Covariates.NONE;
    }

    /**
     * Map of a device, and the scales in which it reads what is known ahead.
     *
     * @param coefficients [thirds][terms]
     */
    record OfDevice(double[][] coefficients, KnownScale[] scales) {}

    SeasonalTerms terms() {
        return terms;
    }

    /** Numbers that coefficients are linear in: 1, and those of the device. */
    int inputs() {
        return 1 + statics.features();
    }

    /** Those of a device. */
    float[] inputs(Statics device) {
        float[] inputs = new float[inputs()];
        inputs[0] = 1;
        statics.write(0, device, inputs, 1);
        return inputs;
    }

    /** Coefficients of a target, [thirds, inputs, terms]. */
    int size() {
        return Thirds.COUNT * inputs() * terms.count();
    }

    private int meaning() {
        return Objects.hash(targets, horizon, terms.meaning(), statics.names());
    }

    /**
     * The tensor of all targets' maps.
     *
     * @param values [targets, size], then of each value known ahead {@link KnownScale#SHARED} numbers
     */
    PoolTensors.Tensor tensor(float[] values) {
        String told = statics.members().isEmpty() ? "all devices alike" : String.join("; ", statics.names());
        String of = "coefficients of each target in " + Thirds.COUNT + " thirds of " + horizon + " steps, by "
                + terms.describe() + ", for " + told;
        return new PoolTensors.Tensor(of, meaning(), values);
    }

    /**
     * The map of a device, or empty where the version has none that is of this.
     *
     * @param diff the target's change scale there, which coefficients of other terms are multiplied by
     */
    Optional<OfDevice> of(PoolTensors pool, Statics device, float diff) {
        if (pool.isEmpty()) {
            return Optional.empty();
        }
        int length = targets * size() + terms.scales().length * KnownScale.SHARED;
        return pool.find(method, meaning())
                .filter(all -> all.length == length)
                .map(all -> of(all, inputs(device), diff));
    }

    private OfDevice of(float[] all, float[] inputs, float diff) {
        double[][] maps = new double[Thirds.COUNT][terms.count()];
        int at = target * size();
        for (double[] map : maps) {
            for (float input : inputs) {
                for (int i = 0; i < map.length; i++) {
                    map[i] += input * (double) all[at++];
                }
            }
            for (int i = terms.own(); i < map.length; i++) {
                map[i] *= diff;
            }
        }
        KnownScale[] scales = new KnownScale[terms.scales().length];
        for (int k = 0; k < scales.length; k++) {
            KnownScale shared = KnownScale.shared(all, targets * size() + k * KnownScale.SHARED);
            scales[k] = terms.scales()[k].in(shared);
            for (double[] map : maps) {
                terms.convert(map, k, shared, scales[k]);
            }
        }
        return new OfDevice(maps, scales);
    }
}
