package io.tidecast.device;

import io.tidecast.record.Names;
import java.util.List;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The stores of a task, in memory. */
public record DeviceStoresFixture(List<KeyValueStore<?, byte[]>> stores) {
    public static DeviceStoresFixture empty() {
        return new DeviceStoresFixture(List.of(
                store(Names.OPEN_READINGS, Serdes.Bytes()),
                store(Names.BLOCKS, Serdes.Bytes()),
                store(Names.OPEN_FORECASTS, Serdes.Bytes()),
                store(Names.CLOCKS, Serdes.String()),
                store(Names.STATISTICS, Serdes.String()),
                store(Names.KNOWN_AHEAD, Serdes.String())));
    }

    private static <K> KeyValueStore<K, byte[]> store(String name, Serde<K> key) {
        KeyValueStore<K, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), key, Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        return store;
    }

    @SuppressWarnings("unchecked")
    public <K> KeyValueStore<K, byte[]> store(String name) {
        return (KeyValueStore<K, byte[]>) stores.stream()
                .filter(store -> store.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public long entries(String name) {
        long count = 0;
        try (var all = store(name).all()) {
            while (all.hasNext()) {
                all.next();
                count++;
            }
        }
        return count;
    }
}
