package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.app.ModelsTopic;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Ruling;
import io.tidecast.model.Verdict;
import io.tidecast.view.PublishedModels;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looking at the models topic and moving its pointer, on a real broker; each test has a model of its own. */
@Tag("broker")
@Timeout(90)
class ModelsTopicCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static CommandModels topic;

    @BeforeAll
    static void start() throws Exception {
        topic = CommandModels.start();
    }

    @AfterAll
    static void stop() {
        topic.close();
    }

    @Test
    void shouldListVersionsWhatServesAndWhatWasRejected() throws Exception {
        topic.publish("listed", 3);
        topic.send("listed/9", new byte[] {1});
        CommandRun text = topic.run("models", "list");
        assertThat(text.err()).isEmpty();
        assertThat(text.out()
                        .lines()
                        .dropWhile(line -> !line.startsWith("model listed"))
                        .limit(7))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("model listed: version 2 serves, before it version 1 (promoted: better)"),
                        line -> assertThat(line.strip().split("  +"))
                                .containsExactly(
                                        "VERSION",
                                        "STATE",
                                        "PARENT",
                                        "HELD-OUT ERROR",
                                        "LEARNT TO",
                                        "WRITTEN",
                                        "WHY IT WAS MADE"),
                        line -> assertThat(line).matches(" +1 +previous +- +- +- +20\\S+Z  bootstrap"),
                        line -> assertThat(line)
                                .matches(" +2 +serving +listed/1 +0\\.5000 +- +20\\S+Z  steps: 5000 new"),
                        line -> assertThat(line).matches(" +3 +listed/2 +0\\.5000 +- +20\\S+Z  steps: 5000 new"),
                        line -> assertThat(line)
                                .matches(" +9 +- +- +- +20\\S+Z  cannot be used: header length must be .*"),
                        line -> assertThat(line)
                                .isEqualTo("  2026-01-01T00:00:00Z  3 (steps: 5000 new): rejected: worse"));
        JsonNode json = JSON.readTree(topic.run("models", "list", "--json").out());
        JsonNode listed = json.findValues("model").isEmpty() ? json : find(json, "listed");
        assertThat(listed.path("pointer").path("serving").asInt()).isEqualTo(2);
        assertThat(listed.path("versions")).hasSize(4);
        assertThat(listed.path("versions").get(1).path("state").asText()).isEqualTo("serving");
    }

    private static JsonNode find(JsonNode models, String model) {
        for (JsonNode one : models) {
            if (one.path("model").asText().equals(model)) {
                return one;
            }
        }
        throw new AssertionError(model + " is not in " + models);
    }

    @Test
    void shouldShowAVersionThatIsOnTheTopicAndSayWhichAreWhenItIsNot() throws Exception {
        topic.publish("shown", 3);
        assertThat(topic.models("shown", "show", "2").out().replaceAll(" +", " "))
                .contains("model shown/2", "parent shown/1", "reason steps: 5000 new", "Total parameters:");
        assertThat(JSON.readTree(topic.models("shown", "show", "2", "--json").out())
                        .path("parent")
                        .asText())
                .isEqualTo("shown/1");
        CommandRun missing = topic.models("shown", "show", "7");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("version 7 of model shown is not on topic models; there are [1, 2, 3]");
    }

    @Test
    void shouldHoldAVersionUntilItIsLetGo() throws Exception {
        topic.publish("held", 4);
        CommandRun pinned = topic.models("held", "pin", "1", "--reason=known good");
        assertThat(pinned.out().strip())
                .isEqualTo("model held: version 1 serves, pinned, before it version 3 (known good)");
        assertThat(topic.pointer("held")).matches(p -> p.pinned() && p.serving() == 1 && p.previous() == 3);
        assertThat(topic.pointer("held").rejected()).as("verdicts stay").hasSize(1);
        CommandRun rollback = topic.models("held", "rollback");
        assertThat(rollback.exitCode()).isEqualTo(1);
        assertThat(rollback.err()).contains("model held is pinned to version 1; `tidecast models unpin` first");
        assertThat(topic.models("held", "unpin").exitCode()).isZero();
        assertThat(topic.pointer("held")).matches(p -> !p.pinned() && p.serving() == 1);
        assertThat(topic.models("held", "unpin").err()).contains("model held is not pinned");
        assertThat(topic.models("held", "pin", "8").err())
                .contains("version 8 of model held is not on topic models; there are [1, 2, 3, 4]");
        assertThat(topic.models("none", "pin", "1").err())
                .contains("version 1 of model none is not on topic models; there is none");
        topic.send("held/5", new byte[] {1});
        assertThat(topic.models("held", "pin", "5").err()).contains("held/5: header length must be ");
        assertThat(topic.pointer("held").serving()).isEqualTo(1);
    }

    @Test
    void shouldPutAVersionBackThatIsRemovedWhileItIsPinned() throws Exception {
        topic.publish("kept", 3);
        ModelsTopic other = new ModelsTopic(topic.clients(), "models", "kept", ModelKeys.none());
        byte[] file = other.read().files().get(1).accepted();
        topic.send("kept/1", null);
        other.keep(1, file);
        assertThat(other.read().files().get(1).accepted()).isEqualTo(file);
        other.keep(1, new byte[] {1});
        assertThat(other.read().files().get(1).accepted()).as("it is there").isEqualTo(file);
    }

    @Test
    void shouldShowThePinThatAVerdictWasMadeWithoutKnowingOf() throws Exception {
        topic.publish("outpaced", 4);
        Pointer before = topic.pointer("outpaced");
        assertThat(topic.models("outpaced", "pin", "1").err()).isEmpty();
        topic.send("outpaced", PointerRecord.bytes(before.noted(before.verdict())));
        assertThat(topic.pointer("outpaced")).matches(p -> p.pinned() && p.serving() == 1);
        assertThat(topic.models("outpaced", "unpin").exitCode())
                .as("it is what is changed")
                .isZero();
        assertThat(topic.run("models", "list").out())
                .containsPattern("last moved at 20\\S+Z: pinned by hand; unpinned by hand");
        topic.send("outpaced", PointerRecord.bytes(before.noted(before.verdict())));
        assertThat(topic.pointer("outpaced")).matches(p -> !p.pinned() && p.serving() == 1);
    }

    @Test
    void shouldGoBackVersionByVersionAndSayWhenThereIsNone() throws Exception {
        topic.publish("rolled", 4);
        assertThat(topic.models("rolled", "rollback", "--reason=odd forecasts")
                        .out()
                        .strip())
                .isEqualTo("model rolled: version 2 serves, before it version 1 (rolled back to 2: odd forecasts)");
        assertThat(topic.pointer("rolled").rejected())
                .last()
                .matches(verdict -> verdict.version() == 3 && verdict.trigger().equals("by hand"));
        assertThat(topic.run("models", "list").out().lines().dropWhile(line -> !line.startsWith("model rolled")))
                .anyMatch(line -> line.matches(" +3 +rolled back +rolled/2 .*"))
                .anyMatch(line -> line.matches("  last moved at 20\\S+Z: rolled back to 2: .*"));
        Pointer rejecting = topic.pointer("rolled");
        Verdict back = rejecting.rejected().get(rejecting.rejected().size() - 1);
        for (int run = 4; run <= 14; run++) {
            Ruling worse = Ruling.rejected("worse");
            rejecting = rejecting.after(Verdict.undone(run, worse, "steps", "2026-01-01T00:00:00Z"));
        }
        assertThat(rejecting.rejected()).contains(back);
        topic.send("rolled", PointerRecord.bytes(rejecting));
        assertThat(topic.run("models", "list").out().lines().dropWhile(line -> !line.startsWith("model rolled")))
                .as("after eleven rejections")
                .anyMatch(line -> line.matches(" +3 +rolled back +rolled/2 .*"));
        assertThat(topic.models("rolled", "rollback").exitCode()).isZero();
        assertThat(topic.pointer("rolled").serving()).isEqualTo(1);
        CommandRun further = topic.models("rolled", "rollback");
        assertThat(further.exitCode()).isEqualTo(1);
        assertThat(further.err()).contains("model rolled: version 1 has none before it to go back to");
        assertThat(topic.models("nobody", "rollback").err())
                .contains("model nobody has no pointer on topic models; `tidecast models list` shows what is there");
    }

    @Test
    void shouldServeANetworkThatHasLearntNothingWhenItIsResetAndBeAbleToGoBack() throws Exception {
        topic.publish("default", 3);
        assertThat(topic.models("default", "reset", "--reason=new sensor").out().strip())
                .isEqualTo("model default: version 4 serves, before it version 2 (reset new sensor)");
        Forecaster reset = ModelFile.read(new ModelsTopic(topic.clients(), "models", "default", ModelKeys.none())
                .read()
                .files()
                .get(4)
                .accepted());
        assertThat(reset.manifest().hasLearnt()).isFalse();
        assertThat(reset.manifest().provenance()).containsEntry("reason", "reset new sensor");
        assertThat(topic.models("default", "rollback").exitCode()).isZero();
        assertThat(topic.pointer("default").serving()).isEqualTo(2);
        topic.models("default", "pin", "3");
        assertThat(topic.models("default", "reset").err()).contains("model default is pinned to version 3");
        topic.models("default", "unpin");
    }

    @Test
    void shouldHaveTheDefaultModelServeAGroupAgainWhenItIsReset() throws Exception {
        topic.publish("group", 3);
        assertThat(topic.models("group", "reset").out().strip())
                .isEqualTo("model group: the default model serves, before it version 2 (reset by hand)");
        assertThat(topic.models("group", "reset").err()).contains("model group has no version that serves");
        assertThat(topic.models("nobody", "reset").err()).contains("model nobody has no pointer on topic models");
    }

    @Test
    void shouldRemoveOldVersionsButNeverWhatServesOrServedBefore() throws Exception {
        topic.publish("pruned", 6);
        topic.send("pruned", PointerRecord.bytes(new Pointer(1, 2, 1, null, false, "here", null, List.of(), 0, null)));
        assertThat(topic.models("pruned", "prune", "--keep=2").out().strip())
                .isEqualTo("model pruned: removed versions [3, 4], left [1, 2, 5, 6]");
        assertThat(topic.models("pruned", "prune", "--keep=2").out().strip())
                .isEqualTo("model pruned: removed nothing, left [1, 2, 5, 6]");
        assertThat(topic.models("pruned", "prune", "--keep=0").exitCode()).isZero();
        assertThat(PublishedModels.read(topic.clients(), "models", ModelKeys.none(), "pruned")
                        .files()
                        .keySet())
                .containsExactly(1, 2);
        CommandRun negative = topic.models("pruned", "prune", "--keep=-1");
        assertThat(negative.exitCode()).isEqualTo(2);
        assertThat(negative.err()).contains("--keep must not be negative, was -1");
    }

    @Test
    void shouldShowAVersionInTheShadowAndNeverRemoveIt() throws Exception {
        topic.publish("shadowed", 5);
        Pointer.Shadow shadow = new Pointer.Shadow(3, "shadowed/2", 250, 1_000, "2026-01-01T00:00:00Z");
        topic.send("shadowed", PointerRecord.bytes(Pointer.bootstrap(2, "here").shadowed(shadow, null)));
        String told = "version 3 against shadowed/2, of 1,000 steps at least 250 have come since 2026-01-01T00:00:00Z";
        assertThat(topic.run("models", "list").out().lines().dropWhile(line -> !line.startsWith("model shadowed")))
                .anyMatch(line -> line.matches(" +3 +shadow +shadowed/2 .*"))
                .contains("  in the shadow: " + told);
        assertThat(topic.models("shadowed", "show", "3").out()).endsWith("In the shadow: " + told + "\n");
        assertThat(topic.models("shadowed", "show", "2").out()).doesNotContain("In the shadow");
        assertThat(topic.models("shadowed", "prune", "--keep=0").out().strip())
                .isEqualTo("model shadowed: removed versions [1, 4, 5], left [2, 3]");
        assertThat(topic.models("shadowed", "pin", "2").exitCode()).isZero();
        assertThat(topic.pointer("shadowed").shadow()).as("somebody decided").isNull();
    }
}
