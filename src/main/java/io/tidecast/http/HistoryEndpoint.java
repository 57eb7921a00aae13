package io.tidecast.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.view.DeviceTrack;
import io.tidecast.view.Fleet;
import java.time.Instant;
import java.util.List;
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
                .map(track -> Answer.json(json(device, track, from, to)))
                .orElseGet(() -> Answer.missing("no forecast is known of device " + device, behind.get()));
    }

    private static long ms(Instant time) {
        try {
            return time.toEpochMilli();
        } catch (ArithmeticException e) {
            throw new WrongRequest("from and to", "be times of milliseconds", time.toString());
        }
    }

    private static ObjectNode json(String device, DeviceTrack track, long from, long to) {
        ObjectNode json = FleetJson.JSON.createObjectNode().put("device", device);
        ObjectNode steps = json.putObject("steps");
        track.closed().forEach((target, closed) -> {
            ArrayNode all = steps.putArray(target);
            closed.stream()
                    .filter(step -> step.atMs() >= from && step.atMs() < to)
                    .forEach(step -> {
                        ObjectNode one = all.addObject().put("at", FleetJson.time(step.atMs()));
                        FleetJson.number(one, "actual", step.actual());
                        FleetJson.number(one, "anomaly", step.anomaly());
                    });
        });
        ArrayNode forecasts = json.putArray("forecasts");
        track.past().stream()
                .filter(past -> past.originMs() >= from && past.originMs() < to)
                .forEach(past -> forecast(forecasts.addObject(), past));
        return json;
    }

    private static void forecast(ObjectNode json, DeviceTrack.Past past) {
        json.put("origin", FleetJson.time(past.originMs())).put("filled", past.filled());
        ArrayNode at = json.putArray("at");
        int horizon = past.means().values().iterator().next().length;
        for (int h = 1; h <= horizon; h++) {
            at.add(FleetJson.time(past.step().after(past.originMs(), h)));
        }
        ObjectNode targets = json.putObject("targets");
        past.means().forEach((target, means) -> {
            ArrayNode all = targets.putArray(target);
            for (double mean : means) {
                FleetJson.number(all, mean);
            }
        });
        if (!past.weights().isEmpty()) {
            ObjectNode weights = json.putObject("weights");
            past.weights().forEach((target, one) -> {
                ObjectNode methods = weights.putObject(target);
                for (int i = 0; i < one.values().length; i++) {
                    methods.put(one.methods().get(i), one.values()[i]);
                }
            });
        }
    }
}
