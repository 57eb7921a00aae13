package io.tidecast.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Write buffer over a state store: what a record changes is seen by reads at once, and reaches the store with
 * {@link #flush} alone. So a record that fails half-way leaves the store as it was.
 *
 * @param <K> keys; their order must be that of their bytes wherever ranges of buffered changes are read
 */
public final class BufferedStore<K extends Comparable<? super K>> {
    private final ReadOnlyKeyValueStore<K, byte[]> store;
    private final BiConsumer<K, byte[]> writer;
    private final NavigableMap<K, byte[]> changes = new TreeMap<>(); // null: deleted

    public BufferedStore(KeyValueStore<K, byte[]> store) {
        this(store, store::put);
    }

    private BufferedStore(ReadOnlyKeyValueStore<K, byte[]> store, BiConsumer<K, byte[]> writer) {
        this.store = store;
        this.writer = writer;
    }

    /** A store that is read alone; what is written to it never gets there. */
    static <K extends Comparable<? super K>> BufferedStore<K> of(ReadOnlyKeyValueStore<K, byte[]> store) {
        return new BufferedStore<>(store, (key, value) -> {
            throw new IllegalStateException("a store that is read alone must not be written to");
        });
    }

    public byte[] get(K key) {
        byte[] changed = changes.get(key);
        return changed != null || changes.containsKey(key) ? changed : store.get(key);
    }

    public void put(K key, byte[] value) {
        changes.put(key, value);
    }

    public void delete(K key) {
        changes.put(key, null);
    }

    /** Removes the entries with {@code from <= key <= to}. */
    void removeAll(K from, K to) {
        List<K> keys = new ArrayList<>();
        try (KeyValueIterator<K, byte[]> range = range(from, to)) {
            range.forEachRemaining(entry -> keys.add(entry.key));
        }
        keys.forEach(this::delete);
    }

    /** Entries with {@code from <= key <= to}, in the order of their keys; null is no bound. */
    public KeyValueIterator<K, byte[]> range(K from, K to) {
        KeyValueIterator<K, byte[]> stored = store.range(from, to);
        NavigableMap<K, byte[]> changed = changes;
        changed = from == null ? changed : changed.tailMap(from, true);
        changed = to == null ? changed : changed.headMap(to, true);
        return changed.isEmpty() ? stored : new Merged<>(stored, changed);
    }

    /** Writes what has changed to the store. */
    void flush() {
        changes.forEach(writer);
        changes.clear();
    }

    /** Forgets what has changed. */
    void discard() {
        changes.clear();
    }

    /** What is stored, with what was changed in its place. */
    private static final class Merged<K extends Comparable<? super K>> implements KeyValueIterator<K, byte[]> {
        private final KeyValueIterator<K, byte[]> stored;
        private final NavigableMap<K, byte[]> changed;
        private Map.Entry<K, byte[]> change;
        private KeyValue<K, byte[]> next;

        private Merged(KeyValueIterator<K, byte[]> stored, NavigableMap<K, byte[]> changed) {
            this.stored = stored;
            this.changed = changed;
            change = changed.firstEntry();
            advance();
        }

        private void advance() {
            next = null;
            while (next == null && (change != null || stored.hasNext())) {
                int order = change == null
                        ? -1
                        : stored.hasNext() ? stored.peekNextKey().compareTo(change.getKey()) : 1;
                if (order < 0) {
                    next = stored.next();
                    continue;
                }
                if (order == 0) {
                    stored.next();
                }
                next = change.getValue() == null ? null : KeyValue.pair(change.getKey(), change.getValue());
                change = changed.higherEntry(change.getKey());
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public K peekNextKey() {
            return next.key;
        }

        @Override
        public KeyValue<K, byte[]> next() {
            if (next == null) {
                throw new NoSuchElementException();
            }
            KeyValue<K, byte[]> entry = next;
            advance();
            return entry;
        }

        @Override
        public void close() {
            stored.close();
        }
    }
}
