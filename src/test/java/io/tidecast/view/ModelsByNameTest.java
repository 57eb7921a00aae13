package io.tidecast.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.ModelKeys;
import io.tidecast.model.SignedFile;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ModelsByNameTest {
    private final ModelsByName<Integer> sizes = new ModelsByName<>(file -> file.bytes().length);

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
    void shouldHandTheSignatureOnWhenAFileIsKeptWhole() {
        ModelsByName<SignedFile> whole = new ModelsByName<>(file -> file);
        ConsumerRecord<String, byte[]> signed = entry("default/1", "one");
        signed.headers().add(ModelKeys.HEADER, new byte[] {7});
        whole.accept(signed);
        whole.accept(entry("default/2", "two"));
        var files = whole.models().get("default").files();
        assertThat(files.get(1).signature()).hasValue(new byte[] {7});
        assertThat(files.get(2).signature()).isEqualTo(Optional.empty());
        assertThat(files.get(2).bytes()).asString(UTF_8).isEqualTo("two");
    }
}
