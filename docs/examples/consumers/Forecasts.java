import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints the next value of each forecast, until there were as many as asked for.
 *
 * <pre>java -cp 'lib/*' Forecasts.java broker:9092 forecasts 10</pre>
 */
public final class Forecasts {
    private Forecasts() {}

    public static void main(String[] args) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", args[0],
                "group.id", "forecasts-example",
                "auto.offset.reset", "earliest",
                // What is committed alone: a forecast of a transaction that was given up is none.
                "isolation.level", "read_committed");
        ObjectMapper json = new ObjectMapper();
        int left = Integer.parseInt(args[2]);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(args[1]));
            while (left > 0) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(500))) {
                    JsonNode forecast = json.readTree(record.value());
                    forecast.path("targets").properties().forEach(target -> System.out.println(String.join(
                            "\t",
                            forecast.path("device").asText(),
                            target.getKey(),
                            forecast.path("at").path(0).asText(),
                            target.getValue().path("mean").path(0).asText())));
                    left--;
                }
            }
        }
    }
}
