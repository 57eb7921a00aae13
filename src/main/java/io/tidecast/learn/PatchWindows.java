package io.tidecast.learn;

import io.tidecast.base.PatchTrainer.PatchWindow;
import io.tidecast.base.SeriesValues;
import io.tidecast.model.Forecaster;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;

/** Windows of a history that a network which began as the base network learns from, as serving reads them. */
final class PatchWindows {
    private PatchWindows() {}

    /**
     * The window from an origin; it teaches nothing where the last value is missing or an outlier.
     *
     * @param target place among the targets
     * @param known steps of the horizon of which values known ahead are told
     */
    static PatchWindow of(Forecaster model, History.Stretch stretch, int origin, int target, int known) {
        Segment segment = stretch.segment();
        KnownAhead all = KnownAhead.hindsight(segment, origin);
        KnownAhead told = (h, feature) -> h > known ? Double.NaN : all.value(h, feature);
        Window window = model.window(segment, origin, told);
        long begin = segment.firstIndex();
        int horizon = model.manifest().horizon();
        return new PatchWindow(
                values(stretch, origin, model.targetFeatures()[target], horizon),
                begin + origin,
                model.manifest().season(),
                model.further(window, target));
    }

    private static SeriesValues values(History.Stretch stretch, int origin, int feature, int horizon) {
        Segment segment = stretch.segment();
        long begin = segment.firstIndex();
        OldWindows old = new OldWindows(horizon);
        boolean usable = stretch.isOrigin(origin, feature);
        return place -> {
            int step = (int) (place - begin);
            boolean there = step <= origin
                    ? step >= 0 && segment.observed(step, feature)
                    : usable
                            && step <= origin + horizon
                            && step < stretch.trainable()
                            && stretch.teaches(step, feature)
                            && !old.holds(place);
            return there ? segment.value(step, feature) : Double.NaN;
        };
    }
}
