package io.tidecast.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/** Source of the windows that devices are forecast from, which only the instances that forecast hold. */
public interface WindowSource {
    /** Where nothing is forecast. */
    WindowSource NONE = (device, caller, local) -> new Found(
            Optional.empty(), false, false, "windows are held by the instances that forecast, and this is none");

    /**
     * Window of a device.
     *
     * @param window as {@link WindowJson} has it; empty where it cannot be had
     * @param stale whether no instance that forecasts it has answered, but a standby or none
     * @param unknown whether the instance that would have it says that there is none
     * @param why it cannot be had; empty where it can
     */
    record Found(Optional<ObjectNode> window, boolean stale, boolean unknown, String why) {
        public static Found of(ObjectNode window) {
            return new Found(Optional.of(window), window.path("stale").asBoolean(), false, "");
        }

        /** It may yet be had. */
        public static Found none(String why) {
            return new Found(Optional.empty(), true, false, why);
        }

        /** There is none. */
        public static Found unknown(String why) {
            return new Found(Optional.empty(), false, true, why);
        }

        /** What is answered: 404 with both reasons where there is none, 503 where it may yet be had. */
        Answer answer(String missing) {
            return window.map(Answer::json)
                    .orElseGet(() -> unknown
                            ? Answer.refused(HttpStatus.NOT_FOUND_404, List.of(missing, why))
                            : Answer.missing(missing, List.of(why)));
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
