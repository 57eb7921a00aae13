package io.tidecast.http;

import java.util.List;

/** Source of answers about the forecast of a device, which only the instance that has the device can give. */
public interface InquirySource {
    /** Where nothing is forecast. */
    InquirySource NONE = (inquiry, caller, local) ->
            WindowSource.Found.none("devices are held by the instances that forecast, and this is none");

    /** Kind of an inquiry. */
    enum Kind {
        /** What the forecast would be with other values known ahead. */
        WHAT_IF("what-if"),
        /** What moved the forecast. */
        EXPLANATION("explanation");

        private final String name;

        Kind(String name) {
            this.name = name;
        }

        /** Methods of HTTP that it is asked by, the usual one first. */
        List<String> methods() {
            return this == WHAT_IF ? List.of("POST") : List.of("GET", "HEAD");
        }

        String path() {
            return "/api/v1/devices/{id}/" + name;
        }
    }

    /**
     * Inquiry into the forecast of a device.
     *
     * @param set the other values, see {@link io.tidecast.forecaster.PlannedValue}; empty unless they are asked for
     */
    record Inquiry(Kind kind, String device, String set) {}

    /**
     * Answers an inquiry.
     *
     * @param caller who asks, for an instance that is asked in turn
     * @param local whether only this instance is asked: a question is passed on once
     * @throws io.tidecast.forecaster.PlannedValue.WrongException if it cannot be answered as it is put
     */
    WindowSource.Found of(Inquiry inquiry, Caller caller, boolean local);
}
