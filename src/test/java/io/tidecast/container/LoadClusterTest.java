package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many times the readings of the other tests, in one pod of each role: what its memory comes to, and its probes. */
@Tag("cluster")
class LoadClusterTest {
    private static final String OVERLAY = "k8s/overlays/dev";
    private static final String FORECASTER = "tidecast-forecaster";
    private static final String TRAINER = "tidecast-trainer";
    /** Each sends a step a second: a fleet of 14,400 at a reading a minute. */
    private static final int DEVICES = 240;

    private static final int HISTORY = 120;
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private Cluster cluster;

    @Test
    void shouldStayWithinTheLimitAndPassItsProbesUnderLoadAndAKill(@TempDir Path folder) throws Exception {
        try (Cluster made = Cluster.with("tidecast-dev", folder)) {
            cluster = made;
            cluster.kubectl("apply", "-f", OVERLAY + "/namespace.yaml");
            ClusterBroker broker =
                    new ClusterBroker(cluster, 30_092).start(folder).topics();
            cluster.apply(OVERLAY);
            try (Traffic traffic = new Traffic(broker.address(), HISTORY, DEVICES)) {
                Happenings happenings = new Happenings("load-", cluster, traffic, List.of(FORECASTER, TRAINER));
                happenings.during("start", "20 times the readings, of 240 devices, one forecaster", () -> {});
                int restarts = cluster.restarts();
                tell("before the kill");
                happenings.to(
                        FORECASTER + "-0",
                        "kill",
                        "kill -9 of its JVM, and all state restored, at 20 times the readings",
                        () -> happenings.kill(FORECASTER + "-0"));
                assertThat(cluster.restarts()).as("restarts, of one kill").isEqualTo(restarts + 1);
                tell("after it");
            } catch (Exception | AssertionError e) {
                cluster.tell(e);
                throw e;
            }
        }
    }

    /** The most that the process has held, by its kernel, against the limit of its pod. */
    private void tell(String when) throws Exception {
        for (String role : List.of(FORECASTER, TRAINER)) {
            // The JVM is a child of the launcher.
            String status = cluster.kubectl("exec", role + "-0", "--", "sh", "-c", "cat /proc/[0-9]*/status");
            long mib = PEAK.matcher(status)
                            .results()
                            .mapToLong(peak -> Long.parseLong(peak.group(1)))
                            .max()
                            .orElseThrow()
                    / 1024;
            JsonNode pod = cluster.get("pod", role + "-0");
            assertThat(pod.at("/spec/containers/0/resources/limits/memory").asText())
                    .isEqualTo("1Gi");
            assertThat(pod.at("/status/containerStatuses/0/lastState/terminated/reason")
                            .asText())
                    .isNotEqualTo("OOMKilled");
            System.out.println("cluster: memory " + when + ": " + role + " at most " + mib + " MiB of 1024");
            assertThat(mib).as("MiB of " + role + " of 1024").isLessThan(1024);
        }
    }
}
