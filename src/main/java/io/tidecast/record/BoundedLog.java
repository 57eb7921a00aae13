package io.tidecast.record;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;

/**
 * Rate limiter of log lines: {@value #LINES} lines a minute of each kind, and when the minute is over one line that
 * says how many more there were. A topic full of records that nobody can use would bury everything else, and fill the
 * disk.
 *
 * <p>Of a thousand refusals of a kind from 12:00:05 on there are ten lines at once, and at 12:01:05 or soon after:
 * {@code dead letter: unreadable: … and 990 more like this}.
 */
public final class BoundedLog {
    static final int LINES = 10;
    static final long WINDOW_MS = 60_000;

    private final Logger log;
    private final Map<String, Window> windows = new TreeMap<>();

    private static final class Window {
        private final long beganMs;
        private long lines;

        Window(long beganMs) {
            this.beganMs = beganMs;
        }

        /** Also where the clock was set back. */
        boolean over(long nowMs) {
            return nowMs < beganMs || nowMs - beganMs >= WINDOW_MS;
        }
    }

    public BoundedLog(Logger log) {
        this.log = log;
    }

    /**
     * Warns, or counts.
     *
     * @param kind one of a few, for each is remembered; begins the line
     * @param line the rest of it
     */
    public void warn(String kind, String line, long nowMs) {
        if (admits(kind, nowMs)) {
            log.warn("{}: {}", kind, line);
        }
    }

    /** Reports a fault with its stack trace, or counts. */
    public void error(String kind, String line, Throwable thrown, long nowMs) {
        if (admits(kind, nowMs)) {
            log.error("{}: {}", kind, line, thrown);
        }
    }

    private synchronized boolean admits(String kind, long nowMs) {
        tick(nowMs);
        return windows.computeIfAbsent(kind, k -> new Window(nowMs)).lines++ < LINES;
    }

    /** Says of the kinds whose minute is over how many more there were; to be called about once a minute. */
    public synchronized void tick(long nowMs) {
        windows.entrySet().removeIf(entry -> {
            Window window = entry.getValue();
            boolean over = window.over(nowMs);
            if (over && window.lines > LINES) {
                log.warn("{}: … and {} more like this", entry.getKey(), window.lines - LINES);
            }
            return over;
        });
    }
}
