package io.tidecast.input;

import io.tidecast.config.Setting;
import io.tidecast.config.ShortDuration;
import io.tidecast.config.Values;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Schema registry client settings: where it is, and how it is spoken to.
 *
 * @param url root of its API, that of Confluent's registry
 * @param authorization value of the header of that name; empty if it asks for none
 * @param ca file of the certificates it is trusted by; empty for those of the JVM
 * @param patience how long a record waits for it
 */
record RegistrySettings(URI url, Optional<String> authorization, Optional<Path> ca, Duration patience) {
    private static final RegistryKeys KEYS = RegistryKeys.of(
            "readings.registry",
            "root of a schema registry with Confluent's API, which tells the schema by the id that a record begins with;"
                    + " Apicurio's is at /apis/ccompat/v7");
    static final Setting<URI> URL = KEYS.url();
    static final Setting<Path> LOGIN_FILE = KEYS.loginFile();
    static final Setting<Path> TOKEN_FILE = KEYS.tokenFile();
    static final Setting<Path> CA_FILE = KEYS.caFile();
    static final Setting<Duration> PATIENCE = KEYS.patience();

    /** All of the readings' registry, in the order of the reference. */
    static final List<Setting<?>> SETTINGS = KEYS.settings();

    RegistrySettings {
        if (patience.isZero() || patience.isNegative()) {
            throw new IllegalArgumentException("patience must be above 0, was " + ShortDuration.of(patience));
        }
    }

    /** That of the readings; empty if there is none. */
    static Optional<RegistrySettings> from(Values values) {
        return KEYS.read(values);
    }

    /** What its settings begin with. */
    static String prefix() {
        return KEYS.prefix();
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "RegistrySettings[" + url + "]";
    }
}
