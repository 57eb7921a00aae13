package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/**
 * SenML in JSON (RFC 8428): a list of metrics, of which base fields hold for those after. The base name is the device
 * (at {@code /device}), a metric's own name is its name, and its time (at {@code /ts}) is the base time plus its own.
 */
final class SenmlFormat implements InputFormat {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public String name() {
        return "senml";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        JsonText text = new JsonText(readings.limits());
        return TreeDecoder.ofMetrics(
                JsonText.TREES,
                record -> SenmlPack.resolved(text.read(record.value()), record.timestampMs()),
                readings.withShape(RecordShape.usual()),
                features,
                groups);
    }

    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        List<String> names = readings.values().stream()
                .map(path -> path.names().get(path.names().size() - 1))
                .toList();
        return reading -> {
            ArrayNode pack = MAPPER.createArrayNode();
            ObjectNode base = pack.addObject();
            base.put("bn", reading.device()).put("bt", reading.timeMs() / 1000.0);
            for (int f = 0; f < names.size(); f++) {
                if (!Double.isNaN(reading.values()[f])) {
                    pack.addObject().put("n", names.get(f)).put("v", reading.values()[f]);
                }
            }
            return pack.toString().getBytes(UTF_8);
        };
    }

    @Override
    public List<byte[]> samples() {
        JsonNode time = MAPPER.getNodeFactory()
                .numberNode(Instant.parse("2026-03-02T05:00:00Z").getEpochSecond());
        return List.of(("[{\"bn\":\"pump-7\",\"bt\":" + time + ",\"bu\":\"Cel\",\"n\":\"temp\",\"v\":71.5},"
                        + "{\"n\":\"load\",\"u\":\"kW\",\"v\":-3},{\"n\":\"load\",\"t\":60,\"v\":-2}]")
                .getBytes(UTF_8));
    }

    /** The name, as in settings. */
    @Override
    public String toString() {
        return name();
    }
}
