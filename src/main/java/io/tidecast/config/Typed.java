package io.tidecast.config;

/** Value of a setting that is typed otherwise than it is printed. */
public interface Typed {
    /** As it is typed: what a message says, and what the setting's parser reads back. */
    String typed();
}
