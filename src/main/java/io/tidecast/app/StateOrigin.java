package io.tidecast.app;

import java.util.Optional;

/**
 * Kafka cluster that local state is of, and the id of its input topic there. The topic is asked too, since brokers of
 * one image, or of one file of settings, are formatted with one cluster id: made again, such a broker has the id of the
 * one before and none of its changelogs. A topic's id is drawn when it is made.
 *
 * @param cluster the cluster's own id
 * @param input the topic's own id; empty where nobody has noted it
 */
record StateOrigin(String cluster, Optional<String> input) {
    StateOrigin {
        require("cluster", cluster);
        input.ifPresent(id -> require("input", id));
    }

    static void require(String name, String value) {
        if (value == null || !value.matches("[A-Za-z0-9._-]{1,200}")) {
            throw new IllegalArgumentException(name + " must match [A-Za-z0-9._-]{1,200}, was " + value);
        }
    }

    /** Whether another is the same, as far as both are known. */
    boolean isSame(StateOrigin other) {
        return cluster.equals(other.cluster) && (input.isEmpty() || other.input.isEmpty() || input.equals(other.input));
    }

    /** What tells state of it from others' in the name of a folder. */
    String suffix() {
        return "@" + cluster + input.map(id -> "@" + id).orElse("");
    }

    /** What there is of it in place of the one at hand. */
    String briefly(StateOrigin now) {
        return cluster.equals(now.cluster)
                ? "an input topic with id " + input.orElseThrow() + ", which has been made again"
                : cluster;
    }

    /** The same with the one at hand, in words that follow on <i>state</i>. */
    String unlike(StateOrigin now) {
        return cluster.equals(now.cluster)
                ? "is of an input topic with id " + input.orElseThrow() + ", but cluster " + cluster
                        + " has one with id " + now.input.orElseThrow()
                        + " in its place, as the topic or the broker has been made again"
                : "is of cluster " + cluster + ", but kafka.bootstrap.servers leads to cluster " + now.cluster;
    }
}
