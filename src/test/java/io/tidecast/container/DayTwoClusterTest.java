package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Procedures of docs/operate.md on the development overlay in a cluster: upgrade and back, restore from nothing, more
 * partitions, another shape of model; each with every step of every device forecast once.
 */
@Tag("cluster")
class DayTwoClusterTest {
    private static final String OVERLAY = "k8s/overlays/dev";
    private static final String FORECASTER = "tidecast-forecaster";
    private static final String TRAINER = "tidecast-trainer";
    private static final String NEXT = "tidecast-next";
    private static final int HISTORY = 200;
    private static final int SHOWN = 10;

    private Cluster cluster;
    private ClusterBroker broker;
    private Traffic traffic;
    private Happenings happenings;

    @Test
    void shouldForecastEveryStepOnceThroughEachProcedure(@TempDir Path folder) throws Exception {
        try (Cluster made = Cluster.with("tidecast-dev", folder)) {
            cluster = made;
            cluster.kubectl("apply", "-f", OVERLAY + "/namespace.yaml");
            broker = new ClusterBroker(cluster, 30_092).start(folder).topics();
            Overlay before = Overlay.copy("dev", Files.createDirectories(folder.resolve("before")))
                    .image(System.getProperty("previous.build"));
            cluster.apply(before.path());
            cluster.scale(FORECASTER, 2);
            try (Traffic sending = new Traffic(broker.address(), HISTORY)) {
                traffic = sending;
                happenings = new Happenings("", cluster, traffic, List.of(FORECASTER, TRAINER));
                happenings.during("start-before", "two forecasters and a trainer of the build before", () -> {});
                upgrade();
                happenings.scaleIn(FORECASTER, 2, 1);
                restore();
                grow();
                reshape(folder);
            } catch (Exception | AssertionError e) {
                cluster.tell(e);
                throw e;
            }
        }
    }

    private void upgrade() throws Exception {
        happenings.during(
                "upgrade",
                "the overlay with the image of this build over that of the build before: two forecasters and the"
                        + " trainer, pod by pod",
                () -> cluster.apply(OVERLAY));
        happenings.during("roll-back", "`kubectl rollout undo` of both roles: the build before", () -> {
            cluster.kubectl("rollout", "undo", "statefulset/" + FORECASTER);
            cluster.kubectl("rollout", "undo", "statefulset/" + TRAINER);
        });
        happenings.during("upgrade-again", "and to this build once more", () -> cluster.apply(OVERLAY));
    }

    private void restore() throws Exception {
        String pod = FORECASTER + "-0";
        happenings.to(pod, "volume-lost", "claim and pod of the only forecaster deleted", () -> {
            cluster.kubectl("delete", "pvc", "state-" + pod, "--wait=false");
            cluster.kubectl("delete", "pod", pod);
        });
    }

    private void grow() throws Exception {
        happenings.during(
                "grow", "all pods scaled away, `tidecast topics grow` from 6 to 12 partitions, pods back", () -> {
                    happenings.scaleIn(FORECASTER, 1, 0);
                    happenings.scaleIn(TRAINER, 1, 0);
                    cluster.kubectl(
                            "wait",
                            "pod",
                            "--selector=app.kubernetes.io/name=tidecast",
                            "--for=delete",
                            "--timeout=120s");
                    Cluster.tidecast(
                            "topics",
                            "grow",
                            "--partitions=12",
                            "--config=" + OVERLAY + "/tidecast.yaml",
                            "--bootstrap=" + broker.address());
                    cluster.scale(FORECASTER, 1);
                    cluster.scale(TRAINER, 1);
                });
    }

    /** Of another horizon, beside the old one, which is taken away when the new one serves. */
    private void reshape(Path folder) throws Exception {
        Overlay next = Overlay.copy("dev", Files.createDirectories(folder.resolve("next")))
                .edit(
                        "overlays/dev/kustomization.yaml",
                        yaml -> yaml.replace("namespace: tidecast-dev", "namespace: " + NEXT))
                .edit("overlays/dev/tidecast.yaml", yaml -> yaml.replace("kafka:9092", "kafka.tidecast-dev:9092"))
                .settings(
                        """
                        application-id: tidecast-next
                        forecast:
                          model: next
                          horizon: 12
                        topics:
                          forecasts: forecasts-next
                          scores: scores-next
                          retraining: retraining-next
                        """);
        try (Cluster beside = Cluster.with(NEXT, folder)) {
            beside.kubectl("create", "namespace", NEXT);
            Cluster.tidecast(
                    "topics",
                    "create",
                    "--bootstrap=" + broker.address(),
                    "--replication-factor=1",
                    "--topics-forecasts=forecasts-next",
                    "--topics-scores=scores-next",
                    "--topics-retraining=retraining-next");
            try (Arrivals arrivals = traffic.arrivals("forecasts-next")) {
                happenings.during(
                        "new-shape",
                        "another horizon as an application of its own beside this one, until its model serves",
                        () -> {
                            beside.apply(next.path());
                            beside.awaitReady(FORECASTER);
                            beside.awaitReady(TRAINER);
                        });
                assertThat(Cluster.tidecast("models", "list", "--bootstrap=" + broker.address()))
                        .contains("next");
                // Each step has its forecast of the old one until here, and of the new one all along.
                cluster.delete(OVERLAY);
                int gone = traffic.steps();
                arrivals.await(0, gone + SHOWN);
                arrivals.assertOnce(traffic::steps);
            } catch (Exception | AssertionError e) {
                beside.tell(e);
                throw e;
            }
        }
    }
}
