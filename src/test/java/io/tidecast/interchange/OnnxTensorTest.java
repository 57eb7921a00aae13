package io.tidecast.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.nn.NetworkSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OnnxTensorTest {
    private static final float[] VALUES = {1, -2.5f, 0.125f};
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int FLOAT16 = 10;
    private static final int DOUBLE = 11;
    private static final int BFLOAT16 = 16;
    /** VALUES in 16 bits. */
    private static final Map<Integer, int[]> HALVES =
            Map.of(FLOAT16, new int[] {0x3c00, 0xc100, 0x3000}, BFLOAT16, new int[] {0x3f80, 0xc020, 0x3e00});

    private static Protobuf tensor(int type) {
        return new Protobuf().integer(1, VALUES.length).integer(2, type).text(8, "w");
    }

    private static float[] read(Protobuf tensor) {
        OnnxValue value = OnnxTensor.read(
                        new ProtobufFields("model", ByteBuffer.wrap(tensor.toByteArray())), Beside.nothing())
                .value();
        return ((OnnxValue.Weights) value).array().values();
    }

    private static ByteBuffer into(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void shouldReadTheSameNumbersWhenTheyAreRawAndWhenTheyAreListed() {
        byte[] floats = new byte[12];
        byte[] doubles = new byte[24];
        for (int i = 0; i < VALUES.length; i++) {
            into(floats).putFloat(4 * i, VALUES[i]);
            into(doubles).putDouble(8 * i, VALUES[i]);
        }
        assertThat(read(tensor(FLOAT).bytes(9, floats))).containsExactly(VALUES);
        assertThat(read(tensor(FLOAT).bytes(4, floats))).containsExactly(VALUES);
        assertThat(read(tensor(DOUBLE).bytes(9, doubles))).containsExactly(VALUES);
        assertThat(read(tensor(DOUBLE).bytes(10, doubles))).containsExactly(VALUES);
        HALVES.forEach((type, bits) -> {
            byte[] raw = new byte[6];
            Protobuf listed = tensor(type);
            for (int i = 0; i < 3; i++) {
                into(raw).putShort(2 * i, (short) bits[i]);
                listed.integer(5, bits[i]);
            }
            assertThat(read(tensor(type).bytes(9, raw))).containsExactly(VALUES);
            assertThat(read(listed)).containsExactly(VALUES);
        });
    }

    @Test
    void shouldRefuseWhenListedNumbersAreTooFew() {
        assertThatThrownBy(() -> read(tensor(FLOAT16).integer(5, 0x3c00)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("w must have 6 bytes, had 2");
    }

    @Test
    void shouldRefuseACastThatCutsOffWhatIsBehindThePoint() {
        for (boolean ofInput : new boolean[] {true, false}) {
            assertThat(cast(ofInput, FLOAT).outputs()).isEqualTo(1);
            assertThat(cast(ofInput, FLOAT16).outputs()).isEqualTo(1);
            assertThatThrownBy(() -> cast(ofInput, INT64))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("node cast (Cast)")
                    .hasMessageContaining("it casts to other than floating-point numbers, type 7");
        }
    }

    /** A linear layer on the last step of a GRU of one unit, with a cast before or of its matrix. */
    private static NetworkSpec cast(boolean ofInput, int type) {
        OnnxWriter out = new OnnxWriter();
        out.input("x", -1, 4, 1);
        out.floats("w", new float[] {0.1f, 0.2f, 0.3f}, 1, 3, 1);
        out.floats("r", new float[] {0.1f, 0.2f, 0.3f}, 1, 3, 1);
        out.floats("m", new float[] {0.5f}, 1, 1);
        OnnxWriter.Attribute to = OnnxWriter.Attribute.of("to", type);
        String input = "x";
        String matrix = "m";
        if (ofInput) {
            out.node("Cast", List.of("x"), List.of("cast"), to);
            input = "cast";
        } else {
            out.node("Cast", List.of("m"), List.of("cast"), to);
            matrix = "cast";
        }
        out.node("Transpose", List.of(input), List.of("t"), OnnxWriter.Attribute.of("perm", List.of(1L, 0L, 2L)));
        out.node(
                "GRU",
                List.of("t", "w", "r"),
                List.of("steps", "end"),
                OnnxWriter.Attribute.of("hidden_size", 1),
                OnnxWriter.Attribute.of("linear_before_reset", 1));
        out.node("Squeeze", List.of("end", out.axis(0)), List.of("state"));
        out.node("MatMul", List.of("state", matrix), List.of("y"));
        out.output("y", -1, 1);
        return Imports.read(out.toByteArray(), Optional.empty()).network();
    }
}
