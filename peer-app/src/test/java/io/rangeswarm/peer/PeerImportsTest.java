package io.rangeswarm.peer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.context.annotation.Conditional;

/** DESIGN's import rules for the peer. A package that does not exist yet keeps its rule. */
@AnalyzeClasses(
        packages = "io.rangeswarm.peer",
        importOptions = {ImportOption.DoNotIncludeTests.class, PeerImportsTest.Written.class})
class PeerImportsTest {

    /** Leaves out what the build made of our beans (Spring's AOT processing), whose names have two underscores. */
    static final class Written implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("__");
        }
    }

    private static final String CORE = "io.rangeswarm.peer.core..";
    private static final String[] PLAIN = {
        "java..", "org.jspecify..", "org.slf4j..", "io.rangeswarm.model..", CORE,
    };

    @ArchTest
    static final ArchRule coreKnowsOnlyTheJdkAndTheModel = classes()
            .that()
            .resideInAPackage(CORE)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(PLAIN);

    @ArchTest
    static final ArchRule webKnowsOnlyTheServer = classes()
            .that()
            .resideInAPackage("io.rangeswarm.peer.web..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with(
                    "io.rangeswarm.peer.web..",
                    "jakarta.servlet..",
                    "org.apache.catalina..",
                    "org.apache.coyote..",
                    "org.apache.tomcat..",
                    "org.springframework..",
                    "tools.jackson..",
                    "com.fasterxml.jackson.annotation.."));

    @ArchTest
    static final ArchRule okhttpKnowsOnlyItsClient = classes()
            .that()
            .resideInAPackage("io.rangeswarm.peer.okhttp..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with(
                    "io.rangeswarm.peer.okhttp..",
                    "javax.net..",
                    "okhttp3..",
                    "okio..",
                    "kotlin..",
                    "tools.jackson..",
                    "com.fasterxml.jackson.annotation.."))
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule cliStaysAwayFromTheServer = noClasses()
            .that()
            .resideInAPackage("io.rangeswarm.peer.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.rangeswarm.peer.web..", "io.rangeswarm.peer.okhttp..", "org.springframework..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyTheMainClassesKnowTheWiring = noClasses()
            .that()
            .resideInAnyPackage(
                    CORE, "io.rangeswarm.peer.web..", "io.rangeswarm.peer.okhttp..", "io.rangeswarm.peer.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.rangeswarm.peer.wiring..");

    /** The build decides conditions (KnownBeans), so none may be of an option of ours. */
    @ArchTest
    static final ArchRule beansHaveNoConditions = noMethods().should().beMetaAnnotatedWith(Conditional.class);

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.rangeswarm.peer.(**)").should().beFreeOfCycles();

    private static String[] with(String... technology) {
        String[] packages = java.util.Arrays.copyOf(PLAIN, PLAIN.length + technology.length);
        System.arraycopy(technology, 0, packages, PLAIN.length, technology.length);
        return packages;
    }
}
