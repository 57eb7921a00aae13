package io.tidecast.interchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BesideTest {
    @TempDir
    private Path root;

    private Path folder;
    private Beside beside;

    @BeforeEach
    void write() throws IOException {
        folder = Files.createDirectory(root.resolve("models"));
        Files.write(root.resolve("secret.bin"), new byte[8]);
        Files.write(folder.resolve("m.onnx.data"), new byte[] {0, 0, 0, 0, 0, 0, (byte) 0x80, (byte) 0x3f});
        beside = Beside.of(folder.resolve("m.onnx"));
    }

    @Test
    void shouldGiveBytesOfAFileOfTheSameFolderWhenAWeightIsThere() {
        assertThat(beside.bytes("w", "m.onnx.data", 4, 4).getFloat()).isEqualTo(1f);
        assertThat(beside.bytes("w", "m.onnx.data", 0, -1).remaining()).isEqualTo(8);
        assertThat(beside.read()).as("for the digest").hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ../secret.bin | w must be in the file itself or in one beside it, is to be read from ../secret.bin
            /etc/passwd   | w must be in the file itself or in one beside it, is to be read from /etc/passwd
            sub/m.bin     | w must be in the file itself or in one beside it, is to be read from sub/m.bin
            .             | w must be in . beside the file, which is not there
            ''            | w must be in the file itself or in one beside it, is to be read from
            m.bin         | w must be in m.bin beside the file, which is not there
            link          | w must be in the file itself or in one beside it, is to be read from link
            """)
    void shouldRefuseWhenAWeightIsElsewhere(String location, String reason) throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), root.resolve("secret.bin"));
        assertThatThrownBy(() -> beside.bytes("w", location, 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(reason);
    }

    @ParameterizedTest
    @CsvSource({"4,5", "9,0", "9,-1", "0,999999999999999999", "-1,4"})
    void shouldRefuseWhenAWeightIsBeyondTheEnd(long offset, long length) {
        assertThatThrownBy(() -> beside.bytes("w", "m.onnx.data", offset, length))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("w must be within the 8 bytes of m.onnx.data");
    }

    @Test
    void shouldRefuseWhenFilesTogetherAreTooLarge() throws IOException {
        for (String name : new String[] {"a", "b"}) {
            Files.write(
                    folder.resolve(name),
                    ByteBuffer.allocate(Limits.FILE / 2 + 1).array());
        }
        assertThat(beside.bytes("w", "a", 0, 4).remaining()).isEqualTo(4);
        assertThatThrownBy(() -> beside.bytes("w", "b", 0, 4))
                .hasMessage("files beside must be at most " + Limits.FILE + " bytes, have " + (Limits.FILE + 2));
    }

    @Test
    void shouldRefuseWhenAModelHasToBeWhole() {
        assertThatThrownBy(() -> Beside.nothing().bytes("w", "m.onnx.data", 0, -1))
                .hasMessage("w must be in the file itself, is to be read from another: m.onnx.data");
    }
}
