package io.tidecast.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Source of the windows that devices are forecast from, which only the instances that forecast hold. */
public interface WindowSource {
    /** Where nothing is forecast. */
    WindowSource NONE = (device, caller, local) ->
            new Found(Optional.empty(), false, "windows are held by the instances that forecast, and this is none");

    /**
     * Window of a device.
     *
     * @param window as {@link WindowJson} has it; empty where it cannot be had
     * @param stale whether no instance that forecasts it has answered, but a standby or none
     * @param why it cannot be had; empty where it can
     */
    record Found(Optional<ObjectNode> window, boolean stale, String why) {
        public static Found of(ObjectNode window) {
            return new Found(Optional.of(window), window.path("stale").asBoolean(), "");
        }

        public static Found none(String why) {
            return new Found(Optional.empty(), true, why);
        }
    }

    /**
     * The window of a device.
     *
     * @param caller who asks, for an instance that is asked in turn
     * @param local whether only this instance is asked: a question is passed on once
     */
    Found of(String device, Caller caller, boolean local);
}
