package io.tidecast.input;

import io.tidecast.record.UnreadableRecordException;
import java.util.Set;

/**
 * MQTT topic of a Sparkplug B message, {@code spBv1.0/GROUP/TYPE/EDGE} or {@code spBv1.0/GROUP/TYPE/EDGE/DEVICE}.
 *
 * @param device empty for the edge node itself
 */
record SparkplugTopic(String group, String type, String edge, String device) {
    private static final String NAMESPACE = "spBv1.0";
    private static final Set<String> BIRTHS = Set.of("NBIRTH", "DBIRTH");
    private static final Set<String> DATA = Set.of("NDATA", "DDATA");
    private static final Set<String> NO_METRICS = Set.of("NDEATH", "DDEATH", "NCMD", "DCMD");

    /** @throws UnreadableRecordException if it is none */
    static SparkplugTopic parse(String text, FieldPath from) {
        String[] parts = text.split("/", -1);
        if (parts.length >= 2 && parts[0].equals(NAMESPACE) && parts[1].equals("STATE")) {
            return new SparkplugTopic("", "STATE", "", "");
        }
        boolean known = parts.length >= 4
                && parts.length <= 5
                && parts[0].equals(NAMESPACE)
                && (BIRTHS.contains(parts[2]) || DATA.contains(parts[2]) || NO_METRICS.contains(parts[2]));
        if (!known || parts[1].isEmpty() || parts[3].isEmpty()) {
            throw UnreadableRecordException.of(
                    "MQTT topic at " + from,
                    "be spBv1.0/GROUP/TYPE/EDGE or spBv1.0/GROUP/TYPE/EDGE/DEVICE (readings.mqtt-topic)",
                    text);
        }
        return new SparkplugTopic(parts[1], parts[2], parts[3], parts.length == 5 ? parts[4] : "");
    }

    boolean isBirth() {
        return BIRTHS.contains(type);
    }

    /** Of an edge node, which is born with none of its devices. */
    boolean isNodeBirth() {
        return type.equals("NBIRTH");
    }

    boolean hasMetrics() {
        return isBirth() || DATA.contains(type);
    }

    /** The edge node, in whose messages an alias stands for one metric. */
    String node() {
        return group + "/" + edge;
    }

    /** The device as readings name it, with its edge node: its own name need not be the only one of its kind. */
    String fullDevice() {
        return device.isEmpty() ? node() : node() + "/" + device;
    }
}
