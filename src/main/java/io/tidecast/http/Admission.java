package io.tidecast.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;

/**
 * Admission control of connections: who has a place and is served, who waits for one, and who has had time enough. It
 * keeps slow clients from keeping the others out, whether they are slow on purpose or not.
 *
 * <p>A client that sends its head byte by byte is never silent, so that no idle timeout ends it; what is limited here
 * is the time until the head is complete, and until the answer is taken. Who waits with a complete head comes first,
 * and makes that time short for the others. Example, with the standard limits: 100 sockets of one address send a byte
 * now and then. 16 have places and 84 wait. A probe from another address finds a place free at once. A probe from the
 * same address waits until a place is taken for a second by a head that does not end; that connection is closed, and
 * the probe has its place, however many came before it.
 *
 * <p>A connection that is kept open between two requests gives way at once, the one that was answered longest ago
 * first: 200 readers of one address that ask in turn are held up by nobody's idleness.
 */
final class Admission {
    private final Limits limits;
    private final LongSupplier nanoTime;
    private final Map<Guest, Stay> served = new LinkedHashMap<>();
    /** Without a complete head, the oldest first. */
    private final Map<Guest, Stay> waiting = new LinkedHashMap<>();
    /** With a complete head, the oldest first. */
    private final Map<Guest, Stay> ready = new LinkedHashMap<>();

    Admission(Limits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /** Connection to be admitted. What it is told may have it {@linkplain #left leave} before that returns. */
    interface Guest {
        /** Where it comes from; equal for all connections of one client. */
        Object address();

        void admit();

        void close();
    }

    /**
     * Connection limits: how many, and how long.
     *
     * @param places connections that are served
     * @param perAddress of these, how many may be of one address
     * @param waiting connections beyond that; one that has waited longest makes room for another
     * @param longest time for a head, and for an answer to be taken
     * @param contested the same while somebody with a complete head waits for the place
     */
    record Limits(int places, int perAddress, int waiting, Duration longest, Duration contested) {
        static final int PLACES = 512;

        static Limits of(int perAddress) {
            return new Limits(PLACES, perAddress, 192, Duration.ofSeconds(10), Duration.ofSeconds(1));
        }
    }

    private enum Phase {
        HEAD,
        ANSWER,
        /** Answered, and not asking again yet. */
        IDLE
    }

    /** Connection state: what it does, or waits for, and since when. */
    private record Stay(Phase phase, long since) {}

    /** Notifications of connections, told once the lock is free. */
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
            waiting.put(guest, now(Phase.HEAD));
            admitWhoMay(told);
            if (waiting.size() + ready.size() > limits.waiting()) {
                Map<Guest, Stay> crowd = waiting.isEmpty() ? ready : waiting;
                Guest oldest = crowd.keySet().iterator().next();
                crowd.remove(oldest);
                told.closed.add(oldest);
            }
        }
        told.tell();
    }

    /** The head of one that waits is complete. */
    void ready(Guest guest) {
        Told told = new Told();
        synchronized (this) {
            if (waiting.remove(guest) != null) {
                ready.put(guest, now(Phase.ANSWER));
            }
            admitWhoMay(told);
        }
        told.tell();
    }

    void left(Guest guest) {
        Told told = new Told();
        synchronized (this) {
            served.remove(guest);
            waiting.remove(guest);
            ready.remove(guest);
            admitWhoMay(told);
        }
        told.tell();
    }

    /**
     * The head of one that has a place is complete.
     *
     * @return whether somebody waits for its place, so that it should be its last
     */
    synchronized boolean answering(Guest guest) {
        served.computeIfPresent(guest, (g, stay) -> now(Phase.ANSWER));
        return isWaitedFor(guest);
    }

    /** An answer is taken; the next head may come, unless somebody waits for the place. */
    void answered(Guest guest) {
        Told told = new Told();
        synchronized (this) {
            served.computeIfPresent(guest, (g, stay) -> now(Phase.IDLE));
            admitWhoMay(told);
        }
        told.tell();
    }

    private Stay now(Phase phase) {
        return new Stay(phase, nanoTime.getAsLong());
    }

    /** Puts out who has had time enough; to be called several times a second. */
    void sweep() {
        Told told = new Told();
        synchronized (this) {
            long now = nanoTime.getAsLong();
            remove(
                    waiting,
                    told,
                    (guest, stay) -> now - stay.since() > limits.longest().toNanos());
            remove(
                    ready,
                    told,
                    (guest, stay) -> now - stay.since() > limits.longest().toNanos());
            remove(served, told, (guest, stay) -> hasHadItsTime(guest, now - stay.since()));
            admitWhoMay(told);
        }
        told.tell();
    }

    private static void remove(Map<Guest, Stay> from, Told told, BiPredicate<Guest, Stay> rule) {
        List<Guest> gone = from.entrySet().stream()
                .filter(entry -> rule.test(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        gone.forEach(from::remove);
        told.closed.addAll(gone);
    }

    private boolean hasHadItsTime(Guest guest, long nanos) {
        return nanos > limits.longest().toNanos() || (nanos > limits.contested().toNanos() && isWaitedFor(guest));
    }

    private boolean isWaitedFor(Guest guest) {
        return ready.keySet().stream().anyMatch(other -> wouldHaveThePlaceOf(guest, other));
    }

    private boolean wouldHaveThePlaceOf(Guest guest, Guest other) {
        boolean full = served.size() >= limits.places();
        return other.address().equals(guest.address()) || (full && mayTakeOneMore(other));
    }

    private boolean mayTakeOneMore(Guest guest) {
        return served.keySet().stream()
                        .filter(other -> other.address().equals(guest.address()))
                        .count()
                < limits.perAddress();
    }

    /** Puts out one idle connection for each that waits with a complete head and would have its place. */
    private void giveWay(Told told) {
        admitWhoMay(ready, Phase.ANSWER, told);
        for (Guest guest : List.copyOf(ready.keySet())) {
            Optional<Guest> idle = served.entrySet().stream()
                    .filter(entry -> entry.getValue().phase() == Phase.IDLE)
                    .filter(entry -> wouldHaveThePlaceOf(entry.getKey(), guest))
                    .min(Comparator.comparingLong(entry -> entry.getValue().since()))
                    .map(Map.Entry::getKey);
            if (idle.isPresent()) {
                served.remove(idle.get());
                told.closed.add(idle.get());
                admitWhoMay(ready, Phase.ANSWER, told);
            }
        }
    }

    private void admitWhoMay(Told told) {
        giveWay(told);
        admitWhoMay(waiting, Phase.HEAD, told);
    }

    private void admitWhoMay(Map<Guest, Stay> from, Phase phase, Told told) {
        for (Guest guest : List.copyOf(from.keySet())) {
            if (served.size() < limits.places() && mayTakeOneMore(guest)) {
                from.remove(guest);
                served.put(guest, now(phase));
                told.admitted.add(guest);
            }
        }
    }
}
