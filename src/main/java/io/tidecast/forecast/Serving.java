package io.tidecast.forecast;

import io.tidecast.model.Forecaster;
import io.tidecast.model.PoolTensors;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.util.function.UnaryOperator;

/**
 * Version that serves a device while it is forecast once.
 *
 * @param session scratch of the calling thread for that version
 * @param scale the device's running scale
 * @param view what the network is to see of a segment with gaps
 */
public record Serving(Forecaster.Session session, Scale scale, UnaryOperator<Segment> view) {
    Forecaster version() {
        return session.forecaster();
    }

    /** Whether a window is long enough for the version, so that a forecast names it. */
    boolean reaches(Window window) {
        return window.origin() + 1 >= version().manifest().window();
    }

    /** Whether the version is the base network as it came with the application. */
    boolean isBase() {
        return version().readsBase() && !version().manifest().hasLearnt();
    }

    /** What the version brings for the other methods: nothing where no forecast would name it. */
    PoolTensors pool(Window window) {
        return reaches(window) ? version().pool() : PoolTensors.NONE;
    }
}
