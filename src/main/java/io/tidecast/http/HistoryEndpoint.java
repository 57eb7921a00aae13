package io.tidecast.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.tidecast.view.DeviceTrack;
import io.tidecast.view.Fleet;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Endpoint of the history of one device, as far as it is kept: its closed steps, and the means of past forecasts.
 *
 * @param behind why the view may lack it; empty once it does not
 */
public record HistoryEndpoint(Fleet fleet, Supplier<List<String>> behind) implements Endpoint {
    @Override
    public String path() {
        return "/api/v1/devices/{id}/history";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        String device = request.segments().get("id");
        long from = Query.time(request, "from").map(HistoryEndpoint::ms).orElse(Long.MIN_VALUE);
        long to = Query.time(request, "to").map(HistoryEndpoint::ms).orElse(Long.MAX_VALUE);
        return fleet.track(device)
                .map(track -> Answer.json(FleetJson.bytes(json -> write(json, device, track, from, to))))
                .orElseGet(() -> Answer.missing("no forecast is known of device " + device, behind.get()));
    }

    private static long ms(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new WrongRequest("from and to", "be times of milliseconds", time.toString());
        }
    }

    private static void write(JsonGenerator json, String device, DeviceTrack track, long from, long to)
            throws IOException {
        Times times = new Times(json);
        json.writeStartObject();
        json.writeStringField("device", device);
        json.writeObjectFieldStart("steps");
        for (var target : track.closed().entrySet()) {
            json.writeArrayFieldStart(target.getKey());
            for (DeviceTrack.Closed step : target.getValue()) {
                if (step.atMs() >= from && step.atMs() < to) {
                    json.writeStartObject();
                    json.writeFieldName("at");
                    times.write(step.atMs());
                    json.writeFieldName("actual");
                    FleetJson.number(json, step.actual());
                    json.writeFieldName("anomaly");
                    FleetJson.number(json, step.anomaly());
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeArrayFieldStart("forecasts");
        for (DeviceTrack.Past past : track.past()) {
            if (past.originMs() >= from && past.originMs() < to) {
                write(json, past, times);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, DeviceTrack.Past past, Times times) throws IOException {
        json.writeStartObject();
        json.writeFieldName("origin");
        times.write(past.originMs());
        json.writeNumberField("filled", past.filled());
        json.writeArrayFieldStart("at");
        int horizon = past.means().values().iterator().next().length;
        for (int h = 1; h <= horizon; h++) {
            times.write(past.step().after(past.originMs(), h));
        }
        json.writeEndArray();
        json.writeObjectFieldStart("targets");
        for (var target : past.means().entrySet()) {
            FleetJson.numbers(json, target.getKey(), target.getValue());
        }
        json.writeEndObject();
        if (!past.weights().isEmpty()) {
            json.writeObjectFieldStart("weights");
            for (var target : past.weights().entrySet()) {
                DeviceTrack.Weights one = target.getValue();
                json.writeObjectFieldStart(target.getKey());
                for (int i = 0; i < one.values().length; i++) {
                    json.writeNumberField(one.methods().get(i), one.values()[i]);
                }
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** Times as they are written: of a thousand in an answer, as many are different as there are steps. */
    private static final class Times {
        private final JsonGenerator json;
        private final Map<Long, SerializedString> texts = new HashMap<>();

        Times(JsonGenerator json) {
            this.json = json;
        }

        void write(long ms) throws IOException {
            json.writeString(texts.computeIfAbsent(ms, at -> new SerializedString(FleetJson.time(at))));
        }
    }
}
