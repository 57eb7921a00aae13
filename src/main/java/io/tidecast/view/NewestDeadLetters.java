package io.tidecast.view;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Materialised view of the dead-letter topic: the newest letters, and how many came of each reason. */
public final class NewestDeadLetters {
    public static final int MOST = 200;
    /** Bytes that are kept of a key and of a value: to look at, not to send again. */
    private static final int MOST_BYTES = 2_048;
    /** Reasons are few; more than these are of somebody else's making. */
    private static final int MOST_REASONS = 64;

    private final Deque<DeadLetter> newest = new ArrayDeque<>();
    private final Map<String, Long> byReason = new TreeMap<>();

    /** Takes a letter in; of a long key or value the beginning is kept. */
    public synchronized void add(DeadLetter letter) {
        byte[] key = cut(letter.key());
        byte[] value = cut(letter.value());
        boolean whole = letter.whole() && key == letter.key() && value == letter.value();
        newest.addFirst(
                new DeadLetter(letter.reason(), letter.message(), letter.origin(), whole, letter.at(), key, value));
        if (newest.size() > MOST) {
            newest.removeLast();
        }
        if (byReason.size() < MOST_REASONS || byReason.containsKey(letter.reason())) {
            byReason.merge(letter.reason(), 1L, Long::sum);
        }
    }

    private static byte[] cut(byte[] bytes) {
        return bytes == null || bytes.length <= MOST_BYTES ? bytes : Arrays.copyOf(bytes, MOST_BYTES);
    }

    /** Newest first. */
    public synchronized List<DeadLetter> letters() {
        return new ArrayList<>(newest);
    }

    public synchronized Map<String, Long> byReason() {
        return Collections.unmodifiableMap(new TreeMap<>(byReason));
    }
}
