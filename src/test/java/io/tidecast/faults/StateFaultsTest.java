package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** State folders that are wiped, damaged and full. */
@Tag("faults")
class StateFaultsTest {
    private static final int DEVICES = 12;
    private static final int STEPS_PER_SECOND = 15;
    private static final String CLEAN_UP = "local state is damaged";

    /** Steps measured before a fault, so that state has been flushed to files. */
    private static final int BEFORE = 60;

    @Test
    void shouldRestoreStateWhenItIsWipedWhileStopped() {
        Scenario scenario = Scenario.of(
                "state-wiped-stopped", "the state folder deleted between two runs", "every step's forecast once");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.forecaster("a", Map.of()).start();
            site.output().awaitStep(load.first() + BEFORE, System.nanoTime());
            app.terminate();
            TemporaryFiles.delete(app.stateFolder());
            long since = System.nanoTime();
            long step = load.step() + 1;
            app.start();
            scenario.recovered(site.output().awaitStep(step, since));
            load.end();
            scenario.passed(site.settle().toString());
        }
    }

    @Test
    void shouldGoOnWhenStateIsWipedWhileRunning() {
        Scenario scenario = Scenario.of(
                "state-wiped-running",
                "the state folder deleted under a running forecaster, which is then killed",
                "every step's forecast once");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.forecaster("a", Map.of()).start();
            site.output().awaitStep(load.first() + BEFORE, System.nanoTime());
            TemporaryFiles.delete(app.stateFolder());
            long since = System.nanoTime();
            scenario.recovered(site.output().awaitStep(load.step() + 1, since));
            load.awaitStep(load.step() + BEFORE);
            long killed = System.nanoTime();
            long step = load.step() + 1;
            app.restart();
            scenario.recovered(site.output().awaitStep(step, killed));
            load.end();
            scenario.passed(site.settle().toString());
        }
    }

    @Test
    void shouldCleanUpOnceWhenRocksDbIsCorruptAtTheStart() throws IOException {
        corrupted("rocksdb-manifest", "every MANIFEST overwritten between two runs", "MANIFEST");
    }

    @Test
    void shouldCleanUpOnceWhenATableIsCorrupt() throws IOException {
        corrupted("rocksdb-table", "every SST file overwritten between two runs", ".sst");
    }

    private static void corrupted(String name, String injected, String file) throws IOException {
        Scenario scenario = Scenario.of(
                name, injected, "one clean-up of its own, no restart by anybody, every step's forecast once");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.forecaster("a", Map.of()).start();
            site.output().awaitStep(load.first() + BEFORE, System.nanoTime());
            app.terminate();
            assertThat(overwrite(app.stateFolder(), file))
                    .as("files overwritten")
                    .isPositive();
            long since = System.nanoTime();
            long step = load.step() + 1;
            app.start();
            scenario.recovered(site.output().awaitStep(step, since));
            load.end();
            Balance balance = site.settle();
            assertThat(app.log().split(CLEAN_UP, -1))
                    .as("clean-ups in\n" + app.log())
                    .hasSize(2);
            scenario.passed(balance + ", 1 clean-up");
        }
    }

    /** Overwrites what is in the files whose names hold a text; returns how many there were. */
    private static int overwrite(Path folder, String text) throws IOException {
        Random random = new Random(3);
        List<Path> files = TemporaryFiles.below(folder).stream()
                .filter(path -> Files.isRegularFile(path)
                        && path.getFileName().toString().contains(text))
                .toList();
        for (Path file : files) {
            byte[] noise = new byte[(int) Files.size(file)];
            random.nextBytes(noise);
            Files.write(file, noise);
        }
        return files.size();
    }

    @Test
    void shouldEndWithAReasonWhenTheDiskIsFullAndGoOnWhenItHasRoom() throws Exception {
        Scenario scenario = Scenario.of(
                "disk-full",
                "the state folder's file system (48 MB) filled to the last byte, and the forecaster killed; started without its stores"
                        + " and the room they took",
                "ends by itself and says why, removes nothing; with room again every step's forecast once");
        try (Site site = Site.serving(1);
                SmallDisk disk = SmallDisk.mount(site.folder().resolve("disk"), 48);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.forecaster(
                            "a",
                            Map.of("state.dir", disk.path().resolve("state").toString()))
                    .start();
            site.output().awaitStep(load.first() + BEFORE, System.nanoTime());
            disk.fill();
            load.awaitStep(load.step() + BEFORE);
            app.kill();
            // A start removes the stores that a killed process left, which makes room: that is filled, too.
            TemporaryFiles.delete(app.stateFolder().resolve("tidecast-forecaster"));
            disk.fill();
            app.start();
            assertThat(app.await(Duration.ofSeconds(60)))
                    .as("ended on the full disk\n" + app.log())
                    .isPresent()
                    .isNotEqualTo(java.util.OptionalInt.of(0));
            assertThat(app.log()).contains("No space left on device").doesNotContain(CLEAN_UP);
            disk.free();
            long since = System.nanoTime();
            long step = load.step() + 1;
            app.start();
            scenario.recovered(site.output().awaitStep(step, since));
            load.end();
            scenario.passed(site.settle().toString());
        }
    }
}
