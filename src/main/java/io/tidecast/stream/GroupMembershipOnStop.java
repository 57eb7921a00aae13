package io.tidecast.stream;

/** How a process that stops parts from its consumer groups. */
public enum GroupMembershipOnStop {
    /** It stays a member: back within the session timeout it takes up the same tasks, and nothing moves meanwhile. */
    REMAIN,
    /** It leaves: the others take over its tasks at once. */
    LEAVE
}
