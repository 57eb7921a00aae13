package io.tidecast.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Volume;
import io.tidecast.cli.Manifests;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * The first pod of a rendered StatefulSet as a container: image, arguments, environment, user, security, memory, mounts
 * and probes are the manifest's, and what this class would not carry over is refused. Where an engine differs from a
 * cluster it is the stricter: a tmpfs is noexec. Files of secrets are readable by all instead of by the pod's group,
 * which only root could give them.
 */
final class Pod extends GenericContainer<Pod> {
    private static final Set<String> CARRIED = Set.of(
            "name",
            "image",
            "imagePullPolicy",
            "args",
            "env",
            "ports",
            "startupProbe",
            "readinessProbe",
            "livenessProbe",
            "resources",
            "securityContext",
            "volumeMounts");

    private final JsonNode set;
    /** Of the probes, kept when it is started again. */
    private final int hostPort;

    private final Optional<String> stateVolume;

    /**
     * @param folder where the files of its mounts are written
     * @param secrets files and their contents by the name of their secret; one that is not optional must be there
     */
    static Pod of(
            Manifests manifests, String name, Network network, Path folder, Map<String, Map<String, String>> secrets)
            throws IOException {
        JsonNode set = manifests.named("StatefulSet", name);
        JsonNode spec = set.at("/spec/template/spec");
        JsonNode container = Manifests.container(set);
        for (Map.Entry<String, JsonNode> field : container.properties()) {
            carried(CARRIED.contains(field.getKey()), "field " + field.getKey());
        }
        Map<String, JsonNode> volumes = new HashMap<>();
        set.at("/spec/volumeClaimTemplates").forEach(v -> volumes.put(Manifests.name(v), v));
        spec.path("volumes").forEach(v -> volumes.put(v.path("name").asText(), v));
        List<Bind> binds = new ArrayList<>();
        Map<String, String> scratch = new HashMap<>();
        String stateVolume = null;
        for (JsonNode mount : container.path("volumeMounts")) {
            String path = mount.path("mountPath").asText();
            JsonNode volume = volumes.get(mount.path("name").asText());
            if (volume.has("emptyDir")) {
                scratch.put(
                        path, "size=" + bytes(volume.at("/emptyDir/sizeLimit").asText()));
            } else if (volume.at("/spec/resources/requests").has("storage")) {
                stateVolume = "tidecast-test-" + name + "-" + System.nanoTime();
                binds.add(new Bind(stateVolume, new Volume(path)));
            } else {
                Path files = folder.resolve(name).resolve(mount.path("name").asText());
                write(files, files(manifests, volume, secrets));
                binds.add(new Bind(files.toString(), new Volume(path), AccessMode.ro));
            }
        }
        Pod pod = new Pod(container.path("image").asText(), set, stateVolume);
        pod.withNetwork(network);
        for (JsonNode variable : container.path("env")) {
            carried(variable.has("value"), "variable " + variable);
            pod.withEnv(variable.path("name").asText(), variable.path("value").asText());
        }
        pod.withCommand(
                Manifests.elements(container.path("args")).map(JsonNode::asText).toArray(String[]::new));
        JsonNode user = spec.path("securityContext");
        JsonNode security = container.path("securityContext");
        carried(security.at("/capabilities/drop").toString().equals("[\"ALL\"]"), "capabilities");
        carried(!security.path("allowPrivilegeEscalation").asBoolean(true), "privilege escalation");
        pod.withCreateContainerCmdModifier(command -> {
            HostConfig host = command.getHostConfig();
            host.withBinds(binds).withTmpFs(scratch);
            host.withReadonlyRootfs(security.path("readOnlyRootFilesystem").asBoolean());
            host.withCapDrop(Capability.ALL).withSecurityOpts(List.of("no-new-privileges:true"));
            // A pod's container that ends is started again.
            host.withRestartPolicy(RestartPolicy.alwaysRestart());
            host.withMemory(bytes(container.at("/resources/limits/memory").asText()));
            command.withHostName(name + "-0");
            command.withUser(user.path("runAsUser").asText() + ":"
                    + user.path("runAsGroup").asText());
        });
        return pod;
    }

    private Pod(String image, JsonNode set, String stateVolume) throws IOException {
        super(image);
        this.set = set;
        this.stateVolume = Optional.ofNullable(stateVolume);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            hostPort = free.getLocalPort();
        }
        setPortBindings(List.of(hostPort + ":"
                + Manifests.container(set).at("/ports/0/containerPort").asInt()));
        // Whether it is there is for its probes to say.
        waitingFor(new AbstractWaitStrategy() {
            @Override
            protected void waitUntilReady() {}
        });
    }

    private static void carried(boolean is, String what) {
        if (!is) {
            throw new AssertionError(
                    "a container cannot be given this, and the test would not be of the manifest: " + what);
        }
    }

    /** The files of a ConfigMap, of a Secret, or of several Secrets projected. */
    private static Map<String, String> files(
            Manifests manifests, JsonNode volume, Map<String, Map<String, String>> secrets) {
        Map<String, String> files = new HashMap<>();
        if (volume.has("configMap")) {
            manifests
                    .named("ConfigMap", volume.at("/configMap/name").asText())
                    .path("data")
                    .properties()
                    .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
        } else if (volume.has("secret")) {
            Map<String, String> secret =
                    secrets.get(volume.at("/secret/secretName").asText());
            carried(
                    secret != null || volume.at("/secret/optional").asBoolean(),
                    "a secret that is not there: " + volume);
            files.putAll(secret == null ? Map.of() : secret);
        } else {
            carried(volume.at("/projected/sources").isArray(), "volume " + volume);
            for (JsonNode source : volume.at("/projected/sources")) {
                Map<String, String> secret =
                        secrets.get(source.at("/secret/name").asText());
                carried(secret != null, "source " + source);
                source.at("/secret/items")
                        .forEach(item -> files.put(
                                item.path("path").asText(),
                                secret.get(item.path("key").asText())));
            }
        }
        return files;
    }

    private static void write(Path folder, Map<String, String> files) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path written = Files.writeString(folder.resolve(file.getKey()), file.getValue());
            Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("r--r--r--"));
        }
    }

    private static long bytes(String quantity) {
        long number = Long.parseLong(quantity.substring(0, quantity.length() - 2));
        return switch (quantity.substring(quantity.length() - 2)) {
            case "Mi" -> number << 20;
            case "Gi" -> number << 30;
            default -> throw new AssertionError("quantity " + quantity);
        };
    }

    /** One of its probes, carried out once as a kubelet would; a process that does not answer in time has failed it. */
    boolean succeeds(String probe) {
        JsonNode asked = Manifests.container(set).path(probe);
        carried(asked.at("/httpGet/path").isTextual(), probe);
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create("http://" + getHost() + ":" + hostPort
                            + asked.at("/httpGet/path").asText())
                    .toURL()
                    .openConnection();
            int timeoutMs = 1000 * asked.path("timeoutSeconds").asInt(1);
            connection.setConnectTimeout(timeoutMs);
            connection.setReadTimeout(timeoutMs);
            return connection.getResponseCode() < 400;
        } catch (IOException e) {
            return false;
        }
    }

    /** What Prometheus would get. */
    String metrics() throws IOException {
        try (InputStream in = URI.create("http://" + getHost() + ":" + hostPort + "/metrics")
                .toURL()
                .openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /** How long a cluster would wait for it to start before it would try again. */
    Duration patience() {
        JsonNode asked = Manifests.container(set).path("startupProbe");
        return Duration.ofSeconds((long) asked.path("periodSeconds").asInt()
                * asked.path("failureThreshold").asInt());
    }

    /** SIGTERM, and what the manifest gives it to end. */
    Duration stopGracefully() {
        long begun = System.nanoTime();
        getDockerClient()
                .stopContainerCmd(getContainerId())
                .withTimeout(set.at("/spec/template/spec/terminationGracePeriodSeconds")
                        .asInt())
                .exec();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    long exitCode() {
        return getDockerClient()
                .inspectContainerCmd(getContainerId())
                .exec()
                .getState()
                .getExitCodeLong();
    }

    void kill() {
        getDockerClient().killContainerCmd(getContainerId()).withSignal("KILL").exec();
    }

    void startAgain() {
        getDockerClient().startContainerCmd(getContainerId()).exec();
    }

    /** Removes its volume, too. */
    @Override
    public void stop() {
        super.stop();
        try {
            stateVolume.ifPresent(
                    volume -> getDockerClient().removeVolumeCmd(volume).exec());
        } catch (NotFoundException e) {
            // It was never started.
        }
    }
}
