package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records on the models topic that must not serve. */
@Tag("faults")
class ModelFaultsTest {
    private static final int DEVICES = 6;
    private static final int STEPS_PER_SECOND = 10;
    private static final int STEPS = 30;

    /** Spoilt files of one version, by what is wrong with them. */
    static Map<String, byte[]> spoilt(int version) {
        byte[] good = Models.numbered(Models.trained(), version);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("empty", new byte[0]);
        files.put("no model", Site.utf8("not a model"));
        files.put("cut off", Arrays.copyOf(good, good.length / 2));
        byte[] flipped = good.clone();
        flipped[good.length - 5] ^= 0x40;
        files.put("a bit flipped", flipped);
        byte[] header = good.clone();
        Arrays.fill(header, 0, 8, (byte) 0x7f);
        files.put("a header of 9e18 bytes", header);
        files.put("from the future", Models.withManifest(good, manifest -> manifest.put("format", 99)));
        files.put("another horizon", Models.withManifest(good, manifest -> manifest.put("horizon", 9)));
        files.put("another window", Models.withManifest(good, manifest -> manifest.put("window", 9)));
        files.put("another model's", Models.withManifest(good, manifest -> manifest.put("model", "other")));
        files.put("a layer of 2e9 units", Models.withManifest(good, manifest -> units(manifest, 2_000_000_000)));
        files.put("a layer of 12,000 units", Models.withManifest(good, manifest -> units(manifest, 12_000)));
        files.put("a layer that repeats 2e9 times", Models.withManifest(good, ModelFaultsTest::endless));
        files.put("a layer nobody knows", Models.withManifest(good, manifest -> first(manifest)
                .put("type", "magic")));
        files.put("weights that are NaN", Models.withNanWeight(good));
        files.put("nested without end", Site.utf8("\020'\0\0\0\0\0\0" + "[".repeat(10_000)));
        return files;
    }

    private static ObjectNode first(ObjectNode manifest) {
        return (ObjectNode) manifest.path("network").path("layers").path(0);
    }

    private static void units(ObjectNode manifest, int count) {
        first(manifest).put("units", count);
    }

    private static void endless(ObjectNode manifest) {
        ((ArrayNode) manifest.path("network").path("layers"))
                .insertObject(1)
                .put("type", "repeat-vector")
                .put("times", 2_000_000_000);
    }

    private static void spoil(Site site, int version) {
        spoilt(version).forEach((kind, file) -> {
            site.publish(version, file);
            site.point(version);
        });
        for (String pointer :
                new String[] {"", "null", "[]", "{}", "{\"schema\":99,\"serving\":1}", "{\"schema\":1,\"serving\":-1}"
                }) {
            site.sendNow(Site.MODELS, Shape.MODEL, Site.utf8(pointer));
        }
        site.sendNow(Site.MODELS, "no/number", new byte[] {1});
        site.sendNow(Site.MODELS, "", new byte[] {1});
    }

    @Test
    void shouldGoOnServingWhenRecordsOfModelsAreSpoilt() {
        Scenario scenario = Scenario.of(
                "model-records",
                "versions and pointers on the models topic that are "
                        + String.join(", ", spoilt(2).keySet()) + "; then a restart",
                "the version before goes on serving, also after the restart; a good one then serves");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.forecaster("a", Map.of()).start();
            site.output().awaitStep(load.first() + STEPS, System.nanoTime());
            spoil(site, 2);
            load.awaitStep(load.step() + STEPS);
            // A pointer to what is not there waits, also in a new instance, which then knows of no version before.
            site.point(1);
            app.terminate();
            long since = System.nanoTime();
            long step = load.step() + 1;
            app.start();
            scenario.recovered(site.output().awaitStep(step, since));
            site.publish(3, Models.numbered(Models.trained(), 3));
            site.point(3);
            Await.until("version 3 serving", () -> site.versions().contains(3));
            load.end();
            Balance balance = site.settle();
            assertThat(site.versions()).as("versions that have served").containsOnly(1, 3);
            scenario.passed(balance.toString());
        }
    }

    @Test
    void shouldStartWhenTheFirstRecordOfModelsIsSpoilt() {
        Scenario scenario = Scenario.of(
                "model-records-first",
                "the same as the very first records, before there is any model",
                "naive forecasts at once, the network's as soon as there is a usable version");
        try (Site site = Site.open(1)) {
            spoil(site, 1);
            try (Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
                App app = site.forecaster("a", Map.of()).start();
                site.output().awaitStep(load.first() + STEPS, System.nanoTime());
                assertThat(app.isRunning()).isTrue();
                long since = System.nanoTime();
                site.publish(2, Models.numbered(Models.trained(), 2));
                site.point(2);
                Await.until("version 2 serving", () -> site.versions().contains(2));
                scenario.recovered(java.time.Duration.ofNanos(System.nanoTime() - since));
                load.end();
                scenario.passed(site.settle().toString());
            }
        }
    }
}
