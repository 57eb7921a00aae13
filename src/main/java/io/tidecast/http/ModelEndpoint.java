package io.tidecast.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.model.Pointer;
import io.tidecast.view.ModelChanges;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.PublishedModels;
import io.tidecast.view.PublishedVersion;
import java.util.List;
import java.util.function.Supplier;

/**
 * Endpoint of one model: what serves and why, the last verdicts, its versions with where they come from, and the
 * changes of its pointer that came by.
 *
 * @param behind why the view may lack it; empty once it does not
 */
public record ModelEndpoint(ModelsByName<PublishedVersion> models, ModelChanges changes, Supplier<List<String>> behind)
        implements Endpoint {
    @Override
    public String path() {
        return "/api/v1/models/{id}";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        String name = request.segments().get("id");
        PublishedModels<PublishedVersion> published = models.models().get(name);
        if (published == null) {
            return Answer.missing("no version is known of model " + name, behind.get());
        }
        ObjectNode json = FleetJson.JSON.createObjectNode().put("model", name);
        published.pointer().ifPresent(pointer -> json.set("pointer", FleetJson.JSON.valueToTree(pointer)));
        Pointer pointer = published.pointer().orElseGet(Pointer::unserved);
        ArrayNode versions = json.putArray("versions");
        published.files().forEach((version, file) -> {
            ObjectNode one = versions.addObject()
                    .put("version", version)
                    .put("bytes", file.bytes())
                    .put("written", file.written().toString())
                    .put("state", pointer.state(version));
            file.manifest().ifPresent(manifest -> {
                one.put("parent", manifest.parent());
                one.set("provenance", FleetJson.JSON.valueToTree(manifest.provenance()));
            });
        });
        ArrayNode timeline = json.putArray("changes");
        changes.since(0).stream().filter(change -> change.model().equals(name)).forEach(change -> {
            ObjectNode one = timeline.addObject().put("at", change.at().toString());
            one.set("pointer", FleetJson.JSON.valueToTree(change.pointer()));
        });
        return Answer.json(json);
    }
}
