package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.http.ChangeRefused;
import io.tidecast.http.ModelChanger.Change;
import io.tidecast.http.ModelChanger.Order;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.UntrainedModel;
import io.tidecast.record.RequestRecord;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.StreamSettings;
import io.tidecast.view.TopicScan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Changes of models by the API, on a real broker; each test has a model of its own. */
@Tag("broker")
@Timeout(90)
class ApiChangesTest {
    private static final String BY = "by the API";

    private static EmbeddedBroker broker;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        Settings settings = settings("default");
        try (Admin admin = new KafkaClients(settings.kafka()).admin()) {
            Topics.all(settings.topics()).create(admin, 1, Optional.of((short) 1));
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(ApiChanges.class)).addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        ((Logger) LoggerFactory.getLogger(ApiChanges.class)).detachAppender(log);
    }

    private static Settings settings(String model) {
        return Settings.of(new SettingSources()
                .flags(Map.of(
                        "kafka.bootstrap.servers",
                        broker.bootstrapServers(),
                        "readings.values",
                        "temp",
                        "series.step",
                        "1m",
                        "forecast.model",
                        model))
                .system(new Properties()));
    }

    private static ApiChanges changes(Settings settings) {
        return ApiChanges.of(ReadSide.Sources.of(settings), settings);
    }

    private static Order order(Change change, String model, int version, String reason) {
        return new Order(change, model, version, reason, "192.0.2.7");
    }

    /** Two versions of a model, of which the second serves. */
    private static ModelsTopic published(String model) throws Exception {
        Settings settings = settings(model);
        ModelsTopic topic = ModelsTopic.of(settings, model);
        StreamSettings stream = settings.stream();
        Forecaster first = UntrainedModel.untrained(stream.forecast(), stream.network(), 1);
        Pointer pointer = Pointer.bootstrap(1, "bootstrap");
        topic.publish(topic.read(), 1, ModelFile.write(first.manifest(), first.parameters()), pointer);
        byte[] second = ModelFile.write(first.manifest().child(2, Map.of("reason", "steps")), first.parameters());
        topic.publish(topic.read(), 2, second, pointer.published(2, "promoted"));
        return topic;
    }

    private static Pointer pointer(ModelsTopic topic) {
        return topic.pointer(topic.read());
    }

    @Test
    void shouldPinAndUnpinWithWhoDidItOnTheTopicAndInTheLog() throws Exception {
        ModelsTopic topic = published("pinned");
        ApiChanges changes = changes(settings("pinned"));
        assertThat(changes.change(order(Change.PIN, "pinned", 1, "a leak\nat site 3")))
                .isEqualTo("model pinned: version 1 serves, pinned, before it version 2 (pinned by the API: a leak\\nat"
                        + " site 3)");
        assertThat(pointer(topic).pinned()).isTrue();
        assertThat(log.list.get(0).getFormattedMessage())
                .startsWith("PIN by the API, from 192.0.2.7: model pinned: version 1 serves, pinned")
                .doesNotContain("\n");
        changes.change(order(Change.UNPIN, "pinned", 0, ""));
        assertThat(pointer(topic).pinned()).isFalse();
        assertThat(pointer(topic).reason()).endsWith("; unpinned by the API");
    }

    @Test
    void shouldGoBackToTheVersionBeforeWithWhoDidItAmongTheVerdicts() throws Exception {
        ModelsTopic topic = published("back");
        changes(settings("back")).change(order(Change.ROLLBACK, "back", 0, "too high"));
        Pointer back = pointer(topic);
        assertThat(back.serving()).isEqualTo(1);
        assertThat(back.rejected()).singleElement().satisfies(verdict -> {
            assertThat(verdict.reason()).isEqualTo("rolled back to 1: by the API: too high");
            assertThat(verdict.trigger()).isEqualTo(BY);
        });
    }

    @Test
    void shouldBeginAnewWithAVersionThatHasLearntNothingAndKeepTheOthers() throws Exception {
        ModelsTopic topic = published("anew");
        ApiChanges changes = changes(settings("anew"));
        changes.change(order(Change.RESET, "anew", 0, ""));
        assertThat(pointer(topic).serving()).isEqualTo(3);
        assertThat(pointer(topic).previous()).isEqualTo(2);
        assertThat(topic.read().files().keySet()).containsExactly(1, 2, 3);
        Forecaster anew = topic.version(topic.read(), 3);
        assertThat(anew.manifest().parent()).isNull();
        assertThat(anew.manifest().provenance()).isEqualTo(Map.of("reason", "reset by the API", "untrained", true));
        assertThat(anew.manifest().hasLearnt()).isFalse();
        changes.change(order(Change.ROLLBACK, "anew", 0, ""));
        assertThat(pointer(topic).serving()).isEqualTo(2);
    }

    @Test
    void shouldBeginAnewInTheShapeThatServesWhateverTheSettingsOfWhoIsAsked() throws Exception {
        ModelsTopic topic = published("shape");
        Settings ui = Settings.of(new SettingSources()
                .flags(Map.of(
                        "kafka.bootstrap.servers",
                        broker.bootstrapServers(),
                        "forecast.model",
                        "shape",
                        "forecast.horizon",
                        "7",
                        "forecast.window",
                        "9"))
                .system(new Properties()));
        changes(ui).change(order(Change.RESET, "shape", 0, ""));
        Forecaster served = topic.version(topic.read(), 2);
        Forecaster anew = topic.version(topic.read(), 3);
        assertThat(anew.manifest().horizon())
                .isEqualTo(served.manifest().horizon())
                .isNotEqualTo(7);
        assertThat(anew.manifest().window()).isEqualTo(served.manifest().window());
        assertThat(anew.manifest().network()).isEqualTo(served.manifest().network());
        assertThat(anew.manifest().targets()).containsExactly("temp");
        assertThat(anew.parameters().toArray()).isEqualTo(served.parameters().toArray());
    }

    @Test
    void shouldHaveTheDefaultModelServeAGroupAgainWhenItsModelIsReset() throws Exception {
        ModelsTopic topic = published("group");
        ApiChanges changes = changes(settings("default"));
        changes.change(order(Change.RESET, "group", 0, ""));
        assertThat(pointer(topic).serving()).isZero();
        assertThat(pointer(topic).previous()).isEqualTo(2);
        assertThatThrownBy(() -> changes.change(order(Change.RESET, "group", 0, "")))
                .hasMessageContaining("the default model does");
    }

    @Test
    void shouldAskForAFineTuneOfAModelThatThereIs() throws Exception {
        Settings settings = settings("default");
        ApiChanges changes = changes(settings);
        String done = changes.change(order(Change.RETRAIN, "default", 0, "new sensors"));
        List<RetrainingRecord.Request> requests = new ArrayList<>();
        TopicScan.each(
                new KafkaClients(settings.kafka()),
                settings.topics().retraining(),
                Map.of(),
                entry -> requests.add(RequestRecord.of(entry.value())));
        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.reason()).isEqualTo("by the API: new sensors");
            assertThat(done).endsWith(request.id());
        });
        assertThatThrownBy(() -> changes.change(order(Change.RETRAIN, "nobody", 0, "")))
                .isInstanceOf(ChangeRefused.class)
                .hasMessage("there is no model nobody, nor history of one");
    }

    @Test
    void shouldRefuseWhatDoesNotGoAndLogWhoAsked() throws Exception {
        ModelsTopic topic = published("held");
        ApiChanges changes = changes(settings("held"));
        assertThatThrownBy(() -> changes.change(order(Change.PIN, "held", 7, "")))
                .hasMessage("version 7 of model held is not on topic models; there are [1, 2]");
        assertThatThrownBy(() -> changes.change(order(Change.UNPIN, "held", 0, "")))
                .hasMessage("model held is not pinned");
        changes.change(order(Change.PIN, "held", 2, ""));
        for (Change change : List.of(Change.ROLLBACK, Change.RESET)) {
            assertThatThrownBy(() -> changes.change(order(change, "held", 0, "")))
                    .hasMessageContaining("model held is pinned to version 2");
        }
        assertThat(pointer(topic).serving()).isEqualTo(2);
        assertThat(log.list.get(0).getFormattedMessage())
                .startsWith("PIN of model held by the API, from 192.0.2.7, was refused: version 7");
    }

    @Test
    void shouldSayThatTheBrokerDoesNotDoItInsteadOfWaitingForIt() {
        Settings nobody = Settings.of(new SettingSources()
                .flags(Map.of("kafka.bootstrap.servers", "broker.invalid:9092"))
                .system(new Properties()));
        assertThatThrownBy(() -> changes(nobody).change(order(Change.PIN, "default", 1, "")))
                .isInstanceOf(ChangeRefused.class)
                .hasMessageStartingWith("the broker has not done it: ");
    }
}
