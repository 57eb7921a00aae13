package io.tidecast.stream;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.input.SchemaRegistrar;
import io.tidecast.record.ForecastEncoder;
import io.tidecast.record.ForecastFormat;
import io.tidecast.record.MethodNames;
import io.tidecast.record.SchemaIds;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Layout of the forecasts topic: the format of its records, and what goes with them.
 *
 * @param schema of the records of forecasts and scores, whatever the format of the former
 * @param cloudEvents whether records have the headers of CloudEvents
 * @param registry gives the ids of schemas, for formats whose records begin with one
 */
public record ForecastLayout(ForecastFormat format, int schema, boolean cloudEvents, Optional<SchemaIds> registry) {
    public static final Setting<ForecastFormat> FORMAT = Setting.choice(
            "forecasts.format",
            ForecastFormat.JSON,
            "the format of forecasts: json is a record a forecast, which watch and the API read; the others are a record"
                    + " for each target and step ahead, for sinks of tables and time series; avro and json-schema need"
                    + " forecasts.registry.url");
    public static final Setting<Integer> SCHEMA = Setting.count(
                    "forecasts.schema",
                    "1|2",
                    MethodNames.NEWEST,
                    "the schema of the records of forecasts and scores: 2 says network where 1 said model, and has a"
                            + " combination's weights; what reads them here reads both")
            .must(Rule.between(1, MethodNames.NEWEST));
    public static final Setting<Boolean> CLOUD_EVENTS = Setting.onOff(
            "forecasts.cloudevents", false, "whether forecasts have the headers of CloudEvents 1.0 in binary mode");

    /** All of the topic's records, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = Stream.concat(
                    Stream.<Setting<?>>of(FORMAT, SCHEMA, CLOUD_EVENTS), SchemaRegistrar.SETTINGS.stream())
            .toList();

    /** What the tools of this application read. */
    public static final ForecastLayout USUAL =
            new ForecastLayout(ForecastFormat.JSON, MethodNames.NEWEST, false, Optional.empty());

    public ForecastLayout {
        SCHEMA.check(schema);
        SchemaRegistrar.URL.require(
                registry.isPresent() == format.isRegistered(),
                format.isRegistered()
                        ? "be set with " + FORMAT.key() + "=" + format.label()
                        : "be set with a format that has schemas, which " + format.label() + " has not",
                registry.isPresent() ? "set" : "not set");
    }

    static ForecastLayout from(Values values) {
        return new ForecastLayout(
                values.get(FORMAT), values.get(SCHEMA), values.get(CLOUD_EVENTS), SchemaRegistrar.from(values));
    }

    /** Serializer for the topic, for one thread. */
    public static ForecastEncoder encoder(StreamSettings settings) {
        ForecastLayout layout = settings.layout();
        return new ForecastEncoder(
                layout.format(),
                layout.schema(),
                settings.forecast().levels(),
                Optional.of("/tidecast/" + settings.applicationId()).filter(source -> layout.cloudEvents()),
                settings.topics().forecasts(),
                layout.registry().orElse((subject, type, schema) -> {
                    throw new IllegalStateException("records of " + layout.format() + " must have no schema's id");
                }));
    }

    /** Why what reads forecasts of json cannot; empty where it can. */
    public static Optional<String> unreadable(ForecastFormat format) {
        return format == ForecastFormat.JSON
                ? Optional.empty()
                : Optional.of(FORMAT.key() + " must be json for this, was " + format.label());
    }
}
