package io.tidecast.forecast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Forecasts of several methods from one origin, by place: all that are made under the same settings have one list of
 * names, so that whoever reads many of them looks for a name once.
 *
 * @param methods names
 * @param values by method [targets, horizon], or [targets, sampled steps] where no more are kept, see
 *     {@link ScoredMethods#keptSteps()}; null for one that was asleep
 */
public record MethodMeans(List<String> methods, double[][] values) {
    /** Those by name, in the order of the map. */
    public static MethodMeans of(Map<String, double[]> byName) {
        List<String> names = new ArrayList<>(byName.keySet());
        return new MethodMeans(names, names.stream().map(byName::get).toArray(double[][]::new));
    }

    /** That of a method; null where there is none. */
    public double[] get(String method) {
        int place = methods.indexOf(method);
        return place < 0 ? null : values[place];
    }

    /** The same of each that there is. */
    public MethodMeans map(UnaryOperator<double[]> change) {
        return new MethodMeans(
                methods,
                Arrays.stream(values)
                        .map(own -> own == null ? null : change.apply(own))
                        .toArray(double[][]::new));
    }

    /** How many there are. */
    public int count() {
        return (int) Arrays.stream(values).filter(own -> own != null).count();
    }
}
