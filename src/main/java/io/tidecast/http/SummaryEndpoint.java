package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Endpoint of the whole fleet in one answer, which is at most a second old. */
public record SummaryEndpoint(FleetSummary summary) implements Endpoint {
    @Override
    public String path() {
        return "/api/v1/summary";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        return Answer.json(summary.json().getBytes(UTF_8));
    }
}
