package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Models and sessions in one pool. */
class ModelMemoryTest {
    private static final byte[] FILE = file("m", 1);
    private static final long SESSION = ModelFixtures.model(1).sessionBytes();
    /** Bytes of a version that serves. */
    private static final long SERVING = serving();

    private static long serving() {
        ModelRegistry registry = registry(ModelMemory.unbounded());
        serve(registry, "m", 1);
        return registry.memory().use().versions();
    }

    private static ModelRegistry registry(ModelMemory memory) {
        return new ModelRegistry(ModelFixtures.FORECAST, ModelKeys.none(), memory);
    }

    /** The file of a version, of the same size for models and versions of the same length. */
    private static byte[] file(String model, int version) {
        Forecaster drawn = ModelFixtures.model(1);
        return ModelFile.write(drawn.manifest().child(model, version, Map.of()), drawn.parameters());
    }

    private static void publish(ModelRegistry registry, String model, int version) {
        assertThat(registry.accept(model + "/" + version, file(model, version))).isEmpty();
    }

    private static void point(ModelRegistry registry, String model, int version) {
        assertThat(registry.accept(model, pointer(version))).isEmpty();
    }

    private static byte[] pointer(int version) {
        return PointerRecord.bytes(Pointer.bootstrap(version, "test"));
    }

    private static void serve(ModelRegistry registry, String model, int version) {
        publish(registry, model, version);
        point(registry, model, version);
    }

    private static Forecaster serving(ModelRegistry registry, String model) {
        return registry.serving(model).orElseThrow();
    }

    private static void use(ModelRegistry registry, String model) {
        registry.memory().with(serving(registry, model), session -> session);
    }

    /** Room for so many served models and sessions. */
    private static ModelRegistry room(int models, int sessions, int threads) {
        return registry(new ModelMemory(models * SERVING + sessions * SESSION, threads));
    }

    @Test
    void shouldMakeASessionOnceAsLongAsThereIsRoom() {
        ModelRegistry registry = room(3, 3, 1);
        for (String model : List.of("a", "b", "c")) {
            serve(registry, model, 1);
        }
        for (String model : List.of("a", "b", "c", "a", "c", "b", "b")) {
            use(registry, model);
        }
        assertThat(registry.memory().use()).isEqualTo(new ModelMemory.Use(3 * SERVING, 3 * SESSION, 3));
    }

    @Test
    void shouldGiveUpTheSessionThatWasNotUsedForLongestWhenThereIsNoRoomForOneMore() {
        ModelRegistry registry = room(3, 2, 1);
        for (String model : List.of("a", "b", "c")) {
            serve(registry, model, 1);
        }
        use(registry, "a");
        use(registry, "b");
        use(registry, "a");
        use(registry, "c"); // b goes.
        assertThat(registry.memory().use().sessions()).isEqualTo(2 * SESSION);
        use(registry, "a");
        assertThat(registry.memory().use().made()).as("a was kept").isEqualTo(3);
        use(registry, "b");
        assertThat(registry.memory().use().made()).as("b was given up").isEqualTo(4);
    }

    @Test
    void shouldGiveUpSessionsForAVersion() {
        ModelRegistry registry = room(2, 2, 1);
        serve(registry, "a", 1);
        serve(registry, "b", 1);
        use(registry, "a");
        use(registry, "b");
        serve(registry, "c", 1);
        assertThat(registry.memory().use()).isEqualTo(new ModelMemory.Use(3 * SERVING, SESSION, 2));
        use(registry, "b");
        assertThat(registry.memory().use().made()).as("a was given up").isEqualTo(2);
    }

    @Test
    void shouldGiveEachThreadASessionOfItsOwn() {
        ModelRegistry registry = room(1, 2, 2);
        serve(registry, "a", 1);
        ModelMemory memory = registry.memory();
        Forecaster model = serving(registry, "a");
        Forecaster.Session mine = memory.with(model, session -> {
            Forecaster.Session theirs = CompletableFuture.supplyAsync(() -> memory.with(model, other -> other))
                    .join();
            assertThat(theirs).isNotSameAs(session);
            return session;
        });
        Forecaster.Session again = memory.with(model, session -> session);
        assertThat(again).isSameAs(mine);
        assertThat(memory.use().made()).isEqualTo(2);
    }

    @Test
    void shouldForgetASessionWhoseWorkFailed() {
        ModelRegistry registry = room(1, 1, 1);
        serve(registry, "a", 1);
        Forecaster model = serving(registry, "a");
        assertThatThrownBy(() -> registry.memory().with(model, session -> {
                    throw new IllegalStateException("half a forecast");
                }))
                .hasMessage("half a forecast");
        assertThat(registry.memory().use()).isEqualTo(new ModelMemory.Use(SERVING, 0, 1));
    }

    @Test
    void shouldGiveBackWeightsAndSessionsWhenAnotherVersionServes() {
        ModelRegistry registry = room(2, 2, 1);
        serve(registry, "a", 1);
        Forecaster first = serving(registry, "a");
        use(registry, "a");
        serve(registry, "a", 2);
        assertThat(registry.memory().use().sessions())
                .as("of the first version")
                .isZero();
        registry.memory().with(first, session -> session);
        assertThat(registry.memory().use().sessions())
                .as("a straggler's is not kept")
                .isZero();
        registry.accept("a/1", null);
        use(registry, "a");
        assertThat(registry.memory().use().versions()).isEqualTo(SERVING);
    }

    @Test
    void shouldGiveBackEverythingWhenARegistryIsClosed() {
        ModelMemory shared = new ModelMemory(4 * SERVING + 2 * SESSION, 1);
        ModelRegistry one = registry(shared);
        ModelRegistry other = registry(shared);
        serve(one, "a", 1);
        serve(other, "a", 1);
        serve(other, "b", 1);
        use(one, "a");
        use(other, "a");
        other.close();
        assertThat(other.serving("a")).isEmpty();
        assertThat(shared.use()).isEqualTo(new ModelMemory.Use(SERVING, SESSION, 2));
        one.close();
        one.close();
        assertThat(shared.use()).isEqualTo(new ModelMemory.Use(0, 0, 2));
    }

    @Test
    void shouldRefuseAModelThatIsLargerThanThePoolAndServeTheOthers() {
        ModelRegistry registry = registry(new ModelMemory(FILE.length + 3 * SESSION - 1, 3));
        assertThat(registry.accept("big/1", file("big", 1))).hasValueSatisfying(reason -> assertThat(reason)
                .matches("model big/1 must fit into state.models-mib \\d+ MiB, and needs \\d+ KiB, \\d+ of them to"
                        + " compute in on 3 threads"));
        assertThat(registry.versions("big")).isEmpty();
        assertThat(registry.refused()).singleElement().satisfies(one -> {
            assertThat(one.model()).isEqualTo("big");
            assertThat(one.version()).isEqualTo(1);
            assertThat(one.reason()).startsWith("model big/1 must fit into state.models-mib");
        });
        assertThat(registry.memory().use()).isEqualTo(new ModelMemory.Use(0, 0, 0));
    }

    @Test
    void shouldGoOnWithTheVersionBeforeWhenThereIsNoRoomForTheNext() {
        ModelRegistry registry = room(1, 1, 1);
        serve(registry, "a", 1);
        assertThat(registry.accept("b/1", file("b", 1))).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("model b/1 must fit beside the others into state.models-mib "));
        point(registry, "b", 1); // Waits for a version that is not there.
        use(registry, "a");
        assertThat(registry.serving("b")).isEmpty();
        assertThat(registry.refused()).extracting(ModelRegistry.Refused::model).containsExactly("b");
        registry.accept("b/1", null);
        assertThat(registry.refused()).as("it is not on the topic any more").isEmpty();
    }

    @Test
    void shouldGiveUpWhatNothingNeedsForWhatIsNew() {
        long spare = 2L * FILE.length + FILE.length / 2;
        ModelRegistry registry = registry(new ModelMemory(2 * SERVING + SESSION + spare, 1));
        serve(registry, "a", 1);
        publish(registry, "a", 2);
        publish(registry, "a", 3);
        publish(registry, "a", 4);
        serve(registry, "b", 1); // a/2 goes: a/1 serves, a/3 came later, and a/4 is the newest.
        assertThat(registry.refused()).isEmpty();
        assertThat(registry.versions("a")).as("all are on the topic").containsExactly(1, 2, 3, 4);
        assertThat(registry.version("a", 1)).isPresent();
        assertThat(registry.version("a", 2)).isEmpty();
        assertThat(registry.version("a", 3)).isPresent();
        assertThat(registry.version("a", 4)).isPresent();
        assertThat(registry.accept("a", pointer(2))).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("model a/2 was given up for newer versions, which fill state.models-mib"));
        assertThat(serving(registry, "a").manifest().version()).isEqualTo(1);
        assertThat(registry.refused())
                .extracting(ModelRegistry.Refused::version)
                .containsExactly(2);
        point(registry, "a", 3);
        assertThat(serving(registry, "a").manifest().version()).isEqualTo(3);
    }

    @Test
    void shouldKeepTheNewestVersionOfAModelAlthoughAnotherIsRefusedForIt() {
        ModelRegistry registry = room(2, 1, 1);
        serve(registry, "a", 1);
        publish(registry, "a", 2);
        publish(registry, "b", 1);
        assertThat(registry.accept("b", pointer(1))).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("model b/1 must fit beside the others into state.models-mib "));
        assertThat(registry.refused()).extracting(ModelRegistry.Refused::model).containsExactly("b");
        assertThat(registry.version("a", 2)).isPresent();
        registry.accept("a/2", null);
        point(registry, "b", 1); // The next pointer asks again, and there is room.
        assertThat(serving(registry, "b").manifest().version()).isEqualTo(1);
        assertThat(registry.refused()).isEmpty();
    }

    @Test
    void shouldServeAHundredModelsOnLittleHeapWhateverHistoryCameBefore() {
        int models = 100;
        long bytes = (models + 2) * SERVING + 2 * SESSION;
        ModelRegistry registry = registry(new ModelMemory(bytes, 2));
        for (int version = 1; version <= 3; version++) {
            for (int i = 0; i < models; i++) {
                publish(registry, "m" + (100 + i), version);
            }
        }
        for (int i = 0; i < models; i++) {
            point(registry, "m" + (100 + i), 3);
        }
        for (int i = 0; i < 3 * models; i++) {
            use(registry, "m" + (100 + i % models));
        }
        assertThat(registry.refused()).isEmpty();
        ModelMemory.Use use = registry.memory().use();
        assertThat(use.sessions()).isGreaterThanOrEqualTo(2 * SESSION);
        assertThat(use.versions() + use.sessions()).isLessThanOrEqualTo(bytes);
    }

    @Test
    void shouldNeverHoldMoreThanThereIsWhateverComes() {
        Random random = new Random(11);
        for (int run = 0; run < 40; run++) {
            long bytes = random.nextInt((int) (6 * (SERVING + SESSION)));
            ModelRegistry registry = registry(new ModelMemory(bytes, 1));
            Map<String, Integer> newest = new HashMap<>();
            for (int i = 0; i < 120; i++) {
                String model = "m" + random.nextInt(4);
                int version = 1 + random.nextInt(newest.merge(model, 1, Integer::sum));
                switch (random.nextInt(4)) {
                    case 0 -> registry.accept(model + "/" + version, file(model, version));
                    case 1 -> registry.accept(model, pointer(version));
                    case 2 -> registry.accept(model + "/" + version, null);
                    default ->
                        registry.serving(model)
                                .ifPresent(serving -> registry.memory().with(serving, session -> session));
                }
                ModelMemory.Use use = registry.memory().use();
                assertThat(use.versions() + use.sessions()).isLessThanOrEqualTo(bytes);
                assertThat(use.versions()).isNotNegative();
                assertThat(use.sessions()).isNotNegative();
            }
            registry.close();
            assertThat(registry.memory().use().versions()).isZero();
            assertThat(registry.memory().use().sessions()).isZero();
        }
    }

    @Test
    void shouldStayWithinThePoolWhenManyThreadsForecast() {
        int threads = 4;
        ModelRegistry registry = room(6, threads, threads);
        List<String> names = List.of("a", "b", "c", "d", "e", "f");
        names.forEach(model -> serve(registry, model, 1));
        long bytes = 6 * SERVING + threads * SESSION;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            Random random = new Random(thread);
            all.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < 500; i++) {
                            Forecaster model = serving(registry, names.get(random.nextInt(names.size())));
                            registry.memory().with(model, session -> {
                                assertThat(session.forecaster()).isSameAs(model);
                                ModelMemory.Use use = registry.memory().use();
                                assertThat(use.versions() + use.sessions()).isLessThanOrEqualTo(bytes);
                                return session;
                            });
                        }
                    },
                    task -> new Thread(task).start()));
        }
        all.forEach(CompletableFuture::join);
        registry.close();
        assertThat(registry.memory().use().sessions()).isZero();
    }

    @Test
    void shouldRememberTheNewestRefusalsAlone() {
        ModelRegistry registry = registry(ModelMemory.unbounded());
        for (int version = 1; version <= 2 * ModelRegistry.MOST_REFUSED; version++) {
            registry.accept("a/" + version, new byte[] {1});
        }
        registry.accept("a/150", new byte[] {1});
        List<Integer> versions = new ArrayList<>();
        registry.refused().forEach(one -> versions.add(one.version()));
        assertThat(versions).hasSize(ModelRegistry.MOST_REFUSED).doesNotHaveDuplicates();
        assertThat(versions.get(0)).isEqualTo(101);
        assertThat(versions.get(versions.size() - 1)).isEqualTo(150);
        publish(registry, "a", 150);
        assertThat(registry.refused())
                .extracting(ModelRegistry.Refused::version)
                .doesNotContain(150);
    }
}
