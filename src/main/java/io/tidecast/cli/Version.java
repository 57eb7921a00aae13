package io.tidecast.cli;

import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** What runs here: Tidecast, the Kafka clients, the virtual machine. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "tidecast " + tidecast(), "kafka " + AppInfoParser.getVersion(), "java " + Runtime.version()
        };
    }

    /** From the jar's manifest; classes that stand outside a jar have none. */
    static String tidecast() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(unpacked)" : version;
    }
}
