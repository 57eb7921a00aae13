package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.view.Changes;
import io.tidecast.view.DeviceRow;
import io.tidecast.view.Fleet;
import io.tidecast.view.LatestForecasts;
import io.tidecast.view.ModelChanges;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Endpoint of server-sent events: what changed after a number, of chosen devices and of the models, and the summary of
 * the fleet where it is asked for. An answer is what events there are, and then it ends; by its {@code retry} an
 * {@code EventSource} asks again a second later. So a reader holds no thread and no connection, gets at most one
 * forecast of a device a second, and one that is slow is told less often instead of having anything kept for it.
 */
public record EventsEndpoint(
        Fleet fleet, LatestForecasts latest, ModelChanges models, Changes changes, FleetSummary summary)
        implements Endpoint {
    @Override
    public String path() {
        return "/api/v1/events";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    private static final int MOST_DEVICES = 50;
    private static final byte[] RETRY = "retry: 1000\n".getBytes(UTF_8);
    private static final byte[] DATA = "data: ".getBytes(UTF_8);

    @Override
    public Answer answer(Request request) {
        long last = changes.last();
        long since = Query.number(request, "since", last(request), 0, Long.MAX_VALUE);
        since = since > last ? 0 : since; // Of another process, or of a clock that was ahead.
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes(RETRY);
        for (String device : Query.list(request, "devices", MOST_DEVICES)) {
            Optional<DeviceRow> row = fleet.row(device);
            if (row.isPresent() && row.get().change() > since) {
                latest.forecastOf(device).ifPresent(record -> event(text, "forecast", record));
            }
        }
        for (ModelChanges.Change change : models.since(since)) {
            ObjectNode json = FleetJson.JSON
                    .createObjectNode()
                    .put("model", change.model())
                    .put("at", change.at().toString());
            json.set("pointer", FleetJson.JSON.valueToTree(change.pointer()));
            event(text, "model", FleetJson.bytes(json));
        }
        if (Query.oneOf(request, "summary", List.of("false", "true")).equals("true")) {
            event(text, "summary", summary.json().getBytes(UTF_8));
        }
        text.writeBytes(("id: " + last + "\nevent: end\ndata: {}\n\n").getBytes(UTF_8));
        return new Answer(200, "text/event-stream", text.toByteArray(), Map.of());
    }

    private static long last(Request request) {
        return request.lastEventId().matches("[0-9]{1,18}") ? Long.parseLong(request.lastEventId()) : 0;
    }

    /** A line end in the data would be the end of its field. */
    private static void event(ByteArrayOutputStream text, String type, byte[] data) {
        text.writeBytes(("event: " + type + "\n").getBytes(UTF_8));
        int from = 0;
        for (int i = 0; i <= data.length; i++) {
            if (i == data.length || data[i] == '\n' || data[i] == '\r') {
                if (i > from) {
                    text.writeBytes(DATA);
                    text.write(data, from, i - from);
                    text.write('\n');
                }
                from = i + 1;
            }
        }
        text.write('\n');
    }
}
