package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.view.DeviceRow;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Page of the devices, by keyset: its cursor is where the page before it ended, so that a device that comes or goes
 * between two pages shifts no other. What is not known comes last in either direction.
 */
final class DevicesPage {
    static final List<String> SORTS =
            List.of("device", "skill", "anomaly", "coverage", "status", "model", "origin", "crossings");
    static final List<String> ORDERS = List.of("asc", "desc");

    private final Function<DeviceRow, Key> key;
    private final Comparator<Key> order;

    /**
     * Rows that a page has of those found.
     *
     * @param total how many were found
     * @param next cursor of the page after it; empty on the last
     */
    record Found(int total, List<DeviceRow> rows, Optional<String> next) {}

    /** Sort key of a row; the device makes it the only one of its kind. */
    private record Key(double number, String text, String device) {
        boolean isUnknown() {
            return !Double.isFinite(number);
        }

        String cursor() {
            String text = number + "\n" + this.text + "\n" + device;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
        }

        /** Order of the known; whose number is equal goes by the text, and then by the device. */
        static int compare(Key a, Key b) {
            int numbers = Double.compare(a.number, b.number);
            int texts = numbers == 0 ? a.text.compareTo(b.text) : numbers;
            return texts == 0 ? a.device.compareTo(b.device) : texts;
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

    /** A row with its key, which is made once. */
    private record Placed(Key key, DeviceRow row) {}

    DevicesPage(String sort, String direction) {
        key = row -> key(row, sort);
        boolean descending = direction.equals("desc");
        // Each row of the fleet is compared: a chain of comparators would be a third of what a page takes.
        order = (a, b) -> {
            int known = Boolean.compare(a.isUnknown(), b.isUnknown());
            return known == 0 ? (descending ? Key.compare(b, a) : Key.compare(a, b)) : known;
        };
    }

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
    static Predicate<DeviceRow> matching(String search) {
        String wanted = search.toLowerCase(Locale.ROOT);
        return wanted.isEmpty()
                ? row -> true
                : row -> row.device().toLowerCase(Locale.ROOT).contains(wanted);
    }

    /**
     * The rows after a cursor. Of all there are, one page is sorted: a fleet of 100,000 takes as much memory as one of
     * a hundred.
     *
     * @param most rows of the page
     */
    Found found(Iterable<DeviceRow> all, Predicate<DeviceRow> wanted, Optional<String> cursor, int most) {
        Optional<Key> last = cursor.map(Key::of);
        PriorityQueue<Placed> first = new PriorityQueue<>(Comparator.comparing(Placed::key, order.reversed()));
        int total = 0;
        for (DeviceRow row : all) {
            if (wanted.test(row)) {
                total++;
                Key at = key.apply(row);
                if (last.isEmpty() || order.compare(at, last.get()) > 0) {
                    keep(first, new Placed(at, row), most + 1);
                }
            }
        }
        List<Placed> page = first.stream()
                .sorted(Comparator.comparing(Placed::key, order))
                .limit(most)
                .toList();
        Optional<String> next =
                first.size() > most ? Optional.of(page.get(most - 1).key().cursor()) : Optional.empty();
        return new Found(total, page.stream().map(Placed::row).toList(), next);
    }

    /** The heap's head is the last of the page. */
    private void keep(PriorityQueue<Placed> first, Placed placed, int most) {
        if (first.size() < most) {
            first.add(placed);
        } else if (order.compare(placed.key(), first.peek().key()) < 0) {
            first.poll();
            first.add(placed);
        }
    }
}
