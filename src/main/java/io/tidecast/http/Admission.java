package io.tidecast.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Admission control of connections: who has a place and is served, who waits for one, and who has had time enough. It keeps slow
 * clients from keeping the others out, whether they are slow on purpose or not.
 *
 * <p>A client that sends its head byte by byte is never silent, so that no idle timeout ends it; what is limited here is the time
 * until the head is complete, and until the answer is taken. That time is short once somebody waits for the place. Example, with
 * the standard limits: 64 sockets of one address send a byte now and then. 16 have places and 48 wait; a probe from another address
 * finds a place free at once. A probe from the same address waits until the 16 are a second old and put out, and comes next, since
 * the last to come is the first to be let in: whoever asked long ago is likelier to have given up.
 */
final class Admission {
    private final Limits limits;
    private final LongSupplier nanoTime;
    private final Map<Guest, Stay> served = new LinkedHashMap<>();
    /** With the times they came, the oldest first. */
    private final Map<Guest, Long> waiting = new LinkedHashMap<>();

    Admission(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** A connection. What it is told may have it {@linkplain #left leave} before that returns. */
    interface Guest {
        /** Where it comes from; equal for all connections of one client. */
        Object address();

        void admit();

        void close();
    }

    /**
     * How many, and how long.
     *
     * @param places connections that are served
     * @param perAddress of these, how many may be of one address
     * @param waiting connections beyond that; the one that has waited longest makes room for another
     * @param longest time for a head, and for an answer to be taken
     * @param contested the same while somebody waits for the place
     */
    record Limits(int places, int perAddress, int waiting, Duration longest, Duration contested) {
        static Limits standard() {
            return new Limits(64, 16, 192, Duration.ofSeconds(10), Duration.ofSeconds(1));
        }
    }

    /**
     * @param admitted when the place was taken
     * @param since when it began to wait for a head, or to be answered
     */
    private record Stay(long admitted, long since, boolean answering) {}

    /** What is to be told to connections once the lock is free. */
    private static final class Told {
        private final List<Guest> admitted = new ArrayList<>();
        private final List<Guest> closed = new ArrayList<>();

        void tell() {
            closed.forEach(Guest::close);
            admitted.forEach(Guest::admit);
        }
    }

    void came(Guest guest) {
        Told told = new Told();
        synchronized (this) {
            waiting.put(guest, nanoTime.getAsLong());
            admitWhoMay(told);
            if (waiting.size() > limits.waiting()) {
                Guest oldest = waiting.keySet().iterator().next();
                waiting.remove(oldest);
                told.closed.add(oldest);
            }
        }
        told.tell();
    }

    void left(Guest guest) {
        Told told = new Told();
        synchronized (this) {
            served.remove(guest);
            waiting.remove(guest);
            admitWhoMay(told);
        }
        told.tell();
    }

    /** A head is complete. */
    synchronized void answering(Guest guest) {
        long now = nanoTime.getAsLong();
        served.computeIfPresent(guest, (g, stay) -> new Stay(stay.admitted(), now, true));
    }

    /** An answer is taken; the next head may come. */
    synchronized void answered(Guest guest) {
        long now = nanoTime.getAsLong();
        served.computeIfPresent(guest, (g, stay) -> new Stay(stay.admitted(), now, false));
    }

    /** Puts out who has had time enough; to be called several times a second. */
    void sweep() {
        Told told = new Told();
        synchronized (this) {
            long now = nanoTime.getAsLong();
            remove(waiting, told, (guest, came) -> now - came > limits.longest().toNanos());
            remove(served, told, (guest, stay) -> hasHadItsTime(guest, stay, now));
            admitWhoMay(told);
        }
        told.tell();
    }

    private interface Rule<V> {
        boolean holds(Guest guest, V value);
    }

    private static <V> void remove(Map<Guest, V> from, Told told, Rule<V> rule) {
        List<Guest> gone = from.entrySet().stream()
                .filter(entry -> rule.holds(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(from::remove);
        told.closed.addAll(gone);
    }

    private boolean hasHadItsTime(Guest guest, Stay stay, long now) {
        // Asking again and again does not make a place that others wait for one's own.
        long contestedSince = stay.answering() ? stay.since() : stay.admitted();
        return now - stay.since() > limits.longest().toNanos()
                || (now - contestedSince > limits.contested().toNanos() && isWaitedFor(guest));
    }

    private boolean isWaitedFor(Guest guest) {
        boolean full = served.size() >= limits.places();
        return waiting.keySet().stream()
                .anyMatch(other -> other.address().equals(guest.address()) || (full && mayTakeOneMore(other)));
    }

    private boolean mayTakeOneMore(Guest guest) {
        return served.keySet().stream()
                        .filter(other -> other.address().equals(guest.address()))
                        .count()
                < limits.perAddress();
    }

    /** The last to come first. */
    private void admitWhoMay(Told told) {
        List<Guest> newestFirst = new ArrayList<>(waiting.keySet());
        Collections.reverse(newestFirst);
        Iterator<Guest> next = newestFirst.iterator();
        while (next.hasNext() && served.size() < limits.places()) {
            Guest guest = next.next();
            if (mayTakeOneMore(guest)) {
                long now = nanoTime.getAsLong();
                waiting.remove(guest);
                served.put(guest, new Stay(now, now, false));
                told.admitted.add(guest);
            }
        }
    }
}
