package io.tidecast.http;

import io.tidecast.view.LatestForecasts;
import java.util.List;
import java.util.function.Supplier;

/**
 * Endpoint of the latest forecast of a device, as its record is on the topic.
 *
 * @param behind why the view may lack one that is there; empty once it does not
 */
public record ForecastEndpoint(LatestForecasts latest, Supplier<List<String>> behind) implements Endpoint {
    @Override
    public String path() {
        return "/api/v1/devices/{id}/forecast";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        String device = request.segments().get("id");
        return latest.forecastOf(device)
                .map(Answer::json)
                .orElseGet(() -> Answer.missing("no forecast is known of device " + device, behind.get()));
    }
}
