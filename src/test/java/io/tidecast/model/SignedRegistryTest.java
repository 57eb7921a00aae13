package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that asks for signatures, and what becomes of records that were signed before. */
class SignedRegistryTest {
    @TempDir
    private Path folder;

    private SigningKeys files;
    private ModelKeys signer;
    private ModelRegistry registry;

    /** Record as it was sent, to be sent again. */
    private record Sent(String key, byte[] value, Optional<byte[]> header) {
        Optional<String> to(ModelRegistry registry) {
            return registry.accept(key, value, header);
        }
    }

    @BeforeEach
    void makeKeys() throws IOException {
        files = SigningKeys.in(folder);
        signer = files.signer("tidecast");
        registry = fresh();
    }

    private ModelRegistry fresh() {
        return new ModelRegistry(ModelFixtures.FORECAST, files.verifier("tidecast"));
    }

    private Sent signed(String key, byte[] value, long counter) {
        return new Sent(key, value, signer.sign(key, value, counter));
    }

    private Sent version(int version, long counter) {
        return signed("default/" + version, ModelFixtures.file(version), counter);
    }

    private Sent pointer(int version, long counter) {
        return signed("default", PointerRecord.bytes(Pointer.bootstrap(version, "test")), counter);
    }

    private static int serving(ModelRegistry of) {
        return of.serving("default").map(model -> model.manifest().version()).orElse(0);
    }

    /** What a compacted topic still holds: the last record of each key, in the order in which these were sent. */
    private static ModelRegistry compacted(List<Sent> topic, ModelRegistry into) {
        Map<String, Sent> last = new LinkedHashMap<>();
        topic.forEach(sent -> {
            last.remove(sent.key());
            last.put(sent.key(), sent);
        });
        last.values().forEach(sent -> sent.to(into));
        return into;
    }

    @Test
    void shouldGoOnServingTheLastGoodVersionWhenAnotherRecordIsNotSigned() {
        assertThat(version(1, 1).to(registry)).isEmpty();
        assertThat(pointer(1, 1).to(registry)).isEmpty();
        assertThat(registry.accept("default/2", ModelFixtures.file(2)))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("model file must be signed, since"));
        assertThat(registry.accept("default", PointerRecord.bytes(Pointer.bootstrap(2, "forged"))))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("pointer must be signed, since"));
        assertThat(registry.accept("default", null))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("removal of pointer must be signed"));
        assertThat(registry.accept("default/1", null))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("removal of model file must be signed"));
        assertThat(serving(registry)).isEqualTo(1);
        assertThat(registry.versions("default")).containsExactly(1);
        assertThat(registry.pointer("default").orElseThrow().reason()).isEqualTo("test");
        assertThat(registry.refused())
                .as("version 1 serves, whatever came after it under its key")
                .extracting(ModelRegistry.Refused::version)
                .containsExactly(2);
        assertThat(registry.quarantined())
                .extracting(ModelRegistry.Quarantined::key)
                .containsExactly("default/2", "default", "default", "default/1");
        assertThat(version(2, 2).to(registry)).isEmpty();
        assertThat(pointer(2, 2).to(registry)).isEmpty();
        assertThat(serving(registry)).isEqualTo(2);
        assertThat(signed("default/1", null, 3).to(registry)).isEmpty();
        assertThat(registry.versions("default")).containsExactly(2);
    }

    @Test
    void shouldRefuseAPointerOrAVersionThatWasSignedBefore() {
        List<Sent> before = List.of(version(1, 1), pointer(1, 1));
        before.forEach(sent -> assertThat(sent.to(registry)).isEmpty());
        List.of(version(2, 2), pointer(2, 2))
                .forEach(sent -> assertThat(sent.to(registry)).isEmpty());
        assertThat(before.get(1).to(registry))
                .hasValue("counter of default must be at least 3, was 1: it was signed before what is known of model"
                        + " default");
        assertThat(before.get(0).to(registry))
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("counter of default/1 must be at least 3"));
        assertThat(serving(registry)).isEqualTo(2);
        assertThat(registry.nextCounter("default")).isEqualTo(3);
        assertThat(registry.nextCounter("other")).as("counters are a model's").isEqualTo(1);
    }

    @Test
    void shouldTakeTheSamePointerTwiceButNoOtherWithItsCounter() {
        List.of(version(1, 1), version(2, 1), pointer(1, 1))
                .forEach(sent -> assertThat(sent.to(registry)).isEmpty());
        assertThat(pointer(1, 1).to(registry)).isEmpty();
        assertThat(pointer(2, 1).to(registry)).isPresent();
        assertThat(serving(registry)).isEqualTo(1);
        assertThat(registry.nextCounter("default")).isEqualTo(2);
    }

    @Test
    void shouldNotBringAVersionBackWhenItWasRemoved() {
        Sent first = version(1, 1);
        List.of(first, pointer(1, 1), version(2, 2), pointer(2, 2), signed("default/1", null, 3), pointer(2, 3))
                .forEach(sent -> assertThat(sent.to(registry)).isEmpty());
        assertThat(first.to(registry)).isPresent();
        assertThat(registry.versions("default")).containsExactly(2);
    }

    @Test
    void shouldLetTheFirstOfTwoWritersStandWhenBothKnewTheSamePointer() {
        List.of(version(1, 1), pointer(1, 1)).forEach(sent -> sent.to(registry));
        Sent pin = signed(
                "default", PointerRecord.bytes(Pointer.bootstrap(1, "pinned").pinnedTo(1, "mine")), 2);
        assertThat(pin.to(registry)).isEmpty();
        assertThat(version(2, 2).to(registry)).isPresent();
        assertThat(pointer(2, 2).to(registry)).isPresent();
        assertThat(registry.pointer("default").orElseThrow().pinned()).isTrue();
        assertThat(registry.versions("default")).containsExactly(1);
    }

    @Test
    void shouldComeToTheSameEndFromACompactedTopicWhenAnOldPointerIsSentAgain() {
        Sent old = pointer(1, 1);
        List<Sent> topic = List.of(version(1, 1), old, version(2, 2), pointer(2, 2));
        assertThat(serving(compacted(topic, fresh()))).isEqualTo(2);
        List<Sent> replayed = List.of(version(1, 1), version(2, 2), pointer(2, 2), old);
        ModelRegistry after = compacted(replayed, fresh());
        assertThat(serving(after)).as("version 2 speaks against it").isNotEqualTo(1);
        assertThat(after.isDefaultRefused()).as("so it is not begun anew").isTrue();
    }

    @Test
    void shouldTellWhatIsInUseAndWasOverwrittenUntilItIsSentAgain() {
        Sent old = pointer(1, 1);
        List.of(version(1, 1), old, version(2, 2), pointer(2, 2)).forEach(sent -> sent.to(registry));
        assertThat(registry.overwritten("default")).isEmpty();
        old.to(registry);
        registry.accept("default/2", new byte[] {1});
        registry.accept("default/7", new byte[] {1});
        registry.accept("other", new byte[] {1});
        Map<String, byte[]> lost = registry.overwritten("default");
        assertThat(lost).containsOnlyKeys("default", "default/2");
        assertThat(PointerRecord.of(lost.get("default")).serving()).isEqualTo(2);
        assertThat(lost.get("default/2")).isEqualTo(ModelFixtures.file(2));
        assertThat(registry.overwritten("other")).isEmpty();
        assertThat(pointer(2, 3).to(registry)).isEmpty();
        assertThat(version(2, 4).to(registry)).isEmpty();
        assertThat(registry.overwritten("default")).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsOfAnotherApplicationOrModel() {
        ModelKeys staging = files.signer("staging");
        byte[] pointer = PointerRecord.bytes(Pointer.bootstrap(1, "test"));
        assertThat(registry.accept("default", pointer, staging.sign("default", pointer, 9)))
                .hasValue("pointer must be signed for application tidecast, is for staging");
        assertThat(registry.accept("default", pointer, signer.sign("pumps", pointer, 9)))
                .hasValue("pointer must be signed as record default, is for pumps");
        assertThat(registry.pointer("default")).isEmpty();
        assertThat(registry.nextCounter("default"))
                .as("what is refused moves no counter")
                .isEqualTo(1);
    }

    @Test
    void shouldTakeANewKeyWhenItsFileChangesWhileRecordsCome() throws IOException {
        List.of(version(1, 1), pointer(1, 1)).forEach(sent -> sent.to(registry));
        files.make("second");
        files.trust("first", "second");
        files.signWith("second");
        assertThat(version(2, 2).to(registry)).isEmpty();
        assertThat(pointer(2, 2).to(registry)).isEmpty();
        assertThat(serving(registry)).isEqualTo(2);
        Sent young = pointer(1, 3);
        files.trust("first");
        assertThat(young.to(registry)).isPresent();
        assertThat(serving(registry)).isEqualTo(2);
    }
}
