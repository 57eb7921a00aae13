package io.tidecast.http;

import java.util.List;

/**
 * Endpoint of a device's window: the steps that its forecast is made from, of the instance that has it.
 *
 * @param source where windows are
 */
public record WindowEndpoint(WindowSource source) implements Endpoint {
    static final String PATH = "/api/v1/devices/{id}/window";

    /** What is said first of a device that has no window. */
    static String missing(String device) {
        return "no window is known of device " + device;
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        boolean local = Query.oneOf(request, "local", List.of("false", "true")).equals("true");
        String device = request.segments().get("id");
        return source.of(device, request.caller(), local).answer(missing(device));
    }
}
