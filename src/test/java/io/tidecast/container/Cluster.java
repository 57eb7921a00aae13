package io.tidecast.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.faults.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Kubernetes cluster that kubectl leads to, and a namespace in it; asked by the commands that docs/deploy.md has. */
final class Cluster {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of the first version that has what the manifests say; before it, what it does not know is left out. */
    private static final int MINOR = 27;

    private final String namespace;
    private final int minor;

    private Cluster(String namespace, int minor) {
        this.namespace = namespace;
        this.minor = minor;
    }

    /** Skips the test that asks unless a cluster answers. */
    static Cluster answering(String namespace) throws Exception {
        Output version = run(List.of("kubectl", "version", "--output=json", "--request-timeout=5s"));
        assumeTrue(version.code() == 0, "no Kubernetes cluster answers here: " + version.text());
        String minor = JSON.readTree(version.text()).at("/serverVersion/minor").asText();
        return new Cluster(namespace, Integer.parseInt(minor.replaceAll("[^0-9]", "")));
    }

    record Output(int code, String text) {}

    private static Output run(List<String> command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Output(process.waitFor(), text);
        } catch (IOException e) {
            return new Output(-1, e.getMessage());
        }
    }

    /** What kubectl prints in the namespace; it must succeed. */
    String kubectl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("kubectl", "-n", namespace));
        command.addAll(List.of(arguments));
        Output output = run(command);
        assertThat(output.code()).as("%s: %s", command, output.text()).isZero();
        return output.text();
    }

    /** Applies an overlay as it is, but for what an old cluster does not know. */
    void apply(String overlay, Path folder) throws Exception {
        if (minor >= MINOR) {
            kubectl("apply", "-k", overlay);
        } else {
            kubectl("apply", "--validate=false", "-f", older(overlay, folder));
        }
    }

    /** Removes what an overlay has. */
    void delete(String overlay, Path folder) throws Exception {
        if (minor >= MINOR) {
            kubectl("delete", "-k", overlay);
        } else {
            kubectl("delete", "-f", older(overlay, folder));
        }
    }

    private String older(String overlay, Path folder) throws Exception {
        String yaml = kubectl("kustomize", overlay).replace("apiVersion: policy/v1\n", "apiVersion: policy/v1beta1\n");
        return Files.writeString(folder.resolve("overlay.yaml"), yaml).toString();
    }

    JsonNode pod(String name) throws Exception {
        return JSON.readTree(kubectl("get", "pod", name, "--output=json"));
    }

    /** Waits until as many pods of a set are ready as it has. */
    void awaitReady(String set, Duration timeout) {
        Await.until(set + " is ready", timeout, () -> {
            JsonNode found = JSON.readTree(kubectl("get", "statefulset", set, "--output=json"));
            int wanted = found.at("/spec/replicas").asInt();
            return found.at("/status/observedGeneration").asLong()
                            == found.at("/metadata/generation").asLong()
                    && found.at("/status/readyReplicas").asInt() == wanted
                    && found.at("/status/replicas").asInt() == wanted
                    && found.at("/status/currentRevision").equals(found.at("/status/updateRevision"));
        });
    }

    /** The JVM of a pod, where its node is this machine. */
    Optional<ProcessHandle> process(String pod) throws Exception {
        String uid = pod(pod).at("/metadata/uid").asText();
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(c -> c.endsWith("/java"))
                        .isPresent())
                .filter(process -> isOf(process, uid))
                .findFirst();
    }

    private static boolean isOf(ProcessHandle process, String uid) {
        try {
            String groups = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cgroup"));
            return groups.contains(uid) || groups.contains(uid.replace('-', '_'));
        } catch (IOException e) {
            return false;
        }
    }
}
