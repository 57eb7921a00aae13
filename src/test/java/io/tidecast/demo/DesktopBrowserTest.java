package io.tidecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DesktopBrowserTest {
    private static final URI PAGE = URI.create("http://127.0.0.1:8080");

    @Test
    void shouldOpenThePageByTheDesktopsOwnCommand() {
        assertThat(DesktopBrowser.command("Linux", Map.of("DISPLAY", ":0"), PAGE))
                .contains(List.of("xdg-open", "http://127.0.0.1:8080"));
        assertThat(DesktopBrowser.command("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0"), PAGE))
                .contains(List.of("xdg-open", "http://127.0.0.1:8080"));
        assertThat(DesktopBrowser.command("Mac OS X", Map.of(), PAGE))
                .contains(List.of("open", "http://127.0.0.1:8080"));
        assertThat(DesktopBrowser.command("Windows 11", Map.of(), PAGE).orElseThrow())
                .startsWith("rundll32");
    }

    @Test
    void shouldOpenNothingWhenNobodySitsAtADesktopHere() {
        assertThat(DesktopBrowser.command("Linux", Map.of(), PAGE)).isEmpty();
        assertThat(DesktopBrowser.command("Linux", Map.of("DISPLAY", ""), PAGE)).isEmpty();
        assertThat(DesktopBrowser.command("Mac OS X", Map.of("SSH_CONNECTION", "192.0.2.1"), PAGE))
                .isEmpty();
        assertThat(DesktopBrowser.command("Linux", Map.of("DISPLAY", ":0", "SSH_CONNECTION", "192.0.2.1"), PAGE))
                .isEmpty();
    }
}
