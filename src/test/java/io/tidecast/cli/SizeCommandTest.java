package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.SizeEstimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeCommandTest {
    private static final double GIB = 1L << 30;

    @Test
    void shouldSayWhatAFleetAsksFor() {
        CommandRun run = CommandRun.of(
                "size", "--devices", "1000000", "--step", "1m", "--features", "4", "--targets", "1", "--horizon", "24");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("readings    16,666.7 a second")
                .contains(
                        "pods        4 forecasters and a trainer; stream threads, cores and GiB of memory of a forecaster: 2")
                .contains("partitions  16 of the readings topic");
    }

    @Test
    void shouldNameTheHeapOfWhatTopicsTell() {
        String args = "size --devices 1000000 --step 1m --features 4 --known-ahead 2 --static 4 --groups 50";
        CommandRun run = CommandRun.of(args.split(" ", -1));
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "heap        932 MiB more in each forecaster: static covariates, 840 bytes a device; its group,"
                                + " 112 bytes a device; values known ahead of groups, at most 98,304 bytes each");
        assertThat(CommandRun.of("size", "--devices", "1000000", "--step", "1m").out())
                .doesNotContain("heap ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --devices 0 --step 1m           | --devices must be at least 1, was 0
            --devices 5 --step 0s           | --step must be longer than nothing, was 0s
            --devices 5 --step 1m --features 0 | --features must be at least 1, was 0
            --devices 5 --step 1m --targets 2 | --targets must be at most the features, 1, was 2
            --devices 5 --step 1m --horizon 513 | --horizon must be 1..512, was 513
            --devices 5 --step 1m --window 1 | --window must be 2..512, was 1
            --devices 5 --step 1m --known-ahead 1 | --known-ahead must be at most the features that are not forecast, 0
            --devices 5 --step 1m --static -1 | --static must be at least 0, was -1
            --devices 5                     | Missing required option: '--step=DURATION'
            """)
    void shouldEndWithTwoWhenItIsNoSize(String args, String message) {
        CommandRun run = CommandRun.of(("size " + args).split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 10_000, 100_000, 1_000_000, 10_000_000})
    void shouldBeTheTableInDocs(long devices) throws IOException {
        SizeEstimate size = new SizeEstimate(devices, Duration.ofMinutes(1), 4, 1, 24, 48);
        String row = String.format(
                Locale.ROOT,
                "| %,d | %,.0f | %d | %d | %d | %.0f GiB | %,.0f KB/s | %,.0f GiB | %d s |",
                devices,
                size.readingsPerSecond(),
                size.pods(),
                size.threads(),
                size.partitions(),
                Math.ceil(size.diskOfAPod() / GIB),
                size.brokerBytesPerSecond() / 1e3,
                Math.ceil(size.keptBytes(Duration.ofDays(7)) / GIB),
                size.restore().toSeconds());
        assertThat(Files.readString(Path.of("docs/operate.md"))).contains(row + "\n");
    }
}
