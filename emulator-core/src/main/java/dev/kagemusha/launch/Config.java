package dev.kagemusha.launch;

import dev.kagemusha.auth.ConfiguredCredentials;
import dev.kagemusha.control.Access;
import dev.kagemusha.service.Origins;
import dev.kagemusha.service.Service;
import dev.kagemusha.service.ServiceFlag;
import dev.kagemusha.service.Settings;
import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;

/**
 * Flags and environment, read once and checked: what is wrong is found before anything is touched.
 *
 * @param host address to listen on
 * @param port 0 for any free one
 * @param dataDir null for temporary state
 * @param memory bytes for the store
 * @param rootKey 32 bytes, or null for the data directory's own
 * @param listeners doors of services by name
 * @param publicUrl without a trailing slash, or empty
 * @param origins whose scripts may call from a browser
 * @param accessLog {@code stdout}, {@code off} or a file
 * @param initDirs folders of init hooks
 * @param stopOnInitFailure whether a failing init hook stops the emulator
 * @param settings all flags but secrets by name, for services
 */
public record Config(
        String host,
        int port,
        @Nullable Path dataDir,
        boolean fsync,
        long memory,
        byte @Nullable [] rootKey,
        Map<String, InetSocketAddress> listeners,
        ConfiguredCredentials credentials,
        boolean strict,
        String publicUrl,
        Origins origins,
        Access control,
        String accessLog,
        List<Path> initDirs,
        boolean stopOnInitFailure,
        Settings settings) {
    private static final long MOST_MEMORY_BY_DEFAULT = 512L << 20;
    private static final int ROOT_KEY_BYTES = 32;

    /** What the command line asks for. */
    sealed interface Asked {
        /** To run. */
        record Run(Config config) implements Asked {}

        /** To print a text and exit. */
        record Print(String text) implements Asked {}
    }

    /**
     * Reads the command line over the environment.
     *
     * @throws UsageException with one line that says what is wrong
     */
    static Asked read(List<String> arguments, Map<String, String> environment) throws UsageException {
        Map<Flag, String> values = new EnumMap<>(Flag.class);
        for (Flag flag : Flag.values()) {
            String value = flag.asks() ? null : environment.get(flag.variable());
            if (value != null && !value.isEmpty()) {
                values.put(flag, value);
            }
        }
        Map<String, ServiceFlag> ofServices = serviceFlags();
        Map<String, String> serviceValues = new LinkedHashMap<>();
        for (ServiceFlag flag : ofServices.values()) {
            String value = environment.get(Flag.variable(flag.name()));
            if (value != null && !value.isEmpty()) {
                serviceValues.put(flag.name(), value);
            }
        }
        if (!values.containsKey(Flag.PUBLIC_URL)
                && !environment.getOrDefault("LOCALSTACK_HOST", "").isEmpty()) {
            values.put(Flag.PUBLIC_URL, "http://" + environment.get("LOCALSTACK_HOST"));
        }
        readArguments(arguments, values, ofServices, serviceValues);
        if (isOn(values, Flag.HELP)) {
            return new Asked.Print(Manual.help(ofServices.values()));
        }
        if (isOn(values, Flag.VERSION)) {
            return new Asked.Print("kagemusha " + Version.current());
        }
        return new Asked.Run(of(values, ofServices, serviceValues));
    }

    /** The configuration of flags by name, for tests and embedders; the rest is at its default. */
    public static Config of(Map<String, String> flags) throws UsageException {
        Map<Flag, String> values = new EnumMap<>(Flag.class);
        Map<String, ServiceFlag> ofServices = serviceFlags();
        Map<String, String> serviceValues = new LinkedHashMap<>();
        for (Map.Entry<String, String> entry : flags.entrySet()) {
            Flag flag = Flag.named(entry.getKey());
            if (flag != null) {
                values.put(flag, entry.getValue());
            } else if (ofServices.containsKey(entry.getKey())) {
                serviceValues.put(entry.getKey(), entry.getValue());
            } else {
                throw new UsageException("unknown flag --" + entry.getKey());
            }
        }
        return of(values, ofServices, serviceValues);
    }

    /** Flags of the services on the class path, by name. */
    private static Map<String, ServiceFlag> serviceFlags() {
        Map<String, ServiceFlag> flags = new LinkedHashMap<>();
        for (Service service : ServiceLoader.load(Service.class)) {
            for (ServiceFlag flag : service.flags()) {
                flags.put(flag.name(), flag);
            }
        }
        return flags;
    }

    private static void readArguments(
            List<String> arguments,
            Map<Flag, String> values,
            Map<String, ServiceFlag> ofServices,
            Map<String, String> serviceValues)
            throws UsageException {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                throw new UsageException("unexpected argument " + argument + "; see --help");
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            Flag flag = Flag.named(name);
            ServiceFlag ofService = ofServices.get(name);
            if (flag == null && ofService == null) {
                throw new UsageException("unknown flag --" + name + "; see --help");
            }
            String value = "";
            if (equals >= 0) {
                value = argument.substring(equals + 1);
            } else if (flag != null ? flag.isSwitch() : ofService != null && ofService.isSwitch()) {
                value = "true";
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                value = arguments.get(++i);
            }
            // Also for --data-dir="$UNSET", which would quietly be temporary state.
            @Nullable String form = flag == null ? null : flag.placeholder;
            if (ofService != null) {
                form = ofService.placeholder();
            } else if (flag != null && flag.isSwitch()) {
                form = "true or false";
            }
            if (value.isEmpty()) {
                throw new UsageException("--" + name + " needs a value: " + form);
            }
            if (flag == null) {
                serviceValues.put(name, value);
            } else {
                values.put(flag, value);
            }
        }
    }

    private static Config of(
            Map<Flag, String> values, Map<String, ServiceFlag> ofServices, Map<String, String> serviceValues)
            throws UsageException {
        Map<String, String> byName = new LinkedHashMap<>();
        for (ServiceFlag flag : ofServices.values()) {
            String value = serviceValues.getOrDefault(flag.name(), flag.otherwise());
            try {
                flag.check().accept(value);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--" + flag.name() + " is " + e.getMessage() + ", not " + value);
            }
            byName.put(flag.name(), value);
        }
        for (Flag flag : Flag.values()) {
            if (flag.isSwitch()) {
                isOn(values, flag); // checks its form
            }
            if (!flag.secret()) {
                byName.put(flag.flag, value(values, flag));
            }
        }
        return new Config(
                value(values, Flag.HOST),
                port(value(values, Flag.PORT)),
                dataDir(value(values, Flag.DATA_DIR)),
                isOn(values, Flag.FSYNC),
                memory(value(values, Flag.MEMORY)),
                rootKey(value(values, Flag.ROOT_KEY)),
                listeners(value(values, Flag.LISTEN)),
                credentials(value(values, Flag.CREDENTIALS)),
                isOn(values, Flag.STRICT),
                publicUrl(value(values, Flag.PUBLIC_URL)),
                origins(value(values, Flag.CORS_ALLOW_ORIGINS)),
                control(value(values, Flag.CONTROL), value(values, Flag.CONTROL_TOKEN)),
                accessLog(value(values, Flag.ACCESS_LOG)),
                initDirs(value(values, Flag.INIT_DIR)),
                stopOnInitFailure(value(values, Flag.INIT_FAILURE)),
                (name, otherwise) -> byName.getOrDefault(name, otherwise));
    }

    private static String value(Map<Flag, String> values, Flag flag) {
        return Objects.requireNonNullElse(values.get(flag), flag.otherwise);
    }

    private static boolean isOn(Map<Flag, String> values, Flag flag) throws UsageException {
        return switch (value(values, flag).toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on" -> true;
            case "false", "0", "no", "off" -> false;
            default -> throw new UsageException("--" + flag.flag + " is true or false");
        };
    }

    private static int port(String text) throws UsageException {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException("--port is a number from 0 to 65535, not " + text);
    }

    private static @Nullable Path dataDir(String text) throws UsageException {
        try {
            return text.isEmpty() ? null : Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new UsageException("--data-dir is not a path: " + text);
        }
    }

    private static String accessLog(String where) throws UsageException {
        try {
            return Path.of(where).toString();
        } catch (InvalidPathException e) {
            throw new UsageException("--access-log is stdout, off or a file that can be written, not " + where);
        }
    }

    private static List<Path> initDirs(String text) throws UsageException {
        List<Path> folders = new ArrayList<>();
        for (String each : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            try {
                Path folder = Path.of(each.strip()).toAbsolutePath().normalize();
                if (!each.isBlank() && Files.isDirectory(folder)) {
                    folders.add(folder);
                    continue;
                }
            } catch (InvalidPathException e) {
                // said below
            }
            throw new UsageException("--init-dir is not a folder: " + each);
        }
        return folders;
    }

    private static boolean stopOnInitFailure(String what) throws UsageException {
        return switch (what) {
            case "continue" -> false;
            case "stop" -> true;
            default -> throw new UsageException("--init-failure is continue or stop, not " + what);
        };
    }

    private static long memory(String text) throws UsageException {
        if (text.isEmpty()) {
            return Math.min(Runtime.getRuntime().maxMemory(), MOST_MEMORY_BY_DEFAULT);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        int shift = lower.endsWith("k") ? 10 : lower.endsWith("m") ? 20 : lower.endsWith("g") ? 30 : 0;
        try {
            long bytes = Long.parseLong(shift == 0 ? lower : lower.substring(0, lower.length() - 1)) << shift;
            if (bytes >= 16L << 20 && bytes <= 1L << 40) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException("--memory is a size of at least 16m, for example 256m, not " + text);
    }

    private static byte @Nullable [] rootKey(String text) throws UsageException {
        if (text.isEmpty()) {
            return null;
        }
        try {
            byte[] key = java.util.Base64.getDecoder().decode(text.strip());
            if (key.length == ROOT_KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // said below, without the secret
        }
        throw new UsageException("--root-key is not 32 bytes in base64");
    }

    private static Map<String, InetSocketAddress> listeners(String text) throws UsageException {
        Map<String, InetSocketAddress> listeners = new LinkedHashMap<>();
        for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int equals = entry.indexOf('=');
            int colon = entry.lastIndexOf(':');
            if (equals <= 0 || colon < equals) {
                throw new UsageException("--listen is NAME=ADDRESS:PORT, not " + entry);
            }
            try {
                int port = Integer.parseInt(entry.substring(colon + 1));
                listeners.put(
                        entry.substring(0, equals), new InetSocketAddress(entry.substring(equals + 1, colon), port));
            } catch (IllegalArgumentException e) {
                throw new UsageException("--listen is NAME=ADDRESS:PORT, not " + entry);
            }
        }
        return listeners;
    }

    private static ConfiguredCredentials credentials(String text) throws UsageException {
        try {
            return text.isEmpty() ? ConfiguredCredentials.defaults() : ConfiguredCredentials.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--credentials: " + e.getMessage());
        }
    }

    private static String publicUrl(String text) throws UsageException {
        if (text.isEmpty()) {
            return "";
        }
        try {
            URI uri = new URI(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new UsageException("--public-url is an http or https URL, not " + text);
    }

    private static Origins origins(String text) throws UsageException {
        try {
            return Origins.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--cors-allow-origins is " + e.getMessage());
        }
    }

    private static Access control(String who, String token) throws UsageException {
        return switch (who) {
            case "loopback" -> new Access.Loopback();
            case "open" -> new Access.Open();
            case "token" -> {
                if (token.isEmpty()) {
                    throw new UsageException("--control=token needs --control-token or KAGEMUSHA_CONTROL_TOKEN");
                }
                yield new Access.Token(token);
            }
            default -> throw new UsageException("--control is loopback, open or token, not " + who);
        };
    }

    /** The host of the public URL, or empty. */
    String publicHost() {
        return publicUrl.isEmpty() ? "" : URI.create(publicUrl).getHost();
    }

    /** The flags of the emulator and of the services on the class path, as a page of the manual. */
    public static String reference() {
        return Manual.page(serviceFlags().values());
    }
}
