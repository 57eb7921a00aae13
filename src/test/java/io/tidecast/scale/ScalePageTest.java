package io.tidecast.scale;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.scale.ScalePlan.Measured;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalePageTest {
    private static final Measured MEASURED = new Measured(2_000, 2_000, 30_000, 2_000, 20_000);

    @Test
    void shouldAskForTheInstancesOfTheLargestNeed() {
        ScalePlan plan = new ScalePlan(9_000_000, MEASURED);
        assertThat(plan.readingsPerSecond()).isEqualTo(10_000);
        assertThat(plan.forReadings()).isEqualTo(10);
        assertThat(plan.forRestore()).as("at half the speed in ten minutes").isEqualTo(15);
        assertThat(plan.forDisk()).isEqualTo(8);
        assertThat(plan.instances()).isEqualTo(15);
        assertThat(plan.partitions()).isEqualTo(30);
        assertThat(plan.restoreSeconds()).isEqualTo(300);
        assertThat(plan.memoryMib()).isEqualTo(1_024 + 2 * 5 * 4);
        assertThat(plan.brokerBytes()).isEqualTo(60e6);
        assertThat(plan.replicas()).isEqualTo(30 * 9 * 3);
        assertThat(plan.brokers()).isEqualTo(3);
    }

    @Test
    void shouldHaveTwoInstancesAndThreeBrokersForAFew() {
        ScalePlan plan = new ScalePlan(1, MEASURED);
        assertThat(plan.instances()).isEqualTo(2);
        assertThat(plan.brokers()).isEqualTo(3);
    }

    @Test
    void shouldReadWhatAJvmAndTheKernelPrint() {
        assertThat(JvmFigures.total(" num     #instances\n   1:   10  240  [B\nTotal       1234567       89012345\n"))
                .isEqualTo(89_012_345);
        assertThat(JvmFigures.residentOf("Name:\tjava\nVmHWM:\t  9 kB\nVmRSS:\t  2048 kB\n"))
                .isEqualTo(2_097_152);
        assertThatThrownBy(() -> JvmFigures.total("no such process")).hasMessageContaining("no such process");
    }

    @Test
    void shouldKnowDevicesAndStepsOfRecordsAgain() {
        assertThat(Feed.number(Feed.device(1_234_567).getBytes(UTF_8))).isEqualTo(1_234_567);
        byte[] forecast = "{\"device\":\"device-00000001\",\"origin\":\"1970-01-01T01:00:00Z\"}".getBytes(UTF_8);
        assertThat(Forecasts.step(forecast, Feed.STEP.toMillis())).isEqualTo(3);
    }

    @Test
    void shouldSeeWhenMembersShareTheTasks() {
        assertThat(RebalanceStage.areShared(List.of(10, 11, 11), 3)).isTrue();
        assertThat(RebalanceStage.areShared(List.of(16, 16), 2)).isTrue();
        assertThat(RebalanceStage.areShared(List.of(32), 1)).isTrue();
        assertThat(RebalanceStage.areShared(List.of(9, 11, 12), 3)).isFalse();
        assertThat(RebalanceStage.areShared(List.of(10, 10, 11), 3))
                .as("one nowhere")
                .isFalse();
        assertThat(RebalanceStage.areShared(List.of(16, 16), 3)).isFalse();
    }

    @Test
    void shouldWriteThePageOfKeptFigures(@TempDir Path folder) throws IOException {
        Figures figures = figures();
        Path file = folder.resolve("figures.properties");
        figures.store(file);
        Figures kept = Figures.in(file, line -> {});
        String page = ScalePage.of(kept);
        assertThat(page)
                .contains("# Scale", "## 1,000,000 devices on one instance", "| 250,000 | 7 | 8 | 2 MiB | 3 MiB |")
                .contains("| deleted | 110.0 | 4.0 | 7 | 9,091 | 250,000 |")
                .contains("| blocks changelog | 2,000 |")
                .contains("| a third instance is started | 7.0 s | 7.0 s | 7.0 s |")
                .contains("## A plan for 100,000,000 devices", "## Beside `tidecast size`")
                .doesNotContain("null", "NaN", "%");
        assertThat(page.lines())
                .filteredOn(line -> line.startsWith("| a third"))
                .hasSize(1);
    }

    @Test
    void shouldLeaveOutWhatOneStageWouldTellUntilItHasEnded() {
        Figures figures = figures();
        figures.remove(GrownStage.NAME);
        assertThat(figures.has("grown.devices")).isFalse();
        assertThat(ScalePage.of(figures))
                .contains("## Restore", "## Three instances")
                .doesNotContain("A device that has read for long", "A plan for");
        figures.remove(FleetStage.NAME);
        assertThatThrownBy(() -> ScalePage.of(figures)).hasMessage("fleet.devices must be measured first, is not");
    }

    @Test
    void shouldKeepTheRemarksAtThePagesEnd() {
        assertThat(ScaleTable.remarks("# Scale\n\n## Restore\n\n## Of this run\n\nBusy.\n"))
                .isEqualTo("\n## Of this run\n\nBusy.\n");
        assertThat(ScaleTable.remarks("# Scale\n")).isEmpty();
    }

    private static Figures figures() {
        Figures figures = new Figures(line -> {});
        List.of("rate", "cpu-rate", "steady-rate", "steady-cpu-rate", "steady-steps", "restored-records", "load")
                .forEach(name -> figures.put("fleet." + name, 7));
        figures.put("fleet.devices", 1e6);
        for (String when : List.of(
                "empty",
                "loaded.1",
                "loaded.2",
                "loaded.3",
                "loaded.4",
                "steady.1",
                "steady.2",
                "steady.3",
                "steady.4",
                "restored")) {
            figures.put("fleet.heap." + when, 2 << 20).put("fleet.resident." + when, 3 << 20);
        }
        for (int quarter = 1; quarter <= 4; quarter++) {
            figures.put("fleet.rate." + quarter, 7).put("fleet.cpu-rate." + quarter, 8);
        }
        List.of(
                        "disk",
                        "disk-steady",
                        "disk-restored",
                        "topic.readings",
                        "written.blocks",
                        "left.blocks",
                        "compacted.blocks")
                .forEach(name -> figures.put("fleet." + name, 1e9));
        for (String stage : List.of("fleet", "grown")) {
            figures.put(stage + ".start-with-state", 10).put(stage + ".start-without-state", 110);
            figures.put(stage + ".cpu-with-state", 2).put(stage + ".cpu-without-state", 4);
        }
        List.of("disk", "disk-restored", "topic.readings", "topic.forecasts", "topic.scores", "compacted.blocks")
                .forEach(name -> figures.put("grown." + name, 2e6));
        figures.put("grown.devices", 1_000)
                .put("grown.steps", 200)
                .put("grown.rate", 2_000)
                .put("grown.cpu-rate", 3_000);
        figures.put("grown.restored-records", 7);
        for (String event : List.of("joined", "left", "killed")) {
            List.of("tasks", "forecast", "pause").forEach(name -> figures.put("rebalance." + event + "." + name, 7));
        }
        figures.put("grown.minutes", 3).put("rebalance.minutes", 12);
        return figures.put("rebalance.devices", 20_000)
                .put("rebalance.per-second", 500)
                .put("rebalance.pause-before", 40);
    }
}
