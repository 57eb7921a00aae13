package io.tidecast.forecaster;

import io.tidecast.model.ForecastSettings;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Segment;
import io.tidecast.series.Statics;
import io.tidecast.series.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups of a window's inputs, and the window with some of them occluded: what is occluded of the values is the newest
 * one throughout, as if it had never moved, what is known ahead is missing, and what follows from the time is 0.
 */
final class InputGroups {
    private final List<String> names = new ArrayList<>();
    private final int season;
    private final boolean[] target;
    private final boolean told;

    /** @param told whether anything is told of the device that is the same at all times */
    InputGroups(ForecastSettings settings, boolean told) {
        this.told = told;
        season = settings.seasonSteps();
        target = new boolean[settings.features().size()];
        for (int feature : settings.targetFeatures()) {
            target[feature] = true;
        }
        names.add("values of the last season");
        names.add("values before");
        for (int f = 0; f < target.length; f++) {
            if (!target[f]) {
                names.add(settings.features().get(f));
            }
        }
        if (told) {
            names.add("static covariates");
        }
        names.add("calendar, holidays, sun");
    }

    List<String> names() {
        return names;
    }

    /** The window with these of the groups alone. */
    Window only(Window whole, boolean[] shown) {
        Segment segment = whole.segment();
        int count = segment.features();
        double[] values = segment.values().clone();
        int group = 2;
        boolean[] own = new boolean[count]; // of features that are no targets
        for (int f = 0; f < count; f++) {
            if (!target[f]) {
                own[f] = shown[group++];
            }
        }
        int last = whole.origin();
        for (int t = 0; t < last; t++) {
            for (int f = 0; f < count; f++) {
                boolean kept = target[f] ? shown[last - t <= season ? 0 : 1] : own[f];
                if (!kept && !Double.isNaN(values[t * count + f])) {
                    values[t * count + f] = values[last * count + f];
                }
            }
        }
        KnownAhead known = whole.future().known();
        Statics device = told && !shown[shown.length - 2] ? Statics.NONE : segment.statics();
        Window seen = whole.with(
                segment.withValues(values).of(device),
                (h, feature) -> own[feature] ? known.value(h, feature) : Double.NaN);
        return shown[shown.length - 1] ? seen : seen.untimed();
    }
}
