package io.tidecast.app;

import io.tidecast.stream.Role;
import io.tidecast.stream.StateFolder;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * Departure of a process from its consumer groups for good, as when it is scaled away, told beside it: one that runs
 * leaves when it is next stopped, one that has stopped is taken out of its groups now. Without it, its place is kept
 * and its devices wait until its session is over.
 *
 * @param how it goes
 * @param group what it goes from
 */
public record Departure(How how, String group) {
    /** Way of going. */
    public enum How {
        /** The process runs, and leaves when it stops; one that starts anew before that stays. */
        WHEN_IT_STOPS,
        /** The process had stopped as a member, and is none any more. */
        NOW,
        /** There was no member to go. */
        IS_NO_MEMBER
    }

    /**
     * Has the process of a role go, which works on the state folder of the settings, or has worked there.
     *
     * @throws IllegalStateException if the folder cannot be written
     * @throws KafkaException if the broker is asked and does not answer
     */
    public static Departure of(StreamSettings settings, Role role) {
        Path folder = StateFolder.of(settings.kafka()).path();
        String group = settings.applicationId(role);
        try {
            if (StateClaim.isHeld(folder, group)) {
                new LeavingMark(folder, group).set();
                return new Departure(How.WHEN_IT_STOPS, group);
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    StateFolder.SETTING + " must be a folder that can be written, was " + folder + ": " + e, e);
        }
        Optional<StaticMember> member = StateIdentity.read(StateIdentity.file(folder, group))
                .flatMap(identity -> StaticMember.of(settings, role, identity.instance()));
        boolean went = member.isPresent() && member.get().remove(settings.kafka()) > 0;
        return new Departure(went ? How.NOW : How.IS_NO_MEMBER, group);
    }
}
