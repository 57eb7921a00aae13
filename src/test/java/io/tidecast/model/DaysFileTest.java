package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.config.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaysFileTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("days"), text);
    }

    @Test
    void shouldBeTheDaysOfTheNetworkWhenSettingsNameIt() throws IOException {
        Path file = file("# school\n2026-12-23..2027-01-06 # winter\n\n2027-02-08\n");
        NetworkSettings network = NetworkSettings.from(Values.DEFAULTS.with(DaysFile.FILE, file));
        assertThat(network.covariates().holidays().days()).containsExactly("2026-12-23..2027-01-06", "2027-02-08");
        assertThat(NetworkSettings.defaults().covariates().holidays().none()).isTrue();
    }

    @Test
    void shouldNameTheLineWhenItHoldsNoDays() throws IOException {
        Path file = file("2026-12-23\ntomorrow\n");
        assertThatThrownBy(() -> DaysFile.read(file))
                .hasMessage("network.days-file (" + file + ":2): days must be a day or a range of days, such as"
                        + " 2026-12-24 or 2026-12-23..2027-01-06, was tomorrow");
    }

    @Test
    void shouldNameTheFileWhenItCannotBeRead() {
        Path none = folder.resolve("none");
        assertThatThrownBy(() -> DaysFile.read(none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("network.days-file must be a file that can be read, was " + none);
    }
}
