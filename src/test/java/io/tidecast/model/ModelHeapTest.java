package io.tidecast.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.nn.Dense;
import io.tidecast.nn.Dropout;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.SimpleRnn;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        seen.add(model.network().kernels());
        return held(model, seen);
    }

    /** Bytes as a JVM with compressed references lays objects out. */
    private static long held(Object object, Set<Object> seen) {
        if (object == null || object instanceof Enum || object instanceof Class || !seen.add(object)) {
            return 0;
        }
        if (object instanceof String text) {
            return 24L + 16 + text.length();
        }
        if (object instanceof Number || object instanceof Boolean) {
            return 16;
        }
        if (object instanceof Optional<?> optional) {
            return 16 + held(optional.orElse(null), seen);
        }
        if (object instanceof Map<?, ?> map) {
            long bytes = 56 + (map.isEmpty() ? 0 : 16 + 8L * map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                bytes += 40 + held(entry.getKey(), seen) + held(entry.getValue(), seen);
            }
            return bytes;
        }
        if (object instanceof Collection<?> list) {
            long bytes = 24 + 24 + 4L * list.size();
            for (Object element : list) {
                bytes += held(element, seen);
            }
            return bytes;
        }
        if (object.getClass().isArray()) {
            return ofArray(object, seen);
        }
        return object.getClass().getName().startsWith("io.tidecast.") ? ofFields(object, seen) : 48;
    }

    private static long ofArray(Object array, Set<Object> seen) {
        long bytes = 16;
        for (int i = 0; i < Array.getLength(array); i++) {
            bytes += array instanceof long[] || array instanceof double[] ? 8 : 4;
            bytes += array instanceof Object[] objects ? held(objects[i], seen) : 0;
        }
        return bytes;
    }

    private static long ofFields(Object object, Set<Object> seen) {
        long bytes = 16;
        for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    bytes += field.getType() == long.class || field.getType() == double.class ? 8 : 4;
                    bytes += field.getType().isPrimitive() ? 0 : held(value(field, object), seen);
                }
            }
        }
        return bytes;
    }

    private static Object value(Field field, Object object) {
        try {
            field.setAccessible(true);
            return field.get(object);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
