package io.tidecast.app;

import io.tidecast.http.Endpoint;
import io.tidecast.http.ForecastEndpoint;
import io.tidecast.http.Health;
import io.tidecast.http.MetricsEndpoint;
import io.tidecast.http.ModelsEndpoint;
import io.tidecast.http.ScoresEndpoint;
import io.tidecast.stream.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** HTTP endpoints of a running application, all of them; a further one is a line here. */
final class AppEndpoints {
    private AppEndpoints() {}

    static List<Endpoint> always(StreamHealth health, UnaryOperator<String> metrics) {
        Health probes =
                new Health(health::notLive, health::notReady, health::notStarted, health::warnings, health::refused);
        List<Endpoint> endpoints = new ArrayList<>(probes.probes());
        endpoints.add(new MetricsEndpoint(metrics));
        return endpoints;
    }

    /** Those of {@code http.api}. */
    static List<Endpoint> api(ReadSide read) {
        return List.of(
                new ForecastEndpoint(read.forecasts(), read.behind(TopicNames::forecasts)),
                new ScoresEndpoint(read.forecasts(), read.behind(TopicNames::scores)),
                new ModelsEndpoint(read.models(), read.behind(TopicNames::models)));
    }
}
