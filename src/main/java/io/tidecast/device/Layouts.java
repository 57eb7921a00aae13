package io.tidecast.device;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.type.CollectionType;
import io.tidecast.model.ForecastSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Layouts that devices of a task are stored in, by number. They stand in the store of statistics under a key that no
 * device can have, and a device's position has the number of its own; so a device is rewritten when it is next heard
 * of, and a change of settings costs no start. The first number belongs to what was stored before there were any.
 */
final class Layouts {
    /** No device's id holds NUL. */
    static final String KEY = "\0layouts";

    private static final Logger LOG = LoggerFactory.getLogger(Layouts.class);
    /** A later build may say more of a layout. */
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);

    private static final CollectionType TYPE =
            JSON.getTypeFactory().constructCollectionType(ArrayList.class, Layout.class);

    private final BufferedStore<String> store;
    private final Layout own;
    private List<Layout> known;
    private int current;

    Layouts(BufferedStore<String> store, ForecastSettings forecast) {
        this.store = store;
        own = Layout.of(forecast);
    }

    /** The number of the layout of today's settings; says what has changed where that layout is new to the task. */
    int current() {
        if (known == null) {
            known = read();
            current = known.indexOf(own);
            if (current < 0) {
                if (!known.isEmpty()) {
                    own.changesSince(known.get(known.size() - 1))
                            .forEach(change ->
                                    LOG.warn("stored devices are rewritten as they are heard of: {}", change));
                }
                current = known.size();
                known.add(own);
                write();
            }
        }
        return current;
    }

    /** Reads the task's layouts again when next asked: the last were not stored. */
    void forget() {
        known = null;
    }

    /** The layout of a number; empty where nothing is known of it. */
    Optional<Layout> of(int number) {
        current();
        return number < known.size() ? Optional.of(known.get(number)) : Optional.empty();
    }

    private List<Layout> read() {
        return read(store.get(KEY));
    }

    /** Those that were stored; none where nothing was. */
    static List<Layout> read(byte[] stored) {
        try {
            return stored == null ? new ArrayList<>() : JSON.readValue(stored, TYPE);
        } catch (IOException e) {
            throw new UncheckedIOException("the layouts of stored devices cannot be read", e);
        }
    }

    private void write() {
        store.put(KEY, bytes(known));
    }

    static byte[] bytes(List<Layout> layouts) {
        try {
            return JSON.writeValueAsBytes(layouts);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
