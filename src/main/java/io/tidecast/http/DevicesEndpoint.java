package io.tidecast.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.view.DeviceRow;
import io.tidecast.view.Fleet;
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
        ObjectNode json = FleetJson.JSON.createObjectNode().put("total", found.total());
        ArrayNode devices = json.putArray("devices");
        found.rows().forEach(row -> {
            ObjectNode device = FleetJson.row(row);
            if (recent) {
                fleet.recent(row.device(), FleetJson.RECENT).ifPresent(newest -> FleetJson.recent(device, newest));
            }
            devices.add(device);
        });
        json.put("next", found.next().orElse(null));
        ArrayNode lacking = json.putArray("behind");
        behind.get().forEach(lacking::add);
        return Answer.json(json);
    }
}
