package io.tidecast.input;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** JSON (RFC 8259) in UTF-8: a record is an object, a list of them, or one with a list inside. */
final class JsonFormat implements TreeFormat {
    private static final String AT = "\"2026-03-02T05:00:00.250Z\"";
    private static final String NORTH = ",\"site\":\"north\"";

    @Override
    public String name() {
        return "json";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        JsonText text = new JsonText(readings.limits());
        return TreeDecoder.ofReadings(JsonText.TREES, record -> text.read(record.value()), readings, features, groups);
    }

    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        return new JsonEncoder(readings, new ObjectMapper());
    }

    @Override
    public byte[] example(ExampleRecord example) {
        String json =
                switch (example) {
                    case WHOLE -> record(AT, "-3", NORTH);
                    case PARTIAL -> "{\"device\":\"pump-7\",\"ts\":" + AT + ",\"values\":{\"temp\":71.5}}";
                    case NOT_A_NUMBER -> record(AT, "\"NaN\"", NORTH);
                    case BARE -> "{\"values\":{\"temp\":71.5,\"load\":-3}}";
                    case ZONED -> record("\"2026-03-02T06:00:00.250+01:00\"", "-3", NORTH);
                    case EPOCH_S -> record("1772427600.25", "-3", NORTH);
                    case EPOCH_MS -> record("1772427600250", "-3", NORTH);
                    case EPOCH_US -> record("1772427600250999", "-3", NORTH);
                    case EPOCH_NS -> record("1772427600250999999", "-3", NORTH);
                    case TOO_EARLY -> record("\"1599-12-31T23:59:59Z\"", "-3", NORTH);
                    case WORD -> record(AT, "\"hot\"", NORTH);
                    case HUGE -> record(AT, "1e30", NORTH);
                    case WRONG_GROUP -> record(AT, "-3", ",\"site\":\"a/b\"");
                    case DEEP -> record(AT, "-3", NORTH + ",\"deep\":" + "[".repeat(60) + "]".repeat(60));
                };
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String record(String time, String load, String more) {
        return "{\"device\":\"pump-7\",\"ts\":" + time + ",\"values\":{\"temp\":71.5,\"load\":" + load + "}" + more
                + "}";
    }

    /** The name, as in settings. */
    @Override
    public String toString() {
        return name();
    }
}
