package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.faults.Await;
import io.tidecast.faults.ReliabilityPage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What happens to the pods of a cluster while readings come in, and what must hold after each: pods ready, every step
 * of every device forecast once. Each is a row of docs/reliability.md where the run makes that page; what happens again
 * is added to its row.
 */
final class Happenings {
    /** How often what is measured by its median is done. */
    static final int ROUNDS = Integer.getInteger("cluster.rounds", 1);

    private final String prefix;
    private final Cluster cluster;
    private final Traffic traffic;
    private final List<String> sets;
    private final Map<String, Row> rows = new HashMap<>();

    /** Something that happens; it may mark the traffic anew where the pause begins later. */
    interface Event {
        void happen() throws Exception;
    }

    private static final class Row {
        final List<Duration> pauses = new ArrayList<>();
        final List<Duration> ready = new ArrayList<>();
        int forecasts;
    }

    /**
     * Nothing has happened yet.
     *
     * @param prefix of the rows' names
     * @param sets whose pods must be ready in the end
     */
    Happenings(String prefix, Cluster cluster, Traffic traffic, List<String> sets) {
        this.prefix = prefix;
        this.cluster = cluster;
        this.traffic = traffic;
        this.sets = sets;
    }

    void during(String name, String what, Event event) throws Exception {
        Row row = rows.computeIfAbsent(name, any -> new Row());
        int before = traffic.steps();
        traffic.mark();
        long began = System.nanoTime();
        event.happen();
        for (String set : sets) {
            cluster.awaitReady(set);
        }
        row.ready.add(Duration.ofNanos(System.nanoTime() - began));
        traffic.awaitNow();
        row.pauses.add(traffic.pause());
        row.forecasts += (traffic.awaitEachOnce() - before) * traffic.devices();
        List<String> cells =
                List.of(what, row.forecasts + " forecasts: 0 lost, 0 twice", text(row.pauses), text(row.ready));
        System.out.println("cluster: " + prefix + name + ": " + cells);
        ReliabilityPage.ofRun(ReliabilityPage.CLUSTER).ifPresent(page -> page.put(prefix + name, cells));
    }

    /** Of one pod, whose process is another one afterwards. */
    void to(String pod, String name, String what, Event event) throws Exception {
        during(name, what, () -> {
            String before = cluster.incarnation(pod);
            event.happen();
            cluster.awaitAnother(pod, before);
        });
    }

    /** Kills the JVM of a pod, which must be on this machine; returns when it is dead. */
    void kill(String pod) throws IOException {
        ProcessHandle process = cluster.process(pod).orElseThrow();
        assertThat(process.destroyForcibly())
                .as("SIGKILL to the JVM of %s", pod)
                .isTrue();
        Await.until("the end of the JVM of " + pod, () -> !process.isAlive());
    }

    /** Tells pods that they go for good, as docs/deploy.md does, then has the set be as many fewer. */
    void scaleIn(String set, int from, int to) {
        for (int pod = from - 1; pod >= to; pod--) {
            assertThat(cluster.kubectl(
                            "exec", set + "-" + pod, "--", "tidecast", "leave", "-c", "/etc/tidecast/tidecast.yaml"))
                    .contains("leaves group " + set + " when it stops");
        }
        cluster.scale(set, to);
    }

    private static String text(List<Duration> times) {
        List<Duration> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        String longest = seconds(sorted.get(sorted.size() - 1));
        return sorted.size() == 1
                ? longest
                : "median of %d %s, longest %s"
                        .formatted(sorted.size(), seconds(sorted.get(sorted.size() / 2)), longest);
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
