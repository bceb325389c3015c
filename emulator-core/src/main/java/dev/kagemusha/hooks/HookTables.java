package dev.kagemusha.hooks;

import dev.kagemusha.rows.Text;
import dev.kagemusha.state.Table;

/** What hooks leave in the store. */
final class HookTables {
    /** digest of a step, in the scope of its service, account and region → the answer as JSON, or nothing. */
    static final Table<String, String> PLANTED = new Table<>(40, "core.seeds", new Text(), new Text());

    private HookTables() {}
}
