package io.tidecast.forecast;

import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Univariate method applied to each target by itself. */
final class UnivariateMethod implements ForecastMethod {
    private final String name;
    private final MethodContext context;
    private final List<Univariate> targets;
    private final double[] own; // [horizon]

    /** Forecasting method of a single series; what it is asked for is the feature at a place of the window. */
    interface Univariate {
        void begin();

        /** See {@link ForecastMethod#serve}. */
        default void serve(Optional<Serving> version) {}

        void learn(Window window, int feature);

        /** Fills [horizon], or returns false where it is asleep. */
        boolean forecast(Window window, int feature, double[] means);

        /** See {@link ForecastMethod#heapBytes}. */
        default int heapBytes() {
            return 0;
        }

        /** See {@link ForecastMethod#halfWidth}. */
        default float halfWidth(double level, int h) {
            return Float.NaN;
        }

        /** Whether what another of the same kind, season and horizon knows is true of it. */
        default boolean isOf(Univariate other) {
            return true;
        }

        int stateBytes();

        void write(ByteBuffer to);

        void read(ByteBuffer from);
    }

    /** One that is the same for all targets. */
    UnivariateMethod(String name, MethodContext context, Supplier<Univariate> make) {
        this(name, context, target -> make.get());
    }

    /** @param make of a place among the targets */
    UnivariateMethod(String name, MethodContext context, IntFunction<Univariate> make) {
        this.name = name;
        this.context = context;
        targets = IntStream.range(0, context.targets().length)
                .mapToObj(make)
                .collect(Collectors.toCollection(ArrayList::new));
        own = new double[context.horizon()];
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void begin() {
        targets.forEach(Univariate::begin);
    }

    @Override
    public void serve(Optional<Serving> version) {
        targets.forEach(target -> target.serve(version));
    }

    @Override
    public void learn(Window window) {
        for (int j = 0; j < targets.size(); j++) {
            targets.get(j).learn(window, context.targets()[j]);
        }
    }

    @Override
    public int heapBytes() {
        return targets.stream().mapToInt(Univariate::heapBytes).sum();
    }

    @Override
    public float halfWidth(int target, double level, int h) {
        return targets.get(target).halfWidth(level, h);
    }

    @Override
    public boolean forecast(Window window, double[] means) {
        boolean speaks = true;
        for (int j = 0; j < targets.size(); j++) {
            int feature = context.targets()[j];
            boolean can = targets.get(j).forecast(window, feature, own) && Double.isFinite(own[0]);
            for (int h = 0; h < own.length; h++) {
                means[j * own.length + h] = can ? own[h] : Double.NaN;
            }
            speaks &= can || Double.isNaN(window.value(0, feature));
        }
        return speaks;
    }

    @Override
    public void takeOver(ForecastMethod other, int[] places) {
        for (int j = 0; j < places.length; j++) {
            if (places[j] >= 0) {
                Univariate known = ((UnivariateMethod) other).targets.get(places[j]);
                targets.set(j, targets.get(j).isOf(known) ? known : targets.get(j));
            }
        }
    }

    @Override
    public int stateBytes() {
        return targets.stream().mapToInt(Univariate::stateBytes).sum();
    }

    @Override
    public void write(ByteBuffer to) {
        targets.forEach(target -> target.write(to));
    }

    @Override
    public void read(ByteBuffer from) {
        targets.forEach(target -> target.read(from));
    }
}
