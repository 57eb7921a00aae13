package io.tidecast.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.tidecast.forecast.Forecast;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Score;
import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The JSON of the records that the forecaster writes; the fields are those of the README's table. */
public final class RecordJson {
    static final int SCHEMA = 1;
    /** The fast writer prints the shortest decimal that reads back as the same float. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private RecordJson() {}

    /** A method's name in records, whose schema 1 calls the network {@code model}. */
    public static String name(String method) {
        return method.equals(NetworkMethod.NAME) ? "model" : method;
    }

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] object(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("schema", SCHEMA);
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public static byte[] forecast(Forecast forecast) {
        return object(json -> {
            json.writeStringField("device", forecast.device());
            json.writeStringField("model", forecast.model());
            json.writeNumberField("version", forecast.version());
            json.writeStringField("source", name(forecast.source()));
            json.writeStringField("status", forecast.status().label());
            json.writeStringField("origin", time(forecast.originMs()));
            json.writeStringField("step", Duration.ofMillis(forecast.stepMs()).toString());
            if (forecast.timing() != Forecast.Timing.GRID) {
                json.writeStringField("timing", forecast.timing().label());
            }
            json.writeArrayFieldStart("at");
            int horizon = forecast.targets().get(0).mean().length;
            for (int h = 1; h <= horizon; h++) {
                json.writeString(time(forecast.originMs() + h * forecast.stepMs()));
            }
            json.writeEndArray();
            json.writeObjectFieldStart("targets");
            for (Forecast.Target target : forecast.targets()) {
                target(json, target);
            }
            json.writeEndObject();
            json.writeObjectFieldStart("quality");
            json.writeNumberField("observed", forecast.observed());
            json.writeNumberField("filled", forecast.filled());
            json.writeEndObject();
            json.writeNumberField("skill", rounded(forecast.skill()));
            if (!forecast.crosses().isEmpty()) {
                json.writeArrayFieldStart("crosses");
                for (Forecast.Crossing crossing : forecast.crosses()) {
                    crossing(json, crossing);
                }
                json.writeEndArray();
            }
        });
    }

    private static void crossing(JsonGenerator json, Forecast.Crossing crossing) throws IOException {
        json.writeStartObject();
        json.writeStringField("target", crossing.threshold().target());
        json.writeNumberField("threshold", crossing.threshold().value());
        json.writeStringField("direction", crossing.threshold().direction().label());
        json.writeStringField("at", time(crossing.atMs()));
        json.writeEndObject();
    }

    private static void target(JsonGenerator json, Forecast.Target target) throws IOException {
        json.writeObjectFieldStart(target.name());
        floats(json, "mean", target.mean());
        json.writeArrayFieldStart("intervals");
        for (Forecast.Interval interval : target.intervals()) {
            json.writeStartObject();
            json.writeNumberField("level", interval.level());
            floats(json, "lower", interval.lower());
            floats(json, "upper", interval.upper());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /**
     * A score record.
     *
     * @param atMs start of the scored step
     * @param target name of the target
     */
    public static byte[] score(String device, long atMs, String target, Score score) {
        return object(json -> {
            json.writeStringField("device", device);
            json.writeStringField("model", score.model());
            json.writeNumberField("version", score.version());
            if (Arrays.stream(score.versions()).anyMatch(version -> version != 0 && version != score.version())) {
                json.writeFieldName("versions");
                json.writeArray(score.versions(), 0, score.versions().length);
            }
            json.writeStringField("at", time(atMs));
            json.writeStringField("target", target);
            json.writeNumberField("actual", score.actual());
            measure(json, "anomaly", score.anomaly());
            json.writeObjectFieldStart("errors");
            for (Map.Entry<String, float[]> method : score.errors().entrySet()) {
                floats(json, name(method.getKey()), method.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("squared");
            for (Map.Entry<String, float[]> method : score.errors().entrySet()) {
                squares(json, name(method.getKey()), method.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("mase");
            for (var naive : score.mase().entrySet()) {
                measure(json, naive.getKey(), naive.getValue());
            }
            json.writeEndObject();
            json.writeObjectFieldStart("coverage");
            for (var level : score.coverage().entrySet()) {
                measure(json, level.getKey().toString(), level.getValue());
            }
            json.writeEndObject();
        });
    }

    public static byte[] chunk(Chunk chunk, List<String> features, Scaling.Measure measure) {
        return object(json -> {
            Segment segment = chunk.segment();
            json.writeStringField("kind", "chunk");
            json.writeStringField("model", chunk.model());
            json.writeStringField("device", chunk.device());
            json.writeStringField("from", time(segment.timeMs(0, chunk.stepMs())));
            json.writeStringField("step", Duration.ofMillis(chunk.stepMs()).toString());
            if (segment.isTimed()) {
                json.writeNumberField("first", segment.firstIndex());
                json.writeArrayFieldStart("at");
                for (long timeMs : segment.timesMs()) {
                    json.writeString(time(timeMs));
                }
                json.writeEndArray();
            }
            json.writeArrayFieldStart("features");
            for (String feature : features) {
                json.writeString(feature);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("values");
            for (int t = 0; t < segment.steps(); t++) {
                json.writeStartArray();
                for (int f = 0; f < segment.features(); f++) {
                    number(json, segment.value(t, f));
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("observed");
            for (int t = 0; t < segment.steps(); t++) {
                json.writeStartArray();
                for (int f = 0; f < segment.features(); f++) {
                    json.writeNumber(segment.observed(t, f) ? 1 : 0);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeStringField("scaling", measure.label());
            scale(json, chunk.scale(), features);
        });
    }

    private static void scale(JsonGenerator json, Scale scale, List<String> features) throws IOException {
        json.writeObjectFieldStart("scale");
        for (int f = 0; f < features.size(); f++) {
            json.writeObjectFieldStart(features.get(f));
            json.writeNumberField("mean", scale.mean()[f]);
            json.writeNumberField("std", scale.std()[f]);
            json.writeNumberField("diff", scale.diff()[f]);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void floats(JsonGenerator json, String name, float[] values) throws IOException {
        json.writeArrayFieldStart(name);
        for (float value : values) {
            number(json, value);
        }
        json.writeEndArray();
    }

    private static void number(JsonGenerator json, float value) throws IOException {
        if (Float.isNaN(value)) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    private static void squares(JsonGenerator json, String name, float[] errors) throws IOException {
        json.writeArrayFieldStart(name);
        for (float error : errors) {
            float square = error * error;
            if (Float.isInfinite(square)) {
                json.writeNumber((double) error * error);
            } else {
                number(json, square);
            }
        }
        json.writeEndArray();
    }

    /** A running measure; null where there is none yet. */
    private static void measure(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        number(json, (float) value);
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? Math.rint(value * 1e4) / 1e4 : 0;
    }

    private static String time(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }
}
