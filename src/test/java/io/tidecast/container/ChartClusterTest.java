package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Helm chart with the values of production, installed, upgraded and removed by Helm itself. */
@Tag("cluster")
class ChartClusterTest {
    private static final String FORECASTER = "tidecast-forecaster";
    private static final String TRAINER = "tidecast-trainer";
    private static final String RELEASE = "tidecast";
    private static final int HISTORY = 200;
    private static final double CORES = 4;

    private Cluster cluster;
    private Path chart;

    @Test
    void shouldForecastEveryStepOnceAsHelmInstallsAndUpgradesIt(@TempDir Path folder) throws Exception {
        try (Cluster made = Cluster.with(Production.NAMESPACE, folder)) {
            cluster = made;
            Production production = Production.in(cluster, folder);
            production.user("tidecast", "of-the-chart");
            chart = chart(folder);
            Path values = values(folder);
            install(values);
            cluster.scale(FORECASTER, 2);
            try (Traffic traffic = new Traffic(production.broker().address(), HISTORY)) {
                Happenings happenings = new Happenings("chart-", cluster, traffic, List.of(FORECASTER, TRAINER));
                happenings.during("start", "`helm install` with the values of production, two forecasters", () -> {});
                happenings.to(
                        FORECASTER + "-1",
                        "kill",
                        "kill -9 of the JVM of one of two forecasters",
                        () -> happenings.kill(FORECASTER + "-1"));
                Files.writeString(
                        values, Files.readString(values).replace("settings:\n", "settings:\n  http.stuck-after: 6m\n"));
                happenings.during(
                        "upgrade", "`helm upgrade` with another setting: two forecasters and the trainer", () -> {
                            upgrade(values);
                            assertThat(replicas()).isEqualTo(2);
                        });
                happenings.during(
                        "scale-in",
                        "`tidecast leave` in one of two forecasters, then `kubectl scale`",
                        () -> happenings.scaleIn(FORECASTER, 2, 1));
                assertThat(cluster.restarts()).as("restarts, of one kill").isLessThanOrEqualTo(1);
            } catch (Exception | AssertionError e) {
                cluster.tell(e);
                throw e;
            }
            Helm.uninstall(RELEASE)
                    .withNamespace(Production.NAMESPACE)
                    .withKubeConfig(config())
                    .call();
            assertThat(cluster.kubectl("get", "pvc")).contains("state-" + FORECASTER + "-0");
        }
    }

    private int replicas() throws IOException {
        return cluster.get("statefulset", FORECASTER).at("/spec/replicas").asInt();
    }

    /** As it is, but for what an old cluster does not know. */
    private Path chart(Path folder) throws IOException {
        Overlay copy = Overlay.copy("prod", folder);
        if (!cluster.knowsAll()) {
            copy.edit("helm/tidecast/templates/roles.yaml", cluster::adapted);
        }
        return copy.root().resolve("helm/tidecast");
    }

    /** With the broker's address, and where the nodes are small, less processor time. */
    private Path values(Path folder) throws IOException {
        String values = Files.readString(Path.of("k8s/helm/prod.yaml")).replace("kafka.example.com", "kafka");
        if (cluster.cores() < CORES) {
            values = values.replace("cpu: \"1\"", "cpu: 100m")
                    + """
                    trainer:
                      resources:
                        requests: {cpu: 100m, memory: 1Gi, ephemeral-storage: 64Mi}
                        limits: {memory: 1Gi, ephemeral-storage: 256Mi}
                    """;
        }
        return Files.writeString(folder.resolve("values.yaml"), values);
    }

    private static Path config() {
        String named = System.getenv("KUBECONFIG");
        return named == null ? Path.of(System.getProperty("user.home"), ".kube", "config") : Path.of(named);
    }

    private void install(Path values) {
        InstallCommand install = new Helm(chart)
                .install()
                .withName(RELEASE)
                .withNamespace(Production.NAMESPACE)
                .withKubeConfig(config())
                .withValuesFile(values);
        (cluster.knowsAll() ? install : install.disableOpenApiValidation()).call();
    }

    private void upgrade(Path values) {
        UpgradeCommand upgrade = new Helm(chart)
                .upgrade()
                .withName(RELEASE)
                .withNamespace(Production.NAMESPACE)
                .withKubeConfig(config())
                .withValuesFile(values);
        (cluster.knowsAll() ? upgrade : upgrade.disableOpenApiValidation()).call();
    }
}
