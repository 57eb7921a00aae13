package io.tidecast.app;

import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.Ruling;
import io.tidecast.model.UntrainedModel;
import io.tidecast.model.Verdict;
import io.tidecast.stream.TopicException;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import java.time.Instant;

/**
 * Moves of a model's pointer that a person makes, by a command or by the API. Each reads what is there, and returns the
 * pointer that it has written.
 *
 * @param topic of the model
 */
public record ModelMoves(ModelsTopic topic) {
    private static final long SEED = 1;

    /**
     * Has a version serve and holds it there.
     *
     * @throws TopicException if it is not there, or damaged
     */
    public Pointer pin(int version, String reason) throws InterruptedException {
        PublishedModels<PublishedFile> published = topic.read();
        topic.version(published, version);
        Pointer pinned = published
                .pointer()
                .orElseGet(() -> Pointer.bootstrap(version, reason))
                .pinnedTo(version, reason)
                .withMovedAt(now());
        topic.point(published, pinned);
        // A trainer that promotes at the same moment removes old versions before it has seen the pin.
        topic.keep(version, published.files().get(version).accepted());
        return pinned;
    }

    /**
     * Lets the trainer move the pointer again.
     *
     * @param by who does, for the pointer's reason
     * @throws TopicException if it is not pinned
     */
    public Pointer unpin(String by) throws InterruptedException {
        PublishedModels<PublishedFile> published = topic.read();
        Pointer pointer = topic.pointer(published);
        if (!pointer.pinned()) {
            throw new TopicException("model " + topic.model() + " is not pinned");
        }
        Pointer unpinned =
                pointer.unpinned(pointer.reason() + "; unpinned " + by).withMovedAt(now());
        topic.point(published, unpinned);
        return unpinned;
    }

    /**
     * Has the version before serve again; a further rollback goes to the one that was fine-tuned from.
     *
     * @param by who does
     * @throws TopicException if there is none, or it is pinned
     */
    public Pointer rollBack(String reason, String by) throws InterruptedException {
        PublishedModels<PublishedFile> published = topic.read();
        Pointer pointer = topic.pointer(published);
        requireFree(pointer);
        Integer previous = pointer.previous();
        if (previous == null) {
            throw new TopicException(
                    "model " + topic.model() + ": version " + pointer.serving() + " has none before it to go back to");
        }
        Integer further = previous == 0
                ? null
                : topic.version(published, previous)
                        .manifest()
                        .parentVersion()
                        .filter(published.files()::containsKey)
                        .orElse(null);
        Pointer back = pointer.rolledBack(
                        further, Verdict.undone(pointer.serving(), Ruling.rolledBack(previous, reason), by, now()))
                .byHand();
        topic.point(published, back);
        return back;
    }

    /**
     * Has a model forget what it has learnt: a group's leaves to the default model, which itself is begun anew.
     *
     * @param defaultModel its id
     */
    public Pointer reset(String reason, String defaultModel) throws InterruptedException {
        return topic.model().equals(defaultModel) ? startAnew(reason) : toDefault(reason);
    }

    /** Has the default model serve a group again, until a fine-tune of the group's is promoted. */
    private Pointer toDefault(String reason) throws InterruptedException {
        PublishedModels<PublishedFile> published = topic.read();
        Pointer pointer = topic.pointer(published);
        requireFree(pointer);
        if (pointer.serving() == 0) {
            throw new TopicException("model " + topic.model() + " has no version that serves: the default model does");
        }
        Pointer reset = pointer.published(0, reason).withMovedAt(now());
        topic.point(published, reset);
        return reset;
    }

    /**
     * Has a network serve that has learnt nothing, as a version of its own: what is there stays to go back to. Its
     * shape is that of the version that serves, which every process forecasts with, whatever the settings of this one.
     */
    private Pointer startAnew(String reason) throws InterruptedException {
        PublishedModels<PublishedFile> published = topic.read();
        Pointer pointer = topic.pointer(published);
        requireFree(pointer);
        int version = published.newest() + 1;
        Forecaster untrained = UntrainedModel.like(topic.version(published, pointer.serving()), version, reason, SEED);
        Pointer reset = pointer.published(version, reason).withMovedAt(now());
        topic.publish(published, version, ModelFile.write(untrained), reset);
        return reset;
    }

    private static String now() {
        return Instant.now().toString();
    }

    private void requireFree(Pointer pointer) {
        if (pointer.pinned()) {
            throw new TopicException("model " + topic.model() + " is pinned to version " + pointer.serving()
                    + "; `tidecast models unpin` first, or pin another");
        }
    }
}
