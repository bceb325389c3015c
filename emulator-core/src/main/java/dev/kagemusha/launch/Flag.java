package dev.kagemusha.launch;

import dev.kagemusha.service.Origins;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * A flag of the command line. What it configures can be said by an environment variable too: {@code --data-dir} is {@code KAGEMUSHA_DATA_DIR}. The
 * command line wins.
 */
enum Flag {
    HOST("host", "ADDRESS", "127.0.0.1", "address to listen on; 0.0.0.0 for every interface"),
    PORT("port", "NUMBER", "4566", "port for HTTP and TLS; 0 for any free one"),
    DATA_DIR("data-dir", "DIR", "", "where state is kept; without it state is temporary and gone at exit"),
    FSYNC("fsync", null, "false", "wait for the disk at each commit: survives a power cut, not only a killed process"),
    ROOT_KEY(
            "root-key",
            "BASE64",
            "",
            "32 bytes that wrap all data keys, instead of a file in --data-dir; other users see a command line, not a variable"),
    MEMORY(
            "memory",
            "SIZE",
            "",
            "budget of the store's caches and buffers, for example 256m (default: the heap's limit, at most 512m)"),
    LISTEN("listen", "NAME=ADDRESS:PORT,…", "", "further doors that services declare, for example a daemon of UDP"),
    CREDENTIALS("credentials", "ID:SECRET[:ACCOUNT],…", "", "further known keys beside test:test; they are verified"),
    STRICT(
            "strict",
            null,
            "false",
            "refuse unknown access keys as AWS does, instead of taking them for an account's root"),
    PUBLIC_URL("public-url", "URL", "", "base of URLs in answers to requests that name no host"),
    CORS_ALLOW_ORIGINS(
            "cors-allow-origins",
            "ORIGIN,…",
            Origins.LOCAL,
            "pages whose scripts may call services from a browser: localhost (any port), none, * or origins; buckets have rules"
                    + " of their own"),
    CONTROL("control", "WHO", "loopback", "who may use /_kagemusha: loopback, open or token"),
    CONTROL_TOKEN("control-token", "SECRET", "", "the bearer token of --control=token"),
    ACCESS_LOG("access-log", "WHERE", "stdout", "one line per call: stdout, off, or a file"),
    INIT_DIR(
            "init-dir",
            "DIR,…",
            "",
            "folders of init hooks: scripts and seeds in boot.d, ready.d and shutdown.d, run in the order of their names"),
    INIT_FAILURE(
            "init-failure",
            "WHAT",
            "continue",
            "what a failing init hook does: continue with the next one, or stop the emulator"),
    HELP("help", null, "false", "print this and exit"),
    VERSION("version", null, "false", "print the version and exit");

    final String flag;
    final @Nullable String placeholder;
    final String otherwise;
    final String help;

    /** @param placeholder null for a switch */
    Flag(String flag, @Nullable String placeholder, String otherwise, String help) {
        this.flag = flag;
        this.placeholder = placeholder;
        this.otherwise = otherwise;
        this.help = help;
    }

    boolean isSwitch() {
        return placeholder == null;
    }

    /** Whether it asks for a text instead of saying how to run; such a flag has no variable. */
    boolean asks() {
        return this == HELP || this == VERSION;
    }

    /** Whether its value is shown to nobody, services included. */
    boolean secret() {
        return this == ROOT_KEY || this == CONTROL_TOKEN || this == CREDENTIALS;
    }

    String variable() {
        return variable(flag);
    }

    /** The environment variable of a flag. */
    static String variable(String flag) {
        return "KAGEMUSHA_" + flag.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    static @Nullable Flag named(String name) {
        for (Flag flag : values()) {
            if (flag.flag.equals(name)) {
                return flag;
            }
        }
        return null;
    }
}
