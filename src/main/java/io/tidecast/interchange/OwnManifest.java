package io.tidecast.interchange;

import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import java.io.IOException;

/** Manifest of a model of ours in a file of another library: what it was exported from. */
final class OwnManifest {
    private OwnManifest() {}

    static Manifest parse(String json) {
        Refused.unless(json.length() <= Json.MOST, "manifest must be at most " + Json.MOST + " bytes");
        try {
            Manifest manifest = Json.MAPPER.readValue(json, Manifest.class);
            Refused.unless(manifest != null, "manifest must be there, was null");
            return manifest;
        } catch (IOException e) {
            throw new IllegalArgumentException("manifest must be readable: " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return e.getCause() instanceof IllegalArgumentException rule ? rule.getMessage() : e.getMessage();
    }

    /** Room for the weights that the manifest says there are. */
    static Parameters room(Manifest manifest) {
        Network network = Network.of(NetworkSpec.fromMap(manifest.network()));
        ForeignModel.requireRoom(network);
        return Parameters.zeros(network.layout());
    }

    /** The model, if it is one that serves. */
    static Forecaster model(Manifest manifest, Parameters parameters) {
        return Forecaster.of(manifest, parameters.publish());
    }
}
