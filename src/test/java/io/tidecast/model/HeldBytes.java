package io.tidecast.model;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Heap that objects take, counted object by object. */
public final class HeldBytes {
    private HeldBytes() {}

    /** Bytes of an object and all that it refers to, but for what is shared with others. */
    public static long of(Object object, Object... shared) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Collections.addAll(seen, shared);
        return held(object, seen);
    }

    /** Bytes as a JVM with compressed references lays objects out. */
    private static long held(Object object, Set<Object> seen) {
        if (object == null || object instanceof Enum || object instanceof Class || !seen.add(object)) {
            return 0;
        }
        if (object instanceof String text) {
            return 24L + 16 + text.length();
        }
        if (object instanceof Long || object instanceof Double) {
            return 24;
        }
        if (object instanceof Number || object instanceof Boolean) {
            return 16;
        }
        if (object instanceof Optional<?> optional) {
            return 16 + held(optional.orElse(null), seen);
        }
        if (object instanceof Map<?, ?> map) {
            long bytes = 56 + (map.isEmpty() || map instanceof SortedMap ? 0 : 16 + 8L * map.size());
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
