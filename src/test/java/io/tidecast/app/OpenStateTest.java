package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenStateTest {
    @TempDir
    private Path folder;

    private OpenState state;

    @BeforeEach
    void makeState() throws IOException {
        for (String store : List.of("app/1_0", "app/2_11/rocksdb/clocks", "app/global/table", "other/2_0")) {
            Files.createDirectories(folder.resolve(store));
        }
        Files.writeString(folder.resolve("app/2_11/rocksdb/clocks/CURRENT"), "x");
        Files.writeString(folder.resolve("app/kafka-streams-process-metadata"), "{}");
        state = new OpenState(folder, "app");
    }

    private List<String> names(String of) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(of))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldRemoveTheStoresOfTasksAloneWhenTheyWereNeverClosed() throws IOException {
        state.open(true);
        assertThat(names("app")).as("the first start").hasSize(4);
        new OpenState(folder, "app").open(true);
        assertThat(names("app")).containsExactly("global", "kafka-streams-process-metadata");
        assertThat(names("other")).containsExactly("2_0");
    }

    @Test
    void shouldKeepStoresThatWereClosed() throws IOException {
        state.open(true);
        state.closed();
        new OpenState(folder, "app").open(true);
        assertThat(names("app")).hasSize(4);
    }

    @Test
    void shouldKeepStoresThatKafkaStreamsGoesOnWith() throws IOException {
        state.open(false);
        new OpenState(folder, "app").open(false);
        assertThat(names("app")).as("at least once").hasSize(4);
    }

    @Test
    void shouldBeginWithoutAnyState() throws IOException {
        OpenState first = new OpenState(folder, "new");
        first.open(true);
        first.open(true);
        first.closed();
        first.closed();
        assertThat(names("")).doesNotContain("new");
    }

    @Test
    void shouldNameTheSettingWhenTheFolderCannotBeWritten() {
        assertThatThrownBy(() -> new OpenState(folder.resolve("none"), "app").open(true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("kafka.state.dir must be a folder that can be written, was ");
    }
}
