package io.tidecast.demo;

import io.tidecast.app.Dashboard;
import io.tidecast.app.ReadingFeed;
import io.tidecast.app.TidecastStreams;
import io.tidecast.config.Values;
import io.tidecast.http.HttpSettings;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Demo in one process: a broker, a feed of readings, the application that forecasts and learns, and a view of what
 * comes out. Nothing is left behind when it ends.
 */
public final class Demo {
    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration SCREEN = Duration.ofMillis(500);
    private static final Duration LINE = Duration.ofSeconds(5);

    private final DemoSettings settings;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Consumer<URI> opening;
    private final CompletableFuture<End> end = new CompletableFuture<>();

    /** Reason for which a run ended. */
    private enum Kind {
        STOPPED,
        TIME,
        DATA,
        FAILED
    }

    /**
     * Outcome of a run.
     *
     * @param reason why it failed, empty if it has not
     */
    private record End(Kind kind, String reason) {
        static End of(Kind kind) {
            return new End(kind, "");
        }

        static End failed(String reason) {
            return new End(Kind.FAILED, reason);
        }
    }

    public Demo(DemoSettings settings, PrintWriter out, PrintWriter err) {
        this(settings, out, err, address -> {});
    }

    /** @param opening is told where the page is, once it is there */
    public Demo(DemoSettings settings, PrintWriter out, PrintWriter err, Consumer<URI> opening) {
        this.settings = settings;
        this.out = out;
        this.err = err;
        this.opening = opening;
    }

    /** Ends {@link #run()} as if its time were over. */
    public void stop() {
        end.complete(End.of(Kind.STOPPED));
    }

    /**
     * Runs until the time is over, the data ends, or {@link #stop()}.
     *
     * @return the exit code: 1 if the application failed or no forecast came, otherwise 0
     * @throws IllegalArgumentException if a file cannot be read as the settings say
     */
    public int run() throws IOException, InterruptedException {
        End ended;
        try (DemoReadings readings = DemoReadings.open(settings);
                TemporaryFolder folder = TemporaryFolder.create("tidecast-demo-");
                Dashboard dashboard =
                        Dashboard.before(HttpSettings.from(Values.DEFAULTS), "the demo is being started")) {
            say("The dashboard is at " + dashboard.address());
            opening.accept(dashboard.address());
            if (settings.bootstrap().isPresent()) {
                ended = runOn(settings.bootstrap().get(), readings, folder, dashboard);
            } else {
                say("Starting a broker ...");
                try (EmbeddedBroker broker = EmbeddedBroker.start(folder.path().resolve("broker"))) {
                    ended = runOn(broker.bootstrapServers(), readings, folder, dashboard);
                }
            }
        }
        if (ended.kind() != Kind.FAILED) {
            return 0;
        }
        err.println("tidecast demo: " + ended.reason());
        err.flush();
        return 1;
    }

    private End runOn(String bootstrap, DemoReadings readings, TemporaryFolder folder, Dashboard dashboard)
            throws InterruptedException {
        StreamSettings stream = DemoStream.settings(settings, bootstrap, readings.features(), folder.path());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            DemoTopics.create(admin, stream);
            say(DemoText.announcement(bootstrap, stream.topics().forecasts(), readings.source(), settings.speed()));
            try {
                return runApplication(stream, readings, dashboard);
            } finally {
                // Before the topics and the broker that it reads.
                dashboard.close();
                if (settings.bootstrap().isPresent()) {
                    removeFrom(admin, stream);
                }
            }
        }
    }

    private static void removeFrom(Admin admin, StreamSettings stream) throws InterruptedException {
        try {
            DemoTopics.remove(admin, stream);
        } catch (ExecutionException e) {
            LOG.warn("topics or groups of {} are left on the broker: {}", stream.applicationId(), e.getMessage());
        }
    }

    private End runApplication(StreamSettings stream, DemoReadings readings, Dashboard dashboard)
            throws InterruptedException {
        Map<String, String> client = Map.of("bootstrap.servers", stream.kafka().get("bootstrap.servers"));
        SendTimes sendTimes = new SendTimes(settings.step());
        try (TidecastStreams application = new TidecastStreams(stream)) {
            dashboard.show(application, stream);
            start(application);
            if (end.isDone()) {
                return end.join();
            }
            DemoStatistics statistics = new DemoStatistics(System.nanoTime());
            long stoppedNanos;
            long sent;
            End ended;
            try (LiveView view =
                    new LiveView(client, stream.topics(), stream.forecast().model(), sendTimes, statistics)) {
                try (ReadingFeed feed = new ReadingFeed(
                        client,
                        stream.topics().readings(),
                        stream.readings(),
                        readings.readings(),
                        settings.speed(),
                        sendTimes::sent)) {
                    var unused = feed.end().whenComplete((done, failure) -> feedEnded(failure));
                    view.start();
                    feed.start();
                    ended = follow(feed, statistics, readings.source());
                    stoppedNanos = System.nanoTime();
                    sent = feed.sent();
                }
                // Before the view, which is to see the last forecasts.
                application.close();
            }
            DemoStatistics.Whole whole = statistics.whole(stoppedNanos);
            if (whole.forecasts() > 0) {
                say("\n" + DemoText.summary(whole, sent, sendTimes.devices().size()));
                return ended;
            }
            return ended.kind() == Kind.TIME || ended.kind() == Kind.DATA
                    ? End.failed("no forecast came; the log may say why")
                    : ended;
        }
    }

    /** Returns when the application runs, or when something has ended the demo. */
    private void start(TidecastStreams application) throws InterruptedException {
        application.start();
        Thread watch = new Thread(() -> awaitFailure(application), "watch-application");
        watch.setDaemon(true);
        watch.start();
        long deadline = System.nanoTime() + START.toNanos();
        while (!end.isDone() && !application.awaitRunning(SCREEN)) {
            if (System.nanoTime() > deadline) {
                end.complete(End.failed("the application was not running within " + START.toSeconds() + " s"));
            }
        }
    }

    private void awaitFailure(TidecastStreams application) {
        try {
            if (application.awaitStop()) {
                end.complete(End.failed("the application has failed; the log says why"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void feedEnded(Throwable failure) {
        end.complete(
                failure == null
                        ? End.of(Kind.DATA)
                        : End.failed("readings can no longer be sent: " + failure.getMessage()));
    }

    /** Shows how it goes until it ends. */
    private End follow(ReadingFeed feed, DemoStatistics statistics, String source) throws InterruptedException {
        long startNanos = System.nanoTime();
        long endNanos =
                startNanos + settings.duration().orElse(Duration.ofDays(10_000)).toNanos();
        try (DemoProgress progress = DemoProgress.on(out, DemoText.title(source, settings.speed()))) {
            return follow(feed, statistics, progress, startNanos, endNanos);
        }
    }

    private End follow(
            ReadingFeed feed, DemoStatistics statistics, DemoProgress progress, long startNanos, long endNanos)
            throws InterruptedException {
        long interval = (progress.isTerminal() ? SCREEN : LINE).toNanos();
        long nextNanos = startNanos + interval;
        while (true) {
            try {
                long wait = Math.min(nextNanos, endNanos) - System.nanoTime();
                End ended = end.get(Math.max(0, wait), TimeUnit.NANOSECONDS);
                if (ended.kind() == Kind.DATA) {
                    drain(statistics);
                }
                return ended;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            } catch (TimeoutException e) {
                long now = System.nanoTime();
                if (now >= endNanos) {
                    return End.of(Kind.TIME);
                }
                progress.show(statistics.live(now), feed.sent());
                nextNanos += interval;
            }
        }
    }

    /** Waits until the last readings have become forecasts: none has come for a while. */
    private static void drain(DemoStatistics statistics) throws InterruptedException {
        long deadline = System.nanoTime() + DRAIN.toNanos();
        long before = -1;
        long forecasts = statistics.live(System.nanoTime()).forecasts();
        while (forecasts > before && System.nanoTime() < deadline) {
            Thread.sleep(1_000);
            before = forecasts;
            forecasts = statistics.live(System.nanoTime()).forecasts();
        }
    }

    private void say(String text) {
        out.println(text);
        out.flush();
    }
}
