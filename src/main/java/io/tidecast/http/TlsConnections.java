package io.tidecast.http;

import java.time.Duration;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS of the server's connections, with the identity that its files hold now. */
final class TlsConnections {
    private static final Logger LOG = LoggerFactory.getLogger(TlsConnections.class);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final String PASSWORD = "in memory";

    private final Tls tls;
    private final Duration look;
    private final SslContextFactory.Server context = new SslContextFactory.Server();
    private Tls.Identity served;

    TlsConnections(Tls tls) {
        this(tls, LOOK);
    }

    /** @param look how often the files are looked at */
    TlsConnections(Tls tls, Duration look) {
        this.tls = tls;
        this.look = look;
        served = tls.identity();
        take(context);
    }

    private void take(SslContextFactory taker) {
        taker.setKeyStore(served.store(PASSWORD));
        taker.setKeyStorePassword(PASSWORD);
    }

    /** @param next what is spoken within */
    SslConnectionFactory factory(String next) {
        return new SslConnectionFactory(context, next);
    }

    /** Has new connections get what the files hold by then; those that are there keep what they were made with. */
    void follow(Scheduler scheduler) {
        scheduler.schedule(
                () -> {
                    try {
                        look();
                    } finally {
                        follow(scheduler);
                    }
                },
                look);
    }

    private void look() {
        Tls.Identity now = tls.identity();
        if (now.equals(served) || !now.isWhole()) {
            return;
        }
        served = now;
        try {
            context.reload(this::take);
            LOG.info(
                    "served with the certificate of {} from now on",
                    now.chain().get(0).getSubjectX500Principal());
        } catch (Exception e) {
            LOG.warn("a new certificate cannot be served with, the one before goes on: {}", e.toString());
        }
    }
}
