package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.tidecast.view.Fleet;
import io.tidecast.view.LatestForecasts;
import java.util.List;
import java.util.function.Supplier;

/**
 * Endpoint of one device: its row, its latest forecast and scores as their records are on the topics, and the window
 * that it is forecast from.
 *
 * @param windows where windows are
 * @param behind why the view may lack it; empty once it does not
 */
public record DeviceEndpoint(Fleet fleet, LatestForecasts latest, WindowSource windows, Supplier<List<String>> behind)
        implements Endpoint {
    @Override
    public String path() {
        return "/api/v1/devices/{id}";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        String device = request.segments().get("id");
        return fleet.row(device)
                .map(row -> {
                    ObjectNode json = FleetJson.row(row);
                    latest.forecastOf(device).ifPresent(record -> json.putRawValue("forecast", raw(record)));
                    ArrayNode scores = json.putArray("scores");
                    latest.scoresOf(device).forEach(record -> scores.addRawValue(raw(record)));
                    WindowSource.Found found = windows.of(device, request.caller(), false);
                    found.window()
                            .ifPresentOrElse(
                                    window -> json.set("window", window), () -> json.put("windowMissing", found.why()));
                    return Answer.json(json.put("stale", json.path("stale").asBoolean() || found.stale()));
                })
                .orElseGet(() -> Answer.missing("no forecast is known of device " + device, behind.get()));
    }

    private static RawValue raw(byte[] record) {
        return new RawValue(new String(record, UTF_8));
    }
}
