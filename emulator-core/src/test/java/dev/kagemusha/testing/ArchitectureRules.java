package dev.kagemusha.testing;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The dependency rules of docs/architecture.md, run by every module over the classes it sees. */
public final class ArchitectureRules {
    private static final String ROOT = "dev.kagemusha.";

    /** What each room of the core may see beside itself, as the table of docs/architecture.md has it. */
    private static final Map<String, List<String>> ROOMS = Map.ofEntries(
            Map.entry("time", List.of()),
            Map.entry("http", List.of()),
            Map.entry("policy", List.of()),
            Map.entry("auth", List.of("http", "time")),
            Map.entry("protocol", List.of("http")),
            Map.entry("state", List.of("time")),
            Map.entry("rows", List.of("protocol", "state")),
            Map.entry("audit", List.of("auth", "http", "time")),
            Map.entry("metrics", List.of("state", "time")),
            Map.entry("service", List.of("audit", "auth", "http", "metrics", "policy", "protocol", "state", "time")),
            Map.entry("hooks", List.of("service", "auth", "protocol", "rows", "state", "time")),
            Map.entry("http.tls", List.of()),
            Map.entry("http.netty", List.of("http", "http.tls")),
            Map.entry(
                    "control",
                    List.of("hooks", "service", "audit", "auth", "http", "policy", "protocol", "state", "time")),
            Map.entry(
                    "launch",
                    List.of(
                            "control",
                            "hooks",
                            "http.netty",
                            "http.tls",
                            "service",
                            "audit",
                            "auth",
                            "http",
                            "metrics",
                            "policy",
                            "protocol",
                            "state",
                            "time")));

    /** What a service may see of the core. */
    private static final List<String> FOR_SERVICES =
            List.of("service", "audit", "auth", "http", "metrics", "policy", "protocol", "rows", "state", "time");

    /** Modules that may see everything and that nobody sees. */
    private static final Set<String> ABOVE = Set.of("benchmarks", "testkit");

    private ArchitectureRules() {}

    /** Checks every rule over the production classes of the class path. */
    public static void check() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("test-classes") && !location.contains("-tests.jar"))
                .importPackages("dev.kagemusha");
        rooms(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "http.netty..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + "state.rocks..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "protocol..", ROOT + "policy..", ROOT + "control..", ROOT + "hooks..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson..", "javax.xml.stream..")
                .check(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "time..", ROOT + "launch..")
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .check(classes);
        slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(classes);
    }

    /** Every class belongs to a room, a service or a module above them, and sees what its room may see. */
    private static void rooms(JavaClasses classes) {
        Set<String> services = new TreeSet<>();
        for (JavaClass each : classes) {
            String room = room(each.getPackageName());
            if (!ROOMS.containsKey(room) && !room.isEmpty() && !ABOVE.contains(room)) {
                services.add(room);
            }
        }
        ROOMS.forEach((room, seen) -> sees(classes, room, seen));
        services.forEach(service -> sees(classes, service, FOR_SERVICES));
    }

    private static void sees(JavaClasses classes, String room, List<String> seen) {
        noClasses()
                .that(DescribedPredicate.describe(
                        "of " + room, each -> room(each.getPackageName()).equals(room)))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe("are of rooms other than " + seen, other -> {
                    String its = room(other.getPackageName());
                    return !its.isEmpty() && !its.equals(room) && !seen.contains(its);
                }))
                .allowEmptyShould(true)
                .check(classes);
    }

    /** The room of a package: the first step below the root, but for those of http, which are rooms of their own. */
    private static String room(String packageName) {
        if (!packageName.startsWith(ROOT)) {
            return "";
        }
        String below = packageName.substring(ROOT.length());
        if (below.startsWith("http.netty") || below.startsWith("http.tls")) {
            return below.startsWith("http.tls") ? "http.tls" : "http.netty";
        }
        int dot = below.indexOf('.');
        return dot < 0 ? below : below.substring(0, dot);
    }
}
