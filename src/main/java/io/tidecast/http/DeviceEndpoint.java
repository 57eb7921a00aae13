package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidecast.view.DeviceRow;
import io.tidecast.view.Fleet;
import io.tidecast.view.LatestForecasts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
                    WindowSource.Found found = windows.of(device, request.caller(), false);
                    return Answer.json(FleetJson.bytes(json -> write(json, row, found)));
                })
                .orElseGet(() -> Answer.missing("no forecast is known of device " + device, behind.get()));
    }

    private void write(JsonGenerator json, DeviceRow row, WindowSource.Found found) throws IOException {
        json.writeStartObject();
        FleetJson.row(json, row);
        json.writeBooleanField("stale", row.isStale(System.currentTimeMillis()) || found.stale());
        Optional<byte[]> forecast = latest.forecastOf(row.device());
        if (forecast.isPresent()) {
            json.writeFieldName("forecast");
            raw(json, forecast.get());
        }
        json.writeArrayFieldStart("scores");
        for (byte[] score : latest.scoresOf(row.device())) {
            raw(json, score);
        }
        json.writeEndArray();
        if (found.window().isPresent()) {
            json.writeFieldName("window");
            FleetJson.JSON.writeTree(json, found.window().get());
        } else {
            json.writeStringField("windowMissing", found.why());
        }
        json.writeEndObject();
    }

    /** A record as it is on the topic, which is JSON already. */
    private static void raw(JsonGenerator json, byte[] record) throws IOException {
        json.writeRawValue(new String(record, UTF_8));
    }
}
