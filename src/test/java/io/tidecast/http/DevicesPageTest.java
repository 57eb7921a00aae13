package io.tidecast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.view.DeviceRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DevicesPageTest {
    private static DeviceRow row(String device, double skill, double anomaly) {
        return new DeviceRow(
                device, "default", 1, "ok", "model", 0, skill, anomaly, Double.NaN, 0, 1, 0, 60_000, Double.NaN);
    }

    private static List<String> pages(DevicesPage page, List<DeviceRow> all, int most) {
        List<String> seen = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            DevicesPage.Found found = page.found(all, row -> true, cursor, most);
            assertThat(found.total()).isEqualTo(all.size());
            assertThat(found.rows()).hasSizeLessThanOrEqualTo(most);
            found.rows().forEach(row -> seen.add(row.device()));
            cursor = found.next();
        } while (cursor.isPresent());
        return seen;
    }

    @ParameterizedTest
    @CsvSource({"asc, a b c d", "desc, b a d c"})
    void shouldPutWhatIsNotKnownLastInEitherDirection(String order, String devices) {
        List<DeviceRow> all =
                List.of(row("d", 0, Double.NaN), row("b", 0, 2), row("c", 0, Double.POSITIVE_INFINITY), row("a", 0, 1));
        DevicesPage page = new DevicesPage("anomaly", order);
        List<String> known = List.of(devices.split(" ", -1)).subList(0, 2);
        for (int most = 1; most <= 5; most++) {
            List<String> seen = pages(page, all, most);
            assertThat(seen.subList(0, 2)).as("pages of %d", most).isEqualTo(known);
            assertThat(seen).containsExactlyInAnyOrder("a", "b", "c", "d");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100, 101})
    void shouldGoThroughAllOnceInTheOrderOfOneSortWhateverThePagesSize(int most) {
        Random random = new Random(1);
        List<DeviceRow> all = new ArrayList<>();
        for (int device = 0; device < 101; device++) {
            all.add(row("device " + device, random.nextInt(5) == 0 ? Double.NaN : random.nextInt(10), 0));
        }
        Collections.shuffle(all, random);
        Comparator<DeviceRow> order =
                Comparator.comparingDouble(DeviceRow::skill).thenComparing(DeviceRow::device);
        assertThat(pages(new DevicesPage("skill", "asc"), all, most))
                .isEqualTo(all.stream().sorted(order).map(DeviceRow::device).toList());
    }

    @Test
    void shouldFindTheFirstPageOf100000Devices() {
        List<DeviceRow> all = Stream.iterate(0, device -> device + 1)
                .limit(100_000)
                .map(device -> row("device " + device, (double) (device * 7_919L % 100_000), 0))
                .toList();
        DevicesPage.Found found =
                new DevicesPage("skill", "desc").found(all, DevicesPage.matching("DEVICE"), Optional.empty(), 50);
        assertThat(found.total()).isEqualTo(100_000);
        assertThat(found.rows())
                .extracting(DeviceRow::skill)
                .startsWith(99_999.0, 99_998.0)
                .hasSize(50);
        assertThat(found.next()).isPresent();
    }

    @Test
    void shouldHaveNoNextPageWhenTheLastOneIsJustFull() {
        List<DeviceRow> all = List.of(row("a", 0, 0), row("b", 0, 0));
        DevicesPage page = new DevicesPage("device", "asc");
        assertThat(page.found(all, row -> true, Optional.empty(), 2).next()).isEmpty();
        assertThat(page.found(List.of(), row -> true, Optional.empty(), 2).rows())
                .isEmpty();
    }
}
