package io.tidecast.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/** Everything that this process would log at level debug, searched for a text that must not be there. */
final class LogWatch extends AppenderBase<ILoggingEvent> {
    private final String secret;
    private final AtomicLong lines = new AtomicLong();
    private final Queue<String> found = new ConcurrentLinkedQueue<>();
    private final Logger root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    private final Logger own = root.getLoggerContext().getLogger("io.tidecast");
    private Level level;
    private Level ownLevel;
    private Appender<ILoggingEvent> usual;

    LogWatch(String secret) {
        this.secret = secret;
        setContext(root.getLoggerContext());
    }

    @Override
    public void start() {
        super.start();
        level = root.getLevel();
        ownLevel = own.getLevel();
        usual = root.getAppender("STDERR");
        root.detachAppender(usual);
        root.addAppender(this);
        root.setLevel(Level.DEBUG);
        own.setLevel(Level.DEBUG);
    }

    @Override
    public void stop() {
        root.setLevel(level);
        own.setLevel(ownLevel);
        root.detachAppender(this);
        root.addAppender(usual);
        super.stop();
    }

    long lines() {
        return lines.get();
    }

    List<String> found() {
        return List.copyOf(found);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.incrementAndGet();
        search(event.getFormattedMessage());
        for (IThrowableProxy thrown = event.getThrowableProxy(); thrown != null; thrown = thrown.getCause()) {
            search(thrown.getMessage());
        }
    }

    private void search(String text) {
        if (text != null && text.contains(secret)) {
            found.add(text);
        }
    }
}
