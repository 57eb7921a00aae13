package io.tidecast.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.forecaster.Alternative;
import io.tidecast.forecaster.Explanation;
import java.util.List;

/** JSON of what is answered to an inquiry into a forecast. */
public final class InquiryJson {
    private InquiryJson() {}

    /** A what-if forecast beside the present one. */
    public static ObjectNode of(Alternative alternative) {
        ObjectNode json = head(alternative.device(), alternative.originMs(), alternative.timesMs());
        json.put("steps", alternative.steps());
        ArrayNode targets = json.putArray("targets");
        for (Alternative.Target target : alternative.targets()) {
            ObjectNode own = targets.addObject().put("name", target.name());
            numbers(own, "present", target.present());
            numbers(own, "changed", target.changed());
        }
        return json;
    }

    /** What moved a forecast. */
    public static ObjectNode of(Explanation explanation) {
        ObjectNode json = head(explanation.device(), explanation.originMs(), explanation.timesMs());
        json.put("source", explanation.source());
        ArrayNode targets = json.putArray("targets");
        for (Explanation.Target target : explanation.targets()) {
            ObjectNode own = targets.addObject().put("name", target.name());
            own.set("newest", number(target.newest()));
            numbers(own, "mean", target.mean());
            parts(own, "methods", target.methods());
            numbers(own, "flat", target.flat());
            parts(own, "inputs", target.inputs());
        }
        return json;
    }

    private static ObjectNode head(String device, long originMs, List<Long> timesMs) {
        ObjectNode json = FleetJson.JSON.createObjectNode();
        json.put("device", device).put("origin", FleetJson.time(originMs));
        ArrayNode times = json.putArray("times");
        timesMs.forEach(time -> times.add(FleetJson.time(time)));
        return json;
    }

    private static void parts(ObjectNode json, String name, List<Explanation.Part> parts) {
        ArrayNode all = json.putArray(name);
        for (Explanation.Part part : parts) {
            numbers(all.addObject().put("name", part.name()), "moved", part.moved());
        }
    }

    private static JsonNode number(double value) {
        ArrayNode one = FleetJson.JSON.createArrayNode();
        FleetJson.number(one, value);
        return one.get(0);
    }

    private static void numbers(ObjectNode json, String name, double[] values) {
        ArrayNode all = json.putArray(name);
        for (double value : values) {
            FleetJson.number(all, value);
        }
    }
}
