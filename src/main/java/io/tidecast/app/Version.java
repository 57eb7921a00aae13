package io.tidecast.app;

import java.util.List;
import org.apache.kafka.common.utils.AppInfoParser;

/** Versions of what runs here: Tidecast, the Kafka clients, the virtual machine. */
public final class Version {
    private Version() {}

    /** A line for each. */
    public static List<String> lines() {
        return List.of("tidecast " + tidecast(), "kafka " + AppInfoParser.getVersion(), "java " + Runtime.version());
    }

    /** From the jar's manifest; classes that stand outside a jar have none. */
    public static String tidecast() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(unpacked)" : version;
    }
}
