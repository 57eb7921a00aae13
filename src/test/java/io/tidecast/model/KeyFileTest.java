package io.tidecast.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of keys: who may open them, and what becomes of a change under a process. */
class KeyFileTest {
    private static final byte[] VALUE = "value".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private SigningKeys files;

    @BeforeEach
    void makeKeys() throws IOException {
        files = SigningKeys.in(folder);
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static byte[] sign(ModelKeys by) {
        return by.sign("default", VALUE, 1).orElseThrow();
    }

    private static boolean accepts(ModelKeys keys, byte[] header) {
        try {
            return keys.verified("default", VALUE, Optional.of(header)) == 1;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void shouldMakeAPairThatItsOwnerAloneMayRead() throws IOException {
        Path made = folder.resolve("made.pem");
        ModelKeyPair pair = ModelKeyPair.make(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pair.privateKey())))
                .isEqualTo("rw-------");
        assertThat(pair.publicKey()).isEqualTo(folder.resolve("made.pem.pub"));
        byte[] before = Files.readAllBytes(made);
        assertThatThrownBy(() -> ModelKeyPair.make(made)).isInstanceOf(FileAlreadyExistsException.class);
        Files.delete(pair.publicKey());
        assertThatThrownBy(() -> ModelKeyPair.make(made)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readAllBytes(made)).isEqualTo(before);
        assertThat(pair.publicKey()).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw----r--", "rw-r--r--", "rw-----w-", "rw-rw-rw-"})
    void shouldRefuseAPrivateKeyWhenOthersMayOpenIt(String permissions) throws IOException {
        permit(files.signing(), permissions);
        assertThatThrownBy(() -> files.signer("a"))
                .hasMessage("models.signing-key-file (" + files.signing()
                        + ") must be closed to others than owner and group, is " + permissions
                        + ": chmod 600, or defaultMode: 0440 of a Kubernetes Secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--r-----", "rw-rw----"})
    void shouldWarnWhenAGroupMayReadAPrivateKeyAsThatOfAMountedSecret(String permissions) throws IOException {
        assertThat(files.signer("a").warnings()).isEmpty();
        permit(files.signing(), permissions);
        assertThat(files.signer("a").warnings())
                .containsExactly("models.signing-key-file should be closed to its group, unless that is this process's"
                        + " alone, as a Kubernetes fsGroup is: " + files.signing() + " is " + permissions);
    }

    @Test
    void shouldLetAllReadPublicKeysButNotChangeThem() throws IOException {
        permit(files.trusted(), "rw-r--r--");
        assertThat(files.verifier("a").warnings()).isEmpty();
        permit(files.trusted(), "rw-r--rw-");
        assertThatThrownBy(() -> files.verifier("a"))
                .hasMessageEndingWith(") must be changed by owner and group alone, is rw-r--rw-: chmod o-w");
    }

    @Test
    void shouldFollowALinkAsKubernetesMakesThem() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data-1"));
        Files.move(files.signing(), data.resolve("signing.pem"));
        Files.createSymbolicLink(files.signing(), data.resolve("signing.pem"));
        assertThat(sign(files.signer("a"))).isNotEmpty();
        permit(data.resolve("signing.pem"), "rw-r--r--");
        assertThatThrownBy(() -> files.signer("a")).hasMessageContaining("is rw-r--r--");
    }

    @Test
    void shouldTakeAKeyWhenItsFileChangesAndLetAnotherGo() throws IOException {
        ModelKeys signer = files.signer("a");
        ModelKeys verifier = files.verifier("a");
        byte[] first = sign(signer);
        files.make("second");
        files.trust("first", "second");
        files.signWith("second");
        byte[] second = sign(signer);
        assertThat(second).isNotEqualTo(first);
        assertThat(accepts(verifier, first)).isTrue();
        assertThat(accepts(verifier, second)).isTrue();
        files.trust("second");
        assertThat(accepts(verifier, first)).isFalse();
        assertThat(accepts(verifier, second)).isTrue();
    }

    @Test
    void shouldGoOnWithTheKeysBeforeWhenAChangeCannotBeUsed() throws IOException {
        ModelKeys signer = files.signer("a");
        ModelKeys verifier = files.verifier("a");
        byte[] first = sign(signer);
        Files.writeString(files.trusted(), "-----BEGIN PUBLIC KEY-----\nMCowBQ");
        assertThat(accepts(verifier, first)).isTrue();
        Files.delete(files.trusted());
        assertThat(accepts(verifier, first)).isTrue();
        Files.delete(files.signing());
        assertThat(sign(signer)).isEqualTo(first);
        files.trust("first");
        files.make("stranger");
        files.signWith("stranger");
        assertThat(sign(signer)).as("nobody would accept the stranger's").isEqualTo(first);
        files.trust("first", "stranger");
        assertThat(sign(signer)).as("now everybody does").isNotEqualTo(first);
    }

    @Test
    void shouldNotTakeAPrivateKeyWhenItIsOpenToOthersAfterAChange() throws IOException {
        files.make("second");
        files.trust("first", "second");
        ModelKeys signer = files.signer("a");
        byte[] first = sign(signer);
        files.signWith("second");
        permit(files.signing(), "rw-r--r--");
        assertThat(sign(signer)).isEqualTo(first);
        permit(files.signing(), "rw-------");
        assertThat(sign(signer)).isNotEqualTo(first);
    }
}
