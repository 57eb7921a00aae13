package io.tidecast.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * HTTP clients that are never silent and never done: each sends a byte of its head now and then, and one that is put
 * out comes back.
 */
public final class SlowClients implements AutoCloseable {
    private static final byte[] HEAD = "GET /health/live HTTP/1.1\r\nHost: a\r\nX: ".getBytes(US_ASCII);
    private static final Duration BETWEEN_BYTES = Duration.ofMillis(50);

    private final int port;
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger putOut = new AtomicInteger();
    private final Thread thread = new Thread(this::drip, "slow-clients");

    private SlowClients(int port) {
        this.port = port;
    }

    /** So many, once all of them are at it. */
    public static SlowClients open(int port, int many) throws IOException {
        SlowClients clients = new SlowClients(port);
        for (int i = 0; i < many; i++) {
            clients.sockets.add(connect("127.0.0.1", port));
        }
        clients.thread.setDaemon(true);
        clients.thread.start();
        Await.until("the slow clients to be at it", Duration.ofSeconds(10), () -> clients.sent.get() > 3 * many);
        return clients;
    }

    /** A connection to a port of this machine, from one of its addresses. */
    public static Socket connect(String from, int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    /** How often one of them was. */
    public int putOut() {
        return putOut.get();
    }

    private void drip() {
        try {
            for (int at = 0; true; at++) {
                for (int i = 0; i < sockets.size(); i++) {
                    dripInto(i, at < HEAD.length ? HEAD[at] : 'x');
                }
                Thread.sleep(BETWEEN_BYTES.toMillis());
            }
        } catch (InterruptedException | IOException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void dripInto(int i, int letter) throws IOException {
        Socket socket = sockets.get(i);
        try {
            if (socket.getInputStream().available() > 0) {
                throw new SocketException("answered");
            }
            socket.getOutputStream().write(letter);
            sent.incrementAndGet();
        } catch (SocketException e) {
            socket.close();
            putOut.incrementAndGet();
            sockets.set(i, connect("127.0.0.1", port));
        }
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
