package io.tidecast.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.record.UnreadableRecordException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Fuzzer of a decoder: bytes that are cut, changed, doubled or of no kind are decoded or refused, and nothing else. */
public final class FormatFuzz {
    private final List<byte[]> samples;
    private final byte[] key;
    private final ReadingDecoder decoder;
    private final Random random;

    public FormatFuzz(InputFormat format, long seed) {
        samples = format.samples();
        key = format.sampleKey();
        random = new Random(seed);
        ReadingFormat readings = ReadingFormat.standard(List.of("temp", "load"));
        decoder = new ReadingFormat(
                        format,
                        readings.device(),
                        readings.time(),
                        readings.times(),
                        readings.values(),
                        readings.form(),
                        new ReadingLimits(1 << 20, 50, 20_000),
                        format.sampleShape())
                .decoder(List.of("temp", "load"), GroupSource.parse("/site"));
    }

    /** Decodes so many damaged records; gives how many of them were readable all the same. */
    public int run(int inputs) {
        int read = 0;
        for (int i = 0; i < inputs; i++) {
            byte[] value = damaged();
            try {
                assertThat(decoder.decode("topic", new RecordHeaders(), key, value, 1234))
                        .isNotNull();
                read++;
            } catch (UnreadableRecordException e) {
                assertThat(e).hasMessageContaining(" must ");
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError("decoder threw " + e + " of " + Arrays.toString(value), e);
            }
        }
        return read;
    }

    private byte[] damaged() {
        byte[] sample = samples.get(random.nextInt(samples.size()));
        switch (random.nextInt(5)) {
            case 0 -> {
                return Arrays.copyOf(sample, random.nextInt(sample.length));
            }
            case 1 -> {
                byte[] noise = new byte[random.nextInt(64)];
                random.nextBytes(noise);
                return noise;
            }
            case 2 -> {
                int from = random.nextInt(sample.length);
                byte[] part = Arrays.copyOfRange(sample, from, sample.length);
                byte[] doubled = Arrays.copyOf(sample, sample.length + part.length);
                System.arraycopy(part, 0, doubled, sample.length, part.length);
                return doubled;
            }
            default -> {
                byte[] changed = sample.clone();
                for (int n = 1 + random.nextInt(4); n > 0; n--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt();
                }
                return changed;
            }
        }
    }
}
