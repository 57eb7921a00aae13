package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.faults.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The development overlay in a cluster: what docs/deploy.md and docs/operate.md do to it and what happens to its pods,
 * each with every step of every device forecast once.
 */
@Tag("cluster")
class DevClusterTest {
    private static final String OVERLAY = "k8s/overlays/dev";
    private static final String FORECASTER = "tidecast-forecaster";
    private static final String TRAINER = "tidecast-trainer";
    /** More than a chunk, so that there is a model. */
    private static final int HISTORY = 200;

    private static final Duration OUTAGE = Duration.ofSeconds(40);
    /** Longer than the 40 s after which the cluster takes the node for unready. */
    private static final Duration KUBELET_AWAY = Duration.ofSeconds(60);

    private Cluster cluster;
    private ClusterBroker broker;
    private Traffic traffic;
    private Happenings happenings;

    @Test
    void shouldForecastEveryStepOnceWhateverHappensToThePods(@TempDir Path folder) throws Exception {
        try (Cluster made = Cluster.with("tidecast-dev", folder)) {
            cluster = made;
            cluster.kubectl("apply", "-f", OVERLAY + "/namespace.yaml");
            beforeItsBroker(folder);
            try (Traffic sending = new Traffic(broker.address(), HISTORY)) {
                traffic = sending;
                happenings = new Happenings("", cluster, traffic, List.of(FORECASTER, TRAINER));
                happenings.during(
                        "start", "the overlay applied before there is a broker, then topics and readings", () -> {});
                for (int round = 0; round < Happenings.ROUNDS; round++) {
                    toOnePod();
                }
                toTheBroker();
                toTheKubelet();
                toSettings(folder);
                happenings.to(
                        TRAINER + "-0",
                        "trainer-kill",
                        "kill -9 of the JVM of the trainer: no device waits for it",
                        () -> happenings.kill(TRAINER + "-0"));
                toTheirNumber();
                assertThat(cluster.kubectl("exec", FORECASTER + "-0", "--", "tidecast", "healthcheck", "--ready"))
                        .contains("\"status\":\"up\"");
            } catch (Exception | AssertionError e) {
                cluster.tell(e);
                throw e;
            }
            cluster.delete(OVERLAY);
            assertThat(cluster.kubectl("get", "pvc")).contains("state-" + FORECASTER + "-0");
        }
    }

    /** Pods that come before their broker and its topics wait, and say what for. */
    private void beforeItsBroker(Path folder) throws Exception {
        cluster.apply(OVERLAY);
        Await.until("a pod that says what it waits for", Cluster.PATIENCE, () -> {
            Await.pass(Duration.ofSeconds(1));
            return cluster.attempt("logs", FORECASTER + "-0").text().contains("waits for the broker");
        });
        assertThat(cluster.restarts())
                .as("restarts of pods that wait for their broker")
                .isZero();
        // Between broker and topics they may end, saying that topics are missing, and are started again.
        broker = new ClusterBroker(cluster, 30_092).start(folder);
        broker.topics();
    }

    /** Each round ends with a new pod: kubelet waits ever longer before it starts a container once more. */
    private void toOnePod() throws Exception {
        String pod = FORECASTER + "-0";
        happenings.to(
                pod,
                "forced-deletion",
                "`kubectl delete pod --grace-period=0 --force` of the only forecaster",
                () -> cluster.kubectl("delete", "pod", pod, "--grace-period=0", "--force"));
        happenings.to(pod, "kill", "kill -9 of the JVM of the only forecaster", () -> happenings.kill(pod));
        happenings.to(
                pod,
                "rollout",
                "`kubectl rollout restart` of the only forecaster",
                () -> cluster.kubectl("rollout", "restart", "statefulset", FORECASTER));
    }

    private void toTheBroker() throws Exception {
        int restarts = cluster.restarts();
        happenings.during(
                "broker-away",
                "the broker's pod away for 40 s and another one in its place; pause from then on",
                () -> {
                    broker.leave();
                    Await.pass(OUTAGE);
                    broker.comeBack();
                    traffic.mark();
                });
        happenings.during("start-without-broker", "the same, and the forecaster's pod deleted meanwhile", () -> {
            String before = cluster.incarnation(FORECASTER + "-0");
            broker.leave();
            cluster.kubectl("delete", "pod", FORECASTER + "-0");
            Await.pass(OUTAGE);
            broker.comeBack();
            traffic.mark();
            cluster.awaitAnother(FORECASTER + "-0", before);
        });
        assertThat(cluster.restarts())
                .as("restarts of containers, after two outages of the broker")
                .isEqualTo(restarts);
        happenings.during(
                "power-cut",
                "kill -9 of every process at once: broker, forecaster, trainer; pause from the broker's first answer",
                () -> {
                    List<String> pods = List.of("kafka-0", FORECASTER + "-0", TRAINER + "-0");
                    String before = cluster.incarnation(FORECASTER + "-0");
                    for (String pod : pods) {
                        happenings.kill(pod);
                    }
                    broker.awaitAnswer();
                    traffic.mark();
                    cluster.awaitAnother(FORECASTER + "-0", before);
                    cluster.awaitReady("kafka");
                });
    }

    /** By the tool that runs the cluster, where it is one of this machine. */
    private void toTheKubelet() throws Exception {
        String tool = System.getenv("KUBE_UP");
        if (tool == null) {
            System.out.println("cluster: kubelet: left out, as no tool of KUBE_UP can stop it");
            return;
        }
        happenings.during("kubelet", "the node's kubelet stopped for 60 s and started: pods go on", () -> {
            Cluster.succeed(tool, "stop", "kubelet");
            Await.pass(KUBELET_AWAY);
            Cluster.succeed(tool, "up");
        });
    }

    private void toSettings(Path folder) throws Exception {
        String changed = Overlay.copy("dev", folder)
                .settings("http:\n  stuck-after: 6m\n")
                .path();
        happenings.during("settings", "another `tidecast.yaml` applied: one forecaster and the trainer", () -> {
            String before = cluster.incarnation(FORECASTER + "-0");
            cluster.apply(changed);
            cluster.awaitAnother(FORECASTER + "-0", before);
        });
    }

    private void toTheirNumber() throws Exception {
        happenings.during(
                "scale-out", "`kubectl scale` from one forecaster to three", () -> cluster.scale(FORECASTER, 3));
        cluster.apply(OVERLAY);
        assertThat(cluster.get("statefulset", FORECASTER).at("/spec/replicas").asInt())
                .as("what `kubectl scale` said, after the overlay was applied again")
                .isEqualTo(3);
        happenings.during(
                "rollout-of-three",
                "`kubectl rollout restart` of three forecasters, pod by pod",
                () -> cluster.kubectl("rollout", "restart", "statefulset", FORECASTER));
        happenings.during(
                "drain", "`kubectl drain` of the node of three forecasters, for which there is a place", this::drain);
        happenings.during(
                "scale-in",
                "`tidecast leave` in two of three forecasters, then `kubectl scale`",
                () -> happenings.scaleIn(FORECASTER, 3, 1));
        cluster.scale(FORECASTER, 2);
        cluster.awaitReady(FORECASTER);
        happenings.during(
                "scale-in-untold",
                "from two forecasters to one without `tidecast leave`",
                () -> cluster.scale(FORECASTER, 1));
    }

    /** The node takes pods again as soon as the drain has shut it, as another node would. */
    private void drain() throws Exception {
        String node = cluster.get("pod", FORECASTER + "-0").at("/spec/nodeName").asText();
        List<String> before = new ArrayList<>();
        for (int pod = 0; pod < 3; pod++) {
            before.add(cluster.incarnation(FORECASTER + "-" + pod));
        }
        CompletableFuture<Cluster.Output> drain = CompletableFuture.supplyAsync(() -> cluster.attempt(
                "drain",
                node,
                "--pod-selector=app.kubernetes.io/component=forecaster",
                "--delete-emptydir-data",
                "--timeout=300s"));
        try {
            cluster.kubectl("wait", "node/" + node, "--for=jsonpath={.spec.unschedulable}=true", "--timeout=60s");
        } finally {
            cluster.kubectl("uncordon", node);
        }
        assertThat(drain.get().code()).as(drain.get().text()).isZero();
        for (int pod = 0; pod < before.size(); pod++) {
            cluster.awaitAnother(FORECASTER + "-" + pod, before.get(pod));
        }
    }
}
