package io.tidecast.replay;

import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import java.util.Iterator;
import java.util.List;

/**
 * The history of recorded readings, cut by the forecaster's own topology: the grid, the filling and the scaling are those that
 * serve.
 *
 * @param chunks those of a device in the order of time; each of its closed steps is in one
 * @param readings how many were read
 * @param devices how many they were of
 * @param refused how many went to the dead letters
 * @param refusal why the first of them did; empty if none did
 */
public record RecordedHistory(List<Chunk> chunks, long readings, int devices, long refused, String refusal) {
    public RecordedHistory {
        chunks = List.copyOf(chunks);
    }

    /** Replays all readings, in the order they come. */
    public static RecordedHistory of(StreamSettings settings, Iterator<Reading> readings) {
        try (ForecasterReplay replay = new ForecasterReplay(settings)) {
            readings.forEachRemaining(replay::read);
            return replay.end();
        }
    }

    /** Steps in all. */
    public long steps() {
        return chunks.stream().mapToLong(chunk -> chunk.segment().steps()).sum();
    }
}
