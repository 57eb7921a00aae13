package io.tidecast.app;

import static io.tidecast.stream.StreamFixtures.at;
import static io.tidecast.stream.StreamFixtures.reading;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.record.Names;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More partitions of what devices are told ahead: each is told on by the task that has it then. */
@Timeout(180)
@Tag("faults")
class ToldGrowthTest {
    @TempDir
    private Path folder;

    /** Entries of what is told ahead, by partition of its changelog. */
    private static List<Map<String, String>> told(GrowingSite site, int partitions) {
        String changelog = site.state().changelogs().get(Names.KNOWN_AHEAD);
        return IntStream.range(0, partitions)
                .mapToObj(p -> site.latest(new TopicPartition(changelog, p)))
                .toList();
    }

    private static void awaitTold(GrowingSite site, int partitions, Predicate<String> newer) {
        Await.until(
                "values of all devices",
                () -> told(site, partitions).stream()
                                .flatMap(own -> own.values().stream())
                                .filter(newer)
                                .count()
                        == GrowingSite.DEVICES);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMoveWhatIsToldAhead(boolean keyedByDevice) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                GrowingSite site = new GrowingSite(broker, "told", folder, keyedByDevice, 2)) {
            String plans = site.tellAhead();
            site.start();
            site.send(0, 2);
            for (int d = 0; d < GrowingSite.DEVICES; d++) {
                String device = "device-" + d;
                site.write(plans, d % 2, "planner", reading(device, at(50), Map.of("load", 1)));
            }
            awaitTold(site, 2, value -> true);
            site.stop();
            Set<String> before =
                    told(site, 2).stream().flatMap(own -> own.values().stream()).collect(Collectors.toSet());
            site.growth(line -> {}).grow(5);
            Await.until("the broker to tell of it", () -> site.state().growing().isEmpty());
            assertThat(site.state().ofState().values()).containsOnly(5);
            List<Map<String, String>> moved = told(site, 5);
            for (int p = 0; p < 5; p++) {
                int partition = p;
                assertThat(moved.get(p).keySet())
                        .allMatch(device -> ChangelogMove.partition(device.getBytes(UTF_8), 5) == partition);
            }
            assertThat(moved.stream().mapToInt(Map::size).sum()).isEqualTo(GrowingSite.DEVICES);
            site.start();
            for (int d = 0; d < GrowingSite.DEVICES; d++) {
                String device = "device-" + d;
                site.write(plans, d % 2, "planner", reading(device, at(51), Map.of("load", 1)));
            }
            awaitTold(site, 5, value -> !before.contains(value));
        }
    }
}
