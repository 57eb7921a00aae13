package io.tidecast.forecaster;

import io.tidecast.device.DeviceState;
import io.tidecast.forecast.Combination;
import io.tidecast.forecast.ForecastMethod;
import io.tidecast.forecast.MethodForecasts;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Precision;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.series.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Inquiries into the forecast of a device from its newest step, which change nothing and publish nothing: what it would
 * be with other values known ahead, and what moved it.
 *
 * <p>Inputs are explained by occlusion, see {@link InputGroups}: the groups are uncovered one after the other, and what
 * the forecast moves as a group is uncovered is the group's part, so that the parts add up to the whole. What one group
 * moves depends on those that were uncovered before it; the parts are the mean over the order of the groups and its
 * reverse (a sample of two of Shapley's permutations).
 *
 * @see <a href="https://arxiv.org/abs/1705.07874">Lundberg &amp; Lee 2017, additive feature attribution</a>
 */
final class DeviceInquiry {
    private final ForecastSettings settings;
    private final DeviceForecasts forecasts;

    DeviceInquiry(ScoredMethods scored, DeviceForecasts forecasts) {
        this.forecasts = forecasts;
        settings = scored.forecast();
    }

    /**
     * What would be forecast.
     *
     * @throws PlannedValue.WrongException if none of the values is of a step that is forecast
     */
    Alternative whatIf(DeviceState device, Segment segment, List<PlannedValue> planned) {
        Window present = forecasts.window(device, segment);
        List<Long> times = times(device, present);
        int[] features = planned.stream()
                .mapToInt(one -> settings.features().indexOf(one.name()))
                .toArray();
        int steps = (int) times.stream()
                .filter(time -> planned.stream().anyMatch(one -> one.holds(time)))
                .count();
        if (steps == 0) {
            throw new PlannedValue.WrongException("set must be of steps that are forecast, "
                    + Instant.ofEpochMilli(times.get(0)) + " to "
                    + Instant.ofEpochMilli(times.get(times.size() - 1)) + ", was " + planned);
        }
        KnownAhead known = present.future().known();
        Window changed = present.with(present.segment(), (h, feature) -> {
            double value = known.value(h, feature);
            for (int i = 0; i < features.length; i++) { // The last of them counts.
                value = features[i] == feature && planned.get(i).holds(times.get(h - 1))
                        ? planned.get(i).value()
                        : value;
            }
            return value;
        });
        double[] before = published(device, present).means();
        double[] after = published(device, changed).means();
        List<Alternative.Target> targets = new ArrayList<>();
        for (int j : known(before)) {
            targets.add(new Alternative.Target(settings.targets().get(j), of(before, j), of(after, j)));
        }
        return new Alternative(device.device(), present.future().originMs(), times, steps, targets);
    }

    /** What moved the forecast. */
    Explanation explain(DeviceState device, Segment segment) {
        Window window = forecasts.window(device, segment);
        MethodForecasts made = forecasts.made(device, window);
        Combination.Published published = device.statistics().combination().combine(made);
        InputGroups groups = new InputGroups(settings, !segment.statics().isEmpty());
        int groupCount = groups.names().size();
        boolean[] shown = new boolean[groupCount];
        double[] flat = published(device, groups.only(window, shown)).means();
        double[][] moved = new double[groupCount][flat.length];
        uncover(
                groups,
                device,
                window,
                flat,
                published.means(),
                IntStream.range(0, groupCount).toArray(),
                moved);
        uncover(
                groups,
                device,
                window,
                flat,
                published.means(),
                IntStream.range(0, groupCount).map(i -> groupCount - 1 - i).toArray(),
                moved);
        List<Explanation.Target> targets = new ArrayList<>();
        for (int j : known(published.means())) {
            double newest = window.value(0, settings.targetFeatures()[j]);
            List<Explanation.Part> inputs = new ArrayList<>();
            for (int g = 0; g < groupCount; g++) {
                inputs.add(part(groups.names().get(g), of(moved[g], j)));
            }
            targets.add(new Explanation.Target(
                    settings.targets().get(j),
                    newest,
                    of(published.means(), j),
                    methods(device, made, published, j, newest),
                    of(flat, j),
                    parts(inputs)));
        }
        return new Explanation(
                device.device(), window.future().originMs(), times(device, window), published.source(), targets);
    }

    /** Adds to each group half of what it moves as the groups are uncovered in an order. */
    private void uncover(
            InputGroups groups,
            DeviceState device,
            Window window,
            double[] flat,
            double[] whole,
            int[] order,
            double[][] moved) {
        boolean[] shown = new boolean[order.length];
        double[] before = flat;
        for (int i = 0; i < order.length; i++) {
            shown[order[i]] = true;
            double[] after = i == order.length - 1
                    ? whole
                    : published(device, groups.only(window, shown)).means();
            for (int at = 0; at < after.length; at++) {
                moved[order[i]][at] += (after[at] - before[at]) / 2;
            }
            before = after;
        }
    }

    private Combination.Published published(DeviceState device, Window window) {
        return device.statistics().combination().combine(forecasts.made(device, window));
    }

    /** By how much each method moves a target's forecast from its newest value, by its weight. */
    private List<Explanation.Part> methods(
            DeviceState device, MethodForecasts made, Combination.Published published, int target, double newest) {
        int horizon = settings.horizon();
        List<Explanation.Part> parts = new ArrayList<>();
        for (ForecastMethod method : device.statistics().methods()) {
            double[] means = made.means(method.name());
            double[] moved = new double[horizon];
            for (int h = 1; h <= horizon; h++) {
                double weight = published.weight(target, h, horizon, method.name());
                moved[h - 1] = weight > 0 ? weight * (means[target * horizon + h - 1] - newest) : 0;
            }
            parts.add(part(method.name(), moved));
        }
        return parts(parts);
    }

    /** Those that moved something, the farthest first. */
    private static List<Explanation.Part> parts(List<Explanation.Part> all) {
        return all.stream()
                .filter(part -> size(part) > 0)
                .sorted((one, other) -> Double.compare(size(other), size(one)))
                .toList();
    }

    private static double size(Explanation.Part part) {
        return Arrays.stream(part.moved()).map(Math::abs).sum();
    }

    private static Explanation.Part part(String name, double[] moved) {
        return new Explanation.Part(
                name, Arrays.stream(moved).map(Precision::of).toArray());
    }

    /** The targets of which something is known. */
    private int[] known(double[] means) {
        return IntStream.range(0, settings.targets().size())
                .filter(j -> Double.isFinite(means[j * settings.horizon()]))
                .toArray();
    }

    private double[] of(double[] means, int target) {
        return Arrays.copyOfRange(means, target * settings.horizon(), (target + 1) * settings.horizon());
    }

    private List<Long> times(DeviceState device, Window window) {
        TimeStep interval = forecasts.interval(device.statistics());
        return IntStream.rangeClosed(1, settings.horizon())
                .mapToObj(h -> interval.after(window.future().originMs(), h))
                .toList();
    }
}
