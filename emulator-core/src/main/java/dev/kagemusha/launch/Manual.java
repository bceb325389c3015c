package dev.kagemusha.launch;

import dev.kagemusha.service.ServiceFlag;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The flags for people to read: on the command line, and as a page. */
final class Manual {
    private Manual() {}

    /**
     * @param placeholder null for a switch
     * @param variable null where there is none
     */
    private record Entry(
            String flag,
            @Nullable String placeholder,
            String otherwise,
            String help,
            @Nullable String variable) {
        String form() {
            return "--" + flag + (placeholder == null ? "" : "=" + placeholder);
        }
    }

    private static Entry entry(Flag flag) {
        return new Entry(
                flag.flag,
                flag.placeholder,
                flag.isSwitch() ? "" : flag.otherwise,
                flag.help,
                flag.asks() ? null : flag.variable());
    }

    private static Entry entry(ServiceFlag flag) {
        return new Entry(flag.name(), flag.placeholder(), flag.otherwise(), flag.help(), Flag.variable(flag.name()));
    }

    static String help(Collection<ServiceFlag> ofServices) {
        StringBuilder text = new StringBuilder("""
                Kagemusha, a local double of AWS.

                usage: kagemusha start [flags]

                Each flag has an environment variable, which it overrides.

                """);
        List<Entry> entries = new ArrayList<>();
        for (Flag flag : Flag.values()) {
            entries.add(entry(flag));
        }
        ofServices.forEach(flag -> entries.add(entry(flag)));
        for (Entry each : entries) {
            text.append("  ").append(each.form()).append("\n        ").append(each.help());
            if (!each.otherwise().isEmpty()) {
                text.append(" (default ").append(each.otherwise()).append(')');
            }
            text.append('\n');
            if (each.variable() != null) {
                text.append("        ").append(each.variable()).append('\n');
            }
        }
        text.append("""

                Environment only:
                  KAGEMUSHA_JAVA_OPTS  appended last to the server's java command line
                  LOCALSTACK_HOST      host[:port], taken as --public-url when that is not given
                """);
        return text.toString();
    }

    static String page(Collection<ServiceFlag> ofServices) {
        StringBuilder text = new StringBuilder("""
                # Configuration

                Made from the code; `bin/kagemusha --help` prints the same. A flag is given as `--name=value` or `--name value`, a switch as
                `--name`; in a container the variables are at hand. The command line wins. A value that cannot be meant is refused: one
                line is printed, the exit code is 2, and nothing is changed on disk.

                ## The emulator

                | Flag | Variable | Default | |
                |---|---|---|---|
                """);
        for (Flag flag : Flag.values()) {
            row(entry(flag), text);
        }
        text.append("""

                ## Services

                | Flag | Variable | Default | |
                |---|---|---|---|
                """);
        ofServices.stream().sorted((a, b) -> a.name().compareTo(b.name())).forEach(flag -> row(entry(flag), text));
        text.append("""

                ## Variables without a flag

                | Variable | |
                |---|---|
                | `KAGEMUSHA_JAVA_OPTS` | appended last to the server's java command line: `-Xmx512m` |
                | `LOCALSTACK_HOST` | `host[:port]`, taken as `--public-url` when that is not given |

                The image sets `KAGEMUSHA_HOST=0.0.0.0`, `KAGEMUSHA_CONTROL=open`, `KAGEMUSHA_DATA_DIR=/var/lib/kagemusha` and
                `KAGEMUSHA_INIT_DIR=/etc/kagemusha/init,/etc/localstack/init`.
                """);
        return text.toString();
    }

    private static void row(Entry each, StringBuilder text) {
        text.append("| `").append(each.form().replace("|", "\\|")).append("` | ");
        if (each.variable() != null) {
            text.append('`').append(each.variable()).append('`');
        }
        text.append(" | ");
        if (!each.otherwise().isEmpty()) {
            text.append('`').append(each.otherwise()).append('`');
        }
        text.append(" | ").append(each.help().replace("|", "\\|")).append(" |\n");
    }
}
