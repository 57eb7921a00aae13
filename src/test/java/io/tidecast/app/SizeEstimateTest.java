package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.forecaster.TableBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SizeEstimateTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static SizeEstimate of(long devices) {
        return new SizeEstimate(devices, MINUTE, 4, 1, 24, 48);
    }

    @Test
    void shouldCountWithWhatIsOnThePageOfPerformance() throws IOException {
        assertThat(Files.readString(Path.of("docs/performance.md")))
                .contains(String.format("| the topology without inference | %,d |", SizeEstimate.WITHOUT_INFERENCE))
                .contains(String.format("| the topology with it | %,d |", SizeEstimate.WITH_INFERENCE))
                .contains("| readings | " + SizeEstimate.READING_OF_4 + " | " + SizeEstimate.READING_OF_8 + " |")
                .contains("| all stores (bar) | " + SizeEstimate.STORES_OF_4 + " (")
                .contains(") | " + SizeEstimate.STORES_OF_8 + " (")
                .contains("| pool | " + SizeEstimate.POOL_SPEED + " | " + SizeEstimate.POOL_STORES_OF_4 + " |")
                .contains("changelogs: " + SizeEstimate.RESTORED_PER_SECOND / 1e6 + " MB/s");
    }

    @Test
    void shouldPlanWithHalfOfWhatWasMeasuredForThatShape() {
        assertThat(of(60).readingsPerSecond()).isEqualTo(1);
        assertThat(of(60).ofOneThread()).isBetween(2_916.0, 2_917.0);
        assertThat(new SizeEstimate(60, MINUTE, 8, 2, 96, 48).ofOneThread()).isBetween(628.0, 629.0);
    }

    @Test
    void shouldAskForTwoSmallPodsWhenThereAreFewDevices() {
        assertThat(of(1).pods()).isEqualTo(2);
        assertThat(of(1).threads()).isEqualTo(1);
        assertThat(of(1).partitions()).isEqualTo(Topics.DEFAULT_PARTITIONS);
        assertThat(of(1).diskOfAPod()).isEqualTo(1L << 30);
    }

    @Test
    void shouldGrowWithTheDevices() {
        SizeEstimate million = of(1_000_000);
        assertThat(million.readingsPerSecond()).isBetween(16_666.0, 16_667.0);
        assertThat(million.threads()).isEqualTo(2);
        assertThat(million.pods()).isEqualTo(4);
        assertThat(million.partitions()).isEqualTo(16);
        assertThat(of(10_000_000).pods()).isEqualTo(32);
        assertThat(of(10_000_000).partitions()).isEqualTo(128);
        assertThat(million.diskOfAPod()).isGreaterThan(1_900_000_000L);
        assertThat(new SizeEstimate(1_000_000, MINUTE, 4, 4, 24, 48).pods())
                .as("with more targets")
                .isGreaterThan(million.pods());
        assertThat(million.brokerBytesPerSecond()).isGreaterThan(of(500_000).brokerBytesPerSecond());
        assertThat(million.brokerBytesPerSecond() / million.readingsPerSecond())
                .as("a reading twice, changelogs of the pool, a forecast and a score")
                .isEqualTo(2 * 156 + 1_114 + 200 + 30 * 24 + 430);
        assertThat(million.keptBytes(Duration.ofDays(2))).isEqualTo(2 * million.keptBytes(Duration.ofDays(1)));
    }

    @Test
    void shouldCountWhatIsToldBesideTheReadings() {
        SizeEstimate usual = of(1_000_000);
        SizeEstimate ahead = told(2, 0, 0);
        assertThat(ahead.deviceBytes() - usual.deviceBytes())
                .as("a ninth method's forecasts and its regression, and what is told of the horizon")
                .isBetween(2_500L, 3_500L);
        assertThat(told(1, 0, 0).deviceBytes()).isBetween(usual.deviceBytes(), ahead.deviceBytes());
        assertThat(ahead.diskOfAPod()).isGreaterThan(usual.diskOfAPod());
        assertThat(ahead.brokerBytesPerSecond()).isGreaterThan(usual.brokerBytesPerSecond());
        assertThat(usual.tables()).isZero();
        assertThat(told(0, 3, 0).tables()).isEqualTo(1_000_000 * TableBytes.statics(3));
        assertThat(told(0, 3, 20).tables() - told(0, 3, 0).tables()).isEqualTo(1_000_000 * TableBytes.group());
        assertThat(ahead.tables()).isEqualTo(201 * TableBytes.knownAhead(2));
    }

    private static SizeEstimate told(int ahead, int statics, int groups) {
        return new SizeEstimate(1_000_000, MINUTE, 4, 1, 24, 48, new SizeEstimate.Told(ahead, statics, groups));
    }

    @Test
    void shouldRestoreWithinTheStartupProbe() {
        for (long devices = 1; devices <= 10_000_000; devices *= 10) {
            assertThat(of(devices).restore()).as("%d devices", devices).isLessThan(Duration.ofMinutes(15));
        }
    }

    @Test
    void shouldRefuseWhatIsNoSize() {
        assertThatThrownBy(() -> of(0)).hasMessage("devices must be at least 1, was 0");
        assertThatThrownBy(() -> new SizeEstimate(1, Duration.ZERO, 1, 1, 1, 2))
                .hasMessage("step must be longer than nothing, was 0s");
        assertThatThrownBy(() -> new SizeEstimate(1, MINUTE, 0, 1, 1, 2)).hasMessageContaining("features");
        assertThatThrownBy(() -> new SizeEstimate(1, MINUTE, 1, 1, 0, 1)).hasMessageContaining("horizon");
        assertThatThrownBy(() -> new SizeEstimate(1, MINUTE, 1, 1, 1, 0)).hasMessageContaining("window");
    }
}
