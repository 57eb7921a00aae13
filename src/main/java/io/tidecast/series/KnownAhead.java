package io.tidecast.series;

/**
 * Values known ahead of a forecast's horizon: those features of a device's readings that are future covariates, as far
 * as they were known at the origin, such as a weather forecast or a plan. Unlike {@link Covariates} they are the
 * device's own and may be missing.
 */
@FunctionalInterface
public interface KnownAhead {
    /** Nothing is known. */
    KnownAhead NOTHING = (h, feature) -> Float.NaN;

    /**
     * A value of a step after the origin.
     *
     * @param h 1 to horizon
     * @param feature index among all features
     * @return in the feature's own unit; NaN where it was not known
     */
    double value(int h, int feature);

    /**
     * What has been observed since: perfect foresight. It is what there is to learn from, for of a step that is past
     * nobody kept what was once expected of it.
     *
     * @param origin counted from the segment's first step
     */
    static KnownAhead hindsight(Segment segment, int origin) {
        return (h, feature) -> origin + h < segment.steps() && segment.observed(origin + h, feature)
                ? segment.value(origin + h, feature)
                : Double.NaN;
    }
}
