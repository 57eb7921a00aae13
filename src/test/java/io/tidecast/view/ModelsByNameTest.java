package io.tidecast.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.SigningKeys;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsByNameTest {
    private final ModelsByName<Integer> sizes = new ModelsByName<>(file -> file.bytes().length, ModelKeys.none());

    static ConsumerRecord<String, byte[]> entry(String key, String value) {
        return new ConsumerRecord<>("models", 0, 0, key, value == null ? null : value.getBytes(UTF_8));
    }

    static String pointer(int serving) {
        return "{\"schema\":1,\"serving\":" + serving + ",\"pinned\":false,\"reason\":\"promoted\",\"new\":1}";
    }

    private void accept(String key, String value) {
        sizes.accept(entry(key, value));
    }

    @Test
    void shouldKnowVersionsAndPointerOfEachModelWhenRecordsCome() {
        accept("default/1", "one");
        accept("default", pointer(1));
        accept("site/b/7", "seven");
        assertThat(sizes.models().keySet()).containsExactly("default", "site/b");
        PublishedModels<Integer> model = sizes.models().get("default");
        assertThat(model.files()).containsExactly(Map.entry(1, 3));
        assertThat(model.pointer())
                .hasValueSatisfying(p -> assertThat(p.serving()).isEqualTo(1));
        assertThat(sizes.models().get("site/b").newest()).isEqualTo(7);
        assertThat(sizes.models().get("site/b").pointer()).isEmpty();
    }

    @Test
    void shouldRememberTheNewestNumberWhenAVersionIsRemoved() {
        accept("default/1", "one");
        accept("default/2", "two");
        accept("default", pointer(1));
        accept("default/2", null);
        PublishedModels<Integer> model = sizes.models().get("default");
        assertThat(model.files()).containsOnlyKeys(1);
        assertThat(model.newest()).isEqualTo(2);
        accept("default", null);
        assertThat(sizes.models().get("default").pointer()).isEmpty();
    }

    @Test
    void shouldKeepWhatIsKnownWhenARecordCannotBeRead() {
        accept("default", pointer(4));
        accept("default", "no JSON");
        accept("default", "{\"schema\":9,\"serving\":5}");
        accept("default/x", "no number");
        accept("default/", "none");
        assertThat(sizes.models().get("default").newest()).isEqualTo(4);
        assertThat(sizes.models().get("default").files()).isEmpty();
    }

    @Test
    void shouldNotChangeWhatWasToldWhenMoreRecordsCome() {
        accept("default/1", "one");
        var told = sizes.models();
        accept("default/2", "two");
        accept("other/1", "one");
        assertThat(told).containsOnlyKeys("default");
        assertThat(told.get("default").files()).containsOnlyKeys(1);
    }

    @Test
    void shouldTellFilesAndPointersThatAreNotSignedFromThoseThatServe(@TempDir Path folder) throws Exception {
        ModelKeys keys = SigningKeys.in(folder).signer("tidecast");
        ModelsByName<PublishedFile> whole = new ModelsByName<>(file -> file, keys);
        byte[] pointer = PointerRecord.bytes(Pointer.bootstrap(1, "test"));
        ConsumerRecord<String, byte[]> first = signed(keys, "default/1", "one".getBytes(UTF_8), 1);
        assertThat(whole.accept(first)).isEmpty();
        assertThat(whole.accept(signed(keys, "default", pointer, 1))).isEmpty();
        assertThat(whole.accept(entry("default/2", "two"))).isPresent();
        assertThat(whole.accept(entry("default/1", "forged"))).isPresent();
        assertThat(whole.accept(entry("default/1", null))).isPresent();
        assertThat(whole.accept(entry("default", pointer(2)))).isPresent();
        PublishedModels<PublishedFile> model = whole.models().get("default");
        assertThat(model.files().get(1).accepted()).asString(UTF_8).isEqualTo("one");
        assertThat(model.files().get(2).refused())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("model file must be signed"));
        assertThatThrownBy(model.files().get(2)::accepted).isInstanceOf(IllegalArgumentException.class);
        assertThat(model.pointer().orElseThrow().serving()).isEqualTo(1);
        assertThat(model.signing().refused())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("pointer must be signed"));
        assertThat(model.signing().next()).isEqualTo(2);
        assertThat(model.signing().signed()).isTrue();
        assertThat(whole.accept(first)).as("sent again").isPresent();
        assertThat(whole.accept(signed(keys, "default", null, 2))).isEmpty();
        assertThat(whole.models().get("default").pointer()).isEmpty();
        assertThat(whole.models().get("default").signing().refused()).isEmpty();
    }

    @Test
    void shouldNoteThatRecordsAreSignedWhenNobodyAsks() {
        assertThat(sizes.models()).isEmpty();
        ConsumerRecord<String, byte[]> signed = entry("default/1", "one");
        signed.headers().add(ModelKeys.HEADER, new byte[] {7});
        assertThat(sizes.accept(signed)).isEmpty();
        accept("default/2", "two");
        accept("other/1", "one");
        assertThat(sizes.models().get("default").signing().signed()).isTrue();
        assertThat(sizes.models().get("other").signing().signed()).isFalse();
    }

    private static ConsumerRecord<String, byte[]> signed(ModelKeys keys, String key, byte[] value, long counter) {
        ConsumerRecord<String, byte[]> entry = new ConsumerRecord<>("models", 0, 0, key, value);
        entry.headers().add(ModelKeys.HEADER, keys.sign(key, value, counter).orElseThrow());
        return entry;
    }
}
