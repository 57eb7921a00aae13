package io.tidecast.forecast;

import io.tidecast.model.PoolTensors;
import io.tidecast.series.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Forecasts of a device's methods from one origin, each clipped to the targets' limits. Those that do not follow from
 * the window alone are made at once, so that they can be scored whoever is published; the others where they are asked
 * for.
 */
public final class MethodForecasts {
    private final Window window;
    private final MethodContext context;
    private final Limits[] limits; // [targets]
    private final List<ForecastMethod> methods;
    private final double[][] means; // [methods], null: not made yet
    private final boolean[] speaks; // [methods]
    private final long[] untrained; // [methods]
    private final PoolTensors pool;

    /** Where no version serves. */
    public MethodForecasts(Window window, MethodContext context, Limits[] limits, List<ForecastMethod> methods) {
        this(window, context, limits, methods, Optional.empty());
    }

    /**
     * Under the version that serves. No method holds on to it: a device that is silent must hold neither scratch nor a
     * version that serves no more.
     */
    public MethodForecasts(
            Window window,
            MethodContext context,
            Limits[] limits,
            List<ForecastMethod> methods,
            Optional<Serving> serving) {
        this.window = window;
        this.context = context;
        this.limits = limits;
        this.methods = methods;
        means = new double[methods.size()][];
        speaks = new boolean[methods.size()];
        untrained = new long[methods.size()];
        pool = serving.map(version -> version.pool(window)).orElse(PoolTensors.NONE);
        Optional<String> same = serving.filter(version -> version.isBase() && version.reaches(window))
                .map(version -> BaseMethod.NAME)
                .filter(names()::contains);
        try {
            methods.forEach(method -> method.serve(serving));
            for (int m = 0; m < means.length; m++) {
                ForecastMethod method = methods.get(m);
                boolean copied = same.isPresent() && method.name().equals(NetworkMethod.NAME);
                if (!(method instanceof WindowMethod) && !copied) {
                    make(m);
                }
            }
            same.ifPresent(base -> copy(place(base), place(NetworkMethod.NAME)));
        } finally {
            methods.forEach(method -> method.serve(Optional.empty()));
        }
    }

    /** A version that is the base network says what the method of that name has said already. */
    private void copy(int from, int to) {
        means[to] = means[from].clone();
        speaks[to] = speaks[from];
    }

    MethodContext context() {
        return context;
    }

    /** What the version that serves brings for the combination. */
    PoolTensors pool() {
        return pool;
    }

    private void make(int m) {
        double[] own = new double[context.targets().length * context.horizon()];
        speaks[m] = methods.get(m).forecast(window, own);
        untrained[m] = methods.get(m).untrained();
        if (speaks[m]) {
            for (int i = 0; i < own.length; i++) {
                own[i] = limits[i / context.horizon()].clip(own[i]);
            }
        } else {
            Arrays.fill(own, Double.NaN);
        }
        means[m] = own;
    }

    /** Place of a method among these, for those that ask for more than one thing of it. */
    int place(String name) {
        for (int m = 0; m < means.length; m++) {
            if (methods.get(m).name().equals(name)) {
                return m;
            }
        }
        throw new IllegalArgumentException("a forecasting method must be one of " + names() + ", was " + name);
    }

    private int made(String name) {
        return made(place(name));
    }

    private int made(int m) {
        if (means[m] == null) {
            make(m);
        }
        return m;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        methods.forEach(method -> names.add(method.name()));
        return names;
    }

    /** Whether a method is awake. */
    public boolean speaks(String name) {
        return speaks[made(name)];
    }

    /** The same of the method at a {@link #place}. */
    boolean speaks(int place) {
        return speaks[made(place)];
    }

    /** Whether a method has learnt nothing, see {@link ForecastMethod#untrained}. */
    public boolean isUntrained(String name) {
        return untrained(place(name)) != 0;
    }

    /** See {@link ForecastMethod#untrained}, of the method at a {@link #place}, when it was made. */
    long untrained(int place) {
        return untrained[made(place)];
    }

    /** A method's forecast, [targets, horizon]; NaN throughout where it is asleep. */
    public double[] means(String name) {
        return means[made(name)];
    }

    /** The same of the method at a {@link #place}. */
    double[] means(int place) {
        return means[made(place)];
    }

    /**
     * Half-width of an interval before anything has come of any forecast, as the first method says that can tell; NaN
     * where none can. See {@link ForecastMethod#halfWidth}.
     */
    public float halfWidth(int target, double level, int h) {
        for (int m = 0; m < means.length; m++) {
            float width = means[m] != null && speaks[m] ? methods.get(m).halfWidth(target, level, h) : Float.NaN;
            if (!Float.isNaN(width)) {
                return width;
            }
        }
        return Float.NaN;
    }

    /** Whether a method is awake and its forecast finite for every target of which something is known. */
    public boolean isFinite(String name) {
        int m = made(name);
        for (int i = 0; i < means[m].length; i++) {
            int feature = context.targets()[i / context.horizon()];
            if (!Double.isFinite(means[m][i]) && !Double.isNaN(window.value(0, feature))) {
                return false;
            }
        }
        return speaks[m];
    }

    private double[] only(int[] steps, double[] all) {
        if (steps.length == context.horizon()) {
            return all;
        }
        double[] only = new double[context.targets().length * steps.length];
        for (int i = 0; i < only.length; i++) {
            only[i] = all[i / steps.length * context.horizon() + steps[i % steps.length] - 1];
        }
        return only;
    }

    /**
     * The forecasts that must be kept until their actuals come, see {@link OpenForecast#means}.
     *
     * @param names {@link ScoredMethods#keptNames()}
     * @param steps {@link ScoredMethods#keptSteps()}; all of them are kept of the network, and of what was published
     * @param published by the combination
     */
    public MethodMeans kept(List<String> names, int[] steps, Combination.Published published) {
        double[][] kept = new double[names.size()][];
        int next = 0;
        for (int m = 0; m < means.length; m++) {
            if (!(methods.get(m) instanceof WindowMethod)) {
                String name = methods.get(m).name();
                boolean all = name.equals(NetworkMethod.NAME) || name.equals(published.source());
                double[] own = all ? means[m] : only(steps, means[m]);
                kept[next++] = speaks[m] ? own : null;
            }
        }
        if (published.source().equals(Combination.NAME)) {
            kept[next] = published.means();
        }
        return new MethodMeans(names, kept);
    }
}
