package io.tidecast.base;

/** Newest values of a series, by how many steps before the origin they are; NaN where nothing was observed. */
@FunctionalInterface
public interface RecentValues {
    float at(int back);
}
