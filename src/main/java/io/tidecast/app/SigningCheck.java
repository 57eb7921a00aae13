package io.tidecast.app;

import io.tidecast.config.Printable;
import io.tidecast.config.SettingException;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.TopicException;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.errors.AuthorizationException;

/** Preflight check of the signing keys: the files, and what is on the models topic by them. */
record SigningCheck(Settings settings, Consumer<Finding> report) {
    private static final String SIGN = "`tidecast models sign`, with --unsigned where it was never signed";

    void examine() {
        ModelKeys keys;
        try {
            keys = settings.modelKeys();
        } catch (SettingException e) {
            report.accept(Finding.fail("models: " + e.getMessage(), "`tidecast run` does not start with it"));
            return;
        }
        boolean trains = settings.roles().contains(Role.TRAINER);
        if (trains && !keys.canWrite()) {
            report.accept(Finding.fail(
                    "models: " + ModelKeys.cannotWrite(), "set it for the trainer, or leave the trainer out of roles"));
        } else {
            report.accept(Finding.ok("models: " + keys.describe()));
        }
        if (!trains && settings.find(ModelKeys.SIGNING_KEY_FILE).isPresent()) {
            report.accept(Finding.warn(
                    "models: " + ModelKeys.SIGNING_KEY_FILE.key() + " is set where nothing is published",
                    "leave it to the trainer, so that who takes this process over cannot publish"));
        }
        keys.warnings().forEach(warning -> report.accept(Finding.warn("models: " + warning, "chmod 600")));
        if (keys.areSet()) {
            topic(keys);
        }
    }

    /** What serves now must be signed as it should be: a start finds nothing that serves otherwise. */
    private void topic(ModelKeys keys) {
        try {
            PublishedModels.read(
                            new KafkaClients(settings.kafka()),
                            settings.topics().models(),
                            keys)
                    .forEach((model, published) -> {
                        published
                                .signing()
                                .refused()
                                .ifPresent(reason -> refused("the pointer of model " + model, reason));
                        published
                                .pointer()
                                .map(Pointer::serving)
                                .flatMap(serving ->
                                        Optional.ofNullable(published.files().get(serving)))
                                .flatMap(PublishedFile::refused)
                                .ifPresent(reason -> refused("the version of model " + model + " that serves", reason));
                    });
        } catch (AuthorizationException e) {
            report.accept(Finding.warn("models: signatures may not be looked at", "allow READ to have them checked"));
        } catch (TopicException e) {
            report.accept(Finding.warn("models: signatures cannot be looked at: " + e.getMessage(), "see topics"));
        }
    }

    private void refused(String what, String reason) {
        report.accept(Finding.fail("models: " + Printable.message(what) + " is refused: " + reason, SIGN));
    }
}
