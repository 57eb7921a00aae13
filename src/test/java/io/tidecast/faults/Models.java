package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A model that {@code tidecast train} has made, so that the network is what serves; and ways to spoil one. */
final class Models {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEVICES = 3;
    private static final int STEPS = 400;
    private static byte[] trained;

    private Models() {}

    /** Version 1 of the model, trained once per JVM. */
    static synchronized byte[] trained() {
        if (trained == null) {
            trained = train(Map.of());
        }
        return trained.clone();
    }

    /** The same of one that reads what is known ahead. */
    static byte[] trainedWith(Map<String, String> settings) {
        return train(settings);
    }

    private static byte[] train(Map<String, String> settings) {
        try {
            Path folder = Files.createTempDirectory("tidecast-model");
            StringBuilder csv = new StringBuilder("device,at,temp,load\n");
            long from = Instant.parse("2026-03-02T00:00:00Z").toEpochMilli();
            for (int device = 0; device < DEVICES; device++) {
                for (int step = 0; step < STEPS; step++) {
                    long time = from + step * Shape.STEP_MS;
                    List<Float> values = Signal.at(device, time);
                    csv.append(String.format(
                            Locale.ROOT,
                            "d%d,%s,%s,%s%n",
                            device,
                            Instant.ofEpochMilli(time),
                            values.get(0),
                            values.get(1)));
                }
            }
            Path data = Files.writeString(folder.resolve("data.csv"), csv);
            Path file = folder.resolve("model.safetensors");
            List<String> args = new ArrayList<>(List.of("train", data.toString(), "-o", file.toString()));
            args.addAll(List.of("--device-column", "device", "--time-column", "at", "--epochs", "8"));
            args.addAll(App.flags(Shape.settings()));
            args.addAll(App.flags(settings));
            try (ChildJvm child = ChildJvm.start(folder, "train", 192, AppMain.class, args)) {
                assertThat(child.await(Await.TIMEOUT)).as(child.log()).isEqualTo(OptionalInt.of(0));
            }
            byte[] bytes = Files.readAllBytes(file);
            TemporaryFiles.delete(folder);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Forecaster read(byte[] file) {
        return ModelFile.read(file);
    }

    /** The same weights under another number. */
    static byte[] numbered(byte[] file, int version) {
        Forecaster model = read(file);
        return ModelFile.write(model.manifest().numbered(version), model.parameters());
    }

    /** The file with fields of its manifest changed. */
    static byte[] withManifest(byte[] file, Consumer<ObjectNode> change) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) in.getLong();
        try {
            ObjectNode header =
                    (ObjectNode) JSON.readTree(new String(file, Long.BYTES, length, StandardCharsets.UTF_8));
            ObjectNode metadata = (ObjectNode) header.get("__metadata__");
            ObjectNode manifest =
                    (ObjectNode) JSON.readTree(metadata.get("tidecast").textValue());
            change.accept(manifest);
            metadata.put("tidecast", JSON.writeValueAsString(manifest));
            byte[] head = JSON.writeValueAsBytes(header);
            int data = file.length - Long.BYTES - length;
            return ByteBuffer.allocate(Long.BYTES + head.length + data)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(head.length)
                    .put(head)
                    .put(file, Long.BYTES + length, data)
                    .array();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file with a weight that is no number, and a hash that says it should be. */
    static byte[] withNanWeight(byte[] file) {
        byte[] spoilt = file.clone();
        ByteBuffer bytes = ByteBuffer.wrap(spoilt).order(ByteOrder.LITTLE_ENDIAN);
        int data = Long.BYTES + (int) bytes.getLong();
        bytes.putFloat(data, Float.NaN);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(spoilt, data, spoilt.length - data);
            String sha256 = HexFormat.of().formatHex(digest.digest());
            return withManifest(spoilt, manifest -> manifest.put("sha256", sha256));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
