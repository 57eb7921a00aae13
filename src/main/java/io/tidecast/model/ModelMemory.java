package io.tidecast.model;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Memory pool of the models of one process: what every {@link ModelRegistry} holds, and the {@link Forecaster.Session
 * sessions} that serving computes in. Versions come first; sessions have the rest, and those that were not used for
 * longest are given up for others. One that is needed again is made again, and forecasts the same bits: a session
 * begins each window from the zero state.
 *
 * <p>A version is let in only where there is room beside it for the largest session of each thread, so that a thread
 * never waits for one. A session belongs to a thread and a version, whatever tasks the thread has.
 */
public final class ModelMemory {
    /** Room for models and sessions. */
    public static final Setting<Integer> MODELS = Setting.count(
                    "state.models-mib",
                    "MIB",
                    192,
                    "heap for the versions of all models, those that serve and those gone back to, and for what they"
                            + " compute in; a version that does not fit is refused, and /health/ready says so")
            .must(Rule.between(1, 1 << 20));

    private static final int KIB = 1024;
    /** Part of the pool that versions which nothing needs leave to sessions. */
    private static final int SESSIONS = 4;

    private final long bytes;
    private final int threads;
    private final Map<Key, Forecaster.Session> idle = new LinkedHashMap<>(); // unused for longest first
    private final Map<Forecaster, Long> serving = new HashMap<>(); // bytes of each
    private final TreeMap<Long, Integer> sizes =
            new TreeMap<>(); // how many files and serving versions have sessions of such a size
    private long versions;
    private long sessions;
    private long made;

    /** Whose a session is. Forecasters and threads are equal to themselves alone. */
    private record Key(Forecaster model, Thread thread) {}

    /** What is held at one time, in bytes, and how many sessions were made until then. */
    public record Use(long versions, long sessions, long made) {}

    /**
     * A pool.
     *
     * @param threads that forecast at the same time; 0 where none does
     */
    public ModelMemory(long bytes, int threads) {
        if (bytes < 0 || threads < 0) {
            throw new IllegalArgumentException(
                    "bytes and threads must not be negative, were " + bytes + " and " + threads);
        }
        this.bytes = bytes;
        this.threads = threads;
    }

    /** Without a bound. */
    static ModelMemory unbounded() {
        return new ModelMemory(Long.MAX_VALUE, 1);
    }

    public synchronized Use use() {
        return new Use(versions, sessions, made);
    }

    /** Has work done in a session of a version, which is nobody else's meanwhile. */
    public <R> R with(Forecaster model, Function<Forecaster.Session, R> work) {
        Key key = new Key(model, Thread.currentThread());
        Forecaster.Session session = take(key);
        boolean done = false;
        try {
            session = session == null ? model.session() : session;
            R result = work.apply(session);
            done = true;
            return result;
        } finally {
            takeBack(key, done ? session : null);
        }
    }

    /** The idle session, or room for a new one. */
    private synchronized Forecaster.Session take(Key key) {
        Forecaster.Session own = idle.remove(key);
        if (own == null) {
            giveUpSessions(key.model().sessionBytes());
            sessions += key.model().sessionBytes();
            made++;
        }
        return own;
    }

    /** @param session null where the work failed: what was left in it is nobody's */
    private synchronized void takeBack(Key key, Forecaster.Session session) {
        if (session != null && serving.containsKey(key.model())) {
            idle.put(key, session);
        } else {
            sessions -= key.model().sessionBytes();
        }
    }

    private void giveUpSessions(long more) {
        Iterator<Map.Entry<Key, Forecaster.Session>> longestUnused =
                idle.entrySet().iterator();
        while (bytes - versions - sessions < more && longestUnused.hasNext()) {
            sessions -= longestUnused.next().getKey().model().sessionBytes();
            longestUnused.remove();
        }
    }

    /**
     * Holds the file of a version, if it fits.
     *
     * @param beside whether it must leave a quarter of the pool to sessions
     */
    synchronized boolean hold(long file, long session, boolean beside) {
        boolean leaves = !beside || versions + file <= bytes - bytes / SESSIONS;
        if (!leaves || !fits(file, session)) {
            return false;
        }
        count(session, 1);
        add(file);
        return true;
    }

    /** Gives back what was held. */
    synchronized void release(long file, long session) {
        count(session, -1);
        versions -= file;
    }

    /**
     * Holds the weights of a version that is to serve, if they fit in place of those of the one before.
     *
     * @param before null where there was none
     */
    synchronized boolean serve(Forecaster model, long weights, Forecaster before) {
        long freed = before == null ? 0 : serving.getOrDefault(before, 0L);
        if (!fits(weights - freed, model.sessionBytes())) {
            return false;
        }
        retire(before);
        serving.put(model, weights);
        count(model.sessionBytes(), 1);
        add(weights);
        return true;
    }

    /** Gives back the weights of a version that serves no more, and its sessions. */
    synchronized void retire(Forecaster model) {
        Long weights = serving.remove(model);
        if (weights != null) {
            versions -= weights;
            count(model.sessionBytes(), -1);
            idle.keySet().removeIf(key -> {
                boolean own = key.model() == model;
                sessions -= own ? model.sessionBytes() : 0;
                return own;
            });
        }
    }

    private boolean fits(long more, long session) {
        return versions + more <= bytes - reserved(session);
    }

    /** What threads may need at once; as much as counts, or what a session of a version to come needs. */
    private long reserved(long session) {
        long largest = Math.max(session, sizes.isEmpty() ? 0 : sizes.lastKey());
        return largest * threads;
    }

    private void count(long session, int change) {
        sizes.merge(session, change, (known, more) -> known + more == 0 ? null : known + more);
    }

    private void add(long more) {
        versions += more;
        giveUpSessions(0);
    }

    /** Why a version was not let in. */
    synchronized String refusal(ModelKey key, long own, long session) {
        long needed = own + threads * session;
        String needs = " needs " + kib(needed) + " KiB, " + kib(threads * session) + " of them to compute in on "
                + threads + (threads == 1 ? " thread" : " threads");
        String rule = MODELS.key() + " " + (bytes >> 20);
        return needed > bytes
                ? "model " + key + " must fit into " + rule + " MiB, and" + needs
                : "model " + key + " must fit beside the others into " + rule + " MiB, of which " + kib(versions)
                        + " KiB are held, and" + needs;
    }

    private static long kib(long bytes) {
        return (bytes + KIB - 1) / KIB;
    }
}
