package io.tidecast.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Connection limiter of the server, under {@link Admission}'s rules. Of a connection without a place no more is read
 * than its head, to see whether it is complete; once it has one, HTTP takes it over with what was read. Nobody is
 * turned away by not accepting: a queue in the kernel cannot be looked into.
 */
final class ConnectionGate extends AbstractConnectionFactory {
    private static final Duration SWEEP = Duration.ofMillis(100);

    private final HttpConnectionFactory http;
    private final Admission admission;
    private final Map<EndPoint, Waiting> guests = new ConcurrentHashMap<>();
    private final AtomicBoolean sweeping = new AtomicBoolean();

    /** @param http what a connection speaks once it has a place */
    ConnectionGate(HttpConnectionFactory http, Admission.Limits limits) {
        super("admission");
        this.http = http;
        this.admission = new Admission(limits, System::nanoTime);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        if (sweeping.compareAndSet(false, true)) {
            sweep(connector.getScheduler());
        }
        return configure(new Waiting(connector, endPoint), connector, endPoint);
    }

    private void sweep(Scheduler scheduler) {
        try {
            admission.sweep();
        } finally {
            scheduler.schedule(() -> sweep(scheduler), SWEEP);
        }
    }

    /**
     * A handler that has each request's head and answer noted before and after another handles it. Where somebody waits
     * for the place, the client is told that its connection ends with this answer.
     */
    Handler watched(Handler handler) {
        return new Handler.Wrapper(handler) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                EndPoint endPoint =
                        request.getConnectionMetaData().getConnection().getEndPoint();
                note(endPoint, guest -> {
                    if (admission.answering(guest)) {
                        response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
                    }
                });
                Request.addCompletionListener(request, failure -> note(endPoint, admission::answered));
                return super.handle(request, response, callback);
            }
        };
    }

    private void note(EndPoint endPoint, Consumer<Waiting> what) {
        Optional.ofNullable(guests.get(endPoint)).ifPresent(what);
    }

    /** Pending connection, before HTTP has it, and what stands for it afterwards. */
    private final class Waiting extends AbstractConnection
            implements Admission.Guest, Connection.Listener, Connection.UpgradeFrom {
        private final Connector connector;
        private final Object address;
        private ByteBuffer head = BufferUtil.EMPTY_BUFFER;
        /** Whether {@link #onFillable} is to come, or runs: HTTP cannot take over before it has. */
        private boolean reading;

        private boolean admitted;
        private volatile boolean upgraded;

        Waiting(Connector connector, EndPoint endPoint) {
            super(endPoint, connector.getExecutor());
            this.connector = connector;
            SocketAddress remote = endPoint.getRemoteSocketAddress();
            this.address = remote instanceof InetSocketAddress inet ? inet.getAddress() : "unknown";
        }

        @Override
        public void onOpen() {
            super.onOpen();
            guests.put(getEndPoint(), this);
            admission.came(this);
            synchronized (this) {
                if (!admitted) {
                    reading = true;
                    fillInterested();
                }
            }
        }

        @Override
        public void onFillable() {
            boolean complete;
            try {
                synchronized (this) {
                    if (admitted) {
                        upgrade();
                        return;
                    }
                    complete = read();
                    reading = !complete;
                }
            } catch (IOException e) {
                getEndPoint().close(e);
                return;
            }
            // Without the lock, since others may be told something meanwhile, under theirs.
            if (complete) {
                admission.ready(this);
            } else {
                fillInterested();
            }
        }

        /** Reads what has come; whether that is a whole head, or more than HTTP would take for one. */
        private boolean read() throws IOException {
            if (head.capacity() == 0) {
                head = BufferUtil.allocate(http.getInputBufferSize());
            }
            if (getEndPoint().fill(head) < 0) {
                throw new EOFException("closed before its head was complete");
            }
            return BufferUtil.space(head) == 0
                    || BufferUtil.toString(head, ISO_8859_1).contains("\r\n\r\n");
        }

        @Override
        public Object address() {
            return address;
        }

        @Override
        public synchronized void admit() {
            admitted = true;
            if (!reading) {
                upgrade();
            }
        }

        private void upgrade() {
            upgraded = true;
            Connection next = http.newConnection(connector, getEndPoint());
            next.addEventListener(this);
            getEndPoint().upgrade(next);
        }

        @Override
        public ByteBuffer onUpgradeFrom() {
            return head;
        }

        @Override
        public void close() {
            guests.remove(getEndPoint());
            getEndPoint().close();
        }

        /** HTTP is done with it. */
        @Override
        public void onClosed(Connection connection) {
            gone();
        }

        @Override
        public void onClose(Throwable cause) {
            super.onClose(cause);
            if (!upgraded) {
                gone();
            }
        }

        private void gone() {
            guests.remove(getEndPoint());
            admission.left(this);
        }
    }
}
