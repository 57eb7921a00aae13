package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.view.NewestDeadLetters;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Endpoint of the newest dead letters, with why each is one and its record as text.
 *
 * @param behind why the view may lack some; empty once it does not
 */
public record DeadLettersEndpoint(NewestDeadLetters letters, Supplier<List<String>> behind) implements Endpoint {
    @Override
    public String path() {
        return "/api/v1/dead-letters";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        int limit = Query.number(request, "limit", 50, 1, NewestDeadLetters.MOST);
        Optional<String> reason = Optional.ofNullable(request.query().get("reason"));
        ObjectNode json = FleetJson.JSON.createObjectNode();
        ObjectNode byReason = json.putObject("reasons");
        letters.byReason().forEach(byReason::put);
        ArrayNode newest = json.putArray("letters");
        letters.letters().stream()
                .filter(letter -> reason.isEmpty() || letter.reason().equals(reason.get()))
                .limit(limit)
                .forEach(letter -> newest.addObject()
                        .put("at", letter.at().toString())
                        .put("reason", letter.reason())
                        .put("message", letter.message())
                        .put("topic", letter.origin().topic())
                        .put("partition", letter.origin().partition())
                        .put("offset", letter.origin().offset())
                        .put("whole", letter.whole())
                        .put("key", text(letter.key()))
                        .put("value", text(letter.value())));
        ArrayNode lacking = json.putArray("behind");
        behind.get().forEach(lacking::add);
        return Answer.json(json);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, UTF_8);
    }
}
