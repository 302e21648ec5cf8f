package io.rangeswarm.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** DESIGN's import rules for the model: the JDK and jspecify only, and no cycle between its packages. */
@AnalyzeClasses(packages = "io.rangeswarm.model", importOptions = ImportOption.DoNotIncludeTests.class)
class ModelImportsTest {

    @ArchTest
    static final ArchRule modelKnowsOnlyTheJdk = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.crypto..",
                    "javax.net.ssl..",
                    "com.sun.management..",
                    "org.jspecify..",
                    "io.rangeswarm.model..");

    @ArchTest
    static final ArchRule contentKnowsNoWireRecords = classes()
            .that()
            .resideInAPackage("..content..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "io.rangeswarm.model.content..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.rangeswarm.model.(*)..").should().beFreeOfCycles();
}
