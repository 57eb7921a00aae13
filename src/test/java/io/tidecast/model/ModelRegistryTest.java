package io.tidecast.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelRegistryTest {
    private final ModelRegistry registry = new ModelRegistry(ModelFixtures.FORECAST);

    private Optional<String> point(int version) throws JsonProcessingException {
        return registry.accept("default", PointerRecord.bytes(Pointer.bootstrap(version, "test")));
    }

    private int serving() {
        return registry.serving("default").map(f -> f.manifest().version()).orElse(0);
    }

    @Test
    void shouldServeNothingUntilThereIsAPointerAndItsVersion() throws JsonProcessingException {
        assertThat(serving()).isZero();
        registry.accept("default/1", ModelFixtures.file(1));
        assertThat(serving()).isZero();
        point(1);
        assertThat(serving()).isEqualTo(1);
    }

    @Test
    void shouldWaitForAVersionThatComesAfterItsPointer() throws JsonProcessingException {
        registry.accept("default/1", ModelFixtures.file(1));
        point(1);
        point(2);
        assertThat(serving()).isEqualTo(1);
        registry.accept("default/2", ModelFixtures.file(2));
        assertThat(serving()).isEqualTo(2);
    }

    @Test
    void shouldRollBackToAnOlderVersion() throws JsonProcessingException {
        registry.accept("default/1", ModelFixtures.file(1));
        registry.accept("default/2", ModelFixtures.file(2));
        point(2);
        point(1);
        assertThat(serving()).isEqualTo(1);
        assertThat(registry.versions("default")).containsExactly(1, 2);
    }

    @Test
    void shouldPassOverAPointerThatWasMadeWithoutKnowingTheOneBeforeIt() {
        for (int version = 1; version <= 3; version++) {
            registry.accept("default/" + version, ModelFixtures.file(version));
        }
        Pointer first = Pointer.bootstrap(2, "test");
        Pointer pinned = first.pinnedTo(1, "known good");
        Pointer unaware = first.published(3, "unaware").withRevision(first.revision() + 1);
        registry.accept("default", PointerRecord.bytes(first));
        registry.accept("default", PointerRecord.bytes(pinned));
        assertThat(registry.accept("default", PointerRecord.bytes(unaware)))
                .as("it is as it should be")
                .isEmpty();
        assertThat(serving()).isEqualTo(1);
        assertThat(registry.pointer("default")).contains(pinned);
        assertThat(registry.overruled("default")).contains(unaware);
        registry.accept("default", PointerRecord.bytes(pinned.again()));
        assertThat(registry.overruled("default")).isEmpty();
        assertThat(registry.pointer("default")).contains(pinned.again());
        registry.accept("default", PointerRecord.bytes(unaware.withRevision(0)));
        assertThat(serving()).as("of a build that writes no revisions").isEqualTo(3);
    }

    @Test
    void shouldForgetRevisionsWhenThePointerIsRemoved() {
        registry.accept("default/1", ModelFixtures.file(1));
        registry.accept("default", PointerRecord.bytes(Pointer.bootstrap(1, "a").byHand()));
        registry.accept("default", PointerRecord.bytes(Pointer.bootstrap(1, "b")));
        assertThat(registry.overruled("default")).isPresent();
        registry.accept("default", null);
        assertThat(registry.overruled("default")).isEmpty();
        registry.accept("default", PointerRecord.bytes(Pointer.bootstrap(1, "b")));
        assertThat(registry.pointer("default")).contains(Pointer.bootstrap(1, "b"));
    }

    @Test
    void shouldGoOnServingWhenAVersionIsPruned() throws JsonProcessingException {
        registry.accept("default/1", ModelFixtures.file(1));
        point(1);
        registry.accept("default/1", null);
        assertThat(serving()).isEqualTo(1);
        assertThat(registry.versions("default")).isEmpty();
    }

    @Test
    void shouldKeepAsideWhatCannotBeUsedAndSayWhy() throws JsonProcessingException {
        registry.accept("default/1", ModelFixtures.file(1));
        point(1);
        assertThat(registry.accept("default/2", new byte[] {1}))
                .hasValueSatisfying(r -> assertThat(r).contains("header length"));
        assertThat(registry.accept("default/x", new byte[] {1})).isPresent();
        assertThat(registry.accept("default/3", ModelFixtures.file(2)))
                .contains("manifest must be of default/3, was of default/2");
        assertThat(registry.accept("default", "{\"schema\":9}".getBytes(StandardCharsets.UTF_8)))
                .isPresent();
        assertThat(registry.accept("default", "null".getBytes(StandardCharsets.UTF_8)))
                .isPresent();
        assertThat(serving()).isEqualTo(1);
        assertThat(registry.quarantined())
                .extracting(ModelRegistry.Quarantined::key)
                .containsExactly("default/2", "default/x", "default/3", "default", "default");
    }

    @Test
    void shouldRefuseAModelThatForecastsSomethingElse() throws JsonProcessingException {
        ForecastSettings longer = new ForecastSettings(
                "default",
                List.of("temp", "load"),
                List.of("temp"),
                8,
                6,
                Duration.ofHours(1),
                Duration.ofHours(6),
                List.of(0.9));
        ModelRegistry other = new ModelRegistry(longer);
        assertThat(other.accept("default/1", ModelFixtures.file(1)))
                .contains("model default/1: horizon must be 6 as configured, was 4");
    }

    @Test
    void shouldKeepOnlyShortReasonsWhateverAFileQuotes() {
        byte[] head = ("{\"__metadata__\":{\"tidecast\":{\"a\":\"" + "x\\n".repeat(290_000) + "\"}}}").getBytes(UTF_8);
        byte[] file = ByteBuffer.allocate(Long.BYTES + head.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(head.length)
                .put(head)
                .array();
        for (int i = 0; i < 200; i++) {
            assertThat(registry.accept("k\n".repeat(100_000) + "/" + (2 + i), file))
                    .isPresent();
        }
        assertThat(registry.quarantined()).hasSize(100).allSatisfy(aside -> {
            assertThat(aside.reason()).hasSizeLessThanOrEqualTo(501).doesNotContain("\n");
            assertThat(aside.key()).hasSizeLessThanOrEqualTo(501).doesNotContain("\n");
        });
    }
}
