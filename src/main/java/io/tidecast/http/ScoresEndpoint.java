package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.view.LatestForecasts;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Endpoint of the latest score of each target of a device, as their records are on the topic, in an array.
 *
 * @param behind why the view may lack some that are there; empty once it does not
 */
public record ScoresEndpoint(LatestForecasts latest, Supplier<List<String>> behind) implements Endpoint {
    @Override
    public String path() {
        return "/api/v1/devices/{id}/scores";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        String device = request.segments().get("id");
        Collection<byte[]> scores = latest.scoresOf(device);
        if (scores.isEmpty()) {
            return Answer.missing("no score is known of device " + device, behind.get());
        }
        return Answer.json(scores.stream()
                .map(score -> new String(score, UTF_8))
                .collect(Collectors.joining(",", "[", "]"))
                .getBytes(UTF_8));
    }
}
