package io.tidecast.forecaster;

import static io.tidecast.stream.StreamFixtures.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.ToldValues;
import io.tidecast.model.HeldBytes;
import io.tidecast.model.NetworkSettings;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Reading;
import io.tidecast.series.StaticSettings;
import io.tidecast.stream.GlobalTable;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tables take of the heap, counted object by object, about what is said of them. */
class TableBytesTest {
    private static final int DEVICES = 1_000;

    private static String device(int i) {
        return "pump-in-hall-" + (1_000_000 + i);
    }

    private static void take(GlobalTable table, String key, String value) throws IOException {
        Record<byte[], byte[]> record = new Record<>(key.getBytes(UTF_8), value.getBytes(UTF_8), 0);
        table.taker().take(new GlobalTable.Told(record, null, 0), objection -> {});
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void shouldCountStaticCovariates(int names) throws IOException {
        StreamSettings base = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        StaticSettings read = new StaticSettings(
                IntStream.range(0, names).mapToObj(k -> "name" + k + "=0..2000").toList(), null, List.of());
        CovariateSettings covariates = new CovariateSettings(
                List.of(), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of(), read);
        StaticTable table = new StaticTable(base.toBuilder()
                .network(new NetworkSettings(base.network().layers(), true, covariates))
                .build());
        long empty = HeldBytes.of(table);
        for (int i = 0; i < DEVICES; i++) {
            double value = 1000.5 + i % 9;
            take(
                    table.table(),
                    device(i),
                    IntStream.range(0, names)
                            .mapToObj(k -> "\"name" + k + "\": " + value)
                            .collect(Collectors.joining(",", "{", "}")));
        }
        assertAbout(TableBytes.statics(names), (HeldBytes.of(table) - empty) / DEVICES);
    }

    @Test
    void shouldCountGroups() throws IOException {
        DeviceGroups groups = new DeviceGroups();
        for (int i = 0; i < DEVICES; i++) {
            take(groups.table(), device(i), "hall-" + i % 5);
        }
        assertAbout(TableBytes.group(), HeldBytes.of(groups) / DEVICES);
    }

    @Test
    void shouldCountValuesKnownAheadOfAGroup() {
        KnownAheadTable table =
                new KnownAheadTable(KnownAheadTest.planned(Optional.of("plans")), name -> name.startsWith("hall"));
        long empty = HeldBytes.of(table);
        for (int step = 0; step < ToldValues.MOST_STEPS + 9; step++) {
            Reading told = new Reading("hall", at(step).toEpochMilli(), new double[] {step});
            table.accept(told, ForecasterFixture.NOW.toEpochMilli());
        }
        assertAbout(TableBytes.knownAhead(1), HeldBytes.of(table) - empty);
    }

    private static void assertAbout(long said, long counted) {
        assertThat(said).isBetween(counted * 8 / 10, counted * 12 / 10);
    }
}
