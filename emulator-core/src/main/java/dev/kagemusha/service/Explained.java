package dev.kagemusha.service;

import dev.kagemusha.policy.Decision;

/** A decision as the audit record tells it; put into words when somebody reads it. */
record Explained(String action, Decision decision) {
    @Override
    public String toString() {
        return switch (decision) {
            case Decision.Allow allow -> action + " allow" + (allow.origin() == null ? "" : by(allow.origin()));
            case Decision.ExplicitDeny deny -> action + " deny " + deny.reason(action) + by(deny.origin());
            case Decision.ImplicitDeny deny -> action + " deny " + deny.reason(action);
        };
    }

    private static String by(Decision.Origin origin) {
        String sid = origin.sid();
        return ": statement " + (sid == null || sid.isEmpty() ? "number " + (origin.index() + 1) : sid) + " of the "
                + origin.kind().plainName();
    }
}
