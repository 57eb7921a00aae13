package io.tidecast.device;

import io.tidecast.forecast.DeviceStatistics;
import io.tidecast.forecast.MethodMeans;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.Segment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Migration of a device's state from one layout to another: what it says of a feature, target, level or step goes to
 * where that is now, and what has no place any more is dropped. Where steps are counted otherwise everything that is
 * made of steps begins afresh; open readings are kept in any case.
 */
final class LayoutChange {
    private final Layout from;
    private final Layout to;
    private final DeviceStores before;
    private final DeviceStores after;
    private final ScoredMethods methodsBefore;
    private final ScoredMethods methods;
    private final int[] features;

    LayoutChange(Layout from, DeviceStores stores, ScoredMethods methods) {
        this.from = from;
        this.methods = methods;
        ForecastSettings settings = methods.forecast();
        to = Layout.of(settings);
        ForecastSettings settingsBefore = from.with(settings);
        methodsBefore = methods.with(settingsBefore);
        before = stores.as(settingsBefore);
        after = stores;
        features = to.featuresIn(from);
    }

    /** Rewrites a device and returns its position; empty where that cannot be read. */
    Optional<DevicePosition> apply(String device) {
        if (!to.sameSteps(from)) {
            return restart(device);
        }
        return known(device).map(old -> {
            Segment kept = moveSteps(device, old);
            moveForecasts(device);
            moveStatistics(device, kept);
            moveReadings(device);
            return old.withFeatures(features, to.stepMs());
        });
    }

    /** Rewrites a device so that nothing stays but its open readings and its place in time. */
    Optional<DevicePosition> restart(String device) {
        before.blocks().removeAll(device);
        before.forecasts().removeAll(device);
        after.statistics().delete(device);
        moveReadings(device);
        return known(device).map(old -> rule(methods.forecast())
                .resume(rule(methodsBefore.forecast()).openFromMs(old))
                .like(old));
    }

    private Optional<DevicePosition> known(String device) {
        return DevicePosition.of(
                after.clocks().get(device), from.stepMs(), from.features().size());
    }

    private void moveReadings(String device) {
        after.readings().rewrite(device, from.features().size(), features);
    }

    private static StepRule rule(ForecastSettings settings) {
        return StepRule.of(settings.grid(), settings.features());
    }

    private Segment moveSteps(String device, DevicePosition old) {
        long last = old.open() - 1;
        Segment steps = old.ended()
                ? new Segment(old.open(), from.features().size(), new double[0], new boolean[0])
                : before.blocks()
                        .read(
                                device,
                                Math.max(old.stretchStart(), before.blocks().first(device)),
                                last);
        Segment moved = select(steps);
        if (!Layout.isIdentity(features, from.features().size())) {
            before.blocks().removeAll(device);
            after.blocks().writeAll(device, moved);
        }
        return moved;
    }

    private Segment select(Segment steps) {
        double[] values = new double[steps.steps() * features.length];
        boolean[] observed = new boolean[values.length];
        for (int t = 0; t < steps.steps(); t++) {
            for (int f = 0; f < features.length; f++) {
                int at = t * features.length + f;
                values[at] = features[f] < 0 ? Double.NaN : steps.value(t, features[f]);
                observed[at] = features[f] >= 0 && steps.observed(t, features[f]);
            }
        }
        return new Segment(steps.firstIndex(), features.length, values, observed, steps.timesMs());
    }

    private void moveForecasts(String device) {
        List<OpenForecast> moved = new ArrayList<>();
        if (to.isCoveredBy(from)) {
            for (OpenForecast open : before.forecasts().ring(device)) {
                if (open != null) {
                    moved.add(select(open));
                }
            }
        }
        before.forecasts().removeAll(device);
        moved.forEach(open -> after.forecasts().put(device, open));
    }

    private OpenForecast select(OpenForecast open) {
        int[] targets = to.targetsIn(from);
        int[] levels = to.levelsIn(from);
        MethodMeans means = open.means().map(own -> select(own, targets));
        float[] widths = new float[targets.length * levels.length * to.horizon()];
        for (int j = 0; j < targets.length; j++) {
            for (int l = 0; l < levels.length; l++) {
                int at = (targets[j] * from.levels().size() + levels[l]) * from.horizon();
                int own = (j * levels.length + l) * to.horizon();
                if (levels[l] < 0) {
                    Arrays.fill(widths, own, own + to.horizon(), Float.NaN); // None was published at that level.
                } else {
                    System.arraycopy(open.widths(), at, widths, own, to.horizon());
                }
            }
        }
        return new OpenForecast(
                open.origin(), open.model(), open.version(), open.untrained(), open.source(), means, widths);
    }

    /** Of another horizon the sampled steps are others. */
    private double[] select(double[] means, int[] targets) {
        int steps = means.length / from.targets().size();
        boolean all = steps == from.horizon();
        if (!all && from.horizon() != to.horizon()) {
            return null;
        }
        int kept = all ? to.horizon() : steps;
        double[] selected = new double[targets.length * kept];
        for (int j = 0; j < targets.length; j++) {
            System.arraycopy(means, targets[j] * steps, selected, j * kept, kept);
        }
        return selected;
    }

    private void moveStatistics(String device, Segment kept) {
        byte[] stored = after.statistics().get(device);
        if (stored == null || stored.length <= Long.BYTES) {
            return;
        }
        boolean sameScores = to.horizon() == from.horizon() && to.seasonSteps() == from.seasonSteps();
        DeviceStatistics.Carry carry = new DeviceStatistics.Carry(
                features,
                to.targetsIn(from),
                to.levelsIn(from),
                to.measure() == from.measure(),
                sameScores,
                Set.copyOf(to.targets()).equals(Set.copyOf(from.targets())));
        byte[] moved = DeviceStatistics.of(Arrays.copyOfRange(stored, Long.BYTES, stored.length), methodsBefore)
                .carried(carry, kept, methods)
                .bytes();
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + moved.length);
        after.statistics()
                .put(device, bytes.put(stored, 0, Long.BYTES).put(moved).array());
    }
}
