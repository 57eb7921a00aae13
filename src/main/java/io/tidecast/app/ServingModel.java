package io.tidecast.app;

import io.tidecast.model.Forecaster;
import io.tidecast.model.Pointer;
import io.tidecast.settings.Settings;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicException;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import java.util.List;

/** Compatibility check of the model that serves with the settings: what is fixed by its first version. */
final class ServingModel {
    private final Settings settings;

    ServingModel(Settings settings) {
        this.settings = settings;
    }

    List<Finding> findings() {
        StreamSettings stream = settings.stream();
        ModelsTopic topic = ModelsTopic.of(settings, stream.forecast().model());
        PublishedModels<PublishedFile> published;
        Forecaster serving;
        try {
            published = topic.read();
            Pointer pointer = published.pointer().orElse(null);
            if (pointer == null) {
                return List.of(Finding.ok("model: " + topic.model() + " has no version yet, and learns from its first"
                        + " reading on (`tidecast train` and `tidecast models publish` give it one)"));
            }
            serving = topic.version(published, pointer.serving());
        } catch (TopicException e) {
            return List.of(Finding.warn("model: " + e.getMessage(), "`tidecast models list` says what is there"));
        }
        try {
            serving.manifest().requireMatch(stream.forecast());
        } catch (IllegalArgumentException e) {
            return List.of(Finding.fail(
                    e.getMessage(),
                    "name a new model by forecast.model, or set it back; this one serves nothing until then"));
        }
        return List.of(Finding.ok("model: " + serving.manifest().id()
                + " serves, of the features, targets, window, horizon, step and scaling that are set"));
    }
}
