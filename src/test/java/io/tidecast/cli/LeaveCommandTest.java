package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.StopSignal;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no broker of leaving; the rest is in {@code LateBrokerTest}. */
class LeaveCommandTest {
    @TempDir
    private Path state;

    private CommandRun leave() {
        return CommandRun.in(
                new CommandContext(
                        Map.of(
                                "TIDECAST_KAFKA_BOOTSTRAP_SERVERS", "nowhere.invalid:9092",
                                "TIDECAST_KAFKA_STATE_DIR", state.toString(),
                                "TIDECAST_READINGS_VALUES", "temp",
                                "TIDECAST_ROLES", "forecaster",
                                "TIDECAST_SERIES_STEP", "1m"),
                        new Properties(),
                        new StopSignal()),
                "leave");
    }

    @Test
    void shouldMarkTheStateOfAProcessThatRuns() throws Exception {
        try (FileChannel file = FileChannel.open(
                        state.resolve("tidecast-forecaster.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            assertThat(lock.isValid()).isTrue();
            CommandRun run = leave();
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).startsWith("forecaster leaves group tidecast-forecaster when it stops");
        }
        assertThat(state.resolve("tidecast-forecaster.leaving")).exists();
    }

    @Test
    void shouldFindNoMemberWhereNobodyHasWorked() {
        CommandRun run = leave();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("forecaster is no member of group tidecast-forecaster");
        assertThat(state).isEmptyDirectory();
    }

    @Test
    void shouldFailWhenTheBrokerCannotBeAskedToTakeOutAProcessThatHasStopped() throws Exception {
        Files.writeString(
                state.resolve("tidecast-forecaster.identity"), "format=1\ninstance=one\ncluster=A\ninput=B\n");
        CommandRun run = leave();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("No resolvable bootstrap urls");
    }
}
