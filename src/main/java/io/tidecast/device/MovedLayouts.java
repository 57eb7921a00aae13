package io.tidecast.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.record.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Layouts of the tasks that devices move between when the number of partitions grows. A task numbers its layouts by
 * itself, so the number in a device's position is not the same in another task: each gets what the others know besides
 * its own, and a position that moves is given the number of its layout there.
 */
public final class MovedLayouts {
    private final Map<Integer, List<Layout>> byPartition = new HashMap<>();

    /**
     * Merges them; doing it again changes nothing.
     *
     * @param stored what the store of statistics holds under {@link #isKey}, by partition
     * @param partitions how many there are to be
     */
    public MovedLayouts(Map<Integer, byte[]> stored, int partitions) {
        List<Layout> all = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            List<Layout> own = Layouts.read(stored.get(partition));
            byPartition.put(partition, own);
            own.stream().filter(layout -> !all.contains(layout)).forEach(all::add);
        }
        byPartition.values().forEach(own -> all.stream()
                .filter(layout -> !own.contains(layout))
                .toList()
                .forEach(own::add));
    }

    /** Whether a key of that store is the layouts', which are no device's. */
    public static boolean isKey(String store, byte[] key) {
        return store.equals(Names.STATISTICS) && Arrays.equals(key, key());
    }

    public static byte[] key() {
        return Layouts.KEY.getBytes(UTF_8);
    }

    /** What is to be stored in a partition. */
    public byte[] bytes(int partition) {
        return Layouts.bytes(byPartition.get(partition));
    }

    /** Whether any layout is known. */
    public boolean isEmpty() {
        return byPartition.values().stream().allMatch(List::isEmpty);
    }

    /** A stored position as it is to be stored in another partition; one of an unknown layout stays as it is. */
    public byte[] moved(byte[] position, int from, int to) {
        int number = DevicePosition.layout(position);
        List<Layout> own = byPartition.get(from);
        return number < own.size()
                ? DevicePosition.renumbered(position, byPartition.get(to).indexOf(own.get(number)))
                : position;
    }
}
