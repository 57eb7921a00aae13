package io.tidecast.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.model.Pointer;
import io.tidecast.view.ModelsByName;
import io.tidecast.view.PublishedVersion;
import java.util.List;
import java.util.function.Supplier;

/**
 * Endpoint of the models that are published: of each the pointer that says what serves, and the versions there are.
 *
 * @param models what the topic has
 * @param behind why the view may lack some that are there; empty once it does not
 */
public record ModelsEndpoint(ModelsByName<PublishedVersion> models, Supplier<List<String>> behind) implements Endpoint {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String path() {
        return "/api/v1/models";
    }

    @Override
    public Rights rights() {
        return Rights.READ;
    }

    @Override
    public Answer answer(Request request) {
        List<String> missing = behind.get();
        if (!missing.isEmpty()) {
            return Answer.refused(503, missing);
        }
        ArrayNode all = JSON.createArrayNode();
        models.models().forEach((name, published) -> {
            ObjectNode model = all.addObject().put("model", name);
            published.pointer().ifPresent(pointer -> model.set("pointer", JSON.valueToTree(pointer)));
            Pointer pointer = published.pointer().orElseGet(Pointer::unserved);
            ArrayNode versions = model.putArray("versions");
            published.files().forEach((version, file) -> versions.addObject()
                    .put("version", version)
                    .put("bytes", file.bytes())
                    .put("state", pointer.state(version)));
        });
        return Answer.json(all);
    }
}
