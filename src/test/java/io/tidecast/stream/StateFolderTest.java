package io.tidecast.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir
    private Path home;

    private StateFolder folder(Map<String, String> environment) {
        return StateFolder.of(Map.of(), environment, home.resolve("account"));
    }

    @Test
    void shouldLastInTheFolderThatTheHostNamesForState() {
        StateFolder folder = folder(Map.of("XDG_STATE_HOME", home + "/xdg", "HOME", home.toString()));
        assertThat(folder.path()).isEqualTo(home.resolve("xdg/tidecast"));
        assertThat(folder.lasting()).isTrue();
        assertThat(folder).hasToString("state is kept in " + home + "/xdg/tidecast: kafka.state.dir is not set");
        assertThat(home.resolve("xdg")).as("made by who uses it").doesNotExist();
    }

    @Test
    void shouldLastBelowHomeWhenTheHostNamesNone() {
        assertThat(folder(Map.of("HOME", home.toString())).path()).isEqualTo(home.resolve(".local/state/tidecast"));
        assertThat(folder(Map.of("HOME", home.toString(), "XDG_STATE_HOME", "relative"))
                        .path())
                .isEqualTo(home.resolve(".local/state/tidecast"));
        assertThat(folder(Map.of("HOME", "")).path()).isEqualTo(home.resolve("account/.local/state/tidecast"));
    }

    @Test
    void shouldSaySoWhenNothingLastingCanBeWritten() throws IOException {
        Path file = Files.writeString(home.resolve("file"), "in the way");
        StateFolder folder = folder(Map.of("HOME", file.toString()));
        assertThat(folder.lasting()).isFalse();
        assertThat(folder.path().getParent()).isEqualTo(Path.of(System.getProperty("java.io.tmpdir")));
        assertThat(folder.toString())
                .contains("kafka.state.dir is not set, and " + file + "/.local/state/tidecast cannot be written")
                .contains("may be gone after a restart of the host");
    }

    @Test
    void shouldBeTheOneThatIsSet() {
        StateFolder folder = StateFolder.of(Map.of("state.dir", home + "/./mine/"), Map.of("HOME", "/"), home);
        assertThat(folder).hasToString("state is kept in " + home + "/mine: as kafka.state.dir says");
    }

    @Test
    void shouldBeWhatAProviderOfKafkaMakesOfIt() throws IOException {
        Files.writeString(home.resolve("dir"), "/srv/state");
        StateFolder folder = StateFolder.of(Map.of(
                "bootstrap.servers", "127.0.0.1:1",
                "config.providers", "dir",
                "config.providers.dir.class", "org.apache.kafka.common.config.provider.DirectoryConfigProvider",
                "state.dir", "${dir:" + home + ":dir}"));
        assertThat(folder.path()).isEqualTo(Path.of("/srv/state"));
    }
}
