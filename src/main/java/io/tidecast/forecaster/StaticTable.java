package io.tidecast.forecaster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.record.Names;
import io.tidecast.series.StaticSettings;
import io.tidecast.series.Statics;
import io.tidecast.stream.GlobalTable;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Table of static covariates, as a topic, a {@link GlobalTable}, and a file tell them: of a device, of a group, or of
 * all. What it says of a device when a chunk of its history is cut goes along in the chunk, so that who learns from it
 * needs no table.
 *
 * <p>A name that no model reads is passed over. A value that is none of what its covariate is declared to be is said
 * once, as the record comes, and tells nothing but what is left of it: a number beyond its range is taken for the end.
 */
final class StaticTable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_CHARS = 256;

    private final StaticSettings read;
    private final List<String> names;
    private final Map<String, Statics> byName = new ConcurrentHashMap<>();
    private final Map<String, Statics> file;

    StaticTable(StreamSettings settings) {
        read = settings.network().covariates().statics();
        names = read.names();
        file = settings.statics().file();
    }

    /** What is told of a device: its own values before those of its group, which is its model, before those of all. */
    Statics of(String device, String model) {
        if (names.isEmpty()) {
            return Statics.NONE;
        }
        return told(device).or(told(model)).or(told(KnownAheadTable.ALL));
    }

    private Statics told(String name) {
        return byName.getOrDefault(name, Statics.NONE).or(file.getOrDefault(name, Statics.NONE));
    }

    /** What a topic feeds. */
    GlobalTable table() {
        return GlobalTable.ofRows(
                Names.GLOBAL_STATICS,
                Names.STATICS_SOURCE,
                "static covariates are not used as they are told",
                this::accept);
    }

    private void accept(String name, byte[] value, Consumer<String> objections) throws IOException {
        if (value == null) {
            byName.remove(name);
            return;
        }
        Statics told = parsed(value);
        byName.put(name, told);
        read.objections(told).forEach(objections);
    }

    private Statics parsed(byte[] value) throws IOException {
        JsonNode json = JSON.readTree(value);
        if (!json.isObject()) {
            throw new IOException("the record must be a JSON object");
        }
        Map<String, String> texts = new HashMap<>();
        for (String name : names) {
            JsonNode told = json.path(name);
            if (told.isContainerNode() || told.asText().length() > MOST_CHARS) {
                throw new IOException(
                        name + " must be a string of at most " + MOST_CHARS + " characters, a number or a truth value");
            }
            if (told.isValueNode() && !told.isNull()) {
                texts.put(name, told.asText());
            }
        }
        return Statics.of(texts);
    }
}
