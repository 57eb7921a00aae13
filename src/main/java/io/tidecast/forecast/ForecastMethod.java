package io.tidecast.forecast;

import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Forecasting method of one device: learns from each step as it closes, and forecasts every target from the newest one.
 * Neither reads a clock nor does I/O, so the same steps give the same bits wherever and however often they are gone
 * through. A method is one file and one line in {@link ForecastMethods#ALL}; after River's {@code time_series/base.py}.
 *
 * <p>What a method knows of a device is stored with the device under the method's name and version, so that adding one
 * does not void another's.
 */
public interface ForecastMethod {
    /** Its name in settings, scores and stored state, as its {@link MethodKind} has it. */
    String name();

    /** A stretch begins: no step before it will be read; what was learnt of stretches before stays. */
    default void begin() {}

    /** Says which version serves the device while it is forecast, and that none does any more. */
    default void serve(Optional<Serving> version) {}

    /** Learns from the step at the window's origin, which has just closed. */
    default void learn(Window window) {}

    /**
     * Forecasts from the window's origin.
     *
     * @param means [targets, horizon] is filled, in the readings' units; NaN for a target of which nothing is known
     * @return false where the method is asleep: it cannot speak yet, and the means are not to be read
     */
    boolean forecast(Window window, double[] means);

    /**
     * Half-width of the interval in which it expects an actual of the forecast that it made last, where it can tell
     * before anything has come of its forecasts; NaN where it cannot.
     *
     * @param target place among the targets
     * @param level share of actuals that are to be within it
     * @param h steps ahead, from 1
     */
    default float halfWidth(int target, double level, int h) {
        return Float.NaN;
    }

    /**
     * The {@link NetworkId} of weights that have learnt nothing, if what it says is of such; else 0. It is made and
     * scored, and counts for nothing until its live errors have proved better than the naive ones.
     */
    default long untrained() {
        return 0;
    }

    /**
     * Takes over what another of the same kind knows, for the same season and horizon; that one is read no more.
     *
     * @param places place of each of these targets among the other's; -1 for one that is new
     */
    default void takeOver(ForecastMethod other, int[] places) {}

    /** Version of its stored state; state of another one is begun anew. */
    default int stateVersion() {
        return 1;
    }

    /** Bytes of its stored state. */
    default int stateBytes() {
        return 0;
    }

    /** About the bytes that it holds on the heap beside its stored state. */
    default int heapBytes() {
        return 0;
    }

    /** Writes its state, {@link #stateBytes} bytes. */
    default void write(ByteBuffer to) {}

    /** Takes its state up again. */
    default void read(ByteBuffer from) {}
}
