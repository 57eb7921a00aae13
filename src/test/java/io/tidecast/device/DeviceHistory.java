package io.tidecast.device;

import io.tidecast.learn.RetrainingRecord;
import io.tidecast.record.ChunkRecord;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.StreamFixtures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Chunks of hourly steps of one feature, as the forecaster would cut them, with the scale each device has by then. */
public final class DeviceHistory {
    public static final int CHUNK = 10;

    private final Scaling.Measure measure;
    private final Map<String, RunningScale> scales = new HashMap<>();

    public DeviceHistory(Scaling.Measure measure) {
        this.measure = measure;
    }

    /** What a device measures at a step. */
    public interface Signal {
        double at(int step);
    }

    public List<RetrainingRecord.Chunk> chunks(String model, String device, int from, int to, Signal signal) {
        RunningScale scale = scales.computeIfAbsent(device, d -> new RunningScale(1, 1000, measure));
        List<RetrainingRecord.Chunk> chunks = new ArrayList<>();
        double before = from == 0 ? 0 : (float) signal.at(from - 1);
        for (int first = from; first < to; first += CHUNK) {
            int length = Math.min(CHUNK, to - first);
            double[] values = new double[length];
            boolean[] observed = new boolean[length];
            for (int t = 0; t < length; t++) {
                values[t] = (float) signal.at(first + t);
                observed[t] = true;
                scale.addLevel(0, values[t]);
                scale.addChange(0, values[t] - before);
                before = values[t];
            }
            long index = StreamFixtures.START.toEpochMilli() / StreamFixtures.STEP.toMillis() + first;
            chunks.add(new RetrainingRecord.Chunk(
                    model,
                    device,
                    TimeStep.of(StreamFixtures.STEP),
                    new Segment(index, 1, values, observed),
                    scale.scale()));
        }
        return chunks;
    }

    public List<byte[]> records(String model, String device, int from, int to, Signal signal) {
        return chunks(model, device, from, to, signal).stream()
                .map(chunk -> ChunkRecord.bytes(chunk, List.of("temp"), measure))
                .toList();
    }
}
