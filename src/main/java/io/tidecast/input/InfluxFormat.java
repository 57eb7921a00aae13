package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.input.ReadingFormat.TimeUnit;
import java.util.List;

/**
 * InfluxDB line protocol: a line is a reading, of which {@code /measurement}, the tags at {@code /tags/NAME}, the
 * fields at {@code /values/NAME} and the timestamp at {@code /ts}, in nanoseconds unless {@code readings.time-unit}
 * says otherwise.
 */
final class InfluxFormat implements InputFormat {
    private static final JacksonTrees TREES = new JacksonTrees("lines of InfluxDB's protocol");

    @Override
    public String name() {
        return "influx";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        boolean nanoseconds = readings.times().unit() == TimeUnit.ISO;
        InfluxLines lines = new InfluxLines(readings.limits(), nanoseconds);
        return TreeDecoder.ofReadings(
                TREES, record -> lines.read(record.value()), readings.withShape(RecordShape.usual()), features, groups);
    }

    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        return new InfluxEncoder(readings);
    }

    @Override
    public List<byte[]> samples() {
        return List.of(
                "weather,device=pump-7,site=no\\ rth temp=71.5,load=-3i,ok=t,note=\"a \\\"b\\\", c\" 1772427600250000000\n"
                        .getBytes(UTF_8),
                "# a comment\n\nm temp=1,load=2u\nm,device=a temp=3\r\n".getBytes(UTF_8));
    }

    /** The name, as in settings. */
    @Override
    public String toString() {
        return name();
    }
}
