package io.tidecast.input;

import static io.tidecast.input.FormatFixture.TIMESTAMP_MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.config.Values;
import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.ForecastStatus;
import io.tidecast.forecast.Persistence;
import io.tidecast.record.ForecastEncoder;
import io.tidecast.record.ForecastFormat;
import io.tidecast.record.MethodNames;
import io.tidecast.record.SchemaIds;
import io.tidecast.series.TimeStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas of forecasts in a registry of others' making, and records that are read by what it says of their ids. */
@Tag("registry")
class ForecastRegistryTest {
    @TempDir
    private Path folder;

    private ApicurioProcess registry;

    @BeforeEach
    void start() throws Exception {
        registry = new ApicurioProcess(folder);
        registry.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        registry.close();
    }

    private SchemaIds registrar() {
        return SchemaRegistrar.from(Values.DEFAULTS.with(SchemaRegistrar.URL, registry.url()))
                .orElseThrow();
    }

    private static Forecast forecast() {
        return new Forecast(
                "pump-7",
                "default",
                0,
                Persistence.NAME,
                ForecastStatus.WARMING_UP,
                TIMESTAMP_MS,
                TimeStep.ofMillis(1_000),
                Forecast.Timing.GRID,
                List.of(new Forecast.Target(
                        "temp",
                        new double[] {1.5f, Double.NaN},
                        List.of(new Forecast.Interval(
                                0.9, new double[] {1, Double.NaN}, new double[] {2, Double.NaN})))),
                1,
                0,
                0,
                List.of(),
                Map.of());
    }

    private List<byte[]> values(ForecastFormat format, List<Double> levels) {
        return new ForecastEncoder(
                        format,
                        MethodNames.NEWEST,
                        levels,
                        Optional.empty(),
                        "forecasts-" + format.label(),
                        registrar())
                .encode(forecast()).stream().map(ForecastEncoder.Encoded::value).toList();
    }

    @ParameterizedTest
    @CsvSource({"AVRO, avro", "JSON_SCHEMA, json-schema"})
    void shouldBeReadByTheSchemaThatTheRegistryHasOfTheirId(ForecastFormat format, String input) {
        SchemaRegistry client = new HttpSchemaRegistry(
                new RegistrySettings(registry.url(), Optional.empty(), Optional.empty(), Duration.ofSeconds(20)));
        RecordShape shape = RecordShape.usual().withSchemas(new SchemaSource.Registry(client));
        ReadingDecoder decoder = FormatFixture.decoder(
                FormatFixture.readings(input, shape, "/device", "/at", "/mean", "/lower_90", "/upper_90"));
        List<String> read = new ArrayList<>();
        for (byte[] value : values(format, List.of(0.9))) {
            read.addAll(FormatFixture.shown(FormatFixture.decode(decoder, "key", value)));
        }
        assertThat(read).first().isEqualTo("pump-7 1000 [1.5, 1.0, 2.0]");
    }

    @Test
    void shouldKeepItsIdWhenItIsAskedForAgainAndTakeAnotherWhenLevelsComeAndGo() {
        byte[] first = values(ForecastFormat.AVRO, List.of(0.9)).get(0);
        assertThat(values(ForecastFormat.AVRO, List.of(0.9)).get(0)).isEqualTo(first);
        byte[] more = values(ForecastFormat.AVRO, List.of(0.5, 0.9)).get(0);
        assertThat(List.of(more[3], more[4])).isNotEqualTo(List.of(first[3], first[4]));
        assertThat(values(ForecastFormat.AVRO, List.of(0.9)).get(0)).isEqualTo(first);
    }
}
