package io.tidecast.app;

import io.tidecast.http.ChangeEndpoint;
import io.tidecast.http.DeadLettersEndpoint;
import io.tidecast.http.DeviceEndpoint;
import io.tidecast.http.DevicesEndpoint;
import io.tidecast.http.Endpoint;
import io.tidecast.http.EventsEndpoint;
import io.tidecast.http.FleetSummary;
import io.tidecast.http.ForecastEndpoint;
import io.tidecast.http.Health;
import io.tidecast.http.HistoryEndpoint;
import io.tidecast.http.InquiryEndpoint;
import io.tidecast.http.InquirySource;
import io.tidecast.http.MetricsEndpoint;
import io.tidecast.http.ModelChanger;
import io.tidecast.http.ModelEndpoint;
import io.tidecast.http.ModelsEndpoint;
import io.tidecast.http.ProcessEndpoint;
import io.tidecast.http.ResourceEndpoint;
import io.tidecast.http.ScoresEndpoint;
import io.tidecast.http.SummaryEndpoint;
import io.tidecast.http.WindowEndpoint;
import io.tidecast.http.WindowSource;
import io.tidecast.stream.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** HTTP endpoints of a running application, all of them; a further one is a line here. */
final class AppEndpoints {
    private AppEndpoints() {}

    /** What the instances that forecast know of their devices. */
    record Devices(WindowSource windows, InquirySource inquiries) {
        /** Where nothing is forecast. */
        static final Devices NONE = new Devices(WindowSource.NONE, InquirySource.NONE);
    }

    /** @param unread what keeps the API's views from being read, where something does */
    static List<Endpoint> always(StreamHealth health, Supplier<List<String>> unread, UnaryOperator<String> metrics) {
        Supplier<List<String>> warnings = () ->
                Stream.of(health.warnings(), unread.get()).flatMap(List::stream).toList();
        Health probes = new Health(health::notLive, health::notReady, health::notStarted, warnings, health::refused);
        List<Endpoint> endpoints = new ArrayList<>(probes.probes());
        endpoints.add(new MetricsEndpoint(metrics));
        return endpoints;
    }

    /** Those of {@code http.api}: the API, and the dashboard that shows it. */
    static List<Endpoint> api(ReadSide read, Devices devices, ModelChanger changer, ProcessEndpoint process) {
        Supplier<List<String>> forecasts = read.behind(TopicNames::forecasts);
        Supplier<List<String>> scores = read.behind(TopicNames::scores);
        Supplier<List<String>> models = read.behind(TopicNames::models);
        FleetSummary summary = new FleetSummary(new FleetSummary.Views(
                read.fleet(), read.forecasts(), read.models(), read.deadLetters(), read::behind));
        List<Endpoint> endpoints = new ArrayList<>(ResourceEndpoint.all());
        endpoints.add(new ForecastEndpoint(read.forecasts(), forecasts));
        endpoints.add(new ScoresEndpoint(read.forecasts(), scores));
        endpoints.add(new DevicesEndpoint(read.fleet(), forecasts));
        endpoints.add(new DeviceEndpoint(read.fleet(), read.forecasts(), devices.windows(), forecasts));
        endpoints.add(new WindowEndpoint(devices.windows()));
        endpoints.addAll(InquiryEndpoint.all(devices.inquiries()));
        endpoints.add(new HistoryEndpoint(read.fleet(), forecasts));
        endpoints.add(new ModelsEndpoint(read.models(), models));
        endpoints.add(new ModelEndpoint(read.models(), read.modelChanges(), models));
        endpoints.add(new SummaryEndpoint(summary));
        endpoints.add(new DeadLettersEndpoint(read.deadLetters(), read::behindDeadLetters));
        endpoints.add(new EventsEndpoint(read.fleet(), read.forecasts(), read.modelChanges(), read.changes(), summary));
        endpoints.add(process);
        endpoints.addAll(ChangeEndpoint.all(changer));
        return endpoints;
    }
}
