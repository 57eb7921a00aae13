package io.tidecast.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidecast.view.DeviceRow;
import io.tidecast.view.DeviceTrack;
import io.tidecast.view.Fleet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Endpoint of all devices: searched, sorted, page by page.
 *
 * @param behind why the view may lack some; empty once it does not
 */
public record DevicesEndpoint(Fleet fleet, Supplier<List<String>> behind) implements Endpoint {
    @Override
    public String path() {
        return "/api/v1/devices";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        String search = request.query().getOrDefault("search", "");
        Optional<String> status = Optional.ofNullable(request.query().get("status"));
        Optional<String> model = Optional.ofNullable(request.query().get("model"));
        DevicesPage page = new DevicesPage(
                Query.oneOf(request, "sort", DevicesPage.SORTS), Query.oneOf(request, "order", DevicesPage.ORDERS));
        int limit = Query.number(request, "limit", 50, 1, 500);
        boolean recent =
                Query.oneOf(request, "recent", List.of("false", "true")).equals("true");
        Predicate<DeviceRow> wanted = DevicesPage.matching(search)
                .and(row -> status.isEmpty() || row.status().equals(status.get()))
                .and(row -> model.isEmpty() || row.model().equals(model.get()));
        DevicesPage.Found found = page.found(
                fleet.rows(), wanted, Optional.ofNullable(request.query().get("cursor")), limit);
        return Answer.json(FleetJson.bytes(json -> write(json, found, recent)));
    }

    private void write(JsonGenerator json, DevicesPage.Found found, boolean recent) throws IOException {
        long now = System.currentTimeMillis();
        json.writeStartObject();
        json.writeNumberField("total", found.total());
        json.writeArrayFieldStart("devices");
        for (DeviceRow row : found.rows()) {
            json.writeStartObject();
            FleetJson.row(json, row);
            json.writeBooleanField("stale", row.isStale(now));
            Optional<DeviceTrack.Recent> newest =
                    recent ? fleet.recent(row.device(), FleetJson.RECENT) : Optional.empty();
            if (newest.isPresent()) {
                FleetJson.recent(json, newest.get());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeStringField("next", found.next().orElse(null));
        FleetJson.strings(json, "behind", behind.get());
        json.writeEndObject();
    }
}
