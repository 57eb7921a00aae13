package io.tidecast.input;

import java.util.List;
import java.util.OptionalInt;

/** Pointer as a list of names, for trees that Jackson does not know. */
record NamePath(List<Step> steps) {
    /**
     * One step of it.
     *
     * @param index the place in a list that the name is; empty if it is no number
     * @param key the name as what the format has for keys of maps
     */
    record Step(String name, OptionalInt index, Object key) {
        /** The element of a list at this place; null if there is none. */
        Object of(List<?> list) {
            return index.isPresent() && index.getAsInt() < list.size() ? list.get(index.getAsInt()) : null;
        }
    }

    static OptionalInt index(String name) {
        return name.matches("0|[1-9]\\d{0,8}") ? OptionalInt.of(Integer.parseInt(name)) : OptionalInt.empty();
    }
}
