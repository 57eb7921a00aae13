package io.tidecast.trainer;

import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.ChunkRecord;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.Scale;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retained history, read under the settings as they are now. They may have changed while it was kept, which must
 * neither mix what cannot be compared nor end all learning:
 *
 * <ul>
 *   <li>A chunk whose scale is of another measure than {@code series.scaling} keeps its values, which are in the
 *       readings' own unit, and gets the scale of the device's first chunk in the right one. Where the device has none
 *       yet it is left out.
 *   <li>A chunk that does not fit at all, of other features or another step, is left out.
 * </ul>
 */
final class KeptHistory {
    private static final Logger LOG = LoggerFactory.getLogger(KeptHistory.class);

    private KeptHistory() {}

    /** @param records of chunks, in the order they came */
    static List<RetrainingRecord.Chunk> read(List<byte[]> records, ForecastSettings forecast) {
        List<ChunkRecord> kept = new ArrayList<>();
        Map<String, Scale> scales = new HashMap<>();
        for (byte[] record : records) {
            try {
                ChunkRecord one = ChunkRecord.of(record, forecast);
                kept.add(one);
                if (one.measure() == forecast.scaling().measure()) {
                    scales.putIfAbsent(one.chunk().device(), one.chunk().scale());
                }
            } catch (UnreadableRecordException e) {
                LOG.debug("a chunk of history is left out: {}", e.getMessage());
            }
        }
        List<RetrainingRecord.Chunk> chunks = new ArrayList<>();
        for (ChunkRecord one : kept) {
            if (one.measure() == forecast.scaling().measure()) {
                chunks.add(one.chunk());
            } else if (scales.containsKey(one.chunk().device())) {
                chunks.add(one.chunk().withScale(scales.get(one.chunk().device())));
            }
        }
        if (chunks.size() < records.size()) {
            LOG.warn(
                    "{} of {} chunks of history were kept under other settings and are left out",
                    records.size() - chunks.size(),
                    records.size());
        }
        return chunks;
    }
}
