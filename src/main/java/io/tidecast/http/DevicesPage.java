package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.view.DeviceRow;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Page of the devices, by keyset: its cursor is where the page before it ended, so that a device that comes or goes
 * between two pages shifts no other.
 */
final class DevicesPage {
    static final List<String> SORTS =
            List.of("device", "skill", "anomaly", "coverage", "status", "model", "origin", "crossings");
    static final List<String> ORDERS = List.of("asc", "desc");

    private final Function<DeviceRow, Key> key;
    private final Comparator<Key> order;

    /** Sort key of a row; the device makes it the only one of its kind. */
    private record Key(double number, String text, String device) {
        static final Comparator<Key> ORDER =
                Comparator.comparingDouble(Key::number).thenComparing(Key::text).thenComparing(Key::device);

        String cursor() {
            String text = number + "\n" + this.text + "\n" + device;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
        }

        static Key of(String cursor) {
            try {
                String[] parts = new String(Base64.getUrlDecoder().decode(cursor), UTF_8).split("\n", 3);
                return new Key(Double.parseDouble(parts[0]), parts[1], parts[2]);
            } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
                throw new WrongRequest("cursor", "be the next of an answer", cursor);
            }
        }
    }

    DevicesPage(String sort, String direction) {
        key = row -> key(row, sort);
        order = direction.equals("desc") ? Key.ORDER.reversed() : Key.ORDER;
    }

    /** What is not known counts as more than any number. */
    private static Key key(DeviceRow row, String sort) {
        return switch (sort) {
            case "skill" -> number(row, row.skill());
            case "anomaly" -> number(row, row.anomaly());
            case "coverage" -> number(row, row.coverage());
            case "origin" -> number(row, (double) row.originMs());
            case "crossings" -> number(row, row.crossings());
            case "status" -> new Key(0, row.status(), row.device());
            case "model" -> new Key(0, row.model(), row.device());
            default -> new Key(0, "", row.device());
        };
    }

    private static Key number(DeviceRow row, double value) {
        return new Key(value, "", row.device());
    }

    /** Predicate of a search: the device's name holds the text, in capitals or not. */
    static boolean matches(DeviceRow row, String search) {
        return row.device().toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT));
    }

    /** The rows after a cursor, at most so many. */
    List<DeviceRow> rows(Stream<DeviceRow> all, Optional<String> cursor, int most) {
        Optional<Key> last = cursor.map(Key::of);
        return all.filter(row -> last.isEmpty() || order.compare(key.apply(row), last.get()) > 0)
                .sorted(Comparator.comparing(key, order))
                .limit(most)
                .toList();
    }

    String cursor(DeviceRow last) {
        return key.apply(last).cursor();
    }
}
