package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Sample messages of Sparkplug B, written by field numbers as the specification has them. */
final class SparkplugSample {
    /** The topic of a birth certificate. */
    static final byte[] KEY = "spBv1.0/plant/DBIRTH/gateway/pump-7".getBytes(UTF_8);

    private static final long AT_MS = 1_772_427_600_250L;
    private static final int DOUBLE = 10;
    private static final int INT32 = 3;

    /** A birth certificate: temp is 71.5 and has alias 1, load is -3 and has alias 2. */
    static final byte[] BIRTH = payload(AT_MS, metric("temp", 1, DOUBLE, 71.5), metric("load", 2, INT32, -3));

    /** Data of two minutes later, by alias: temp is 72.5 and load -4. */
    static final byte[] DATA = payload(AT_MS + 120_000, metric(null, 1, 0, 72.5), metric(null, 2, 0, -4));

    private SparkplugSample() {}

    /** Writer of fields. */
    @FunctionalInterface
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] bytes(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] payload(long timestampMs, byte[]... metrics) {
        return bytes(out -> {
            out.writeUInt64(1, timestampMs);
            for (byte[] metric : metrics) {
                out.writeBytes(2, ByteString.copyFrom(metric));
            }
            out.writeUInt64(3, 0);
        });
    }

    /**
     * A metric.
     *
     * @param name null where the alias alone stands for it
     * @param type 0 where it is left out
     */
    static byte[] metric(String name, long alias, int type, double value) {
        return bytes(out -> {
            if (name != null) {
                out.writeString(1, name);
            }
            out.writeUInt64(2, alias);
            if (type != 0) {
                out.writeUInt32(4, type);
            }
            if (value == Math.rint(value)) {
                out.writeUInt32(10, (int) value);
            } else {
                out.writeDouble(13, value);
            }
        });
    }
}
