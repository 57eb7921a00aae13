package io.tidecast.forecast;

import io.tidecast.model.Forecaster;
import io.tidecast.model.PoolTensors;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;

/**
 * Errors that the methods of a pool begin with on a device that is new: their means over the first forecasts on others,
 * each gone through as if nothing were known of it. From them a new device's {@link InverseErrorWeights} begin, until
 * its own errors tell.
 */
public final class StartErrors {
    /** Of a method that made no forecast. */
    private static final float UNKNOWN = -1;

    private static final String NAME = "start-errors";

    private final ScoredMethods scored;
    private final MethodContext context;
    private final double[][][] sums; // [targets][thirds][methods]
    private final long[][][] counts;
    private long judged;

    public StartErrors(ScoredMethods scored) {
        this.scored = scored;
        context = scored.context();
        sums = new double[context.targets().length][Thirds.COUNT][scored.kinds().size()];
        counts = new long[context.targets().length][Thirds.COUNT][scored.kinds().size()];
    }

    /**
     * Errors that a version says a device begins with.
     *
     * @param methods all that are scored
     * @return [targets, thirds, methods], negative where one is not known
     */
    static Optional<float[]> of(PoolTensors pool, List<String> methods, MethodContext context) {
        if (pool.isEmpty()) {
            return Optional.empty();
        }
        int length = context.targets().length * Thirds.COUNT * methods.size();
        return pool.find(NAME, meaning(methods, context)).filter(errors -> errors.length == length);
    }

    private static int meaning(List<String> methods, MethodContext context) {
        return Objects.hash(methods, context.targets().length, context.horizon(), context.season());
    }

    /**
     * Goes through a device's steps as if it were new, and judges the forecasts that are made there.
     *
     * @param segment from the step on that is the first to be known
     * @param first origin that is judged
     * @param teaches of a step of the segment, whether its values are to be judged by
     * @param session of the version that is to bring the errors
     */
    public void judge(Segment segment, int first, Scale scale, IntPredicate teaches, Forecaster.Session session) {
        List<ForecastMethod> methods =
                scored.kinds().stream().map(kind -> kind.make().apply(context)).toList();
        Limits[] limits = new Limits[context.targets().length];
        Arrays.fill(limits, Limits.NONE);
        Serving serving = new Serving(session, scale, UnaryOperator.identity());
        methods.forEach(ForecastMethod::begin);
        for (int origin = 0; origin + context.horizon() < segment.steps(); origin++) {
            Window window = scored.window(segment, origin);
            methods.forEach(method -> method.learn(window));
            if (origin >= first) {
                MethodForecasts made = new MethodForecasts(window, context, limits, methods, Optional.of(serving));
                for (int m = 0; m < methods.size(); m++) {
                    judge(segment, origin, scale, teaches, m, made.means(m));
                }
            }
        }
    }

    private void judge(Segment segment, int origin, Scale scale, IntPredicate teaches, int method, double[] means) {
        int horizon = context.horizon();
        for (int j = 0; j < context.targets().length; j++) {
            int feature = context.targets()[j];
            for (int third = 0; third < Thirds.COUNT; third++) {
                for (int h = Thirds.first(third, horizon); h < Thirds.first(third + 1, horizon); h++) {
                    double error =
                            (means[j * horizon + h - 1] - segment.value(origin + h, feature)) / scale.diff()[feature];
                    if (Double.isFinite(error) && segment.observed(origin + h, feature) && teaches.test(origin + h)) {
                        sums[j][third][method] += Math.abs(error);
                        counts[j][third][method]++;
                        judged++;
                    }
                }
            }
        }
    }

    /** What was learnt, by the name that the combination asks for it by; nothing where nothing was judged. */
    public Map<String, PoolTensors.Tensor> tensors() {
        if (judged == 0) {
            return Map.of();
        }
        float[] errors = new float[sums.length * Thirds.COUNT * scored.kinds().size()];
        int at = 0;
        for (int j = 0; j < sums.length; j++) {
            for (int third = 0; third < Thirds.COUNT; third++) {
                for (int m = 0; m < scored.kinds().size(); m++) {
                    long count = counts[j][third][m];
                    double mean = sums[j][third][m] / count;
                    errors[at++] = count == 0 ? UNKNOWN : (float) Math.min(Float.MAX_VALUE, mean);
                }
            }
        }
        String of = "errors on a new device, of each target in " + Thirds.COUNT + " thirds of " + context.horizon()
                + " steps, by " + String.join(", ", scored.names());
        int meaning = meaning(scored.names(), context);
        return Map.of(NAME, new PoolTensors.Tensor(of, meaning, errors));
    }
}
