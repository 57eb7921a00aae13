package io.tidecast.base;

/** Values of a series, by place on its grid; NaN where nothing was observed, or is kept any more. */
@FunctionalInterface
public interface SeriesValues {
    double at(long place);
}
