package io.tidecast.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

class BufferedStoreTest {
    private static KeyValueStore<String, byte[]> store() {
        KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("store"), Serdes.String(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        return store;
    }

    @Property(tries = 200)
    void shouldReadWhatWasChangedAndStoreItWithAFlushAlone(@ForAll long seed) {
        Random random = new Random(seed);
        KeyValueStore<String, byte[]> store = store();
        BufferedStore<String> buffered = new BufferedStore<>(store);
        TreeMap<String, Byte> stored = new TreeMap<>();
        TreeMap<String, Byte> seen = new TreeMap<>();
        for (int i = 0; i < 100; i++) {
            String key = key(random);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    buffered.put(key, new byte[] {(byte) i});
                    seen.put(key, (byte) i);
                }
                case 3, 4 -> {
                    buffered.delete(key);
                    seen.remove(key);
                }
                case 5 -> {
                    buffered.flush();
                    stored = new TreeMap<>(seen);
                }
                case 6 -> {
                    buffered.discard();
                    seen = new TreeMap<>(stored);
                }
                default -> {
                    String from = key(random);
                    String to = key(random);
                    if (from.compareTo(to) <= 0) {
                        assertThat(entries(buffered.range(from, to)))
                                .isEqualTo(entries(seen.subMap(from, true, to, true)));
                    }
                }
            }
            byte[] value = buffered.get(key);
            assertThat(value == null ? null : value[0]).isEqualTo(seen.get(key));
            assertThat(entries(buffered.range(null, null))).isEqualTo(entries(seen));
            assertThat(entries(store.all())).isEqualTo(entries(stored));
        }
    }

    private static String key(Random random) {
        return String.valueOf((char) ('a' + random.nextInt(12)));
    }

    private static List<String> entries(Map<String, Byte> of) {
        List<String> entries = new ArrayList<>();
        of.forEach((key, value) -> entries.add(key + value));
        return entries;
    }

    private static List<String> entries(KeyValueIterator<String, byte[]> of) {
        List<String> entries = new ArrayList<>();
        try (of) {
            while (of.hasNext()) {
                String key = of.peekNextKey();
                var entry = of.next();
                assertThat(entry.key).isEqualTo(key);
                entries.add(entry.key + entry.value[0]);
            }
        }
        return entries;
    }
}
