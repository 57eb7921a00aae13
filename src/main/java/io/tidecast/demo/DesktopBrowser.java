package io.tidecast.demo;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Web browser of the desktop that a user sits at, opened on a page; nothing where there is no desktop. */
public final class DesktopBrowser {
    private static final Logger LOG = LoggerFactory.getLogger(DesktopBrowser.class);

    private DesktopBrowser() {}

    /** Opens a page; the address is printed all the same, so that what fails here is no loss. */
    public static void open(URI address) {
        command(System.getProperty("os.name", ""), System.getenv(), address).ifPresent(command -> {
            try {
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                LOG.debug("no browser opens on {}", address, e);
            }
        });
    }

    /** The desktop's own command; empty where there is none, or somebody else sits at it. */
    static Optional<List<String>> command(String system, Map<String, String> environment, URI address) {
        String name = system.toLowerCase(Locale.ROOT);
        if (environment.containsKey("SSH_CONNECTION")) {
            return Optional.empty();
        }
        if (name.startsWith("mac")) {
            return Optional.of(List.of("open", address.toString()));
        }
        if (name.startsWith("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler", address.toString()));
        }
        boolean desktop = !environment.getOrDefault("DISPLAY", "").isEmpty()
                || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
        return desktop ? Optional.of(List.of("xdg-open", address.toString())) : Optional.empty();
    }
}
