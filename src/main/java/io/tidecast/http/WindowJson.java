package io.tidecast.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.util.List;

/** JSON of a window: its steps, and of each feature the values and which of them were observed. */
public final class WindowJson {
    private WindowJson() {}

    /**
     * A window.
     *
     * @param features their names, in the order of its values
     * @param grid of its steps, unless each reading is one
     */
    public static ObjectNode of(Segment window, List<String> features, TimeStep grid) {
        ObjectNode json = FleetJson.JSON.createObjectNode();
        ArrayNode times = json.putArray("times");
        for (int step = 0; step < window.steps(); step++) {
            times.add(FleetJson.time(window.timeMs(step, grid)));
        }
        ArrayNode all = json.putArray("features");
        for (int f = 0; f < features.size(); f++) {
            ObjectNode feature = all.addObject().put("name", features.get(f));
            ArrayNode values = feature.putArray("values");
            ArrayNode observed = feature.putArray("observed");
            for (int step = 0; step < window.steps(); step++) {
                FleetJson.number(values, window.value(step, f));
                observed.add(window.observed(step, f));
            }
        }
        return json;
    }
}
