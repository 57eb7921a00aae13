package io.tidecast.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.cli.Main;
import io.tidecast.faults.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Namespace of the Kubernetes cluster that kubectl leads to, made for a test and removed by it; asked by the commands
 * that docs/deploy.md has.
 */
final class Cluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of the first version that has what the manifests say; before it, what it does not know is left out. */
    private static final int MINOR = 27;

    private final String namespace;
    private final Path folder;
    private final int minor;

    private Cluster(String namespace, Path folder, int minor) {
        this.namespace = namespace;
        this.folder = folder;
        this.minor = minor;
    }

    /**
     * Makes the namespace of an overlay. Skips the test that asks unless a cluster answers; fails where the namespace
     * is there, as what is in it may be somebody's.
     *
     * @param folder for files of the test's own
     */
    static Cluster with(String namespace, Path folder) throws IOException {
        Output version = run(List.of("kubectl", "version", "--output=json", "--request-timeout=5s"));
        assumeTrue(version.code() == 0, "no Kubernetes cluster answers here: " + version.text());
        String minor = JSON.readTree(version.text()).at("/serverVersion/minor").asText();
        assertThat(run(List.of("kubectl", "get", "namespace", namespace)).code())
                .as("namespace %s must not exist: this test makes it, and removes it with all that is in it", namespace)
                .isNotZero();
        return new Cluster(namespace, folder, Integer.parseInt(minor.replaceAll("[^0-9]", "")));
    }

    record Output(int code, String text) {}

    private static Output run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Output(process.waitFor(), text);
        } catch (IOException e) {
            return new Output(-1, e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException("while waiting for " + command, e);
        }
    }

    /** What this build's command prints on this machine; it must succeed. */
    static String tidecast(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return succeed(command.toArray(String[]::new));
    }

    /** What a command of this machine prints; it must succeed. */
    static String succeed(String... command) {
        Output output = run(List.of(command));
        assertThat(output.code())
                .as("%s: %s", String.join(" ", command), output.text())
                .isZero();
        return output.text();
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "-n", namespace));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What kubectl prints in the namespace; it must succeed. */
    String kubectl(String... arguments) {
        Output output = attempt(arguments);
        assertThat(output.code())
                .as("kubectl %s: %s", List.of(arguments), output.text())
                .isZero();
        return output.text();
    }

    /** What kubectl prints in the namespace, whether it succeeds or not. */
    Output attempt(String... arguments) {
        return run(command(arguments));
    }

    /** Applies an overlay as it is, but for what an old cluster does not know. */
    void apply(String overlay) throws IOException {
        if (minor >= MINOR) {
            kubectl("apply", "-k", overlay);
        } else {
            kubectl("apply", "--validate=false", "-f", older(overlay));
        }
    }

    void scale(String set, int pods) {
        kubectl("scale", "statefulset", set, "--replicas=" + pods);
    }

    /** Makes a secret, or gives it other contents, as docs/operate.md does. */
    void secret(String name, String... from) throws IOException {
        List<String> create = new ArrayList<>(List.of("create", "secret", "generic", name));
        create.addAll(List.of(from));
        create.addAll(List.of("--dry-run=client", "--output=yaml"));
        put("secret.yaml", create);
    }

    /** The same of a ConfigMap. */
    void configMap(String name, String... from) throws IOException {
        List<String> create = new ArrayList<>(List.of("create", "configmap", name));
        create.addAll(List.of(from));
        create.addAll(List.of("--dry-run=client", "--output=yaml"));
        put("configmap.yaml", create);
    }

    private void put(String file, List<String> create) throws IOException {
        String yaml = kubectl(create.toArray(String[]::new));
        kubectl("apply", "-f", Files.writeString(folder.resolve(file), yaml).toString());
    }

    /** Removes what an overlay has. */
    void delete(String overlay) throws IOException {
        if (minor >= MINOR) {
            kubectl("delete", "-k", overlay);
        } else {
            kubectl("delete", "-f", older(overlay));
        }
    }

    private String older(String overlay) throws IOException {
        String yaml = kubectl("kustomize", overlay).replace("apiVersion: policy/v1\n", "apiVersion: policy/v1beta1\n");
        return Files.writeString(folder.resolve(namespace + ".yaml"), yaml).toString();
    }

    /** The version of an old cluster's disruption budgets, in a chart that it is to take. */
    String adapted(String template) {
        return minor >= MINOR ? template : template.replace("policy/v1\n", "policy/v1beta1\n");
    }

    /** Whether it knows all fields that the manifests have. */
    boolean knowsAll() {
        return minor >= MINOR;
    }

    /** How many processors its nodes give to pods. */
    double cores() throws IOException {
        JsonNode nodes = JSON.readTree(kubectl("get", "nodes", "--output=json")).path("items");
        return StreamSupport.stream(nodes.spliterator(), false)
                .mapToDouble(node -> cores(node.at("/status/allocatable/cpu").asText()))
                .sum();
    }

    private static double cores(String quantity) {
        return quantity.endsWith("m")
                ? Double.parseDouble(quantity.substring(0, quantity.length() - 1)) / 1000
                : Double.parseDouble(quantity);
    }

    JsonNode get(String kind, String name) throws IOException {
        return JSON.readTree(kubectl("get", kind, name, "--output=json"));
    }

    /** Which pod of this name it is, and which of its containers' processes: another after each start. */
    String incarnation(String pod) {
        Output found = attempt(
                "get",
                "pod",
                pod,
                "--output=jsonpath={.metadata.uid} {.status.containerStatuses[0].restartCount}"
                        + " {.status.containerStatuses[0].containerID}");
        return found.code() == 0 ? found.text() : "none";
    }

    /** How often the containers of the namespace's pods were started again. */
    int restarts() throws IOException {
        JsonNode pods = JSON.readTree(kubectl("get", "pods", "--output=json")).path("items");
        return StreamSupport.stream(pods.spliterator(), false)
                .mapToInt(pod ->
                        pod.at("/status/containerStatuses/0/restartCount").asInt())
                .sum();
    }

    /** Waits until a set is as it is described: as many pods, all of one revision, all ready. */
    void awaitReady(String set) throws IOException {
        String timeout = "--timeout=" + PATIENCE.toSeconds() + "s";
        kubectl("rollout", "status", "statefulset/" + set, timeout);
        String wanted = get("statefulset", set).at("/spec/replicas").asText();
        kubectl("wait", "statefulset/" + set, "--for=jsonpath={.status.replicas}=" + wanted, timeout);
        kubectl("wait", "statefulset/" + set, "--for=jsonpath={.status.readyReplicas}=" + wanted, timeout);
    }

    /** Waits until a pod's process is another than the one that was, and the pod is ready. */
    void awaitAnother(String pod, String incarnation) {
        Await.until("another process of " + pod, PATIENCE, () -> {
            Await.pass(Duration.ofMillis(300));
            String now = incarnation(pod);
            return !now.equals("none") && !now.equals(incarnation);
        });
        kubectl("wait", "pod/" + pod, "--for=condition=Ready", "--timeout=" + PATIENCE.toSeconds() + "s");
    }

    /** The JVM of a pod, where its node is this machine. */
    Optional<ProcessHandle> process(String pod) throws IOException {
        String uid = get("pod", pod).at("/metadata/uid").asText();
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

    /** Adds to a failure what the pods are and say. */
    void tell(Throwable failure) {
        String pods = attempt("get", "pods", "--output=wide").text();
        String logs = attempt("logs", "--selector=app.kubernetes.io/name=tidecast", "--prefix", "--tail=30")
                .text();
        failure.addSuppressed(new IllegalStateException(pods + logs));
    }

    /** Removes the namespace with all that is in it. */
    @Override
    public void close() {
        run(List.of("kubectl", "delete", "namespace", namespace, "--ignore-not-found", "--timeout=180s"));
    }
}
