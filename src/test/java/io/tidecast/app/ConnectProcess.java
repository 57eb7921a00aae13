package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/** Kafka Connect's standalone runtime with its sinks, as a process of its own. */
final class ConnectProcess implements AutoCloseable {
    private static final Path JARS = Path.of(System.getProperty("connect.folder", "target/connect"));
    /** Folders of a connector and its libraries each, which Connect keeps apart from its own. */
    private static final Path PLUGINS = Path.of(System.getProperty("connect.plugins", "target/connect-plugins"));

    private final Process process;
    private final Path log;

    private ConnectProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Skips the test where that plugin is not there. */
    static void assumePlugin(String name) {
        assumeTrue(Files.isDirectory(PLUGINS.resolve(name)), () -> "no plugin " + name + " of Connect in " + PLUGINS);
    }

    /** Skips the test where there is no Connect. */
    static ConnectProcess start(Path folder, String bootstrap, List<Map<String, String>> sinks) throws IOException {
        assumeTrue(Files.isDirectory(JARS), () -> "no Kafka Connect in " + JARS);
        Properties worker = new Properties();
        worker.putAll(Map.of(
                "bootstrap.servers", bootstrap,
                "key.converter", "org.apache.kafka.connect.storage.StringConverter",
                "value.converter", "org.apache.kafka.connect.storage.StringConverter",
                "offset.storage.file.filename", folder.resolve("offsets").toString(),
                "offset.flush.interval.ms", "500",
                "listeners", "http://127.0.0.1:" + freePort(),
                "consumer.isolation.level", "read_committed",
                "plugin.discovery", "only_scan"));
        if (Files.isDirectory(PLUGINS)) {
            worker.setProperty("plugin.path", PLUGINS.toAbsolutePath().toString());
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                JARS + "/*",
                "org.apache.kafka.connect.cli.ConnectStandalone",
                write(folder.resolve("worker.properties"), worker).toString()));
        for (Map<String, String> sink : sinks) {
            Properties connector = new Properties();
            connector.putAll(sink);
            command.add(write(folder.resolve(sink.get("name") + ".properties"), connector)
                    .toString());
        }
        Path log = folder.resolve("connect.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new ConnectProcess(process, log);
    }

    private static Path write(Path file, Properties properties) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return file;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** That it runs, and none of its tasks has given up. */
    void requireAlive() throws IOException {
        String said = Files.readString(log);
        assertThat(process.isAlive()).as(said).isTrue();
        assertThat(said.contains("Task is being killed and will not recover"))
                .as(said)
                .isFalse();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
