package dev.kagemusha.testing;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/** The dependency rules of docs/architecture.md, run by every module over the classes it sees. */
public final class ArchitectureRules {
    private static final String ROOT = "dev.kagemusha.";

    /** The rooms of the core, lowest first: a room sees only those of rows above its own. */
    private static final List<List<String>> ROWS = List.of(
            List.of("time", "http", "policy"),
            List.of("auth", "protocol", "state", "audit", "metrics"),
            List.of("service"),
            List.of("http.netty", "http.tls", "control"),
            List.of("launch"));

    private ArchitectureRules() {}

    /** Checks every rule over the production classes of the class path. */
    public static void check() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("test-classes") && !location.contains("-tests.jar"))
                .importPackages("dev.kagemusha");
        rows(classes);
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "http.netty..", ROOT + "http.tls..")
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
                .resideOutsideOfPackages(ROOT + "protocol..", ROOT + "policy..", ROOT + "control..")
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
        servicesAreApart(classes);
    }

    private static void rows(JavaClasses classes) {
        for (int row = 0; row < ROWS.size(); row++) {
            for (String room : ROWS.get(row)) {
                for (List<String> above : ROWS.subList(row + 1, ROWS.size())) {
                    for (String forbidden : above) {
                        noClasses()
                                .that()
                                .resideInAPackage(ROOT + room + (room.equals("http") ? "" : ".."))
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(ROOT + forbidden + "..")
                                .allowEmptyShould(true)
                                .check(classes);
                    }
                }
            }
        }
    }

    private static void servicesAreApart(JavaClasses classes) {
        List<String> services = List.of("dynamodb", "s3", "identity");
        for (String service : services) {
            for (String other : services) {
                if (!service.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + service + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(ROOT + other + "..")
                            .allowEmptyShould(true)
                            .check(classes);
                }
            }
        }
    }
}
