package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The docs' Flink SQL in a Flink of a process of its own. */
@Tag("connect")
@Timeout(240)
class FlinkConsumerTest {
    private static final Path JARS = Path.of("target/flink");
    private static final Path EXAMPLE = Path.of("docs/examples/consumers/forecasts.sql");
    private static final Path RUNNER = Path.of("src/test/flink/SqlRunner.java");

    @TempDir
    private Path folder;

    @Test
    void shouldGiveTheNextValueOfWhatIsCommittedAndOkWhenReadByFlink() throws Exception {
        assumeTrue(Files.isDirectory(JARS), () -> "no Flink in " + JARS);
        try (ForecastsInTransactions forecasts = ForecastsInTransactions.start()) {
            String example = Files.readString(EXAMPLE);
            assertThat(example).contains("'broker:9092'");
            Path sql = Files.writeString(
                    folder.resolve("forecasts.sql"),
                    example.replace("'broker:9092'", "'" + forecasts.bootstrap() + "'"));
            assertThat(forecasts.readBy(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx512m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Djava.io.tmpdir=" + folder,
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                            "-cp",
                            JARS + "/*",
                            RUNNER.toString(),
                            sql.toString()))
                    .containsExactlyInAnyOrder(
                            "+I[pump-7, 2026-11-21T05:01:00Z, 71.2]", "+I[last, 2026-11-21T05:01:00Z, 71.2]");
        }
    }
}
