package dev.kagemusha.testkit.junit;

import dev.kagemusha.testkit.junit.KagemushaTest.AccountPer;
import org.junit.platform.commons.support.AnnotationSupport;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@link KagemushaTest} says.
 *
 * @param flags by name, as the emulator takes them
 * @param own the class that has an emulator to itself, or the empty string
 */
record Options(Map<String, String> flags, AccountPer accountPer, String own, String region) {
    /** What an emulator inside tests differs in from one on the command line. */
    private static final Map<String, String> STANDARD = Map.of("port", "0", "access-log", "off", "memory", "64m");

    static Options of(Class<?> test) {
        for (Class<?> at = test; at != null; at = at.getEnclosingClass()) {
            Optional<KagemushaTest> said = AnnotationSupport.findAnnotation(at, KagemushaTest.class);
            if (said.isPresent()) {
                return of(said.get(), at);
            }
        }
        return new Options(STANDARD, AccountPer.CLASS, "", "us-east-1");
    }

    private static Options of(KagemushaTest said, Class<?> where) {
        Map<String, String> flags = new TreeMap<>(STANDARD);
        for (String each : said.flags()) {
            String flag = each.startsWith("--") ? each.substring(2) : each;
            int equals = flag.indexOf('=');
            flags.put(equals < 0 ? flag : flag.substring(0, equals), equals < 0 ? "true" : flag.substring(equals + 1));
        }
        return new Options(flags, said.accountPer(), said.ownEmulator() ? where.getName() : "", said.region());
    }

    boolean ownEmulator() {
        return !own.isEmpty();
    }

    /** Equal for classes that share an emulator. */
    Object emulatorKey() {
        return new EmulatorKey(flags, own);
    }

    private record EmulatorKey(Map<String, String> flags, String own) {}
}
