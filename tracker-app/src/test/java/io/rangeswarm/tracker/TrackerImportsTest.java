package io.rangeswarm.tracker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import org.springframework.context.annotation.Conditional;

/** Who may import whom. */
@AnalyzeClasses(
        packages = "io.rangeswarm.tracker",
        importOptions = {ImportOption.DoNotIncludeTests.class, TrackerImportsTest.Written.class})
class TrackerImportsTest {

    /** Leaves out what the build made of our beans (Spring's AOT processing), whose names have two underscores. */
    static final class Written implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("__");
        }
    }

    private static final String[] MODEL_AND_CORE = {
        "java..", "org.jspecify..", "org.slf4j..", "io.rangeswarm.model..", "io.rangeswarm.tracker.core.."
    };

    @ArchTest
    static final ArchRule coreKnowsNoTechnology = classes()
            .that()
            .resideInAPackage("..core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(MODEL_AND_CORE);

    @ArchTest
    static final ArchRule catalogKnowsNoSwarm = noClasses()
            .that()
            .resideInAPackage("..core.catalog..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..core.swarm..");

    @ArchTest
    static final ArchRule coreReadsNoWallClock = noClasses()
            .that()
            .resideInAPackage("..core..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule jdbcKnowsItsDatabaseOnly = classes()
            .that()
            .resideInAPackage("..tracker.jdbc..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with(
                    "io.rangeswarm.tracker.jdbc..",
                    "org.springframework.jdbc..",
                    "org.springframework.dao..",
                    "org.springframework.transaction.."));

    @ArchTest
    static final ArchRule webKnowsHttpOnly = classes()
            .that()
            .resideInAPackage("..tracker.web..")
            .should()
            .onlyDependOnClassesThat()
            // dao and transaction: Spring's names for "the database is away", which becomes a 503
            .resideInAnyPackage(with(
                    "io.rangeswarm.tracker.web..",
                    "org.springframework.web..",
                    "org.springframework.http..",
                    "org.springframework.core..",
                    "org.springframework.stereotype..",
                    "org.springframework.dao..",
                    "org.springframework.transaction..",
                    "jakarta.servlet..",
                    "org.apache.catalina..",
                    "org.apache.coyote..",
                    "org.apache.tomcat.util.net..",
                    "org.apache.tomcat.util.threads..",
                    "tools.jackson.."));

    @ArchTest
    static final ArchRule callbackKnowsTheJdkOnly = classes()
            .that()
            .resideInAPackage("..tracker.callback..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with("io.rangeswarm.tracker.callback..", "javax.net.ssl.."));

    @ArchTest
    static final ArchRule statsKnowsActuatorAndMetricsOnly = classes()
            .that()
            .resideInAPackage("..tracker.stats..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(with(
                    "io.rangeswarm.tracker.stats..",
                    "org.springframework.boot.actuate..",
                    "org.springframework.http..",
                    "org.springframework.stereotype..",
                    "org.springframework.util..",
                    "io.micrometer.."));

    @ArchTest
    static final ArchRule onlyTheMainClassImportsWiring = noClasses()
            .that()
            .resideOutsideOfPackage("..wiring..")
            .and()
            .doNotHaveSimpleName("TrackerMain")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..wiring..");

    /** The build decides conditions (KnownBeans), so none may be of an option of ours. */
    @ArchTest
    static final ArchRule beansHaveNoConditions =
            noMethods().that().doNotHaveName("database").should().beMetaAnnotatedWith(Conditional.class);

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.rangeswarm.tracker.(**)").should().beFreeOfCycles();

    private static String[] with(String... more) {
        String[] all = Arrays.copyOf(MODEL_AND_CORE, MODEL_AND_CORE.length + more.length);
        System.arraycopy(more, 0, all, MODEL_AND_CORE.length, more.length);
        return all;
    }
}
