package io.tidecast.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.stream.StreamFixtures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tasks that have met the same settings in another order. */
class MovedLayoutsTest {
    private static final Layout OLD = layout("temp");
    private static final Layout NEW = layout("temp", "load");
    private static final Layout NEWER = layout("load", "temp");

    private static Layout layout(String... features) {
        return Layout.of(StreamFixtures.settings(Arrays.asList(features), List.of("temp"))
                .forecast());
    }

    private static byte[] position(int number) {
        DevicePosition position = new DevicePosition(7, DevicePosition.NEVER, 3_600_000, 1);
        position.received(99, true);
        position.belongTo("model");
        position.laidOut(number);
        return position.bytes();
    }

    private static MovedLayouts merged(int partitions) {
        return new MovedLayouts(
                Map.of(0, Layouts.bytes(List.of(OLD, NEW)), 1, Layouts.bytes(List.of(NEW, NEWER))), partitions);
    }

    private static List<Layout> of(MovedLayouts layouts, int partition) {
        return Layouts.read(layouts.bytes(partition));
    }

    @Test
    void shouldKeepTheNumbersOfATaskAndAddWhatTheOthersKnow() {
        MovedLayouts merged = merged(3);
        assertThat(of(merged, 0)).containsExactly(OLD, NEW, NEWER);
        assertThat(of(merged, 1)).containsExactly(NEW, NEWER, OLD);
        assertThat(of(merged, 2)).containsExactly(OLD, NEW, NEWER);
        assertThat(merged.isEmpty()).isFalse();
        MovedLayouts again = new MovedLayouts(Map.of(0, merged.bytes(0), 1, merged.bytes(1), 2, merged.bytes(2)), 3);
        for (int partition = 0; partition < 3; partition++) {
            assertThat(of(again, partition)).as("again").isEqualTo(of(merged, partition));
        }
    }

    @Test
    void shouldGiveAPositionTheNumberOfItsLayoutWhereItGoes() {
        MovedLayouts merged = merged(3);
        byte[] first = position(0);
        for (int from = 0; from < 3; from++) {
            for (int number = 0; number < 3; number++) {
                for (int to = 0; to < 3; to++) {
                    byte[] moved = merged.moved(position(number), from, to);
                    assertThat(of(merged, to).get(DevicePosition.layout(moved)))
                            .isEqualTo(of(merged, from).get(number));
                    assertThat(DevicePosition.receivedMs(moved)).isEqualTo(99);
                    DevicePosition read = DevicePosition.of(moved, 3_600_000, 1).orElseThrow();
                    read.laidOut(0);
                    assertThat(read.bytes()).as("all but the number").isEqualTo(first);
                }
            }
        }
    }

    @Test
    void shouldLeaveAPositionAsItIsWhereItsLayoutIsNotKnown() {
        byte[] position = position(5);
        assertThat(merged(2).moved(position, 0, 1)).isEqualTo(position);
        MovedLayouts none = new MovedLayouts(Map.of(), 2);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.moved(position(0), 0, 1)).isEqualTo(position(0));
    }

    @Test
    void shouldKnowTheKeyOfTheLayoutsInTheStoreOfStatisticsAlone() {
        assertThat(MovedLayouts.isKey("statistics", Layouts.KEY.getBytes(UTF_8)))
                .isTrue();
        assertThat(MovedLayouts.isKey("clocks", Layouts.KEY.getBytes(UTF_8))).isFalse();
        assertThat(MovedLayouts.isKey("statistics", "device".getBytes(UTF_8))).isFalse();
    }
}
