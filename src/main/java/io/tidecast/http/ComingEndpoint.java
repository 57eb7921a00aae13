package io.tidecast.http;

import java.util.List;
import java.util.stream.Stream;

/**
 * Endpoint of the API while what it answers from is not there yet: 503, whatever is asked.
 *
 * @param why in words
 */
public record ComingEndpoint(String path, String why) implements Endpoint {
    /** In place of all of the API. */
    public static List<Endpoint> all(String why) {
        return Stream.of("/api/v1/{a}", "/api/v1/{a}/{b}", "/api/v1/{a}/{b}/{c}")
                .<Endpoint>map(path -> new ComingEndpoint(path, why))
                .toList();
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        return Answer.refused(503, List.of(why));
    }
}
