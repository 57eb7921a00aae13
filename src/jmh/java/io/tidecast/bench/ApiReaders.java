package io.tidecast.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Readers of the API: 200 that follow the events of five devices each, and 500 requests a second of other kinds, until
 * it is told to end; then it prints how they were answered. {@code ApiReaders PORT}. Readers have addresses of their
 * own, of the loopback network, as on machines of their own; a connection that was closed meanwhile is opened again.
 */
final class ApiReaders {
    private static final int READERS = 200;
    private static final int WORKERS = 50;
    private static final double PER_SECOND = 500;
    private static final List<String> PATHS = List.of(
            "/api/v1/devices?limit=25&recent=true",
            "/api/v1/devices/device-7",
            "/api/v1/devices/device-9/history",
            "/api/v1/summary",
            "/api/v1/models");

    private static final String EVENT = "event: forecast";
    private static final String ID = "\nid: ";

    private static final Queue<Long> NANOS = new ConcurrentLinkedQueue<>();
    private static final AtomicLong FAILED = new AtomicLong();
    private static final AtomicLong EVENTS = new AtomicLong();

    private ApiReaders() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        for (int reader = 0; reader < READERS; reader++) {
            int own = reader;
            StringBuilder devices = new StringBuilder("device-" + reader % 200);
            for (int d = 1; d < 5; d++) {
                devices.append(",device-").append((reader + 41 * d) % 200);
            }
            every(1, own / (double) READERS, own, port, () -> "/api/v1/events?devices=" + devices);
        }
        AtomicLong turn = new AtomicLong();
        for (int worker = 0; worker < WORKERS; worker++) {
            every(
                    WORKERS / PER_SECOND,
                    worker / PER_SECOND,
                    READERS + worker,
                    port,
                    () -> PATHS.get((int) (turn.getAndIncrement() % PATHS.size())));
        }
        long begin = System.nanoTime();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> print((System.nanoTime() - begin) / 1e9)));
        Thread.currentThread().join();
    }

    private static void print(double seconds) {
        long[] nanos = NANOS.stream().mapToLong(n -> n).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "readers: %.0f requests/s, %d failed, %d events, p50 %.1f ms, p99 %.1f ms%n",
                nanos.length / seconds,
                FAILED.get(),
                EVENTS.get(),
                nanos[nanos.length / 2] / 1e6,
                nanos[(int) (nanos.length * 0.99)] / 1e6);
    }

    private interface Path {
        String next();
    }

    private static void every(double seconds, double after, int own, int port, Path path) {
        Thread thread = new Thread(() -> ask(seconds, after, own, port, path));
        thread.setDaemon(true);
        thread.start();
    }

    private static void ask(double seconds, double after, int own, int port, Path path) {
        byte[] from = {127, 0, (byte) (1 + own / 250), (byte) (1 + own % 250)};
        long due = System.nanoTime() + (long) (after * 1e9);
        Connection connection = null;
        while (true) {
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            due = Math.max(due, System.nanoTime() - 1_000_000_000L) + (long) (seconds * 1e9);
            String asked = path.next();
            long begin = System.nanoTime();
            try {
                connection = answered(connection, from, port, asked);
                NANOS.add(System.nanoTime() - begin);
            } catch (IOException e) {
                FAILED.incrementAndGet();
                connection = null;
            }
        }
    }

    /** Asks on the connection that is open, or on another one if it was closed since. */
    private static Connection answered(Connection open, byte[] from, int port, String path) throws IOException {
        if (open != null) {
            try {
                open.ask(path);
                return open;
            } catch (IOException closed) {
                open.socket.close();
            }
        }
        Connection fresh = new Connection(from, port);
        fresh.ask(path);
        return fresh;
    }

    private static final class Connection {
        private final Socket socket = new Socket();
        private final InputStream in;
        private String last = "0";

        Connection(byte[] from, int port) throws IOException {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        void ask(String path) throws IOException {
            String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: " + last + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            String status = line();
            int length = -1;
            for (String header = line(); !header.isEmpty(); header = line()) {
                if (header.regionMatches(true, 0, "Content-Length: ", 0, 16)) {
                    length = Integer.parseInt(header.substring(16));
                }
            }
            String body = new String(in.readNBytes(length), ISO_8859_1);
            if (!status.startsWith("HTTP/1.1 200")) {
                FAILED.incrementAndGet();
                System.err.println(status + " " + path);
            }
            if (path.startsWith("/api/v1/events")) {
                for (int at = body.indexOf(EVENT); at >= 0; at = body.indexOf(EVENT, at + EVENT.length())) {
                    EVENTS.incrementAndGet();
                }
                int id = body.lastIndexOf(ID) + ID.length();
                last = body.substring(id, body.indexOf('\n', id));
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }
    }
}
