package io.tidecast.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.DeviceKey;
import io.tidecast.learn.BatchMeans;
import io.tidecast.learn.LiveTrial;
import io.tidecast.learn.RetrainingRecord;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveTrialsTest {
    private static final BatchMeans.Length BLOCK = new BatchMeans.Length(2, 2);

    private final KeyValueStore<Bytes, byte[]> store = Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore("history"), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .build();

    private LiveTrial trial;

    @BeforeEach
    void start() {
        store.init(new MockProcessorContext<Void, Void>().getStateStoreContext(), store);
        trial = LiveTrial.begin("m/1", 0);
        for (int at = 0; at < 20; at++) {
            trial = trial.with(
                    new RetrainingRecord.ScoreSummary("m", 1, at, at, 3, 1 + at * 7 % 5, 2, Map.of()), BLOCK);
            trial = at == 11 ? trial.swapped("m/2", 12, true) : trial;
        }
    }

    @Test
    void shouldGoOnWithATrialAsItWasStored() {
        assertThat(trial.baseline().count()).isPositive();
        assertThat(trial.own().count()).isPositive();
        new LiveTrials(store).put("m", trial);
        assertThat(new LiveTrials(store).of("m")).contains(trial);
        assertThat(new LiveTrials(store).of("n")).isEmpty();
        LiveTrial first = LiveTrial.begin("n/1", Long.MIN_VALUE);
        new LiveTrials(store).put("n", first);
        assertThat(new LiveTrials(store).of("n")).contains(first);
    }

    @Test
    void shouldBeNoChunkOfHistoryAndStandUnderItsModel() {
        ChunkStore chunks = new ChunkStore(store, 1_000);
        ChunkRange range = chunks.append("m", ChunkRange.EMPTY, 5, new byte[] {1});
        range = chunks.append("m", range, 5, new byte[] {2});
        new LiveTrials(store).put("m", trial);
        assertThat(chunks.read("m", range)).containsExactly(new byte[] {1}, new byte[] {2});
        assertThat(chunks.read("m", ChunkRange.EMPTY)).isEmpty();
        assertThat(store.get(DeviceKey.of("m", -1))).isNotNull();
    }

    @Test
    void shouldBeginAnewWhenWhatIsStoredCannotBeRead() {
        store.put(DeviceKey.of("m", -1), "{\"version\":1,\"new\":[]}".getBytes(UTF_8));
        LiveTrials trials = new LiveTrials(store);
        assertThat(trials.of("m")).isEmpty();
        trials.put("m", trial);
        trials.remove("m");
        assertThat(trials.of("m")).isEmpty();
        assertThat(store.get(DeviceKey.of("m", -1))).isNull();
    }
}
