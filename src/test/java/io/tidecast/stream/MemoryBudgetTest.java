package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.internals.BlockBasedTableConfigWithAccessibleCache;
import org.junit.jupiter.api.Test;
import org.rocksdb.Cache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

class MemoryBudgetTest {
    @Test
    void shouldAddUpWhatAProcessTakes() {
        MemoryBudget budget = new MemoryBudget(50, 100, 3);
        assertThat(budget.taskMib(Role.FORECASTER)).isEqualTo(5 * 2 * 3);
        assertThat(budget.taskMib(Role.TRAINER)).isEqualTo(2 * 2 * 3);
        assertThat(budget.nativeMib(6, 1)).isEqualTo(100 + 6 * 30 + 12);
        StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        assertThat(budget.describe(settings, Map.of("readings", 6, "retraining", 1)))
                .contains("heap 50 MiB", "at most 292 MiB", "30 MiB for each of 6 forecaster tasks");
    }

    @Test
    void shouldRefuseNoMemory() {
        assertThatThrownBy(() -> new MemoryBudget(1, 0, 1))
                .hasMessage("state.block-cache-mib must be at least 1, was 0");
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
