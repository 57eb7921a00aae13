package io.tidecast.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelKeysTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String NEWER = "another key, which is longer than it would have to be";
    private static final byte[] FILE = "tidecast".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private ModelKeys keys(String... lines) throws IOException {
        return ModelKeys.read(Files.writeString(folder.resolve("keys"), String.join("\n", lines)));
    }

    private static byte[] signature(ModelKeys keys) {
        return keys.sign(FILE).signature().orElseThrow();
    }

    @Test
    void shouldSignAsOthersDo() throws IOException {
        // Python: hmac.new(key, b"tidecast", hashlib.sha256).hexdigest()
        assertThat(HexFormat.of().formatHex(signature(keys("", "  " + KEY + " ", "", NEWER))))
                .isEqualTo("a91d6a248eb92ea6d27b8d1b455e4d766e24eb640efd62e2b7ccda1a4e49e771");
    }

    @Test
    void shouldAcceptWhatAnyOfItsKeysHasSigned() throws IOException {
        SignedFile old = keys(KEY).sign(FILE);
        SignedFile young = keys(NEWER).sign(FILE);
        ModelKeys both = keys(NEWER, KEY);
        assertThat(both.verified(old)).isSameAs(FILE);
        assertThat(both.verified(young)).isSameAs(FILE);
        assertThat(signature(both))
                .as("the first signs")
                .isEqualTo(young.signature().orElseThrow());
        assertThatThrownBy(() -> keys(NEWER).verified(old)).hasMessageContaining("is of another key or of other bytes");
    }

    @Test
    void shouldRefuseWhatIsNotSignedOrWasChanged() throws IOException {
        ModelKeys keys = keys(KEY);
        byte[] signature = signature(keys);
        assertThatThrownBy(() -> keys.verified(SignedFile.unsigned(FILE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("model file must be signed, since models.signing-key-file is set, and has no header "
                        + "tidecast.hmac-sha256");
        for (int bit = 0; bit < 8 * FILE.length; bit++) {
            byte[] changed = flipped(FILE, bit);
            assertThatThrownBy(() -> keys.verified(new SignedFile(changed, Optional.of(signature))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            byte[] changed = flipped(signature, bit);
            assertThatThrownBy(() -> keys.verified(new SignedFile(FILE, Optional.of(changed))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        for (byte[] cut : new byte[][] {{}, new byte[31], new byte[32], new byte[33]}) {
            assertThatThrownBy(() -> keys.verified(new SignedFile(FILE, Optional.of(cut))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        byte[] changed = bytes.clone();
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        return changed;
    }

    @Test
    void shouldNeitherSignNorAskWhenThereIsNoKey() {
        assertThat(ModelKeys.none().sign(FILE).signature()).isEmpty();
        assertThat(ModelKeys.none().verified(new SignedFile(FILE, Optional.of(new byte[] {1}))))
                .isSameAs(FILE);
    }

    @Test
    void shouldSayWhatIsWrongWithAFileOfKeysAndNoneOfThem() {
        assertThatThrownBy(() -> ModelKeys.read(folder.resolve("absent")))
                .hasMessage("models.signing-key-file must be a file that can be read, was " + folder.resolve("absent"));
        assertThatThrownBy(() -> keys("", " ")).hasMessageEndingWith("keys holds none");
        assertThatThrownBy(() -> keys(KEY, "too short"))
                .hasMessageEndingWith("keys of at least 32 characters, key 2 of " + folder.resolve("keys") + " has 9")
                .hasMessageNotContaining("too short");
    }

    @Test
    void shouldGoOnServingTheLastGoodVersionWhenOneIsNotSigned() throws Exception {
        ModelKeys keys = keys(KEY);
        ModelRegistry registry = new ModelRegistry(ModelFixtures.FORECAST, keys);
        accept(registry, 1, keys);
        registry.accept("default", pointer(1));
        assertThat(registry.accept("default/2", ModelFixtures.file(2)))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("model file must be signed"));
        registry.accept("default", pointer(2));
        assertThat(registry.serving("default").orElseThrow().manifest().version())
                .isEqualTo(1);
        assertThat(registry.versions("default")).containsExactly(1);
        assertThat(registry.quarantined())
                .extracting(ModelRegistry.Quarantined::key)
                .containsExactly("default/2");
        accept(registry, 2, keys);
        assertThat(registry.serving("default").orElseThrow().manifest().version())
                .isEqualTo(2);
    }

    private static void accept(ModelRegistry registry, int version, ModelKeys keys) {
        SignedFile signed = keys.sign(ModelFixtures.file(version));
        assertThat(registry.accept("default/" + version, signed.bytes(), signed.signature()))
                .isEmpty();
    }

    private static byte[] pointer(int version) throws JsonProcessingException {
        return PointerRecord.bytes(Pointer.bootstrap(version, "test"));
    }
}
