package io.tidecast.nn;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Parser that reads one map of a plain-data form, such as a network's, with messages that name the place, the rule and
 * the value. Numbers may come as any {@link Number} or as text, as YAML and environment variables give them.
 */
public final class Fields {
    private final String place;
    private final Map<?, ?> map;
    private final Set<String> known = new TreeSet<>();

    /** Of the map that stands at this place, such as {@code layers[2]}. */
    public Fields(String place, Object map) {
        this.place = place;
        if (!(map instanceof Map<?, ?> m)) {
            throw new IllegalArgumentException(place + " must be a map, was " + map);
        }
        this.map = m;
    }

    String place() {
        return place;
    }

    /** Whether it is there and not null. */
    public boolean has(String name) {
        return map.get(name) != null;
    }

    /** What must be there. */
    public Object required(String name) {
        known.add(name);
        Object value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException(place + "." + name + " is missing");
        }
        return value;
    }

    /** A whole number that must be there. */
    public int integer(String name) {
        Object value = required(name);
        try {
            return new BigDecimal(value.toString()).intValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(place + "." + name + " must be a whole number, was " + value, e);
        }
    }

    /** A number, or the default. */
    public float number(String name, float otherwise) {
        return (float) real(name, otherwise);
    }

    /** A number of double precision, or the default. */
    public double real(String name, double otherwise) {
        known.add(name);
        return has(name) ? parsed(name) : otherwise;
    }

    /** A number of double precision that must be there. */
    public double real(String name) {
        required(name);
        return parsed(name);
    }

    private double parsed(String name) {
        try {
            return Double.parseDouble(map.get(name).toString());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(place + "." + name + " must be a number, was " + map.get(name), e);
        }
    }

    /** A whole number, or the default. */
    public int integer(String name, int otherwise) {
        known.add(name);
        return has(name) ? integer(name) : otherwise;
    }

    /** True or false, or the default. */
    public boolean flag(String name, boolean otherwise) {
        known.add(name);
        if (!has(name)) {
            return otherwise;
        }
        String text = map.get(name).toString();
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException(place + "." + name + " must be true or false, was " + text);
        }
        return text.equals("true");
    }

    /** A text, or the default. */
    public String text(String name, String otherwise) {
        known.add(name);
        return has(name) ? map.get(name).toString() : otherwise;
    }

    /** A list that must be there. */
    public List<?> list(String name) {
        Object value = required(name);
        if (!(value instanceof List<?> list)) {
            throw new IllegalArgumentException(place + "." + name + " must be a list, was " + value);
        }
        return list;
    }

    /** Whatever is there; null: nothing. */
    public Object optional(String name) {
        known.add(name);
        return map.get(name);
    }

    /** Refuses names nobody asked for, so that a misspelt setting is not silently left out. */
    public void nothingElse() {
        for (Object key : map.keySet()) {
            if (!known.contains(key.toString())) {
                throw new IllegalArgumentException(place + "." + key + " is unknown, must be one of " + known);
            }
        }
    }

    static Map<String, Object> map(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** The value, if the rule holds. */
    static int require(int value, boolean holds, String name, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " must be " + rule + ", was " + value);
        }
        return value;
    }

    static int requireUnits(String name, int value) {
        return require(value, value >= 1 && value <= 65_536, name, "1..65536");
    }

    static float requireRate(String name, float value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be at least 0 and below 1, was " + value);
        }
        return value;
    }
}
