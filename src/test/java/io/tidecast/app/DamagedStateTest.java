package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Against what RocksDB itself says of its files. */
class DamagedStateTest {
    @TempDir
    private Path folder;

    private RocksDB open() throws RocksDBException {
        try (Options options = new Options().setCreateIfMissing(true)) {
            return RocksDB.open(options, folder.resolve("db").toString());
        }
    }

    private List<Path> stored(String name) throws Exception {
        try (RocksDB db = open()) {
            db.put(new byte[] {1}, new byte[] {2});
            db.flush(new org.rocksdb.FlushOptions());
        }
        try (Stream<Path> files = Files.list(folder.resolve("db"))) {
            return files.filter(file -> file.getFileName().toString().contains(name))
                    .toList();
        }
    }

    private boolean damaged() {
        try (RocksDB db = open()) {
            db.get(new byte[] {1});
            throw new AssertionError("the store must not be readable");
        } catch (RocksDBException e) {
            return DamagedState.isCauseOf(new ProcessorStateException("Error opening store", e));
        }
    }

    @Test
    void shouldSeeDamageWhenFilesAreOverwritten() throws Exception {
        for (String name : List.of("MANIFEST", "CURRENT", ".sst")) {
            List<Path> files = stored(name);
            assertThat(files).isNotEmpty();
            for (Path file : files) {
                Files.write(file, new byte[(int) Files.size(file)]);
            }
            assertThat(damaged()).as(name).isTrue();
            delete();
        }
    }

    @Test
    void shouldSeeDamageWhenATableIsGone() throws Exception {
        for (Path file : stored(".sst")) {
            Files.delete(file);
        }
        assertThat(damaged()).isTrue();
    }

    @Test
    void shouldSeeNoDamageWhenSomethingElseIsWrong() throws Exception {
        Files.writeString(folder.resolve("db"), "a file where a folder should be");
        assertThat(damaged()).isFalse();
        assertThat(DamagedState.isCauseOf(new IllegalStateException("other"))).isFalse();
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("db"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
