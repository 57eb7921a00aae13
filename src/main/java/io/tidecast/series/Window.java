package io.tidecast.series;

/**
 * Window of a series that a forecast is made from: a segment and the step in it that is the forecast's origin.
 *
 * @param origin the newest step that may be read, counted from the segment's first
 */
public record Window(Segment segment, int origin) {
    public Window {
        if (origin < 0 || origin >= segment.steps()) {
            throw new IllegalArgumentException(
                    "a window's origin must be a step of its segment, 0.." + (segment.steps() - 1) + ", was " + origin);
        }
    }

    /** The window whose origin is a segment's last step. */
    public static Window upTo(Segment segment) {
        return new Window(segment, segment.steps() - 1);
    }

    /** The value so many steps before the origin; NaN where the segment does not reach back so far. */
    public float value(int back, int feature) {
        return back > origin ? Float.NaN : segment.value(origin - back, feature);
    }

    /** Whether the value so many steps before the origin was observed. */
    public boolean observed(int back, int feature) {
        return back <= origin && segment.observed(origin - back, feature);
    }
}
