package io.tidecast.model;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import io.tidecast.series.Cycle;
import java.io.IOException;
import java.util.List;

/** Parser of a manifest's calendar: a list of labels, or true or false as format 1 had it. */
final class CalendarLabels extends JsonDeserializer<List<String>> {
    @Override
    public List<String> deserialize(JsonParser json, DeserializationContext context) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_TRUE) {
            return List.of(Cycle.HOUR.label(), Cycle.WEEKDAY.label());
        }
        return json.currentToken() == JsonToken.VALUE_FALSE ? List.of() : List.of(json.readValueAs(String[].class));
    }
}
