package dev.kagemusha.testkit.containers;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

final class ArchitectureTest {
    @Test
    void seesNothingOfTheEmulatorButItsControl() {
        JavaClasses own = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.kagemusha.testkit.containers");
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.kagemusha.testkit.containers",
                        "dev.kagemusha.testkit.control",
                        "org.testcontainers..",
                        "software.amazon.awssdk..",
                        "org.jspecify.annotations",
                        "java..")
                .check(own);
    }
}
