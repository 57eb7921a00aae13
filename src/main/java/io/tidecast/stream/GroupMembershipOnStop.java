package io.tidecast.stream;

import io.tidecast.config.Setting;

/** Consumer group membership on close: how a process that stops parts from its consumer groups. */
public enum GroupMembershipOnStop {
    /** It stays a member: back within the session timeout it takes up the same tasks, and nothing moves meanwhile. */
    REMAIN,
    /** It leaves: the others take over its tasks at once. */
    LEAVE;

    public static final Setting<GroupMembershipOnStop> ON_STOP = Setting.choice(
            "on-stop",
            REMAIN,
            "how a process that stops parts from its consumer groups: remain, and nothing moves if it is back within the"
                    + " session timeout, or leave, and the others take over at once");
}
