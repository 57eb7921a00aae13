package io.tidecast.http;

import io.tidecast.http.ModelChanger.Change;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Endpoint of one change of a model; what is to be said with it stands in the query, and no body is read. */
public record ChangeEndpoint(Change change, ModelChanger changer) implements Endpoint {
    private static final int LONGEST_REASON = 200;

    /** One for each change. */
    public static List<Endpoint> all(ModelChanger changer) {
        return Arrays.stream(Change.values())
                .<Endpoint>map(change -> new ChangeEndpoint(change, changer))
                .toList();
    }

    @Override
    public String path() {
        return "/api/v1/models/{id}/" + change.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<String> methods() {
        return List.of("POST");
    }

    @Override
    public Rights rights() {
        return Rights.WRITE;
    }

    @Override
    public Answer answer(Request request) {
        String model = request.segments().get("id");
        int version = 0;
        if (change == Change.PIN) {
            if (!request.query().containsKey("version")) {
                throw new WrongRequest("version", "be given", "not");
            }
            version = Query.number(request, "version", 0, 1, 999_999_999);
        }
        String reason = request.query().getOrDefault("reason", "").strip();
        if (reason.length() > LONGEST_REASON) {
            throw new WrongRequest(
                    "reason", "have at most " + LONGEST_REASON + " characters", reason.length() + " characters");
        }
        try {
            String done = changer.change(new ModelChanger.Order(change, model, version, reason, request.from()));
            return Answer.json(
                    FleetJson.JSON.createObjectNode().put("model", model).put("done", done));
        } catch (ChangeRefused e) {
            return e.answer();
        }
    }
}
