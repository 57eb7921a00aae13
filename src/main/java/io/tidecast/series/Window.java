package io.tidecast.series;

/**
 * Window of a series that a forecast is made from: a segment, the step in it that is the forecast's origin, and what is
 * known ahead. It is the one thing that is encoded, in serving and in training alike, so that both see the same of a
 * step.
 *
 * @param origin the newest step that may be read, counted from the segment's first
 * @param future covariates of the steps after the origin
 * @param supposed whether it is of something that has not been so: nothing of it may be remembered
 */
public record Window(Segment segment, int origin, Future future, boolean supposed) {
    public Window {
        requireOrigin(segment, origin);
    }

    /** A window of what has been. */
    public Window(Segment segment, int origin, Future future) {
        this(segment, origin, future, false);
    }

    static void requireOrigin(Segment segment, int origin) {
        if (origin < 0 || origin >= segment.steps()) {
            throw new IllegalArgumentException(
                    "a window's origin must be a step of its segment, 0.." + (segment.steps() - 1) + ", was " + origin);
        }
    }

    /** The window whose origin is a segment's last step, which is read for its values alone. */
    public static Window upTo(Segment segment) {
        return Covariates.NONE.window(segment, segment.steps() - 1, 0);
    }

    /** The same if the values had been others, and others were known ahead. */
    public Window with(Segment values, KnownAhead known) {
        return new Window(values, origin, future.with(known, values.statics()), true);
    }

    /** The same without what follows from a step's time: what a forecast would be if that said nothing. */
    public Window untimed() {
        return new Window(segment, origin, future.untimed(), true);
    }

    /** The same with forecasts that were made of it before. */
    public Window given(GivenForecasts forecasts) {
        return new Window(segment, origin, future.given(forecasts), supposed);
    }

    /**
     * A forecast that was made before; NaN where none was.
     *
     * @param step its origin, counted from the segment's first step
     * @param h 1 to horizon
     */
    public double given(int step, int h, int feature) {
        return future.forecasts().value(step, h, feature);
    }

    /** The value so many steps before the origin; NaN where the segment does not reach back so far. */
    public double value(int back, int feature) {
        return back > origin ? Double.NaN : segment.value(origin - back, feature);
    }

    /** Whether the value so many steps before the origin was observed. */
    public boolean observed(int back, int feature) {
        return back <= origin && segment.observed(origin - back, feature);
    }

    /**
     * A value known ahead, as seen from a step up to the origin: of a step up to the origin what was observed, of a
     * later one what was known at the origin; NaN where it is missing.
     *
     * @param step counted from the segment's first step
     * @param h 1 to horizon
     */
    public double knownAhead(int step, int h, int feature) {
        int at = step + h;
        if (at > origin) {
            return future.known().value(at - origin, feature);
        }
        return segment.observed(at, feature) ? segment.value(at, feature) : Double.NaN;
    }

    /**
     * Writes the covariates of a step, which may be one after the origin, to {@code x[at..]}.
     *
     * @param step 0 to origin + horizon, counted from the segment's first step
     */
    public void writeCovariates(int step, float[] x, int at) {
        if (step > origin) {
            future.write(step - origin, x, at);
        } else {
            Covariates own = future.covariates();
            future.write(own, segment.timeMs(step, own.step()), x, at);
        }
    }
}
