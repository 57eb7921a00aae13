package io.tidecast.replay;

import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.RetrainingRecords;
import io.tidecast.series.Reading;
import io.tidecast.series.Segment;
import io.tidecast.stream.StreamSettings;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * History of recorded readings, cut by the forecaster's own topology: the grid, the filling and the scaling are those
 * that serve.
 *
 * @param chunks those of a device in the order of time; each of its closed steps is in one
 * @param readings how many were read
 * @param devices how many they were of
 * @param duplicates how many had a value that was there already of their device and time
 * @param refused how many went to the dead letters
 * @param refusal why the first of them did; empty if none did
 */
public record RecordedHistory(
        List<Chunk> chunks, long readings, int devices, long duplicates, long refused, String refusal) {
    public RecordedHistory {
        chunks = List.copyOf(chunks);
    }

    /** Replays all readings, in the order they come. */
    public static RecordedHistory of(StreamSettings settings, Iterator<Reading> readings) {
        Chunks chunks = new Chunks(settings.forecast());
        try (ForecasterReplay replay = new ForecasterReplay(settings, chunks)) {
            readings.forEachRemaining(replay::read);
            replay.end();
            return new RecordedHistory(
                    chunks.withoutFilledEnds(),
                    replay.readings(),
                    replay.devices(),
                    replay.duplicates(),
                    replay.refused(),
                    replay.refusal());
        }
    }

    /** Those of these features, in the order of the chunks', that none of the readings has a value of. */
    public List<String> unseen(List<String> features) {
        return IntStream.range(0, features.size())
                .filter(f -> chunks.stream().noneMatch(chunk -> chunk.segment().observes(f)))
                .mapToObj(features::get)
                .toList();
    }

    /** Steps in all. */
    public long steps() {
        return chunks.stream().mapToLong(chunk -> chunk.segment().steps()).sum();
    }

    /** Gathers chunks by device. */
    private static final class Chunks extends ForecasterReplay.NoOutput {
        private final ForecastSettings forecast;
        private final Map<String, List<Chunk>> byDevice = new TreeMap<>();

        Chunks(ForecastSettings forecast) {
            this.forecast = forecast;
        }

        @Override
        public void retraining(byte[] value) {
            if (RetrainingRecords.of(value, forecast) instanceof Chunk chunk) {
                byDevice.computeIfAbsent(chunk.device(), d -> new ArrayList<>()).add(chunk);
            }
        }

        /** All of them, but for the steps at a device's end that were only filled up to the gap. */
        List<Chunk> withoutFilledEnds() {
            List<Chunk> all = new ArrayList<>();
            byDevice.values().forEach(own -> all.addAll(withoutFilledEnd(own)));
            return all;
        }

        private static List<Chunk> withoutFilledEnd(List<Chunk> chunks) {
            List<Chunk> kept = new ArrayList<>(chunks);
            while (!kept.isEmpty()) {
                Chunk last = kept.remove(kept.size() - 1);
                Segment segment = last.segment();
                int steps = segment.steps();
                while (steps > 0 && segment.slice(steps - 1, steps).observedSteps(1) == 0) {
                    steps--;
                }
                if (steps > 0) {
                    kept.add(
                            new Chunk(last.model(), last.device(), last.step(), segment.slice(0, steps), last.scale()));
                    return kept;
                }
            }
            return kept;
        }
    }
}
