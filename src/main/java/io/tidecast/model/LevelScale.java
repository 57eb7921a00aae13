package io.tidecast.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidecast.series.Precision;
import io.tidecast.series.Scale;
import java.util.List;

/**
 * Normalisation by fixed numbers, those of the training set, as {@code MinMaxScaler} and {@code StandardScaler} of
 * scikit-learn keep them: a level is read as {@code (level - centre) / spread}, and an output says {@code centre +
 * spread · output}.
 *
 * <p>Worked example. A training set from 5 to 25 degrees, scaled to 0..1: centre 5, spread 20; scaled to -1..1: centre
 * 15, spread 10. 20 degrees are read as 0.75 and 0.5.
 *
 * @param centre per feature, in its unit
 * @param spread per feature, in its unit, positive
 * @param order of the outputs
 */
public record LevelScale(List<Double> centre, List<Double> spread, Order order) {
    /** Output order: which index of the outputs moves slowest. */
    public enum Order {
        /** All steps of the first target, then all of the second. */
        @JsonProperty("targets")
        TARGETS,
        /** All targets of the first step, then all of the second, as a sequence comes out. */
        @JsonProperty("steps")
        STEPS
    }

    public LevelScale {
        if (centre == null || spread == null || order == null || centre.size() != spread.size()) {
            throw new IllegalArgumentException(
                    "levels must have a centre and a spread for every feature and an order, had " + centre + ", "
                            + spread + " and " + order);
        }
        centre = List.copyOf(centre);
        spread = List.copyOf(spread);
        for (int f = 0; f < centre.size(); f++) {
            if (!Float.isFinite(centre.get(f).floatValue())
                    || !Float.isFinite(spread.get(f).floatValue())
                    || !(spread.get(f).floatValue() > 0)) {
                throw new IllegalArgumentException("levels of feature " + f
                        + " must have a finite centre and a positive spread, had " + centre.get(f) + " and "
                        + spread.get(f));
            }
        }
    }

    /** As the network is served with. */
    Scale scale() {
        double[] mean = new double[centre.size()];
        float[] std = new float[centre.size()];
        for (int f = 0; f < mean.length; f++) {
            mean[f] = Precision.of(centre.get(f).doubleValue());
            std[f] = spread.get(f).floatValue();
        }
        return new Scale(mean, std, std);
    }

    /** As a line of text. */
    public String describe() {
        return "fixed: (level-centre)/spread, centre " + centre + ", spread " + spread;
    }
}
