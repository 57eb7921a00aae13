package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.nn.Dense;
import io.tidecast.nn.Dropout;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.SimpleRnn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a served model takes, counted object by object, within what it is counted as. */
class ModelHeapTest {
    @Test
    void shouldBoundTheObjectsThatAModelIsMadeOf() {
        assertThat(held(ModelFixtures.file(1))).isLessThanOrEqualTo(ModelFile.heapBytes(ModelFixtures.file(1)));
    }

    @Test
    void shouldBoundTheObjectsOfAFileThatIsAllHeader() {
        List<Object> empties = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            empties.add(i % 2 == 0 ? Map.of() : List.of());
        }
        Forecaster small = ModelFixtures.model(1);
        byte[] file = ModelFile.write(small.manifest().child(2, Map.of("empties", empties)), small.parameters());
        assertThat(held(file)).isGreaterThan(10L * file.length).isLessThanOrEqualTo(ModelFile.heapBytes(file));
    }

    @Test
    void shouldBoundTheObjectsOfANetworkOfManyLayers() {
        int inputs = ModelFixtures.model(1).network().spec().inputs();
        LayerSpec[] layers = new LayerSpec[200];
        layers[0] = new SimpleRnn(1, false, false);
        for (int i = 1; i < layers.length - 1; i++) {
            layers[i] = i % 2 == 0 ? new Dropout(0.1f) : new Dense(1);
        }
        layers[layers.length - 1] =
                new Dense(ModelFixtures.model(1).network().spec().outputs());
        NetworkSpec deep = NetworkSpec.of(inputs, layers);
        byte[] file = ModelFile.write(
                Manifest.first(ModelFixtures.FORECAST, ModelFixtures.NETWORK, deep.toMap()),
                Parameters.zeros(Network.of(deep).layout()));
        assertThat(held(file)).isLessThanOrEqualTo(ModelFile.heapBytes(file));
    }

    private static long held(byte[] file) {
        Forecaster model = ModelFile.read(file);
        return HeldBytes.of(model, model.network().kernels());
    }
}
