package io.tidecast.forecast;

import io.tidecast.model.PoolTensors;
import io.tidecast.series.Scale;
import io.tidecast.series.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;

/**
 * Learner of what the seasonal regressions of all devices share: a {@link SharedMap} for each of them and each target.
 * It goes through the steps of all devices twice: the first time for the scales of what is known ahead.
 */
public final class SharedMaps {
    /** Multiplications that the squares may take: with more, only every so many-th step is learnt from. */
    private static final double MOST_WORK = 1e9;
    /** Beyond it a value known ahead is none. */
    private static final double MOST_VALUE = 1e30;

    private final ScoredMethods scored;
    private final List<Method> methods = new ArrayList<>();
    private long steps;
    private int every;
    private long learnt;

    /** One method: its equations over all devices by target, and the scales of what is known ahead. */
    private static final class Method {
        private final String name;
        private final List<SeasonalRegression> targets = new ArrayList<>();
        private final List<SharedEquations> equations = new ArrayList<>();
        private final List<double[][]> ranges = new ArrayList<>(); // of each stretch, of each value known ahead
        private KnownScale[] scales;

        Method(String name, MethodContext context) {
            this.name = name;
            for (int j = 0; j < context.targets().length; j++) {
                SeasonalRegression target = SeasonalRegression.of(name, context, j);
                targets.add(target);
                equations.add(new SharedEquations(target.shared()));
            }
        }

        void begin() {
            double[][] range = new double[terms().scales().length][];
            Arrays.setAll(range, k -> new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY});
            ranges.add(range);
        }

        SeasonalTerms terms() {
            return targets.get(0).shared().terms();
        }

        void see(Window window) {
            double[][] range = ranges.get(ranges.size() - 1);
            for (int k = 0; k < range.length; k++) {
                double value = terms().came(window, k);
                if (Math.abs(value) <= MOST_VALUE) {
                    range[k][0] = Math.min(range[k][0], value);
                    range[k][1] = Math.max(range[k][1], value);
                }
            }
        }

        double work() {
            double columns = targets.get(0).shared().inputs() * (double) terms().count();
            return targets.size() * columns * columns / 2;
        }

        void fix() {
            scales = new KnownScale[terms().scales().length];
            Arrays.setAll(
                    scales,
                    k -> scale(ranges.stream()
                            .map(range -> range[k])
                            .filter(range -> range[0] <= range[1])
                            .toList()));
            ranges.clear();
        }

        /**
         * Of the median range of devices where the value moves: one that is odd at one of them must not set the unit.
         */
        private static KnownScale scale(List<double[]> ranges) {
            List<double[]> moving =
                    ranges.stream().filter(range -> range[0] < range[1]).toList();
            if (moving.isEmpty()) {
                double only = ranges.isEmpty() ? 0 : ranges.get(0)[0];
                return KnownScale.between(only, only);
            }
            double low = median(moving, range -> range[0]);
            double high = Math.max(Math.nextUp(low), median(moving, range -> range[1]));
            return KnownScale.between(low, high);
        }

        private static double median(List<double[]> ranges, ToDoubleFunction<double[]> of) {
            double[] all = ranges.stream().mapToDouble(of).sorted().toArray();
            return all[all.length / 2];
        }

        PoolTensors.Tensor tensor() {
            SharedMap shared = targets.get(0).shared();
            int size = shared.size();
            float[] all = new float[targets.size() * size + scales.length * KnownScale.SHARED];
            for (int j = 0; j < targets.size(); j++) {
                equations.get(j).solve(targets.get(j).prior(), all, j * size);
            }
            for (int k = 0; k < scales.length; k++) {
                scales[k].share(all, targets.size() * size + k * KnownScale.SHARED);
            }
            return shared.tensor(all);
        }
    }

    public SharedMaps(ScoredMethods scored) {
        this.scored = scored;
        for (MethodKind kind : scored.kinds()) {
            if (SeasonalRegression.is(kind.name())) {
                methods.add(new Method(kind.name(), scored.context()));
            }
        }
    }

    /** The steps of a device, or of a stretch of it, are seen for the first time. */
    public void begin() {
        methods.forEach(Method::begin);
    }

    /** Sees the step at the window's origin for the first time. */
    public void see(Window window) {
        steps++;
        methods.forEach(method -> method.see(window));
    }

    /**
     * Learns from the step at the window's origin, after all have been seen.
     *
     * @param scale the device's
     * @param teaches whether the value of a feature at the step is to be learnt from
     */
    public void learn(Window window, Scale scale, IntPredicate teaches) {
        if (learnt == 0) {
            methods.forEach(Method::fix);
            double work = methods.stream().mapToDouble(Method::work).sum();
            every = 1 + (int) (work * scored.forecast().horizon() * steps / MOST_WORK);
            int season = scored.context().season();
            while (gcd(every, season) > 1) {
                every++; // Each time of the season is to be learnt from.
            }
        }
        if (learnt++ % every == 0) {
            methods.forEach(method -> learn(method, window, scale, teaches));
        }
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private void learn(Method method, Window window, Scale scale, IntPredicate teaches) {
        int[] features = scored.context().targets();
        for (int j = 0; j < features.length; j++) {
            if (teaches.test(features[j])) {
                SharedEquations equations = method.equations.get(j);
                SeasonalRegression target = method.targets.get(j);
                SeasonalTerms terms = target.shared().terms();
                float diff = scale.diff()[features[j]];
                terms.begin();
                terms.read(method.scales);
                target.tell(window, features[j], (third, x, y) -> {
                    double share = 1.0 / Thirds.steps(third, scored.forecast().horizon());
                    equations.take(third, x, y, share, window.segment().statics(), diff);
                });
                terms.end();
            }
        }
    }

    /** What was learnt, by the names that methods ask for it by; nothing where nothing was. */
    public Map<String, PoolTensors.Tensor> tensors() {
        Map<String, PoolTensors.Tensor> tensors = new TreeMap<>();
        for (Method method : methods) {
            if (learnt > 0) {
                tensors.put(method.name, method.tensor());
            }
        }
        return tensors;
    }
}
