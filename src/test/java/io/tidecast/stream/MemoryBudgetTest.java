package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.Values;
import io.tidecast.input.ReadingFormat;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.ModelMemory;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.GridSettings;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.internals.BlockBasedTableConfigWithAccessibleCache;
import org.junit.jupiter.api.Test;
import org.rocksdb.Cache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class MemoryBudgetTest {
    @Test
    void shouldAddUpWhatAProcessTakes() {
        MemoryBudget budget = new MemoryBudget(50, 40, 100, 3);
        assertThat(budget.taskMib(Role.FORECASTER)).isEqualTo(5 * 2 * 3);
        assertThat(budget.taskMib(Role.TRAINER)).isEqualTo(2 * 2 * 3);
        assertThat(budget.nativeMib(6, 1)).isEqualTo(100 + 6 * 30 + 12);
        StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        assertThat(budget.describe(settings, Map.of("readings", 6, "retraining", 1), 512 << 20))
                .contains(
                        "heap 50 MiB",
                        "models and sessions 40 MiB",
                        "of the heap's 512 MiB",
                        "at most 292 MiB",
                        "30 MiB for each of 6 forecaster tasks");
    }

    @Test
    void shouldAddUpThePartsOfTheHeapOfTheRolesThatRun() {
        MemoryBudget budget = new MemoryBudget(50, 40, 100, 3);
        StreamSettings both = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        Map<String, Long> parts = budget.heapParts(both);
        assertThat(parts).containsOnlyKeys("devices", "models", "training").containsEntry("devices", 50L);
        assertThat(parts.get("training")).isPositive();
        long sum = parts.values().stream().mapToLong(Long::longValue).sum();
        assertThat(budget.describe(both, Map.of(), 512 << 20)).contains("together " + sum + " of the heap's 512 MiB");
        assertThat(budget.heapParts(only(both, Role.FORECASTER)))
                .containsEntry("devices", 50L)
                .containsEntry("training", 0L);
        assertThat(budget.heapParts(only(both, Role.TRAINER)))
                .containsEntry("devices", 0L)
                .containsEntry("training", parts.get("training"));
        assertThat(budget.warning(both, (sum * 4 / 3 + 1) << 20)).isEmpty();
        assertThat(budget.warning(both, (sum * 4 / 3 - 1) << 20)).hasValueSatisfying(told -> assertThat(told)
                .startsWith("state.heap-mib 50, state.models-mib 40 and a fine-tune of about ")
                .contains("three quarters of the heap of " + (sum * 4 / 3 - 1) + " MiB (-Xmx), were " + sum));
    }

    private static StreamSettings only(StreamSettings settings, Role role) {
        return settings.toBuilder().roles(Set.of(role)).build();
    }

    /** A container of 1 GiB has a heap of 512 MiB. */
    @Test
    void shouldHaveRoomForAHundredModelsOfTheDefaultNetworkInTheDefaultHeap() {
        StreamSettings settings = StreamSettings.from(
                Values.DEFAULTS
                        .with(GridSettings.STEP, TimeStep.of(Duration.ofMinutes(1)))
                        .with(ReadingFormat.VALUES, ReadingFormat.VALUES.parse("a,b,c,d", "test")),
                Map.of());
        assertThat(settings.memory().warning(settings, 512 << 20)).isEmpty();
        ModelMemory pool = settings.memory().models(settings);
        Forecaster drawn = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
        for (Role role : Role.values()) {
            ModelRegistry registry = new ModelRegistry(settings.forecast(), ModelKeys.none(), pool);
            for (int model = 0; model < 100; model++) {
                for (int version = 1; version <= 6; version++) {
                    Forecaster next = Forecaster.of(
                            drawn.manifest().child("group-" + model, version, Map.of("of", role.name())),
                            drawn.parameters());
                    registry.accept(next.manifest().id(), ModelFile.write(next.manifest(), next.parameters()));
                }
                registry.accept("group-" + model, PointerRecord.bytes(Pointer.bootstrap(6, "test")));
            }
            assertThat(registry.refused()).isEmpty();
            assertThat(registry.versions("group-0")).hasSize(6);
            for (int model = 0; model < 100; model++) {
                assertThat(registry.serving("group-" + model)).isPresent();
            }
        }
        long left = ((long) settings.memory().modelsMib() << 20) - pool.use().versions();
        assertThat(left / drawn.sessionBytes()).as("sessions beside them").isGreaterThan(5);
    }

    @Test
    void shouldRefuseNoMemory() {
        assertThatThrownBy(() -> new MemoryBudget(1, 1, 0, 1))
                .hasMessage("state.block-cache-mib must be at least 1, was 0");
        assertThatThrownBy(() -> new MemoryBudget(1, 0, 1, 1)).hasMessage("state.models-mib must be 1..1048576, was 0");
    }

    @Test
    void shouldGiveAllStoresOneCacheOfTheSizeThatIsSet() {
        RocksDB.loadLibrary();
        StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        Map<String, Object> config = new HashMap<>();
        ClientConfig.of(settings, Role.FORECASTER).forEach((key, value) -> config.put((String) key, value));
        assertThat(config).containsEntry(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        Cache first = configured(config);
        assertThat(configured(config)).isSameAs(first);
        config.put(BoundedRocksDb.BLOCK_CACHE_MIB, 7);
        assertThat(configured(config)).isNotSameAs(first);
    }

    private static Cache configured(Map<String, Object> config) {
        BlockBasedTableConfigWithAccessibleCache table = new BlockBasedTableConfigWithAccessibleCache();
        try (Options options = new Options().setTableFormatConfig(table)) {
            new BoundedRocksDb().setConfig("store", options, config);
            assertThat(options.writeBufferSize()).isEqualTo(2 << 20);
            assertThat(options.maxWriteBufferNumber()).isEqualTo(2);
        }
        return table.blockCache();
    }
}
