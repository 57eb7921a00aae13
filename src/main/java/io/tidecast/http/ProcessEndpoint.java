package io.tidecast.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Endpoint of the process that answers: how far its roles have come, and the settings in force.
 *
 * @param roles none where the process looks on
 * @param settings by their keys, as text
 */
public record ProcessEndpoint(Supplier<List<RoleState>> roles, Map<String, String> settings) implements Endpoint {
    /**
     * State of a role's client.
     *
     * @param lag records of its tasks' topics that are not committed yet
     * @param restored records of state that it has restored since the process began
     * @param toRestore how much it has still to restore before it runs
     */
    public record RoleState(
            String role, String state, int tasks, int standbyTasks, long lag, long restored, long toRestore) {}

    public ProcessEndpoint {
        settings = new TreeMap<>(settings);
    }

    @Override
    public String path() {
        return "/api/v1/process";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        ObjectNode json = FleetJson.JSON.createObjectNode();
        ArrayNode all = json.putArray("roles");
        roles.get().forEach(role -> all.addObject()
                .put("role", role.role())
                .put("state", role.state())
                .put("tasks", role.tasks())
                .put("standbyTasks", role.standbyTasks())
                .put("lag", role.lag())
                .put("restored", role.restored())
                .put("toRestore", role.toRestore()));
        ObjectNode inForce = json.putObject("settings");
        settings.forEach(inForce::put);
        return Answer.json(json);
    }
}
